"""Reading a paper on screen: its size, its pages, and what of it is drawn and held."""

import io

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from tests.ui.conftest import calm, on_stage, part
from tests.ui.test_style import shows
from ui import style
from ui.reading_order import is_stop
from ui.widgets.pdf_sheets import PdfSheet, PdfSheets
from ui.widgets.pdf_view import PdfView

CTRL = Qt.KeyboardModifier.ControlModifier


class Reader:
    """A paper of so many A4 pages in a window."""

    def __init__(self, qtbot, tasks, pages: int = 5) -> None:
        self.qtbot, self.tasks = qtbot, tasks
        self.view = PdfView(tasks)
        self.window = on_stage(qtbot, self.view)
        document = pypdfium2.PdfDocument.new()
        for _ in range(pages):
            document.new_page(595, 842)
        file = io.BytesIO()
        document.save(file)
        self.view.show_pdf(file.getvalue())
        qtbot.waitUntil(lambda: self.view.pages == pages)
        self.settle()
        qtbot.waitUntil(lambda: 0 in self.drawn())
        self.settle()

    @property
    def sheets(self) -> list[PdfSheet]:
        return self.view.findChildren(PdfSheet)

    def drawn(self) -> list[int]:
        return [one.number for one in self.sheets if not one.pixmap().isNull()]

    def settle(self) -> None:
        calm(self.qtbot, self.tasks)

    def press(self, name: str) -> None:
        part(self.view, QAbstractButton, name).click()
        self.settle()

    def key(self, key: Qt.Key, modifiers=CTRL, at: QWidget | None = None) -> None:
        self.qtbot.keyClick(at or self.view.focusProxy(), key, modifiers)
        self.settle()

    def words(self, name: str) -> str:
        return part(self.view, QLabel, name).text()


@pytest.fixture
def reader(place, qtbot) -> Reader:
    return Reader(qtbot, place.tasks)


def test_that_a_paper_first_fits_its_place_and_follows_it(reader) -> None:
    room = reader.view.findChild(PdfSheets).viewport().width()
    assert part(reader.view, QAbstractButton, "zoomFit").isChecked()
    assert room - 30 <= reader.sheets[0].width() < room
    reader.window.resize(1000, 700)
    reader.settle()
    assert reader.sheets[0].width() < room - 200
    assert reader.view.findChild(PdfSheets).horizontalScrollBar().maximum() == 0


def test_that_zoom_goes_by_button_key_and_wheel(reader) -> None:
    start = reader.sheets[0].width()
    reader.press("zoomOut")
    assert reader.words("zoomWords") == "150%" and not part(reader.view, QAbstractButton, "zoomFit").isChecked()
    assert reader.sheets[0].width() == round(595 / 72 * 96 * 1.5) < start
    reader.key(Qt.Key.Key_Minus)
    assert reader.words("zoomWords") == "125%"
    reader.key(Qt.Key.Key_Equal)
    reader.key(Qt.Key.Key_Plus)
    assert reader.words("zoomWords") == "200%"
    pages, nowhere = reader.view.findChild(PdfSheets), Qt.MouseButton.NoButton
    middle = QPointF(pages.viewport().rect().center())
    turned = QWheelEvent(
        middle, pages.viewport().mapToGlobal(middle), QPoint(), QPoint(0, -120), nowhere, CTRL,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(pages.viewport(), turned)
    reader.settle()
    assert reader.words("zoomWords") == "150%"
    reader.key(Qt.Key.Key_0)
    assert reader.sheets[0].width() == start


def test_that_zoom_ends_at_its_limits_without_a_dead_click(reader) -> None:
    for _ in range(12):
        reader.press("zoomIn")
    assert reader.words("zoomWords") == "300%" and not part(reader.view, QAbstractButton, "zoomIn").isEnabled()
    for _ in range(12):
        reader.press("zoomOut")
    assert reader.words("zoomWords") == "50%" and not part(reader.view, QAbstractButton, "zoomOut").isEnabled()


def test_that_a_page_is_as_sharp_as_it_is_large(reader) -> None:
    for name in ("zoomOut", "zoomIn", "zoomIn"):
        reader.press(name)
        sheet = reader.sheets[0]
        assert sheet.pixmap().width() == round(sheet.width() * reader.view.devicePixelRatioF())


def test_that_pages_are_turned_by_key_and_button_and_counted(reader) -> None:
    assert reader.words("pageWords") == "第 1 / 5 页"
    assert not part(reader.view, QAbstractButton, "pageBefore").isEnabled()
    reader.key(Qt.Key.Key_PageDown)
    reader.press("pageNext")
    assert reader.words("pageWords") == "第 3 / 5 页"
    reader.key(Qt.Key.Key_PageUp)
    assert reader.words("pageWords") == "第 2 / 5 页"
    sheets = reader.view.findChild(PdfSheets)
    reader.key(Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, sheets)
    assert reader.words("pageWords") == "第 5 / 5 页"
    assert not part(reader.view, QAbstractButton, "pageNext").isEnabled() and reader.view.at_end
    reader.key(Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, sheets)
    assert reader.words("pageWords") == "第 1 / 5 页"


def test_that_the_page_that_is_read_stays_in_sight_when_zoomed(reader) -> None:
    reader.view.show_page(3)
    for name in ("zoomOut", "zoomOut", "zoomIn", "zoomFit"):
        reader.press(name)
        assert reader.words("pageWords") == "第 4 / 5 页"


def test_that_the_zoom_is_remembered_for_the_next_paper(reader, place, qtbot) -> None:
    reader.press("zoomOut")
    reader.window.close()
    assert Reader(qtbot, place.tasks).words("zoomWords") == "150%"


def test_that_large_view_starts_fitting_the_width(reader, place, qtbot, qapp) -> None:
    reader.press("zoomOut")
    reader.window.close()
    style.dress(qapp, large=True)
    other = Reader(qtbot, place.tasks)
    assert part(other.view, QAbstractButton, "zoomFit").isChecked()
    for one in other.view.findChildren(QAbstractButton):
        assert one.sizeHint().width() <= one.width()


def test_that_words_instead_of_a_paper_have_nothing_to_zoom(reader) -> None:
    reader.view.show_words("这份文书现在不能显示。")
    assert not part(reader.view, QAbstractButton, "zoomIn").isVisible()
    reader.key(Qt.Key.Key_Plus)
    reader.key(Qt.Key.Key_PageDown)
    assert reader.view.pages == 0
    assert not is_stop(reader.view.findChild(PdfSheets)), "Tab would stop where nothing can be done"


def test_that_it_is_seen_that_the_keys_turn_the_paper(reader, qtbot) -> None:
    sheets = reader.view.findChild(PdfSheets)
    reader.window.activateWindow()
    assert is_stop(sheets) and not shows(sheets, style.FOCUS)
    sheets.setFocus()
    qtbot.waitUntil(lambda: shows(sheets, style.FOCUS))


def test_that_only_pages_near_the_eye_are_drawn_and_held(place, qtbot) -> None:
    reader = Reader(qtbot, place.tasks, pages=30)
    assert len(reader.drawn()) <= 3
    reader.view.show_page(29)
    reader.settle()
    assert 29 in reader.drawn() and len(reader.drawn()) <= 3
    reader.window.hide()
    assert reader.drawn() == []
