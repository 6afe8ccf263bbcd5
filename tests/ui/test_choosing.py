"""Choices that exclude each other, by the arrow keys; and words with an & in what is pressed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from tests.ui.conftest import on_stage
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.choosing import Choice

WAYS = [(Qt.Key.Key_Right, Qt.Key.Key_Left), (Qt.Key.Key_Down, Qt.Key.Key_Up)]
WORDS = {"one": "甲", "two": "乙", "three": "丙"}


@pytest.mark.parametrize(("on", "back"), WAYS)
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_that_every_arrow_key_moves_through_choices_however_they_are_laid_out(qtbot, on, back, columns) -> None:
    choices = ChoiceRow("choices", WORDS, "one", columns=columns)
    window = on_stage(qtbot, choices)
    choices.setFocus()
    QTest.keyClick(window.focusWidget(), on)
    moved = choices.key()
    assert moved != "one" and window.focusWidget() is choices.button_of(moved)
    QTest.keyClick(window.focusWidget(), back)
    assert choices.key() == "one" and window.focusWidget() is choices.button_of("one")


@pytest.mark.parametrize("layout", [QHBoxLayout, QVBoxLayout])
@pytest.mark.parametrize(("on", "back"), WAYS)
def test_that_every_arrow_key_moves_through_radio_buttons(qtbot, layout, on, back) -> None:
    holder = QWidget()
    inside, group = layout(holder), QButtonGroup(holder)
    first, second = Choice("甲"), Choice("乙")
    for one in (first, second):
        group.addButton(one)
        inside.addWidget(one)
    first.setChecked(True)
    window = on_stage(qtbot, holder)
    first.setFocus()
    QTest.keyClick(first, on)
    assert window.focusWidget() is second and second.isChecked()
    QTest.keyClick(second, back)
    assert window.focusWidget() is first and first.isChecked()


def test_that_an_arrow_key_chooses_nothing_where_nothing_was_chosen(qtbot) -> None:
    choices = ChoiceRow("choices", WORDS, columns=1)
    window = on_stage(qtbot, choices)
    choices.setFocus()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    assert window.focusWidget() is choices.button_of("two")
    assert choices.key() == ""


def test_that_an_and_sign_in_a_name_is_shown_and_makes_no_alt_key() -> None:
    made = button("A&B 演练公司", "unit")
    assert made.text() == made.accessibleName() == "A&B 演练公司"
    assert made.shortcut() == QKeySequence()
    made.setText("←  返回：C&D 演练公司")
    assert made.accessibleName() == made.text() == "←  返回：C&D 演练公司"
    assert made.shortcut() == QKeySequence()
