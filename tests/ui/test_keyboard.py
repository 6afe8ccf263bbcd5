"""By keyboard alone: the order of Tab, panes, Return, and that the focus is never lost."""

from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from tests.ui import on_keys
from tests.ui.on_keys import Window, add, give_focus, has_focus
from ui.widgets.buttons import button
from ui.widgets.notice import ERROR, Notice
from ui.widgets.page import scrolled
from ui.widgets.part_row import PartRow, PartState

page, show, window = on_keys.page, on_keys.show, on_keys.window


def test_that_a_control_that_hides_leaves_the_focus_in_its_page(qtbot, window: Window, page: QWidget) -> None:
    rest, gone = QLineEdit(), button("删去", "gone")
    add(page, rest, gone)
    give_focus(qtbot, window, gone)
    gone.hide()
    qtbot.waitUntil(lambda: has_focus(window, rest))


def test_that_what_is_not_shown_never_keeps_the_focus(qtbot, window: Window, page: QWidget) -> None:
    rest, unseen, held = QLineEdit(), QLineEdit(), QWidget()
    QVBoxLayout(held).addWidget(unseen)
    add(page, rest, held)
    held.hide()
    give_focus(qtbot, window, rest)
    unseen.setFocus()
    qtbot.waitUntil(lambda: has_focus(window, rest))


def test_that_an_error_told_where_nobody_looks_leaves_the_focus(qtbot, window: Window, page: QWidget) -> None:
    rest, notice, held = button("记录", "rest"), Notice(), QWidget()
    QVBoxLayout(held).addWidget(notice)
    add(page, rest, held)
    held.hide()
    give_focus(qtbot, window, rest)
    notice.say(ERROR, "这份文书尚未起草。")
    assert window.focusWidget() is rest
    held.show()
    notice.say(ERROR, "未能保存。")
    assert window.focusWidget() is notice


def test_that_a_button_disabled_by_its_act_has_the_focus_again_after_it(qtbot, window: Window, page: QWidget) -> None:
    act, other, ended = button("记录", "act"), button("作废", "other"), Event()
    add(page, other, act)
    give_focus(qtbot, window, act)
    window.tasks.run(window, ended.wait, lambda _: act.setEnabled(True))
    act.setEnabled(False)
    meanwhile = []
    for _ in range(4):  # turns of the loop
        QApplication.processEvents()
        meanwhile.append(QApplication.focusWidget())
    ended.set()
    assert meanwhile == [None] * 4  # a second press of Return must not do something else
    qtbot.waitUntil(lambda: has_focus(window, act))


def test_that_nothing_jumps_for_who_uses_the_mouse_and_tab_begins_in_the_page(qtbot, page: QWidget) -> None:
    window, rest, gone = Window(page), QLineEdit(), button("删去", "gone")
    qtbot.addWidget(window)
    add(page, rest, gone)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    give_focus(qtbot, window, gone)
    gone.hide()
    for _ in range(6):  # turns of the loop
        QApplication.processEvents()
    assert window.focusWidget() is None
    qtbot.keyClick(window, Qt.Key.Key_Tab)
    assert has_focus(window, rest)
    window.tasks.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Space])
def test_that_who_has_used_arrows_or_space_alone_works_by_keyboard_too(qtbot, page: QWidget, key: Qt.Key) -> None:
    window, rest = Window(page), QLineEdit()
    qtbot.addWidget(window)
    choices = [button(name, name, checkable=True) for name in ("甲", "乙")]
    for one in choices:
        one.setAutoExclusive(True)
    people = QWidget()
    column = QVBoxLayout(people)
    for one in choices:
        column.addWidget(one)
    add(page, people, rest)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    give_focus(qtbot, window, choices[0])
    qtbot.keyClick(choices[0], key)
    assert has_focus(window, choices[key == Qt.Key.Key_Down])
    people.hide()
    qtbot.waitUntil(lambda: has_focus(window, rest))
    window.tasks.close()


def test_that_the_focus_goes_to_a_link_only_where_nothing_else_is_left(
    qtbot, window: Window, page: QWidget
) -> None:
    link, act, gone = button("作废…", "void", "link"), button("下一件", "act"), button("签", "gone")
    add(page, link, act, gone)
    give_focus(qtbot, window, gone)
    gone.hide()
    qtbot.waitUntil(lambda: has_focus(window, act))
    act.hide()
    qtbot.waitUntil(lambda: has_focus(window, link))


def test_that_the_focus_begins_at_the_main_act_and_not_at_a_plain_button_beside_it(
    qtbot, window: Window, page: QWidget
) -> None:
    field, again, main = QLineEdit(), button("重新起草", "again"), button("定稿", "main", "primary")
    add(page, field, again, main)
    give_focus(qtbot, window, field)
    field.hide()
    qtbot.waitUntil(lambda: has_focus(window, main))


def test_that_the_focus_is_seen_in_the_bar_where_a_page_has_nothing_left(qtbot, window: Window, page: QWidget) -> None:
    other, decide = button("待我审批", "navApprovals", checkable=True), button("记录", "decide")
    window.home.parentWidget().layout().addWidget(other)
    other.setChecked(True)
    add(page, decide)
    give_focus(qtbot, window, decide)
    decide.hide()
    qtbot.waitUntil(lambda: has_focus(window, other))


def test_that_f6_goes_between_the_bar_and_the_page(qtbot, window: Window, page: QWidget) -> None:
    field = QLineEdit()
    add(page, field)
    give_focus(qtbot, window, field)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert has_focus(window, window.home)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert has_focus(window, field)


def test_that_what_gets_the_focus_below_the_fold_is_scrolled_into_sight(qtbot, window: Window, page: QWidget) -> None:
    tall, field = QWidget(), QLineEdit()
    tall.setMinimumHeight(4000)
    inner = QWidget()
    QVBoxLayout(inner)
    add(inner, tall, field)
    add(page, scrolled(inner))
    qtbot.waitUntil(field.isVisible)
    assert field.visibleRegion().isEmpty()
    field.setFocus()
    qtbot.waitUntil(lambda: not field.visibleRegion().isEmpty())


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_that_return_presses_what_space_presses(qtbot, show, key: Qt.Key) -> None:
    row = PartRow()
    row.show_parts([PartState("one", "一", "", done=False)])
    plain = button("返回", "plain")
    show(row)
    show(plain)
    for one in (row.findChild(QWidget, "part_one"), plain):
        with qtbot.waitSignal(one.clicked):
            qtbot.keyClick(one, key)


def test_that_a_button_is_called_by_the_words_it_shows_now() -> None:
    made, told = button("起草", "draft"), button("下一未答（N）", "next", tip="跳到下一个未答的检查项")
    made.setText("重新起草")
    told.setText("下一步")
    assert made.accessibleName() == "重新起草"
    assert told.accessibleName() == "跳到下一个未答的检查项"
