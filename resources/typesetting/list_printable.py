"""Writes app/domain/printable.py: the characters that the bundled fonts show in every role on paper.

To be run from the project's folder whenever a font was made anew, behind list_delivered.py:

    python resources/typesetting/list_printable.py
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.typesetting.fonts import ROLES, face  # noqa: E402  # the folder is found first

HEAD = '''"""The characters that the bundled fonts show in every role on paper, as ranges of code points.

Made by resources/typesetting/list_printable.py.
"""

RANGES = (
'''


def printable() -> list[int]:
    """Return the code points that each role has, in its own font or a fallback."""
    roles = [set().union(*(face(name).file.glyphs for name in names)) for names in ROLES.values()]
    return sorted(set.intersection(*roles))


def main() -> None:
    """Write the ranges, one in a line."""
    lines = []
    for _, run in groupby(enumerate(printable()), lambda one: one[1] - one[0]):
        codes = [code for _, code in run]
        lines.append(f"    (0x{codes[0]:04X}, 0x{codes[-1]:04X}),\n")
    (ROOT / "app" / "domain" / "printable.py").write_text(f"{HEAD}{''.join(lines)})\n", "ascii", newline="\n")


if __name__ == "__main__":
    main()
