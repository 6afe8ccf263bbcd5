"""全部检查 on a real store of many inspections: finding, narrowing, opening, and the place kept."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from app.services.benchmarks.many_inspections import fill
from app.services.listing.finding import cells
from app.services.listing.index import Index, brought_up
from app.services.listing.refreshing import refresh
from tests.ui import many_listed
from tests.ui.conftest import calm, part
from tests.ui.many_listed import MANY, choose, column, count, shown, type_words, view
from ui.models.all_inspections import PAGE, InspectionList
from ui.pages.all_inspections.page import AllInspectionsPage

many, page = many_listed.many, many_listed.page


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
    QTest.mouseRelease(rows.viewport(), Qt.MouseButton.LeftButton, pos=middle)  # Qt leaves it pressed
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
