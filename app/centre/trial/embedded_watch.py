"""The watcher that ends an embedded server when the program that started it was killed.

Run as a script it waits for the end of its standard input, which comes with the parent's death however that came.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def watch(folder: Path) -> Iterator[None]:
    """Keep a watcher over a server's temporary folder while the block runs (not in a frozen program)."""
    if getattr(sys, "frozen", False):
        yield
        return
    watcher = subprocess.Popen([sys.executable, "-S", "-E", __file__, str(folder)], stdin=subprocess.PIPE)
    try:
        yield
        assert watcher.stdin is not None
    finally:
        _dismiss(watcher)


def _dismiss(watcher: subprocess.Popen[bytes]) -> None:
    assert watcher.stdin is not None
    with contextlib.suppress(OSError):
        watcher.stdin.write(b"done\n")
        watcher.stdin.close()
    watcher.wait()


def clear_away(folder: Path) -> None:
    """End the server whose data lies in ``folder`` and remove the folder."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int((folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        os.kill(pid, 9 if os.name == "nt" else 3)
        time.sleep(0.5)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if not sys.stdin.readline():
        clear_away(Path(sys.argv[1]))
