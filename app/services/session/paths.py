"""Where the files that come with the program lie, in a source tree and in a frozen program."""

from __future__ import annotations

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """Return a file or folder that comes with the program (``forms``, ``resources``), frozen or not."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parents[3]
    return root.joinpath(*parts)


def built_in_forms() -> Path:
    """Return the folder of forms that comes with the program."""
    return resource_path("forms")
