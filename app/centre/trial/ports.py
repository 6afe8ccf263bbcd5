"""A port of this machine for a server that is about to start."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator


@contextlib.contextmanager
def kept_port() -> Iterator[int]:
    """Yield a loopback port that no other program is given meanwhile; a PostgreSQL server may listen on it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        if os.name == "nt":
            held.close()  # a server cannot listen there on what is bound
        else:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # after binding: whoever asks so too may share
        yield port
