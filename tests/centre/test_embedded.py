"""The throw-away server starts wherever the program lies, and ends with it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from app.centre.trial.embedded import _located, _not_needed, embedded_server
from app.centre.trial.ports import kept_port

_START = """
import sys, time
from app.centre.trial.embedded import embedded_server
with embedded_server(durable=False) as server:
    print(server.folder, server.dsn(), server.password, sep="\\n", flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_that_binaries_in_a_closed_folder_are_copied_and_nothing_is_opened(tmp_path: Path) -> None:
    found = _located(None)
    closed = tmp_path / "closed"
    for root in found.roots:
        shutil.copytree(root, closed / root.relative_to(found.base), symlinks=True, ignore=_not_needed)
    closed.chmod(0o700)
    with embedded_server(durable=False, binaries=closed / found.bin.relative_to(found.base)) as server:
        assert server.binaries.is_relative_to(server.folder)
        with server.connect() as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_that_the_server_ends_when_the_program_is_killed() -> None:
    program = subprocess.Popen([sys.executable, "-c", _START], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    named, dsn, password = (program.stdout.readline().strip() for _ in range(3))
    folder = Path(named)
    psycopg.connect(dsn, password=password).close()
    program.send_signal(signal.SIGKILL)
    program.wait()
    program.stdout.close()
    end = time.monotonic() + 60
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):  # the port may be another's by now
        psycopg.connect(dsn, password=password, connect_timeout=10)


@pytest.mark.skipif(os.name == "nt", reason="there a server cannot listen on what is bound")
def test_that_the_port_of_a_server_is_given_to_nobody_else_before_it_listens() -> None:
    with kept_port() as port, socket.socket() as other, socket.socket() as server:
        with pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as PostgreSQL does
        server.bind(("127.0.0.1", port))
        server.listen()
        socket.create_connection(("127.0.0.1", port)).close()
