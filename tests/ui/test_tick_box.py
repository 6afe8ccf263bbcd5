"""A box to tick breaks its words in lines where the place is narrow, and cuts none off."""

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tests.ui.conftest import on_stage
from ui.widgets.page import scrolled
from ui.widgets.tick_box import TickBox

LONG = "电子文件归档和电子档案管理制度未实际执行，也没有按照规定对归档的电子文件进行检测并留存检测记录"


@pytest.mark.parametrize("words", [LONG, "photo-" * 20])
def test_that_long_words_take_as_many_lines_as_they_need_in_a_narrow_page(qtbot, words) -> None:
    box, below = TickBox(words), TickBox("仍在持续")
    content = QWidget()
    column = QVBoxLayout(content)
    column.addWidget(box)
    column.addWidget(below)
    content.setFixedWidth(300)
    window = on_stage(qtbot, scrolled(content))
    assert window.isVisible() and box.width() < 300
    lines = box.lines(box.width())
    assert "".join(lines) == words and box.text() == words
    assert all(box.fontMetrics().horizontalAdvance(one) <= box.width() for one in lines)
    assert len(lines) > 1 and box.height() >= len(lines) * box.fontMetrics().lineSpacing()
    assert below.height() < box.height()


def test_that_words_that_fit_stand_in_one_line(qtbot) -> None:
    box = TickBox("另定报告日期（不定的，与改正期限相同）")
    qtbot.addWidget(box)
    assert box.lines(box.sizeHint().width()) == [box.text()]


def test_that_the_lines_follow_the_words_and_the_letters(qtbot) -> None:
    box = TickBox("仍在持续")
    qtbot.addWidget(box)
    width = 12 * box.fontMetrics().horizontalAdvance("字")
    assert box.lines(width) == ["仍在持续"]
    box.setText(LONG)
    few = box.lines(width)
    assert "".join(few) == LONG
    font = box.font()
    font.setPointSizeF(2 * font.pointSizeF())
    box.setFont(font)
    assert len(box.lines(width)) > len(few)
