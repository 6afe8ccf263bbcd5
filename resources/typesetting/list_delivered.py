"""Writes delivered.txt, the digests of the fonts and the colour profile: papers are made with these files only.

To be run from the project's folder whenever one of them was made anew:

    python resources/typesetting/list_delivered.py
"""

import hashlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = sorted([*HERE.parent.glob("fonts/*.ttf"), *HERE.parent.glob("colour/*.icc")])
lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in FILES]
(HERE / "delivered.txt").write_text("".join(lines), "ascii", newline="\n")
