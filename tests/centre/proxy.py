"""A TCP proxy that lets an exact number of bytes through each way and then cuts the line."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

NO_LIMIT = 1 << 60


@dataclass
class CuttingProxy:
    """Forwards to ``target``. Each connection takes the next (up, down) budget; without any it is not cut.

    ``silent`` connections are accepted and never answered. ``drop_answers`` cuts at the server's next word.
    """

    target: tuple[str, int]
    budgets: Iterator[tuple[int, int]] = field(default_factory=lambda: iter(()))
    silent: bool = False
    drop_answers: bool = False
    cuts: int = 0
    connections: int = 0

    def __enter__(self) -> CuttingProxy:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    @property
    def via(self) -> str:
        """Return HOST:PORT to connect to."""
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def cut_at(self, budgets: Iterable[tuple[int, int]]) -> None:
        """Cut the next connections after these numbers of bytes (up, down)."""
        self.budgets = iter(budgets)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(client)
            if self.silent:
                continue
            server = socket.create_connection(self.target)
            self._open.append(server)
            up, down = next(self.budgets, (NO_LIMIT, NO_LIMIT))
            for source, sink, budget in ((client, server, up), (server, client, down)):
                threading.Thread(target=self._pass, args=(source, sink, budget, client, server), daemon=True).start()

    def _pass(
        self, source: socket.socket, sink: socket.socket, budget: int, client: socket.socket, server: socket.socket
    ) -> None:
        with contextlib.suppress(OSError):
            while content := source.recv(65536):
                if self.drop_answers and source is server:
                    self._reset(client, server)
                    return
                if len(content) > budget:
                    sink.sendall(content[:budget])
                    self.cuts += 1
                    self._reset(client, server)
                    return
                budget -= len(content)
                sink.sendall(content)
            sink.shutdown(socket.SHUT_WR)

    @staticmethod
    def _reset(*ends: socket.socket) -> None:
        for end in ends:
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RDWR)
