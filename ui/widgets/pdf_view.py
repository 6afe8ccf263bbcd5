"""A paper on screen: the very bytes of its PDF, with its size and its pages to choose."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui import style
from ui.memory import Memory
from ui.models.pdf_pages import Pdf
from ui.tasks import Tasks
from ui.widgets.buttons import button
from ui.widgets.focusing import FocusedInside
from ui.widgets.labels import label
from ui.widgets.pdf_sheets import FIT, PdfSheets, end_is_seen

# In percent of the real size. A page at the largest takes 30 MB, so there is no larger one.
STEPS = (50, 67, 80, 100, 125, 150, 200, 250, 300)


class PdfView(FocusedInside):
    """One paper to read. The zoom is remembered for the next paper and the next start, apart for the 大字 view.

    ``moved()``: another part of it is read.
    """

    moved = Signal()

    def __init__(self, tasks: Tasks, called: str = "") -> None:
        super().__init__()
        self.setObjectName("pdfView")
        self._memory = Memory()
        self._large = style.is_large()
        self._zoom = FIT
        self._sheets = PdfSheets(tasks, called or self.tr("文书预览"))
        self._smaller = button("－", "zoomOut", tip=self.tr("缩小（Ctrl -）"))
        self._size = label("", "quiet", name="zoomWords")
        self._larger = button("＋", "zoomIn", tip=self.tr("放大（Ctrl +）"))
        self._fit = button(self.tr("适合宽度"), "zoomFit", checkable=True, tip=self.tr("适合宽度（Ctrl 0）"))
        self._before = button("‹", "pageBefore", tip=self.tr("上一页（Ctrl PgUp）"))
        self._page = label("", "quiet", name="pageWords")
        self._next = button("›", "pageNext", tip=self.tr("下一页（Ctrl PgDn）"))
        self._bar, self._narrow = QWidget(), False
        self._build()
        self._connect()
        self.show_words(self.tr("在左侧选择一份文书。"))

    @property
    def pages(self) -> int:
        """Return how many pages are shown."""
        return len(self._sheets.sheets)

    @property
    def page(self) -> int:
        """Return the number (from 0) of the page that is read."""
        return self._sheets.current

    @property
    def at_end(self) -> bool:
        """Return whether the foot of the last page is in sight."""
        return end_is_seen(self._sheets)

    def read_on(self) -> None:
        """Go down by what is seen, less a little: the line that was read last stays in sight."""
        bar = self._sheets.verticalScrollBar()
        bar.setValue(bar.value() + max(1, round(self._sheets.viewport().height() * 0.9)))

    def show_pdf(self, pdf: Pdf) -> None:
        """Show these bytes, or this seekable stream."""
        self._sheets.show_pdf(pdf)

    def show_words(self, words: str) -> None:
        """Show words instead of a paper."""
        self._sheets.show_words(words)

    def show_page(self, number: int) -> None:
        """Bring a page (from 0) into sight."""
        self._sheets.show_page(number)

    def showEvent(self, event: QShowEvent) -> None:
        """Take up the size that was chosen last, maybe at another paper."""
        self._take_zoom(self._memory.zoom(large=self._large))
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less in the bar where there is no room for all of it: a paper may stand beside its acts."""
        super().resizeEvent(event)
        narrow = self.width() < self._whole
        if narrow != self._narrow:
            self._narrow = narrow
            self._fit.setVisible(not narrow)
            self._page.setMinimumWidth(self._width_of(self._page, self._page_words(88, 88)))
            self._tell()

    def _build(self) -> None:
        self.first_focus = self._sheets
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for words, widest in ((self._size, "300%"), (self._page, self._page_words(88, 88))):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words.ensurePolished()
            words.setMinimumWidth(self._width_of(words, widest))
        for part in (self._smaller, self._size, self._larger, self._fit):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self._before, self._page, self._next):
            row.addWidget(part)
        self._whole = self._bar.sizeHint().width()
        self._bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._bar)
        layout.addWidget(self._sheets, 1)

    def _connect(self) -> None:
        self._smaller.clicked.connect(lambda: self._step(-1))
        self._larger.clicked.connect(lambda: self._step(1))
        self._fit.clicked.connect(lambda: self._choose(FIT))
        self._before.clicked.connect(lambda: self._turn(-1))
        self._next.clicked.connect(lambda: self._turn(1))
        self._sheets.zoom_asked.connect(self._step)
        self._sheets.moved.connect(self._tell)
        self._sheets.moved.connect(self.moved)
        # Ctrl = is Ctrl + without the shift key. Of several papers in a window only one is seen, and only it answers.
        for keys, act in (
            ("Ctrl++", lambda: self._step(1)), ("Ctrl+=", lambda: self._step(1)), ("Ctrl+-", lambda: self._step(-1)),
            ("Ctrl+0", lambda: self._choose(FIT)),
            ("Ctrl+PgUp", lambda: self._turn(-1)), ("Ctrl+PgDown", lambda: self._turn(1)),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, act)

    def _step(self, way: int) -> None:
        now = self._sheets.percent
        further = [one for one in STEPS if (one - now) * way > 0]
        if further and self.pages:
            self._choose(further[0] if way > 0 else further[-1])

    def _choose(self, zoom: int) -> None:
        self._memory.keep_zoom(zoom, large=self._large)
        self._take_zoom(zoom)

    def _take_zoom(self, zoom: int) -> None:
        self._zoom = zoom
        self._sheets.set_zoom(zoom)

    def _turn(self, way: int) -> None:
        self._sheets.show_page(self._sheets.current + way)

    def _tell(self) -> None:
        percent, page = self._sheets.percent, self._sheets.current
        self._bar.setVisible(bool(self.pages))
        self._size.setText(f"{percent}%")
        self._fit.setChecked(self._zoom == FIT)
        self._smaller.setEnabled(percent > STEPS[0])
        self._larger.setEnabled(percent < STEPS[-1])
        self._page.setText(self._page_words(page + 1, self.pages))
        self._before.setEnabled(page > 0)
        self._next.setEnabled(page + 1 < self.pages)

    @staticmethod
    def _width_of(words: QLabel, widest: str) -> int:
        return words.fontMetrics().horizontalAdvance(widest) + 4

    def _page_words(self, number: int, count: int) -> str:
        if self._narrow:
            return f"{number} / {count}"
        return self.tr("第 {number} / {count} 页").format(number=number, count=count)
