"""Lists of several lines: no row is cut, whatever its width and whether there is a scroll bar."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QListWidgetItem

from tests.ui.conftest import on_stage, turn
from ui import style
from ui.widgets.lines_list import ACROSS, DOWN, LEAD, LEAD_WIDTH, LinesList, WholeList
from ui.widgets.page import scrolled

WORDS = "档案监督检查执法通知书\n保档执通〔2026〕1号\n已送达（在本机关加盖），等待当事人报告整改情况"


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("width", [150, 230, 420])
def test_that_every_row_is_as_tall_as_its_words(qtbot, qapp, width: int, rows: int, large: bool) -> None:
    style.dress(qapp, large)
    made = LinesList()
    made.setFixedWidth(width)
    window = on_stage(qtbot, made)
    made.addItems([WORDS] * rows)
    qtbot.wait(1)
    shown = made.visualItemRect(made.item(0))
    inside = shown.width() - 2 * ACROSS
    flags = int(Qt.TextFlag.TextWordWrap.value)
    needed = made.fontMetrics().boundingRect(QRect(0, 0, inside, 10_000), flags, WORDS).height()
    assert shown.height() >= needed + 2 * DOWN
    assert shown.width() <= made.viewport().width()
    window.close()


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("width", [150, 230, 420])
def test_that_words_beside_a_lead_have_the_height_they_need_in_their_own_column(qtbot, qapp, width, large) -> None:
    style.dress(qapp, large)
    made = LinesList()
    made.setFixedWidth(width)
    window = on_stage(qtbot, made)
    made.addItem(WORDS)
    made.item(0).setData(LEAD, "10:20")
    metrics = QFontMetrics(made.font())
    room = made.viewport().width() - 2 * ACROSS - 6 - metrics.horizontalAdvance(LEAD_WIDTH)
    needed = metrics.boundingRect(QRect(0, 0, room, 9_999), int(Qt.TextFlag.TextWordWrap.value), WORDS).height()
    assert made.visualItemRect(made.item(0)).height() >= needed + 2 * DOWN
    window.close()


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("width", [180, 420])
def test_that_a_whole_list_has_no_scroll_bar_of_its_own(qtbot, qapp, width: int, large: bool) -> None:
    style.dress(qapp, large)
    made = WholeList()
    made.setFixedWidth(width)
    window = on_stage(qtbot, scrolled(made))
    made.addItems([WORDS] * 12)
    qtbot.waitUntil(lambda: made.height() >= sum(made.sizeHintForRow(row) for row in range(12)))
    assert made.verticalScrollBar().maximum() == 0
    window.close()


def test_that_a_row_keeps_its_own_colour_while_it_is_chosen(qtbot) -> None:
    shown = LinesList()
    shown.addItem(QListWidgetItem("演练：已逾期"))
    shown.item(0).setForeground(QColor(style.RED))
    window = on_stage(qtbot, shown)
    shown.setCurrentRow(0)
    picture = shown.grab(shown.visualItemRect(shown.item(0))).toImage()
    seen = {QColor(picture.pixel(x, y)).name() for x in range(picture.width()) for y in range(picture.height())}
    assert {style.RED, style.TINT} <= seen
    window.close()


@pytest.mark.parametrize("large", [False, True])
def test_that_no_line_is_painted_below_the_room_of_its_row(qtbot, qapp, large: bool) -> None:
    style.dress(qapp, large)
    made = LinesList()
    window = on_stage(qtbot, made)
    made.addItem("行政检查通知书\n保档检通〔2026〕1号\n已送达（在本机关加盖）")
    beginning = made.fontMetrics().horizontalAdvance("保档检通〔2026〕1号") + 2 * ACROSS
    for width in range(beginning - 4, beginning + 24):
        made.setFixedWidth(width)
        made.doItemsLayout()  # a resize does it a tenth of a second later
        turn()
        row = made.visualItemRect(made.item(0))
        painted = made.viewport().grab().toImage()
        foot = {painted.pixel(x, row.bottom() - up) for x in range(row.width()) for up in range(2, DOWN)}
        assert len(foot) == 1, (width, "words stand in the padding of the row")
    window.close()
