"""Make the pictures anew: ``python -m tests.pictures [FOLDER]``.

Without a folder: those of the help (resources/help/pictures) and the references that tests compare with. With one:
all pictures in full size, to look at.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

from tests.pictures.taking import FAILED, LARGE, LONG, NORMAL, Stores, Taken, take

ROOT = Path(__file__).resolve().parents[2]
HELP_PICTURES = ROOT / "resources" / "help" / "pictures"
REFERENCES = Path(__file__).parent / "references"
HELP_WIDTH = 860
COLOURS, GREYS = 64, 32
PAPER, NOTICE, PAPER_SCALE = "notice", "*-D11.pdf", 1.2


def main(arguments: list[str]) -> int:
    """Return 0 after all pictures were made; 1 where the letters are missing."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from tests.pictures.studio import FONT, has_font

    application = QApplication(sys.argv[:1])
    if not has_font():
        print(f"没有安装字体 {FONT}：请先安装 fonts-noto-cjk。")
        return 1
    folder = Path(arguments[0]) if arguments else None
    with tempfile.TemporaryDirectory(prefix="pictures-", ignore_cleanup_errors=True) as work:
        stores = Stores(Path(work))
        for one in take(stores, (NORMAL, LARGE, LONG, FAILED)):
            keep(one, folder)
            print(f"{one.name}-{one.variant}", flush=True)
        keep_paper(stores.papers(), folder or HELP_PICTURES)
    application.quit()
    return 0


def keep(one: Taken, folder: Path | None) -> None:
    """Write a picture where it belongs."""
    from tests.pictures.studio import reduced

    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        one.image.save(folder / f"{one.name}-{one.variant}.png")
        return
    REFERENCES.mkdir(exist_ok=True)
    reduced(one.image).quantize(GREYS).save(REFERENCES / f"{one.name}-{one.variant}.png", optimize=True)
    if one.variant == NORMAL:
        HELP_PICTURES.mkdir(exist_ok=True)
        height = round(one.image.height * HELP_WIDTH / one.image.width)
        small = one.image.resize((HELP_WIDTH, height), Image.Resampling.LANCZOS)
        quantised(small, COLOURS).save(HELP_PICTURES / f"{one.name}.png", optimize=True)


def keep_paper(papers: Path, folder: Path) -> None:
    """Write the first page of the notice that was served as a picture."""
    with pypdfium2.PdfDocument(sorted(papers.glob(NOTICE))[0]) as notice:
        image = notice[0].render(scale=PAPER_SCALE).to_pil()
    quantised(image, COLOURS).save(folder / f"{PAPER}.png", optimize=True)


def quantised(image: Image.Image, colours: int) -> Image.Image:
    """Return the picture in few colours: a quarter of the bytes, and nobody sees it.

    They are spread over all that are in the picture, then each moved to the middle of what it stands for: by number
    alone, the greys of letters would take them all.
    """
    return image.convert("RGB").quantize(colours, Image.Quantize.MAXCOVERAGE, 1, dither=Image.Dither.NONE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
