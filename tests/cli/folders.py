"""Running commands in this process, with secrets through a pipe."""

from __future__ import annotations

import os
from pathlib import Path

import main

PASSPHRASE, PIN = "演练用的很长的口令一号", "135790"


def run(*argv: object, secrets: tuple[str, ...] = ()) -> int:
    """Run the program; ``secrets`` are the lines of ``--secret-fd``."""
    words = [str(one) for one in argv]
    if not secrets:
        return main.main(words)
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{one}\n" for one in secrets).encode())
    os.close(writing)
    try:
        return main.main(["--secret-fd", str(reading), *words])
    finally:
        os.close(reading)


def standalone(folder: Path, recovery: Path) -> int:
    return run(
        "--data", folder, "init", "--bureau", "130600", "--recovery", recovery, secrets=(PASSPHRASE, PIN)
    )  # fmt: skip
