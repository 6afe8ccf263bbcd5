"""A paper on screen: the very bytes of its PDF, drawn by pypdfium2 off the UI thread. The only caller of pypdfium2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.tasks import Tasks
from ui.widgets.labels import label

POINTS_PER_INCH = 72.0


@dataclass(frozen=True)
class Drawn:
    """One page drawn: its pixels (BGRx), width, height and bytes per line."""

    pixels: bytes
    width: int
    height: int
    stride: int


def draw(pdf: bytes, width: int) -> tuple[Drawn, ...]:
    """Return every page of a PDF drawn so many pixels wide."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = []
        for page in document:
            scale = width / page.get_width()
            bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
            pages.append(Drawn(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride))
            bitmap.close()
            page.close()
        return tuple(pages)
    finally:
        document.close()


def draw_page(pdf: bytes, number: int, dots_per_inch: float) -> Drawn:
    """Return one page (from 0) drawn on white in its real size for a printer of this resolution."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number]
        bitmap = page.render(scale=dots_per_inch / POINTS_PER_INCH, rev_byteorder=False, prefer_bgrx=True)
        drawn = Drawn(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
        bitmap.close()
        page.close()
        return drawn
    finally:
        document.close()


def pages_saying(pdf: bytes, words: str) -> tuple[int, ...]:
    """Return the numbers (from 0) of the pages whose text has these words, all pages for ""."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(number for number, page in enumerate(document) if words in _text_of(page))
    finally:
        document.close()


def _text_of(page: pypdfium2.PdfPage) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_range())
    finally:
        text.close()


class PdfView(QScrollArea):
    """Shows all pages of one paper under each other."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("pdfView")
        self.setAccessibleName(self.tr("文书预览"))
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tasks = tasks
        self._pdf = b""
        self._say(self.tr("在左侧选择一份文书。"))

    @property
    def pages(self) -> int:
        """Return how many pages are shown."""
        held = self.widget()
        return len(held.findChildren(QLabel, "pdfPage")) if held is not None else 0

    def show_pdf(self, pdf: bytes) -> None:
        """Draw these bytes."""
        self._pdf = pdf
        ratio = self.devicePixelRatioF()
        width = max(400, round((self.viewport().width() - 48) * ratio))
        self._tasks.run(self, lambda: (pdf, draw(pdf, width)), self._on_drawn, behind=True)

    def show_words(self, words: str) -> None:
        """Show words instead of a paper."""
        self._pdf = b""
        self._say(words)

    def _on_drawn(self, found: tuple[bytes, Sequence[Drawn]]) -> None:
        pdf, pages = found
        if pdf is not self._pdf:
            return
        holder = QWidget()
        holder.setObjectName("scrolled")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(12)
        for number, page in enumerate(pages, 1):
            # A copy: the bytes belong to the worker's result and go with it.
            image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGB32).copy()
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(self.devicePixelRatioF())
            shown = QLabel()
            shown.setObjectName("pdfPage")
            shown.setAccessibleName(self.tr("第 {number} 页，共 {count} 页").format(number=number, count=len(pages)))
            shown.setPixmap(pixmap)
            shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(shown)
        layout.addStretch(1)
        self.setWidget(holder)

    def _say(self, words: str) -> None:
        holder = QWidget()
        holder.setObjectName("scrolled")
        layout = QVBoxLayout(holder)
        shown = label(words, "quiet", wrap=True, name="pdfWords")
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(shown)
        self.setWidget(holder)
