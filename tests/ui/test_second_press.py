"""A press is meant for what stood there: the second half of a double click does no other act, nor a Return too many."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from tests.ui.conftest import on_stage
from ui.widgets import buttons
from ui.widgets.buttons import button


class Deck(QWidget):
    """An act that puts another in its own place."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.done: list[str] = []
        self.first, self.second = button("登记", "first", kind), button("确认", "second", kind)
        layout = QVBoxLayout(self)
        for one in (self.first, self.second):
            layout.addWidget(one)
        self.second.hide()
        self.first.clicked.connect(self._on_first)
        self.second.clicked.connect(lambda: self.done.append("second"))

    def _on_first(self) -> None:
        self.done.append("first")
        self.second.setGeometry(self.first.geometry())
        self.second.show()
        self.second.raise_()
        self.second.setFocus()


@pytest.fixture(autouse=True)
def at_the_pace_of_a_hand(presses_as_fast_as_a_test, monkeypatch) -> None:
    monkeypatch.setattr(buttons, "SAME_PRESS_S", 60.0)
    monkeypatch.setattr(buttons, "_last", buttons._LastPress())


@pytest.fixture(params=["primary", ""])
def deck(request, qtbot):
    made = Deck(request.param)
    window = on_stage(qtbot, made)
    yield made
    window.close()


def press_again(control: QWidget) -> None:
    """Send what the second click of a double click sends: no press before it on this control."""
    place = QPointF(control.rect().center())
    everywhere = QPointF(control.mapToGlobal(control.rect().center()))
    left, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease):
        QApplication.sendEvent(control, QMouseEvent(kind, place, everywhere, left, left, no_key))


def test_that_a_double_click_does_not_do_what_came_in_the_place_of_an_act(qtbot, deck: Deck) -> None:
    qtbot.mouseClick(deck.first, Qt.MouseButton.LeftButton)
    press_again(deck.second)
    assert deck.done == ["first"]


def test_that_a_third_click_in_a_row_does_nothing_either(qtbot, deck: Deck) -> None:
    qtbot.mouseClick(deck.first, Qt.MouseButton.LeftButton)
    press_again(deck.second)
    qtbot.mouseClick(deck.second, Qt.MouseButton.LeftButton)
    assert deck.done == ["first"]
    qtbot.mouseClick(deck.second, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))  # somewhere else: meant
    assert deck.done == ["first", "second"]


@pytest.mark.parametrize(("kind", "times"), [("primary", 1), ("", 2)])
def test_that_a_main_act_is_done_once_by_a_double_click_and_a_page_is_turned_twice(qtbot, kind, times) -> None:
    made, pressed = button("下一页", "next", kind), []
    window = on_stage(qtbot, made)
    made.clicked.connect(lambda: pressed.append(1))
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    press_again(made)
    assert len(pressed) == times
    window.close()


def test_that_a_return_that_follows_at_once_does_not_do_the_next_act(qtbot, deck: Deck, monkeypatch) -> None:
    deck.first.setFocus()
    qtbot.keyClick(deck.first, Qt.Key.Key_Return)
    qtbot.waitUntil(deck.second.hasFocus)
    qtbot.keyClick(deck.second, Qt.Key.Key_Return)
    assert deck.done == ["first"]
    monkeypatch.setattr(buttons, "SAME_PRESS_S", 0.0)  # a while later
    qtbot.keyClick(deck.second, Qt.Key.Key_Return)
    assert deck.done == ["first", "second"]


def test_that_who_goes_to_an_act_by_tab_may_press_it_at_once(qtbot, deck: Deck) -> None:
    deck.first.setFocus()
    qtbot.keyClick(deck.first, Qt.Key.Key_Return)
    deck.second.clearFocus()
    deck.second.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(deck.second, Qt.Key.Key_Return)
    assert deck.done == ["first", "second"]
