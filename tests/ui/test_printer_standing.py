"""A printer that stands still, takes nothing or is gone is told before a print is logged; nothing is printed twice."""

from threading import Event

import pytest
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from app.services.papers import life
from tests.services.at_the_table import approve
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import PRINTER, FilePrinters, press, show
from ui.models.printer_words import Standing
from ui.pages.papers.page import PapersPage
from ui.widgets import printer_standing, printing
from ui.widgets.notice import WARNING, Notice
from ui.widgets.printer_standing import standing_of
from ui.widgets.printing import Printers

sealed, place, site = stage.sealed, stage.place, stage.site


class StandingPrinters(FilePrinters):
    """One printer that stands as a test wants."""

    now = Standing.READY

    def standing(self, name: str) -> Standing:
        """Return how it stands."""
        assert name == PRINTER
        return self.now


@pytest.fixture
def printers(tmp_path, monkeypatch) -> StandingPrinters:
    monkeypatch.setattr(Printers, "_told", set())
    return StandingPrinters(tmp_path)


@pytest.fixture
def page(place, site, sealed, printers, qtbot):
    approve(site, sealed[2])
    life.freeze(site.desk, site.inspection, sealed[2])
    made = PapersPage(place, site.inspection, {}, printers)
    window = on_stage(qtbot, made)
    show(qtbot, made)
    yield made
    window.close()


def printed(page) -> int:
    return len(page.place.desk.case(page.inspection).printings)


def told(page) -> str:
    return part(page, QLabel, "noticeTitle").text()


@pytest.mark.parametrize(
    ("standing", "words"),
    [(Standing.STOPPED, "停着"), (Standing.REFUSING, "不接受打印任务"), (Standing.GONE, "找不到打印机")],
)
def test_that_a_printer_that_prints_nothing_is_told_and_no_print_logged(page, printers, qtbot, standing, words) -> None:
    printers.now = standing
    press(qtbot, page, "printCopyNow")
    assert words in told(page)
    assert printed(page) == 0 and not printers.sent


def test_that_a_second_press_hands_the_pages_to_the_queue_of_a_printer_that_stands_still(page, printers, qtbot) -> None:
    printers.now = Standing.STOPPED
    press(qtbot, page, "printCopyNow")
    press(qtbot, page, "printCopyNow")
    assert printed(page) == 1 and len(printers.sent) == 1


def test_that_a_printer_that_stopped_once_more_is_told_again(printers) -> None:
    for standing, takes in ((Standing.STOPPED, False), (Standing.STOPPED, True), (Standing.READY, True)):
        printers.now = standing
        if takes:
            printers.insist(PRINTER)
        else:
            with pytest.raises(printer_standing.PrintFailed):
                printers.insist(PRINTER)
    printers.now = Standing.STOPPED
    with pytest.raises(printer_standing.PrintFailed):
        printers.insist(PRINTER)


@pytest.mark.parametrize("standing", [Standing.BUSY, Standing.STOPPED])
def test_that_pages_that_did_not_come_out_are_told_some_time_after(
    page, printers, qtbot, monkeypatch, standing
) -> None:
    monkeypatch.setattr(printing, "LOOKS_AGAIN", 1)
    remember = printers.remember

    def sent(name: str) -> None:
        remember(name)
        printers.now = standing

    monkeypatch.setattr(printers, "remember", sent)  # it stops once pages are handed over
    notice = page.findChild(Notice)
    press(qtbot, page, "printCopyNow")
    qtbot.waitUntil(lambda: "还没有打完" in told(page))
    assert notice.property("role") == WARNING


def test_that_pages_under_way_to_the_printer_are_told_at_once(page, qtbot) -> None:
    page.print_file(PRINTER, page._desk._shown.pdf, "演练")
    assert "正在送到打印机" in told(page)
    calm(qtbot, page.place.tasks)
    assert "已送到打印机" in told(page)


def test_that_a_reprint_without_a_reason_leads_the_keyboard_to_its_field(page, qtbot) -> None:
    press(qtbot, page, "printCopyNow")
    show(qtbot, page)
    page.window().activateWindow()
    chosen = part(page, printing.QWidget, "printCopy")
    chosen.setCurrentIndex(0)
    press(qtbot, page, "printCopyNow")
    qtbot.waitUntil(lambda: part(page, QLineEdit, "reprintReason").hasFocus())


class _Info:
    """What the system tells of a printer."""

    def __init__(self, state: QPrinter.PrinterState, *, null: bool = False) -> None:
        self._state, self._null = state, null

    def isNull(self) -> bool:
        """Return whether it knows no such printer."""
        return self._null

    def state(self) -> QPrinter.PrinterState:
        """Return what it does."""
        return self._state


@pytest.mark.parametrize(
    ("info", "refuses", "standing"),
    [
        (_Info(QPrinter.PrinterState.Idle), False, Standing.READY),
        (_Info(QPrinter.PrinterState.Active), False, Standing.BUSY),
        (_Info(QPrinter.PrinterState.Error), False, Standing.STOPPED),
        (_Info(QPrinter.PrinterState.Idle), True, Standing.REFUSING),
        (_Info(QPrinter.PrinterState.Idle, null=True), False, Standing.GONE),
    ],
)
def test_that_the_system_s_words_are_read(monkeypatch, info, refuses, standing) -> None:
    monkeypatch.setattr(QPrinterInfo, "printerInfo", lambda _: info)
    monkeypatch.setattr(printer_standing, "_takes_no_jobs", lambda _: refuses)
    assert standing_of(PRINTER) is standing

def test_that_a_printer_that_takes_long_to_answer_is_told_to_be_asked(page, printers, qtbot, monkeypatch) -> None:
    answered = Event()
    monkeypatch.setattr(printing, "SLOW", 20)
    monkeypatch.setattr(printers, "standing", lambda _: answered.wait(10) and Standing.READY)
    part(page, QPushButton, "printCopyNow").click()
    try:
        qtbot.waitUntil(lambda: "正在询问打印机" in told(page))
        assert part(page, Notice, "notice").isVisible() and printed(page) == 0
    finally:
        answered.set()
    calm(qtbot, page.place.tasks)
    assert "正在询问" not in told(page) and printed(page) == 1
