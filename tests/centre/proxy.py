"""A TCP proxy that lets an exact number of bytes through each way and then cuts the line.

It can also hold back what a client sent, cut the client off, and deliver it later: beside the client's next try.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

NO_LIMIT = 1 << 60


@dataclass
class Allowance:
    """The bytes that may still pass up (to the server) and down; shared by the connections of one conversation."""

    up: int = NO_LIMIT
    down: int = NO_LIMIT
    spent: bool = False
    guard: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def take(self, upwards: bool, wanted: int) -> tuple[int, bool]:
        """Return how many of the wanted bytes pass now, and whether the line is cut after them."""
        with self.guard:
            if self.spent:
                return wanted, False
            left = self.up if upwards else self.down
            passes = min(left, wanted)
            if upwards:
                self.up -= passes
            else:
                self.down -= passes
            self.spent = wanted > left
            return passes, self.spent


@dataclass
class CuttingProxy:
    """Forwards to ``target``. Each connection takes the next (up, down) budget; without any it is not cut.

    ``silent`` connections are accepted and never answered. ``drop_answers`` cuts at the server's next word.
    ``hold`` names bytes: the next message of a client with them is kept, and the client cut off; see ``deliver``.
    ``conversation`` is an allowance for all connections together, cut once, in place of budgets.
    """

    target: tuple[str, int]
    budgets: Iterator[tuple[int, int]] = field(default_factory=lambda: iter(()))
    silent: bool = False
    drop_answers: bool = False
    hold: bytes = b""
    conversation: Allowance | None = None
    cuts: int = 0
    connections: int = 0
    carried: list[int] = field(default_factory=lambda: [0, 0])
    _held: list[tuple[socket.socket, bytes]] = field(default_factory=list)

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

    def cut_once(self, up: int = NO_LIMIT, down: int = NO_LIMIT) -> None:
        """Cut once, after so many bytes of all connections together from now on."""
        self.conversation, self.carried = Allowance(up, down), [0, 0]

    def deliver(self) -> int:
        """Send on what was held back, and return how many messages that were."""
        held, self._held = self._held, []
        for server, content in held:
            with contextlib.suppress(OSError):
                server.sendall(content)
        return len(held)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open = [one for one in self._open if one.fileno() >= 0]
            self._open.append(client)
            if self.silent:
                continue
            try:
                server = socket.create_connection(self.target)
            except OSError:  # the server is down
                client.close()
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.append(server)
            allowance = self.conversation or Allowance(*next(self.budgets, (NO_LIMIT, NO_LIMIT)))
            pair = _Pair(client, server, allowance)
            for upwards in (True, False):
                threading.Thread(target=self._pass, args=(pair, upwards), daemon=True).start()

    def _pass(self, pair: _Pair, upwards: bool) -> None:
        source, sink = (pair.client, pair.server) if upwards else (pair.server, pair.client)
        with contextlib.suppress(OSError):
            while content := source.recv(65536):
                if self.drop_answers and not upwards:
                    break
                if upwards and self.hold and self.hold in content:
                    self._keep(pair, content)
                    return
                passes, cut = pair.allowance.take(upwards, len(content))
                sink.sendall(content[:passes])
                self.carried[not upwards] += passes
                if cut:
                    self.cuts += 1
                    break
            else:
                sink.shutdown(socket.SHUT_WR)
                pair.ended()
                return
        pair.reset()
        pair.ended()

    def _keep(self, pair: _Pair, content: bytes) -> None:
        """Take the rest of the message too, cut the client off, and leave the server waiting."""
        self.hold = b""
        pair.client.settimeout(0.05)
        with contextlib.suppress(OSError):
            while more := pair.client.recv(1 << 20):
                content += more
        self._held.append((pair.server, content))
        self.cuts += 1
        _reset(pair.client)
        pair.client.close()


@dataclass
class _Pair:
    """Both ends of one connection; closed when neither way is served any more."""

    client: socket.socket
    server: socket.socket
    allowance: Allowance
    ways: int = 2
    guard: threading.Lock = field(default_factory=threading.Lock)

    def reset(self) -> None:
        for end in (self.client, self.server):
            _reset(end)

    def ended(self) -> None:
        with self.guard:
            self.ways -= 1
            if self.ways:
                return
        for end in (self.client, self.server):
            end.close()


def _reset(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)
