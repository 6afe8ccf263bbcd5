"""Lists of several lines: no row is cut, whatever its width and whether there is a scroll bar."""

import pytest
from PySide6.QtCore import QRect, Qt

from tests.ui.conftest import on_stage
from ui import style
from ui.widgets.lines_list import ACROSS, DOWN, LinesList

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
