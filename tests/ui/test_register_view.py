"""The table of a register: sorted by a click, as wide as its reader made it, in the order of pinyin."""

import pytest
from PySide6.QtCore import QPoint, Qt

from ui import style
from ui.models.pinyin import by_pinyin
from ui.models.register_table import RegisterTable, Row
from ui.widgets.register_view import RegisterView

ROWS = (Row("wang", ("演练王", "12 件")), Row("a", ("演练阿", "9 件")), Row("zhang", ("演练张", "")))


def a_view(qtbot) -> RegisterView:
    table = RegisterTable(("姓名", "检查"))
    view = RegisterView(table, "people", "人员")
    table.setParent(view)
    view.resize(600, 300)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    table.replace(ROWS)
    return view


@pytest.fixture
def view(qtbot) -> RegisterView:
    return a_view(qtbot)


def told(view: RegisterView) -> list[str]:
    model = view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def click_heading(qtbot, view: RegisterView, place: int) -> None:
    head = view.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(place) + head.sectionSize(place) // 2, head.height() // 2)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)


def drag_edge(qtbot, view: RegisterView, place: int, by: int) -> None:
    """Drag the right edge of a column."""
    head = view.horizontalHeader()
    edge = QPoint(head.sectionViewportPosition(place) + head.sectionSize(place) - 1, head.height() // 2)
    qtbot.mousePress(head.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    qtbot.mouseMove(head.viewport(), edge + QPoint(by, 0))
    qtbot.mouseRelease(head.viewport(), Qt.MouseButton.LeftButton, pos=edge + QPoint(by, 0))


def test_that_names_stand_in_the_order_of_their_sound_and_numbers_by_their_size() -> None:
    names = ["张", "阿", "㛃", "王", "李", "白", "䶮"]
    assert sorted(names, key=by_pinyin) == ["阿", "白", "㛃", "李", "王", "䶮", "张"]
    assert sorted(["12 号", "9 号", "100 号"], key=by_pinyin) == ["9 号", "12 号", "100 号"]


def test_that_a_heading_sorts_turns_round_and_gives_the_first_order_back(qtbot, view: RegisterView) -> None:
    assert told(view) == ["演练王", "演练阿", "演练张"]
    click_heading(qtbot, view, 0)
    assert told(view) == ["演练阿", "演练王", "演练张"]
    click_heading(qtbot, view, 0)
    assert told(view) == ["演练张", "演练王", "演练阿"]
    click_heading(qtbot, view, 0)
    assert told(view) == ["演练王", "演练阿", "演练张"]
    click_heading(qtbot, view, 1)
    assert told(view) == ["演练张", "演练阿", "演练王"]


def test_that_the_chosen_row_stays_chosen_and_new_rows_come_in_order(qtbot, view: RegisterView) -> None:
    table = view.model()
    assert isinstance(table, RegisterTable)
    view.selectRow(0)
    click_heading(qtbot, view, 0)
    assert table.id(view.currentIndex().row()) == "wang"
    assert [table.id(one.row()) for one in view.selectionModel().selectedRows()] == ["wang"]
    table.replace((*ROWS, Row("li", ("演练李", ""))))
    assert told(view) == ["演练阿", "演练李", "演练王", "演练张"]


def test_that_a_width_made_by_hand_is_kept_until_a_double_click(qtbot, view: RegisterView) -> None:
    usual = view.columnWidth(1)
    drag_edge(qtbot, view, 1, -20)
    made = view.columnWidth(1)
    assert made == usual - 20
    view.model().replace(ROWS)
    assert view.columnWidth(1) == made
    again = a_view(qtbot)
    assert again.columnWidth(1) == made
    head = again.horizontalHeader()
    edge = QPoint(head.sectionViewportPosition(1) + head.sectionSize(1) - 1, head.height() // 2)
    qtbot.mouseDClick(head.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    qtbot.mouseRelease(head.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    assert again.columnWidth(1) == usual
    assert a_view(qtbot).columnWidth(1) == usual


def choose_from_menu(view: RegisterView, words: str) -> None:
    next(one for one in view.columns_menu().actions() if one.text() == words).trigger()


def test_that_the_menu_sorts_and_gives_widths_back(qtbot, view: RegisterView) -> None:
    choose_from_menu(view, "按“姓名”排序")
    assert told(view) == ["演练阿", "演练王", "演练张"]
    choose_from_menu(view, "按“姓名”排序")
    assert told(view) == ["演练张", "演练王", "演练阿"]
    choose_from_menu(view, "恢复原来的顺序")
    assert told(view) == ["演练王", "演练阿", "演练张"]
    usual = view.columnWidth(1)
    drag_edge(qtbot, view, 1, -20)
    choose_from_menu(view, "列宽按内容")
    assert view.columnWidth(1) == usual
    assert a_view(qtbot).columnWidth(1) == usual


def test_that_a_width_proposed_by_a_page_gives_way_to_that_of_its_reader(qtbot, view: RegisterView) -> None:
    view.propose_width(1, 200)
    assert view.columnWidth(1) == 200
    again = a_view(qtbot)
    assert again.columnWidth(1) != 200  # a proposal is nobody's choice
    again.propose_width(1, 200)
    drag_edge(qtbot, again, 1, -20)
    last = a_view(qtbot)
    last.propose_width(1, 200)
    assert last.columnWidth(1) == 180


def test_that_names_can_be_read_where_the_other_columns_would_take_all(qtbot) -> None:
    table = RegisterTable(("姓名", "角色", "处室", "证号"))
    view = RegisterView(table, "narrow", "人员")
    table.setParent(view)
    table.replace([Row("one", ("演练某某某", "执法人员、处室负责人", "演练执法监督科", "演练-0001-0002"))])
    qtbot.addWidget(view)
    view.resize(460, 300)
    with qtbot.waitExposed(view):
        view.show()
    assert view.columnWidth(0) >= 12 * style.current().base
    assert view.horizontalScrollBar().maximum() == 0
    view.resize(1200, 300)
    qtbot.waitUntil(lambda: view.columnWidth(1) >= view.sizeHintForColumn(1))
