"""Makes the digits that number the pages of a case file, as outlines: pages get no font and no text by them."""

from __future__ import annotations

import json
from pathlib import Path

from fontTools.ttLib import TTFont
from make_fonts import word_outline

HERE = Path(__file__).resolve().parent
DIGITS = "0123456789"


def main() -> None:
    """Write digit-marks.json: advance and outline of each digit in em units, y upwards."""
    font = TTFont(HERE / "ArchivesHei.ttf")
    cmap, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    marks = {
        one: {"advance": round(advances[cmap[ord(one)]][0] / em, 4), "outline": word_outline(font, one)}
        for one in DIGITS
    }
    (HERE / "digit-marks.json").write_text(json.dumps(marks, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
