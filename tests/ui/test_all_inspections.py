"""全部检查 on a real store of many inspections: finding, opening, sorting, columns, kept filters, export."""

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from app.services.benchmarks.many_inspections import fill
from app.services.listing.finding import cells
from app.services.listing.index import Index, brought_up
from app.services.listing.refreshing import refresh
from app.services.listing.saved import kept
from tests.ui.conftest import calm, on_stage, part
from ui.models.all_inspections import PAGE, InspectionList
from ui.pages.all_inspections import AllInspectionsPage
from ui.widgets.list_view import ListView
from ui.widgets.notice import Notice

MANY = 3_000


@pytest.fixture
def many(place):
    fill(place.desk, MANY, real=0)
    return place


@pytest.fixture
def page(many, qtbot) -> AllInspectionsPage:
    return shown(many, qtbot)


def shown(place, qtbot) -> AllInspectionsPage:
    made = AllInspectionsPage(place)
    made.stage = on_stage(qtbot, made)  # the window lives as long as its page
    made.stage.activateWindow()
    made.refresh()
    calm(qtbot, place.tasks)
    return made


def view(page) -> ListView:
    return part(page, ListView, "allInspections")


def _column(page, key: str) -> list[str]:
    table = view(page).model()
    place = table.columns.index(key)
    return [table.data(table.index(row, place)) for row in range(min(12, table.rowCount()))]


def column(page, key: str) -> list[str]:
    """Return what a column says once its rows were read."""
    _column(page, key)
    while page._place.tasks.busy:
        QApplication.processEvents()
    QApplication.processEvents()
    return _column(page, key)


def type_words(page, text: str) -> None:
    part(page, QLineEdit, "inspectionFilter").setText(text)


def choose(page, name: str, key: str, qtbot) -> None:
    box = part(page, QComboBox, name)
    assert box.findData(key) >= 0, key
    box.setCurrentIndex(box.findData(key))
    calm(qtbot, page._place.tasks)


def count(page) -> str:
    return part(page, QLabel, "listCount").text()


def test_that_the_model_keeps_the_contract_of_qt(many) -> None:
    refresh(many.desk)
    index = brought_up(many.desk, Index(), None)
    table = InspectionList(lambda roots, take: take(cells(many.desk, roots)))
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.show(index, range(len(index)), many.desk.now())
    table.show_columns(("unit", "numbers", "findings"))
    table.show(index, [5, 3], many.desk.now())
    assert (table.rowCount(), table.columnCount()) == (2, 3)
    table.show(Index(), (), many.desk.now())
    tester.deleteLater()


def test_that_only_the_pages_seen_are_read(many) -> None:
    refresh(many.desk)
    index = brought_up(many.desk, Index(), None)
    asked = []

    def fetch(roots, take):
        asked.append(len(roots))
        take(cells(many.desk, roots))

    table = InspectionList(fetch)
    table.show(index, range(len(index)), many.desk.now())
    for row in (*range(20), 2_000, 2_001):
        assert table.data(table.index(row, 0))
    assert asked == [PAGE, PAGE]


def test_that_rows_are_shown_once_read_and_not_over_what_came_after_them(many) -> None:
    refresh(many.desk)
    index = brought_up(many.desk, Index(), None)
    waiting = []
    table = InspectionList(lambda roots, take: waiting.append((roots, take)))
    table.show(index, range(len(index)), many.desk.now())
    assert table.data(table.index(0, 0)) == "…"
    table.show(index, range(len(index)), many.desk.now())
    assert table.data(table.index(0, 0)) == "…"
    (old, late), (roots, take) = waiting
    late(cells(many.desk, old))
    assert table.data(table.index(0, 0)) == "…"
    take(cells(many.desk, roots))
    assert table.data(table.index(0, 0)) not in ("…", "")


def test_that_words_narrow_the_list_at_each_key(page) -> None:
    assert count(page) == f"共 {MANY + 1:,} 次"
    line = part(page, QLineEdit, "inspectionFilter")
    line.setFocus()
    QTest.keyClicks(line, "0000")
    type_words(page, "竞秀档案馆 分部")
    units = column(page, "unit")
    assert units and all("竞秀档案馆" in one for one in units)
    assert count(page).endswith(f"/ {MANY + 1:,} 次")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert count(page) == f"共 {MANY + 1:,} 次"


def test_that_boxes_narrow_and_say_so(page, qtbot) -> None:
    choose(page, "filter_state", "called_off", qtbot)
    assert set(column(page, "step")) == {"已取消"}
    assert part(page, QComboBox, "filter_state").property("narrows") == "true"
    choose(page, "filter_due", "overdue", qtbot)
    assert part(page, QLabel, "listEmpty").text() == "没有符合条件的检查"
    part(page, QPushButton, "clearFilter").click()
    calm(qtbot, page._place.tasks)
    assert count(page) == f"共 {MANY + 1:,} 次"
    assert part(page, QComboBox, "filter_state").currentIndex() == 0


def test_that_a_unit_is_found_by_a_part_of_its_name_and_narrows_to_it_alone(page, qtbot) -> None:
    box = part(page, QComboBox, "filter_unit")
    name = box.itemText(1)
    choose(page, "filter_unit", box.itemData(1), qtbot)
    assert set(column(page, "unit")) == {name} and box.property("narrows") == "true"
    box.setEditText("没有这个单位")
    box.lineEdit().editingFinished.emit()
    assert box.currentText() == name
    box.completer().setCompletionPrefix(name[3:6])
    assert box.completer().completionCount() == 1
    box.setEditText(box.itemText(0))
    box.lineEdit().editingFinished.emit()
    calm(qtbot, page._place.tasks)
    assert count(page) == f"共 {MANY + 1:,} 次"
    box.setEditText(name)
    box.lineEdit().editingFinished.emit()
    calm(qtbot, page._place.tasks)
    assert set(column(page, "unit")) == {name}
    part(page, QLineEdit, "inspectionFilter").setText("没有这样的")
    calm(qtbot, page._place.tasks)
    part(page, QPushButton, "clearFilter").click()
    calm(qtbot, page._place.tasks)
    assert box.currentIndex() == 0 and count(page) == f"共 {MANY + 1:,} 次"


def test_that_a_store_without_inspections_says_how_to_begin(place, qtbot, visit) -> None:
    place.desk.commit([_void(visit.inspection)])
    page = shown(place, qtbot)
    assert part(page, QLabel, "listEmpty").text() == "还没有检查"
    assert not part(page, QPushButton, "clearFilter").isVisible()
    assert not part(page, QPushButton, "listExport").isEnabled()


def _void(inspection: str):
    from app.domain.operations import Change

    return Change("inspection", inspection, "void", {"reason": "演练"}, "void")


def test_that_find_down_and_enter_open_an_inspection_without_a_mouse(page, qtbot) -> None:
    view(page).setFocus()
    QTest.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    line = part(page, QLineEdit, "inspectionFilter")
    qtbot.waitUntil(line.hasFocus)
    type_words(page, "竞秀")
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(view(page), Qt.Key.Key_Down)
    wanted = view(page).model().root(1)
    with qtbot.waitSignal(page.inspection_wanted) as opened:
        QTest.keyClick(view(page), Qt.Key.Key_Return)
    assert opened.args == [wanted]


def test_that_a_double_click_opens_and_a_single_one_only_selects(page, qtbot) -> None:
    rows, opened = view(page), []
    page.inspection_wanted.connect(opened.append)
    middle = rows.visualRect(rows.model().index(2, 0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert not opened
    QTest.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert opened == [rows.model().root(2)]


def test_that_selection_and_place_stay_on_return(page, qtbot) -> None:
    rows = view(page)
    rows.setCurrentIndex(rows.model().index(1_500, 0))
    top, chosen = rows.seen().top, rows.seen().selected
    fill(page._place.desk, 3, real=2)  # two new ones at the top
    page.refresh()
    calm(qtbot, page._place.tasks)
    assert rows.model().rowCount() == MANY + 3
    assert (rows.seen().top, rows.seen().selected) == (top, chosen)


def test_that_headings_sort_up_down_and_back(page, qtbot) -> None:
    first = column(page, "unit")
    head = view(page).horizontalHeader()
    at = head.sectionViewportPosition(view(page).model().columns.index("due")) + 20
    for expected in ("up", "down", "back"):
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=head.viewport().rect().topLeft() + _at(at))
        calm(qtbot, page._place.tasks)
        dues = [one[:10] for one in column(page, "due")]
        if expected == "back":
            assert column(page, "unit") == first
        else:
            assert dues == sorted(dues, reverse=expected == "down")
            assert dues[0] != "—"


def _at(x: int):
    from PySide6.QtCore import QPoint

    return QPoint(x, 10)


def test_that_columns_are_chosen_and_remembered(page, many, qtbot) -> None:
    part(page, QPushButton, "listColumns").click()
    part(page, QCheckBox, "column_numbers").click()
    part(page, QCheckBox, "column_mode").click()
    calm(qtbot, many.tasks)
    assert "numbers" in view(page).model().columns
    again = shown(many, qtbot)
    assert "numbers" in view(again).model().columns
    assert "mode" not in view(again).model().columns


def test_that_a_width_is_remembered(page, many, qtbot) -> None:
    view(page).setColumnWidth(0, 345)
    qtbot.waitUntil(lambda: kept(many.desk).widths == {"unit": 345}, timeout=5_000)
    assert view(shown(many, qtbot)).columnWidth(0) == 345


def test_that_a_kept_filter_is_one_choice_away(page, many, qtbot) -> None:
    type_words(page, "竞秀")
    choose(page, "filter_year", "2025", qtbot)
    expected = count(page)
    part(page, QPushButton, "keepFilter").click()
    part(page, QPushButton, "filterSave").click()
    calm(qtbot, many.tasks)
    assert part(page, QLabel, "filterNameProblem").text() == "请给这个筛选起一个名字。"
    part(page, QLineEdit, "filterName").setText("去年竞秀")
    part(page, QPushButton, "filterSave").click()
    calm(qtbot, many.tasks)
    again = shown(many, qtbot)
    box = part(again, QComboBox, "savedFilters")
    box.setCurrentIndex(box.findData("去年竞秀"))
    box.activated.emit(box.currentIndex())
    calm(qtbot, many.tasks)
    assert count(again) == expected
    assert part(again, QLineEdit, "inspectionFilter").text() == "竞秀"
    part(again, QPushButton, "keepFilter").click()
    part(again, QPushButton, "filterDrop").click()
    calm(qtbot, many.tasks)
    assert not kept(many.desk).filters


def test_that_what_is_listed_is_exported_in_the_columns_shown(page, many, qtbot, tmp_path) -> None:
    type_words(page, "竞秀 档案馆")
    rows = view(page).model().rowCount()
    page.export_to(tmp_path / "清单")
    calm(qtbot, many.tasks)
    assert f"已导出 {rows:,} 次检查" in part(page, Notice, "notice").accessibleName()
    sheet = load_workbook(tmp_path / "清单.xlsx").active
    assert sheet.max_row == rows + 1
    assert sheet["A2"].value == column(page, "unit")[0]
    assert not part(page, QWidget, "exportCancel").isVisible()


def test_that_a_cancelled_export_leaves_no_file_and_can_be_begun_again(page, many, qtbot, tmp_path) -> None:
    page.export_to(tmp_path / "a.xlsx")
    assert not part(page, QPushButton, "listExport").isEnabled()
    part(page, QPushButton, "exportCancel").click()
    calm(qtbot, many.tasks)
    assert not (tmp_path / "a.xlsx").exists()
    assert part(page, QPushButton, "listExport").isEnabled()
    assert not part(page, Notice, "notice").isVisible()


def test_that_an_export_that_fails_says_why(page, many, qtbot, tmp_path) -> None:
    page.export_to(tmp_path / "none" / "a.xlsx")
    calm(qtbot, many.tasks)
    assert "没有写成" in part(page, Notice, "notice").accessibleName()


def test_that_the_home_page_leads_to_the_list_it_promised(open_window, qtbot, visit) -> None:
    from tests.ui.test_way_in import click

    window = open_window()
    click(qtbot, window, "seat_jia")
    fill(window._desk, 600, real=0)
    window.workbench.show_home()
    calm(qtbot, window.tasks)
    click(qtbot, window, "openAll")
    page = window.workbench.page
    assert isinstance(page, AllInspectionsPage)
    assert count(page) == "20 / 601 次"
    assert part(page, QComboBox, "filter_state").currentText() == "未办结"
    click(qtbot, window, "navHome")
    promised = part(window, QLabel, "dueCount").text()
    click(qtbot, window, "dueAll")
    assert count(page) == f"{promised} / 601 次"
    assert part(page, QComboBox, "filter_due").currentText() == "到期与逾期"
