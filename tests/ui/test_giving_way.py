"""What gives way in a narrow window: a column beside the main one, a row of many controls."""

import pytest
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from tests.ui.conftest import on_stage
from ui import style
from ui.reading_order import in_order, is_stop
from ui.widgets.giving_way import GivingWay
from ui.widgets.page import scrolled
from ui.widgets.wrapping_row import WrappingRow


def test_that_a_column_is_narrow_in_a_narrow_window_and_wide_again_in_a_wide_one(qtbot) -> None:
    whole, column = QWidget(), QWidget()
    QHBoxLayout(whole).addWidget(column)
    GivingWay(column, 20, 12)
    window = on_stage(qtbot, whole)
    for width, letters in ((1366, 20), (911, 12), (1366, 20)):
        window.resize(width, 620)
        qtbot.waitUntil(lambda letters=letters: column.width() == round(style.NORMAL.base * letters))
    window.close()


@pytest.mark.parametrize("width", [1366, 960])
def test_that_many_officers_stand_in_as_many_rows_as_the_window_needs_and_are_read_in_order(qtbot, width) -> None:
    held, below, boxes = QWidget(), QCheckBox("下面"), [QCheckBox(f"演练{n}（演练-000{n}）") for n in range(12)]
    column, row = QVBoxLayout(held), WrappingRow(20, 8)
    column.addLayout(row)
    column.addWidget(below)
    for one in boxes:
        row.addWidget(one)
    area = scrolled(held)
    window = on_stage(qtbot, area)
    window.resize(width, 620)
    qtbot.waitUntil(lambda: max(one.geometry().right() for one in boxes) < width)
    assert all(one.width() >= one.sizeHint().width() for one in boxes)
    qtbot.waitUntil(lambda: below.y() >= max(one.geometry().bottom() for one in boxes))
    assert len({one.y() for one in boxes}) > 1
    assert [one for one in in_order(held) if is_stop(one)] == [*boxes, below]
    window.close()
