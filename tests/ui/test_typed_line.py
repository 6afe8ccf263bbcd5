"""What is pasted into a line comes in as one line, and what no paper can show is told where it is typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from tests.ui.conftest import on_stage
from ui.widgets.field import Field
from ui.widgets.typed_line import TypedLine
from ui.widgets.typed_text import TypedText


def paste(control, text: str) -> None:
    clip = QMimeData()
    clip.setText(text)
    QGuiApplication.clipboard().setMimeData(clip)
    control.paste()


@pytest.fixture
def line(qtbot) -> TypedLine:
    made = TypedLine()
    qtbot.addWidget(made)
    return made


def test_that_a_paste_of_several_lines_becomes_one(line) -> None:
    line.setText("局")
    line.setCursorPosition(0)
    paste(line, "保定市\r\n演练\t单位\u202e\u200b")
    assert (line.text(), line.cursorPosition()) == ("保定市 演练 单位局", 9)


def test_that_long_words_are_seen_from_their_beginning_once_the_next_field_is_gone_to(qtbot) -> None:
    held, first, second = QWidget(), TypedLine(), TypedLine()
    column = QVBoxLayout(held)
    for one in (first, second):
        column.addWidget(one)
    window = on_stage(qtbot, held)
    window.activateWindow()
    first.setFocus()
    first.setText("演练" * 120)
    assert first.cursorPosition() == 240
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus() and first.cursorPosition() == 0


def test_that_what_was_tidied_can_be_undone(line) -> None:
    paste(line, "甲")
    paste(line, "\u202e乙")
    assert line.text() == "甲乙"
    steps = []
    for _ in range(4):
        line.undo()
        steps.append(line.text())
    assert steps[-1] == ""
    assert "甲" in steps


def test_that_what_was_undone_is_done_again(line) -> None:
    paste(line, "甲")
    paste(line, "\u202e乙")
    for _ in range(4):
        line.undo()
    for _ in range(4):
        line.redo()
    assert line.text() == "甲乙"


def test_that_a_secret_stays_as_it_is_typed(line) -> None:
    line.setEchoMode(QLineEdit.EchoMode.Password)
    paste(line, "甲\u200b乙")
    assert line.text() == "甲\u200b乙"


def test_that_a_passage_keeps_its_lines(qtbot) -> None:
    box = TypedText()
    qtbot.addWidget(box)
    paste(box, "甲\r\n\u202e乙\t丙")
    assert box.toPlainText() == "甲\n乙 丙"


def test_that_a_character_no_paper_can_show_is_told_at_once(qtbot) -> None:
    line = TypedLine()
    field = Field("单位名称", line, "unitName")
    qtbot.addWidget(field)
    paste(line, "演练😀单位")
    assert "“😀”" in field.problem
    line.selectAll()
    paste(line, "演练单位")
    assert field.problem == ""


def test_that_a_long_text_put_in_is_seen_from_its_beginning(line) -> None:
    line.offer("河北省保定市竞秀区演练大街北三环西路交叉口向北一百五十米演练产业园区二期十二号楼三层")
    assert line.cursorPosition() == 0
