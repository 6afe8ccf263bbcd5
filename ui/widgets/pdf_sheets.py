"""The pages of one paper under each other, each drawn off the UI thread and sharp at the zoom it is read at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent, QPixmap, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.models.pdf_pages import POINTS_PER_INCH, Drawn, Pdf, Shape, draw_wide, page_shapes
from ui.tasks import Tasks
from ui.widgets.labels import label

MARGIN, NARROWEST = 12, 240
SCREEN_DOTS_PER_INCH = 96.0
FIT = 0  # as wide as the place for it
WHEEL_STEP = 120


class PdfSheet(QLabel):
    """The place of one page; its picture is there only while the page is in sight or near it."""

    def __init__(self, number: int, shape: Shape) -> None:
        super().__init__()
        self.number, self.shape = number, shape
        self.drawing = self.near = False
        self.drawn = 0  # pixels wide
        self.setObjectName("pdfPage")
        self.setProperty("role", "sheet")
        # Until the page is drawn at a new zoom, its last picture is shown larger or smaller.
        self.setScaledContents(True)

    @property
    def natural(self) -> float:
        """Return the width of the page in its real size on a screen."""
        return self.shape.points * SCREEN_DOTS_PER_INCH / POINTS_PER_INCH

    def widen(self, width: int) -> None:
        """Make the place so wide."""
        self.setFixedSize(QSize(width, round(width * self.shape.height)))

    def take(self, page: Drawn, ratio: float) -> None:
        """Show the page."""
        image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGB32)
        # A copy: the bytes belong to the worker's result and go with it.
        pixmap = QPixmap.fromImage(image.copy())
        pixmap.setDevicePixelRatio(ratio)
        self.setPixmap(pixmap)

    def drop(self) -> None:
        """Give the picture's memory back; it is drawn again when it comes into sight."""
        self.near, self.drawn = False, 0
        self.clear()


class PdfSheets(QScrollArea):
    """Only the pages in sight are drawn and held: one takes 3 MB. ``zoom_asked(1 or -1)`` by the wheel with Ctrl.

    ``moved()``: another page is read, or the same one at another size.
    """

    zoom_asked = Signal(int)
    moved = Signal()

    def __init__(self, tasks: Tasks, called: str) -> None:
        super().__init__()
        self.setObjectName("pdfSheets")
        self.setAccessibleName(called)
        self.setWidgetResizable(True)
        self._tasks = tasks
        self._pdf: Pdf = b""
        self._zoom, self._turned = FIT, 0
        self._sheets: list[PdfSheet] = []
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @property
    def sheets(self) -> Sequence[PdfSheet]:
        """Return the places of the pages."""
        return self._sheets

    @property
    def current(self) -> int:
        """Return the number (from 0) of the page that is read."""
        # What is read stands in the upper part of what is seen; a page just turned to stands at the very top.
        eye = self.verticalScrollBar().value() + self.viewport().height() // 3
        return max((one.number for one in self._sheets if one.y() <= eye), default=0)

    @property
    def percent(self) -> int:
        """Return how large the page that is read is shown, in percent of its real size."""
        if not self._sheets:
            return 100
        sheet = self._sheets[self.current]
        return round(100 * sheet.width() / sheet.natural)

    def show_pdf(self, pdf: Pdf) -> None:
        """Show these bytes, or this seekable stream."""
        self._pdf = pdf
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tasks.run(self, lambda: (pdf, page_shapes(pdf)), self._on_shapes, behind=True)

    def show_words(self, words: str) -> None:
        """Show words instead of pages."""
        self._pdf, self._sheets = b"", []
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing to scroll: Tab goes past it
        holder = QWidget()
        holder.setObjectName("scrolled")
        layout = QVBoxLayout(holder)
        shown = label(words, "quiet", wrap=True, name="pdfWords")
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(shown)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setWidget(holder)
        self.moved.emit()

    def show_page(self, number: int) -> None:
        """Bring a page (from 0) into sight."""
        if 0 <= number < len(self._sheets):
            self.verticalScrollBar().setValue(self._sheets[number].y() - MARGIN)

    def set_zoom(self, percent: int) -> None:
        """Show the pages so large, or as wide as the place for them (``FIT``); what is read stays in sight."""
        self._zoom = percent
        self._arrange()

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
        """Keep the pages as wide as their place, and draw what comes into sight."""
        super().resizeEvent(event)
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom while Ctrl is held, else scroll."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        event.accept()
        self._turned += event.angleDelta().y()
        while abs(self._turned) >= WHEEL_STEP:
            way = 1 if self._turned > 0 else -1
            self._turned -= way * WHEEL_STEP
            self.zoom_asked.emit(way)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the beginning or to the end of the paper; the other keys scroll."""
        if event.key() == Qt.Key.Key_Home:
            self.show_page(0)
        elif event.key() == Qt.Key.Key_End:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        else:
            super().keyPressEvent(event)

    def _on_shapes(self, found: tuple[Pdf, Sequence[Shape]]) -> None:
        pdf, shapes = found
        if pdf is not self._pdf:
            return
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else the width would swing to and fro
        holder = QWidget()
        holder.setObjectName("scrolled")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(MARGIN)
        sheets = [PdfSheet(number, shape) for number, shape in enumerate(shapes)]
        for number, sheet in enumerate(sheets, 1):
            sheet.widen(self._width_of(sheet))
            sheet.setAccessibleName(self.tr("第 {number} 页，共 {count} 页").format(number=number, count=len(shapes)))
            layout.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self._sheets = []  # a bar that goes back to the top asks for what is seen before the new ones have their place
        self.setWidget(holder)
        self._sheets = sheets
        # The sheets get their places with the next turn of the loop.
        QTimer.singleShot(0, self, self._on_scrolled)

    def _width_of(self, sheet: PdfSheet) -> int:
        if self._zoom == FIT:
            return max(NARROWEST, self.viewport().width() - 2 * MARGIN)
        return round(sheet.natural * self._zoom / 100)

    def _arrange(self) -> None:
        widths = [self._width_of(one) for one in self._sheets]
        if widths != [one.width() for one in self._sheets]:
            bar, read = self.verticalScrollBar(), self._sheets[self.current]
            part = (bar.value() - read.y()) / read.height()
            for sheet, width in zip(self._sheets, widths, strict=True):
                sheet.widen(width)
            layout = self.widget().layout()
            assert layout is not None
            layout.activate()
            QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))
            bar.setValue(round(read.y() + part * read.height()))
            middle = self.horizontalScrollBar()
            middle.setValue((middle.minimum() + middle.maximum()) // 2)
        self._on_scrolled()

    def _on_scrolled(self) -> None:
        self._draw_seen()
        self.moved.emit()

    def _draw_seen(self) -> None:
        if not self.isVisible():
            return
        shown = self.viewport().rect()
        ahead = shown.height() if self._zoom <= 100 else 0  # enlarged pages are heavy
        for sheet in self._sheets:
            top = sheet.mapTo(self.viewport(), QPoint(0, 0)).y()
            if top + sheet.height() < -ahead or top > shown.bottom() + ahead:
                sheet.drop()
                continue
            sheet.near = True
            if not sheet.drawing and sheet.drawn != self._pixels(sheet):
                self._ask(sheet)

    def _pixels(self, sheet: PdfSheet) -> int:
        return round(sheet.width() * self.devicePixelRatioF())

    def _ask(self, sheet: PdfSheet) -> None:
        sheet.drawing = True
        pdf, number, ratio, width = self._pdf, sheet.number, self.devicePixelRatioF(), self._pixels(sheet)

        def show(page: Drawn) -> None:
            sheet.drawing = False
            if not sheet.near:  # dropped meanwhile
                return
            sheet.take(page, ratio)
            sheet.drawn = width
            if self._pixels(sheet) != width:  # zoomed meanwhile
                self._draw_seen()

        self._tasks.run(sheet, lambda: draw_wide(pdf, number, width), show, behind=True)


def end_is_seen(area: PdfSheets) -> bool:
    """Return whether the foot of the last page is in sight."""
    sheets, holder = area.sheets, area.widget()
    if not sheets or holder is None or not area.isVisible():
        return False
    last = sheets[-1]
    placed = len(sheets) == 1 or last.y() > sheets[0].y()  # the sheets have their places
    foot = last.y() + last.height()
    seen = area.verticalScrollBar().value() + area.viewport().height()
    return placed and holder.height() >= foot and seen >= foot
