"""Makes resources/words/qt_zh_CN.qm from the .ts file beside it, with the lrelease that comes with PySide6."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import PySide6

WORDS = Path(__file__).resolve().parents[1] / "words" / "qt_zh_CN.ts"


def make(to: Path) -> None:
    """Write the catalogue in the form that Qt reads."""
    tool = Path(PySide6.__path__[0]) / ("lrelease.exe" if sys.platform == "win32" else "lrelease")
    subprocess.run([str(tool), "-silent", str(WORDS), "-qm", str(to)], check=True)


if __name__ == "__main__":
    make(WORDS.with_suffix(".qm"))
