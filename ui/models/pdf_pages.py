"""The pages of a PDF as pixels and text, for screen and printer; off the UI thread. The only caller of pypdfium2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

POINTS_PER_INCH = 72.0
# a large file stays where it is and is read as needed, on one lane at a time
Pdf = bytes | BinaryIO


@dataclass(frozen=True)
class Drawn:
    """One page drawn: its pixels (BGRx), width, height and bytes per line."""

    pixels: bytes
    width: int
    height: int
    stride: int


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of a page: its width in points and its height as a multiple of the width."""

    points: float
    height: float


def is_pdf(pdf: Pdf) -> bool:
    """Return whether this can be shown page by page: a whole PDF that asks for no password."""
    from pypdfium2 import PdfiumError

    try:
        return bool(page_shapes(pdf))
    except PdfiumError:
        return False


@contextmanager
def _opened(pdf: Pdf) -> Iterator[PdfDocument]:
    from pypdfium2 import PdfDocument  # 4 MB that come with the first paper looked at

    document = PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def page_shapes(pdf: Pdf) -> tuple[Shape, ...]:
    """Return the form of every page of a PDF."""
    with _opened(pdf) as document:
        sizes = map(document.get_page_size, range(len(document)))
        return tuple(Shape(width, height / width) for width, height in sizes)


def draw_wide(pdf: Pdf, number: int, width: int) -> Drawn:
    """Return one page (from 0) drawn on white so many pixels wide."""
    with _opened(pdf) as document:
        return _drawn(document, number, width / document.get_page_size(number)[0])


def draw_page(pdf: Pdf, number: int, dots_per_inch: float) -> Drawn:
    """Return one page (from 0) drawn on white in its real size for a printer of this resolution."""
    with _opened(pdf) as document:
        return _drawn(document, number, dots_per_inch / POINTS_PER_INCH)


def _drawn(document: PdfDocument, number: int, scale: float) -> Drawn:
    page = document[number]
    bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
    drawn = Drawn(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
    bitmap.close()
    page.close()
    return drawn


def pages_saying(pdf: bytes, words: str) -> tuple[int, ...]:
    """Return the numbers (from 0) of the pages whose text has these words, all pages for ""."""
    with _opened(pdf) as document:
        return tuple(number for number, page in enumerate(document) if words in _text_of(page))


def _text_of(page: PdfPage) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_range())
    finally:
        text.close()
