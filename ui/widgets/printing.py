"""Paper out of a printer: the pages of the very file, drawn at the printer's resolution, in their real size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSettings, Qt, QTimer
from PySide6.QtGui import QFont, QImage, QPageLayout, QPageSize, QPainter, QPen
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from ui.models.pdf_pages import Pdf, draw_page, pages_saying
from ui.models.printer_words import Standing
from ui.tasks import Failed, Tasks
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.printer_standing import PrintFailed, standing_of

MOST_DOTS_PER_INCH = 600
SLOW = 700  # milliseconds until it is told that a printer is being asked: a print server may be away
LOOKS_AGAIN = 25_000  # milliseconds until a printer that was handed pages should be done, or well under way


@dataclass(frozen=True, slots=True)
class Found:
    """The printers that the system named when it was asked last, and its default one."""

    names: tuple[str, ...]
    default: str


class Printers:
    """The printers of this computer; the one used last comes first. Tests give one that writes files.

    The system may ask the network for its printers, which takes seconds where a print server is away. So ``look`` asks
    it off the UI thread, once when somebody sits down and again with the pages where a printer matters, and ``names``
    tells what was found last.
    """

    _found: ClassVar[Found | None] = None
    _told: ClassVar[set[str]] = set()  # the printers of which it was told that they stand still

    def look(self) -> tuple[str, ...]:
        """Ask the system for its printers and return their names; runs off the UI thread."""
        names = tuple(QPrinterInfo.availablePrinterNames())
        Printers._found = Found(names, QPrinterInfo.defaultPrinterName())
        return self.names()

    def names(self) -> tuple[str, ...]:
        """Return the names of the printers found last, the one used last or else the default first; never waits."""
        found = Printers._found
        if found is None:
            return ()
        first = str(self._settings().value("printer", "")) or found.default
        return tuple(sorted(found.names, key=lambda one: (one != first, one)))

    def remember(self, name: str) -> None:
        """Offer this printer first from now on."""
        self._settings().setValue("printer", name)

    def printer(self, name: str) -> QPrinter:
        """Return a printer ready for whole A4 pages without margins or scaling."""
        return whole_page(QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution))

    def standing(self, name: str) -> Standing:
        """Return how a printer stands just now; runs off the UI thread."""
        return standing_of(name)

    def insist(self, name: str) -> None:
        """Return where a printer may be handed pages; runs off the UI thread.

        Raises:
            PrintFailed: it is gone or takes nothing; or it stands still, which is told once: who then prints again
                means its queue, and a driver that always tells of a fault keeps nobody from printing.
        """
        standing = self.standing(name)
        again = standing is Standing.STOPPED and name in Printers._told
        if standing is Standing.STOPPED:
            Printers._told.add(name)
        else:
            Printers._told.discard(name)
        if not again and standing in (Standing.STOPPED, Standing.REFUSING, Standing.GONE):
            raise PrintFailed(name, standing)

    def _settings(self) -> QSettings:
        return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "archives-inspection", "window")


def look_for_printers(page: QWidget, tasks: Tasks, printers: Printers, changed: Callable[[], None]) -> None:
    """Ask the system for its printers off the UI thread and tell where they are others than those known."""
    before = printers.names()
    tasks.run(page, printers.look, lambda now: changed() if now != before else None, behind=True)


def once_ready(
    page: QWidget, tasks: Tasks, printers: Printers, name: str, go: Callable[[], object], failed: Failed, told: Notice
) -> None:
    """Go on where a printer may be handed pages; where not, ``failed`` is told and no print is logged.

    A second press while the printer is being asked does nothing. What takes longer than a moment is told in ``told``.
    """
    if page.property("asksPrinter"):
        return
    page.setProperty("asksPrinter", True)
    asking = page.tr("正在询问打印机“{name}”的状态，请稍候……").format(name=name)
    slow = QTimer(page, singleShot=True, interval=SLOW)
    slow.timeout.connect(lambda: told.say(SUCCESS, asking))
    slow.start()

    def ended() -> None:
        page.setProperty("asksPrinter", False)
        slow.stop()
        slow.deleteLater()
        if told.accessibleName().strip() == asking:
            told.clear()

    def ready(_: None) -> None:
        ended()
        go()

    def not_ready(error: Exception) -> None:
        ended()
        failed(error)

    tasks.run(page, lambda: printers.insist(name), ready, not_ready, behind=True)


def look_whether_printed(page: QWidget, tasks: Tasks, printers: Printers, name: str, told: Notice) -> None:
    """Look at a printer again some time after it was handed pages, and tell where they may not have come out.

    A printer that is switched off takes pages into its queue like any other.
    """

    def tell(standing: Standing) -> None:
        if standing is not Standing.READY:
            title = page.tr("打印机“{name}”还没有打完，或者停住了：请到打印机旁看看。").format(name=name)
            advice = page.tr("可能没有开机、缺纸或者卡纸。页面还在打印队列里，处理后自动打出；看清以前请不要重复打印。")
            told.say(WARNING, title, [advice])

    look = lambda: tasks.run(page, lambda: printers.standing(name), tell, behind=True)  # noqa: E731  # short
    QTimer.singleShot(LOOKS_AGAIN, page, look)


def whole_page(printer: QPrinter) -> QPrinter:
    """Return the printer set to A4 upright, the whole sheet, no margins: what is drawn has its real size."""
    size = QPageSize(QPageSize.PageSizeId.A4)
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(layout)
    printer.setResolution(min(printer.resolution(), MOST_DOTS_PER_INCH))
    return printer


def pages_of_copy(pdf: bytes, copy: str, *, several: bool) -> tuple[int, ...]:
    """Return which pages (from 0) are a copy's: all, where the file has one copy only."""
    return pages_saying(pdf, f"（{copy}）" if several else "")


def print_pages(printer: QPrinter, pdf: Pdf, pages: Sequence[int], title: str) -> int:
    """Print these pages (numbers from 0) one sheet each and return how many; runs off the UI thread.

    Raises:
        PrintFailed: the printer took none.
    """
    printer.setDocName(title)
    painter = QPainter()
    if not pages or not painter.begin(printer):
        raise PrintFailed(printer.printerName())
    try:
        for place, number in enumerate(pages):
            if place and not printer.newPage():
                raise PrintFailed(printer.printerName())
            drawn = draw_page(pdf, number, printer.resolution())
            image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32)
            painter.drawImage(QRectF(QPointF(0, 0), image.size()), image)
    finally:
        ended = painter.end()
    _insist_taken(printer, ended)
    return len(pages)


def print_test_page(printer: QPrinter, words: Sequence[str]) -> None:
    """Print one sheet with a frame 20 mm from each edge and a few lines; runs off the UI thread.

    Raises:
        PrintFailed: the printer did not take it.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintFailed(printer.printerName())
    try:
        dots = printer.resolution() / 25.4
        painter.setPen(QPen(Qt.GlobalColor.black, dots * 0.3))
        painter.drawRect(QRectF(20 * dots, 20 * dots, 170 * dots, 257 * dots))
        font = QFont()
        font.setPointSizeF(14)
        painter.setFont(font)
        for place, text in enumerate(words):
            room = QRectF(28 * dots, (30 + 18 * place) * dots, 154 * dots, 18 * dots)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap), text)
    finally:
        ended = painter.end()
    _insist_taken(printer, ended)


def _insist_taken(printer: QPrinter, ended: bool) -> None:
    """Raise PrintFailed where the spooler gave the pages up when they were handed over."""
    if not ended or printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
        raise PrintFailed(printer.printerName())
