"""By keyboard alone: the order of Tab, panes, Return, and that the focus is never lost."""

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from tests.ui.conftest import on_stage
from ui.keyboard import Keyboard
from ui.reading_order import LAST, in_order, is_stop, stop_after
from ui.tasks import Tasks
from ui.widgets.buttons import button
from ui.widgets.page import scrolled
from ui.widgets.part_row import PartRow, PartState


class Window(QMainWindow):
    """A window with its keyboard, as the main window has it."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        bar, self.page = QWidget(), page
        bar.setObjectName("topBar")
        self.home = button("工作台", "navHome")
        QVBoxLayout(bar).addWidget(self.home)
        shell = QWidget()
        layout = QVBoxLayout(shell)
        layout.addWidget(bar)
        layout.addWidget(page)
        self.setCentralWidget(shell)
        self.setMinimumSize(960, 600)
        self.tasks = Tasks(self)
        self.keyboard = Keyboard(self, shell, self.tasks)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self.keyboard.step(forward=forward)


@pytest.fixture
def page() -> QWidget:
    made = QWidget()
    QVBoxLayout(made)
    return made


@pytest.fixture
def show(qtbot) -> Callable[[QWidget], None]:
    """Show a widget in a window that stays."""
    kept = []
    return lambda widget: kept.append(on_stage(qtbot, widget))


@pytest.fixture
def window(qtbot, page: QWidget) -> Iterator[Window]:
    made = Window(page)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    qtbot.keyClick(made, Qt.Key.Key_Tab)  # somebody works by keyboard here
    yield made
    made.tasks.close()


def add(page: QWidget, *controls: QWidget) -> None:
    for one in controls:
        page.layout().addWidget(one)


def has_focus(window: QWidget, control: QWidget) -> bool:
    return control.isVisible() and window.focusWidget() is control and control.hasFocus()


def give_focus(qtbot, window: QWidget, control: QWidget) -> None:
    """Give the focus to a control once it is seen: what was added just now is not yet."""
    qtbot.waitUntil(control.isVisible)
    control.setFocus()
    assert has_focus(window, control)


def names(root: QWidget) -> list[str]:
    return [one.objectName() for one in in_order(root) if is_stop(one)]


def test_that_tab_follows_the_layout_and_not_the_order_of_making(show, page: QWidget) -> None:
    go, late = button("保存", "go"), button("后来加的", "late")
    add(page, go)
    page.layout().insertWidget(0, late)
    show(page)
    assert names(page) == ["late", "go"]


def test_that_one_column_is_read_to_its_end_before_the_next(show) -> None:
    page = QWidget()
    columns = QHBoxLayout(page)
    for column in ("left", "right"):
        inside = QVBoxLayout()
        for row in (1, 2):
            inside.addWidget(button("填", f"{column}{row}"))
        columns.addLayout(inside)
    show(page)
    assert names(page) == ["left1", "left2", "right1", "right2"]


def test_that_a_column_that_is_filled_from_below_is_read_from_above(show) -> None:
    page = QWidget()
    column = QBoxLayout(QBoxLayout.Direction.BottomToTop, page)
    for name in ("lower", "upper"):
        column.addWidget(button(name, name))
    show(page)
    assert names(page) == ["upper", "lower"]


def test_that_a_grid_is_read_row_by_row(show) -> None:
    page = QWidget()
    grid = QGridLayout(page)
    for place in ((1, 0), (0, 1), (0, 0)):
        grid.addWidget(button("填", f"at{place[0]}{place[1]}"), *place)
    show(page)
    assert names(page) == ["at00", "at01", "at10"]


def test_that_tab_stops_at_the_chosen_one_of_a_row_and_at_the_first_while_none_is(show, page: QWidget) -> None:
    group = QButtonGroup(page)
    choices = [button(one, one, checkable=True) for one in ("a", "b", "c")]
    for one in choices:
        group.addButton(one)
    add(page, *choices)
    show(page)
    assert names(page)[0] == "a"
    choices[1].setChecked(True)
    assert names(page) == ["b"]


def test_that_a_row_of_parts_is_entered_at_the_part_that_is_shown(show) -> None:
    row = PartRow()
    row.show_parts([PartState(one, one, "", done=False) for one in ("one", "two")])
    show(row)
    row.mark("one")
    row.mark("two")
    assert names(row) == ["part_two"]


def test_that_what_is_marked_last_comes_after_all_beside_it(show, page: QWidget) -> None:
    text, act = button("全文", "text"), button("记录", "act")
    text.setProperty(LAST, True)
    add(page, text, act)
    show(page)
    assert names(page) == ["act", "text"]


def test_that_behind_the_last_comes_the_first_and_the_other_way_round(show, page: QWidget) -> None:
    first, off, last = button("一", "first"), button("二", "off"), button("三", "last")
    off.setEnabled(False)
    add(page, first, off, last)
    show(page)
    assert stop_after(page, first, forward=True) is last
    assert stop_after(page, last, forward=True) is first
    assert stop_after(page, first, forward=False) is last
    assert stop_after(page, None, forward=True) is first


def test_that_a_control_that_hides_leaves_the_focus_in_its_page(qtbot, window: Window, page: QWidget) -> None:
    rest, gone = QLineEdit(), button("删去", "gone")
    add(page, rest, gone)
    give_focus(qtbot, window, gone)
    gone.hide()
    qtbot.waitUntil(lambda: has_focus(window, rest))


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
