"""A paper on screen: the very bytes of its PDF, drawn off the UI thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QImage, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.models.pdf_pages import Drawn, Pdf, draw_wide, page_shapes
from ui.tasks import Tasks
from ui.widgets.labels import label


class PdfSheet(QLabel):
    """The place of one page; its picture is there only while the page is in sight or near it."""

    def __init__(self, number: int, size: QSize) -> None:
        super().__init__()
        self.number, self.asked = number, False
        self.setObjectName("pdfPage")
        self.setProperty("role", "sheet")
        self.setFixedSize(size)

    def take(self, page: Drawn, ratio: float) -> None:
        """Show the page."""
        image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGB32)
        # A copy: the bytes belong to the worker's result and go with it.
        pixmap = QPixmap.fromImage(image.copy())
        pixmap.setDevicePixelRatio(ratio)
        self.setPixmap(pixmap)

    def drop(self) -> None:
        """Give the picture's memory back; it is drawn again when it comes into sight."""
        self.asked = False
        self.clear()


class PdfView(QScrollArea):
    """Shows all pages of one paper under each other. Only those in sight are drawn and held: a page takes 3 MB."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("pdfView")
        self.setAccessibleName(self.tr("文书预览"))
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tasks = tasks
        self._pdf: Pdf = b""
        self._sheets: list[PdfSheet] = []
        self.verticalScrollBar().valueChanged.connect(self._draw_seen)
        self._say(self.tr("在左侧选择一份文书。"))

    @property
    def pages(self) -> int:
        """Return how many pages are shown."""
        return len(self._sheets)

    def show_pdf(self, pdf: Pdf) -> None:
        """Show these bytes, or this seekable stream."""
        self._pdf = pdf
        self._tasks.run(self, lambda: (pdf, page_shapes(pdf)), self._on_shapes, behind=True)

    def show_words(self, words: str) -> None:
        """Show words instead of a paper."""
        self._pdf = b""
        self._say(words)

    def show_page(self, number: int) -> None:
        """Bring a page (from 0) into sight."""
        if 0 <= number < len(self._sheets):
            self.verticalScrollBar().setValue(self._sheets[number].y() - 12)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what comes into sight."""
        super().showEvent(event)
        self._draw_seen()

    def hideEvent(self, event: QHideEvent) -> None:
        """Hold no pictures for a page that nobody looks at."""
        super().hideEvent(event)
        for sheet in self._sheets:
            sheet.drop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw what comes into sight."""
        super().resizeEvent(event)
        self._draw_seen()

    def _on_shapes(self, found: tuple[Pdf, Sequence[float]]) -> None:
        pdf, shapes = found
        if pdf is not self._pdf:
            return
        width = max(400, self.viewport().width() - 48)
        holder = QWidget()
        holder.setObjectName("scrolled")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(12)
        self._sheets = [PdfSheet(number, QSize(width, round(width * shape))) for number, shape in enumerate(shapes)]
        for number, sheet in enumerate(self._sheets, 1):
            sheet.setAccessibleName(self.tr("第 {number} 页，共 {count} 页").format(number=number, count=len(shapes)))
            layout.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.setWidget(holder)
        # The sheets get their places with the next turn of the loop.
        QTimer.singleShot(0, self, self._draw_seen)

    def _draw_seen(self) -> None:
        if not self.isVisible():
            return
        shown = self.viewport().rect()
        near = shown.adjusted(0, -shown.height(), 0, shown.height())
        for sheet in self._sheets:
            top = sheet.mapTo(self.viewport(), QPoint(0, 0)).y()
            if top + sheet.height() < near.top() or top > near.bottom():
                sheet.drop()
            elif not sheet.asked:
                self._ask(sheet)

    def _ask(self, sheet: PdfSheet) -> None:
        sheet.asked = True
        pdf, number, ratio = self._pdf, sheet.number, self.devicePixelRatioF()
        width = round(sheet.width() * ratio)

        def show(page: Drawn) -> None:
            if sheet.asked:  # not dropped meanwhile
                sheet.take(page, ratio)

        self._tasks.run(sheet, lambda: draw_wide(pdf, number, width), show, behind=True)

    def _say(self, words: str) -> None:
        self._sheets = []
        holder = QWidget()
        holder.setObjectName("scrolled")
        layout = QVBoxLayout(holder)
        shown = label(words, "quiet", wrap=True, name="pdfWords")
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(shown)
        self.setWidget(holder)
