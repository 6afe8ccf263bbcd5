"""The order in which Tab goes through a page: as one reads, whatever was made first."""


from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from tests.ui import on_keys
from tests.ui.on_keys import add, names
from ui.reading_order import LAST, stop_after
from ui.widgets.buttons import button
from ui.widgets.part_row import PartRow, PartState

page, show = on_keys.page, on_keys.show


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
