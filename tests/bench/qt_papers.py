"""A baseline: papers as PDF/A-1b by Qt's own QTextDocument and QPdfWriter."""

import os
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QUrl
from PySide6.QtGui import (
    QFontDatabase,
    QGuiApplication,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextDocument,
)

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
PICTURE_WIDTH = 380
# a document that is printed adds 20 mm on each side by itself
MARGINS = (0, 0, 0, 0)
BREAK = "<p style='page-break-after: always'></p>"

Pages = list[list[list[tuple[str, float, str]]]]


@cache
def application() -> QGuiApplication:
    """Return the one application that fonts need."""
    return QGuiApplication.instance() or QGuiApplication([])


@cache
def family(font: str) -> str:
    """Return the family of a bundled font."""
    application()
    return QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(FONTS / f"{font}.ttf")))[0]


def paper_as_pdf(pages: Pages) -> bytes:
    """Return the pages with their lines on A4, each run in its font."""
    return _written(BREAK.join("".join(_line(line) for line in page) for page in pages))


def case_file_as_pdf(pages: Pages, photos: Sequence[tuple[str, str]]) -> bytes:
    """Return the pages, then the photos (path of a JPEG, caption) two to a page."""
    sheets = ["".join(_line(line) for line in page) for page in pages]
    set_photos = [_photo(*photo) for photo in photos]
    sheets += ["".join(set_photos[first : first + 2]) for first in range(0, len(photos), 2)]
    return _written(BREAK.join(sheets))


def _photo(path: str, caption: str) -> str:
    style = f'font-family: "{family("ArchivesFang")}"; font-size: 10pt'
    picture = f"<img src='{QUrl.fromLocalFile(path).toString()}' width='{PICTURE_WIDTH}'>"
    return f"<p>{picture}</p><p style='{style}'>{escape(caption)}</p>"


def _line(runs: list[tuple[str, float, str]]) -> str:
    spans = "".join(
        f"<span style='font-family: \"{family(font)}\"; font-size: {size}pt'>{escape(text)}</span>"
        for font, size, text in runs
    )
    return f"<p style='margin: 4pt 0'>{spans}</p>"


def _written(html: str) -> bytes:
    application()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPdfVersion(QPagedPaintDevice.PdfVersion.PdfVersion_A1b)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(*MARGINS), QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    document.setHtml(html)
    document.print_(writer)
    del writer
    return bytes(buffer.data())
