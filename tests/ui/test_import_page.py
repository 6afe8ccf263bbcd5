"""The import page: preview, columns chosen and remembered, faults left out, entered at once and taken back."""

from threading import Event

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLabel, QTableView, QWidget

from app.services.registers.units import UnitEntry, add_unit, units
from tests.services.registers.test_importing import BODY, HEADINGS, VILLAGE
from tests.ui.conftest import calm, on_stage, part
from tests.ui.registers_desk import press, said
from ui.models.importing import unfinished_imports
from ui.models.remembered import Remembered
from ui.pages.registers.import_begin import ImportBeginning, tables_in
from ui.pages.registers.importing import ImportPanel
from ui.pages.registers.page import UNITS, RegistersPage
from ui.widgets.notice import Notice


@pytest.fixture
def panel(place, qtbot):
    page = RegistersPage(place)
    window = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, place.tasks)
    yield page.show_import(UNITS)
    window.close()


@pytest.fixture
def table(tmp_path):
    def write(*rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "table.xlsx")
        return tmp_path / "table.xlsx"

    return write


def opened(qtbot, place, panel, path):
    panel.open_file(path)
    calm(qtbot, place.tasks)


def cells(panel):
    model = part(panel, QTableView, "importRows").model()
    return [[model.index(row, column).data() for column in (0, 2)] for row in range(model.rowCount())]


def test_that_rows_are_looked_over_then_entered_and_taken_back(panel, place, qtbot, table) -> None:
    before = len(units(place.desk))
    opened(qtbot, place, panel, table(HEADINGS, VILLAGE, BODY))
    assert cells(panel) == [["2", "新增"], ["3", "新增"]]
    assert part(panel, QAbstractButton, "importGo").text() == "导入：新增 2，更新 0"
    press(qtbot, place, panel, "importGo")
    assert "已导入：新增 2" in said(panel)
    assert len(units(place.desk)) == before + 2
    press(qtbot, place, panel, "importUndo")
    assert len(units(place.desk)) == before


def test_that_a_page_without_a_table_says_how_to_begin_and_takes_a_dropped_one(panel, place, qtbot, table) -> None:
    begin = panel.findChild(ImportBeginning)
    assert begin.isVisible() and "单位名称" in part(panel, QLabel, "importKnown").text()
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile("/演练/照片.jpg")])
    assert not tables_in(content)
    content.setUrls([QUrl.fromLocalFile(str(table(HEADINGS, VILLAGE, BODY)))])
    held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    begin.dropEvent(QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, content, *held))
    calm(qtbot, place.tasks)
    assert cells(panel) == [["2", "新增"], ["3", "新增"]]
    assert not begin.isVisible()


def test_that_rows_at_fault_are_shown_first_and_keep_the_button_shut_until_left_out(panel, place, qtbot, table) -> None:
    opened(qtbot, place, panel, table(HEADINGS, VILLAGE, ["演练公司", "国王", "竞秀区", "", ""]))
    assert cells(panel) == [["3", "有错误"]]
    assert not part(panel, QAbstractButton, "importGo").isEnabled()
    assert "勾选“不导入有错误的 1 行”" in part(panel, QLabel, "importWhy").text()
    part(panel, QCheckBox, "importSkip").setChecked(True)
    assert part(panel, QAbstractButton, "importGo").isEnabled()
    assert not part(panel, QLabel, "importWhy").isVisible()
    press(qtbot, place, panel, "importGo")
    assert "已导入：新增 0" not in said(panel) and "有错误的 1 行没有导入" in said(panel)


def test_that_the_focus_stands_where_work_goes_on(panel, place, qtbot, table) -> None:
    window, file = panel.window(), part(panel, QAbstractButton, "importFile")
    file.setFocus()
    opened(qtbot, place, panel, table(HEADINGS, VILLAGE, ["演练公司", "国王", "竞秀区", "", ""]))
    assert window.focusWidget() is part(panel, QCheckBox, "importSkip")
    opened(qtbot, place, panel, table(["甲栏", "类型", "县区"], ["演练村委会", "村（社区）", "莲池区"]))
    assert window.focusWidget() is part(panel, QComboBox, "column_name")
    assert "单位名称" in part(panel, QLabel, "importWhy").text()
    opened(qtbot, place, panel, table(HEADINGS, VILLAGE))
    go = part(panel, QAbstractButton, "importGo")
    assert window.focusWidget() is go
    press(qtbot, place, panel, "importGo")
    assert window.focusWidget() is part(panel, QAbstractButton, "importBack")
    opened(qtbot, place, panel, table(HEADINGS, VILLAGE))
    assert "没有可以导入的行" in part(panel, QLabel, "importWhy").text()
    press(qtbot, place, panel, "importDrop")
    assert window.focusWidget() is file


def test_that_a_column_that_is_not_known_is_chosen_and_remembered(panel, place, qtbot, table) -> None:
    path = table(["甲栏", "类型", "县区"], ["演练村委会", "村（社区）", "莲池区"])
    opened(qtbot, place, panel, path)
    assert "请指定这些列：单位名称" in said(panel)
    box = part(panel, QComboBox, "column_name")
    box.setCurrentIndex(box.findText("甲栏"))
    box.activated.emit(box.currentIndex())
    calm(qtbot, place.tasks)
    assert cells(panel) == [["2", "新增"]]
    press(qtbot, place, panel, "importGo")
    assert Remembered("import-units").words("name") == ["甲栏"]
    opened(qtbot, place, panel, path)
    assert cells(panel) == [["2", "不变"]]


def test_that_a_damaged_file_says_what_to_do_and_keeps_the_page(panel, place, qtbot, tmp_path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 no table")
    opened(qtbot, place, panel, path)
    assert "文件已损坏" in said(panel) and "另存为" in said(panel)
    assert part(panel, QAbstractButton, "importFile").isEnabled()


def test_that_the_button_to_stop_says_why_it_rests_while_all_is_written(panel, place, qtbot, table) -> None:
    stop = part(panel, QAbstractButton, "importCancel")
    panel._running(True)
    assert stop.isEnabled() and stop.text() == "停止"
    panel._progress._heard.emit(3, 5)
    assert stop.isEnabled()
    panel._progress._heard.emit(5, 5)
    assert not stop.isEnabled() and "不能停止" in stop.text()
    panel._running(False)


def test_that_stopping_before_the_write_enters_nothing(panel, place, qtbot, table) -> None:
    opened(qtbot, place, panel, table(HEADINGS, VILLAGE, BODY))
    before, held = len(units(place.desk)), Event()
    place.tasks.run(panel, held.wait, behind=True)  # what takes long is done one after the other
    part(panel, QAbstractButton, "importGo").click()
    part(panel, QAbstractButton, "importCancel").click()
    held.set()
    calm(qtbot, place.tasks)
    assert "没有导入任何一行" in said(panel)
    assert len(units(place.desk)) == before


def test_that_a_preview_outlives_another_register_and_a_new_page(panel, place, qtbot, table) -> None:
    before = len(units(place.desk))
    opened(qtbot, place, panel, table(["甲栏", "类型", "县区"], ["演练村委会", "村（社区）", "莲池区"]))
    box = part(panel, QComboBox, "column_name")
    box.setCurrentIndex(box.findText("甲栏"))
    box.activated.emit(box.currentIndex())
    calm(qtbot, place.tasks)
    page = panel.parentWidget().parentWidget()
    press(qtbot, place, page, "register_officers")
    assert "“table.xlsx”，1 行" in part(page, QLabel, "unfinishedImport_units").text()
    qtbot.waitUntil(lambda: part(page, QLabel, "unfinishedImport_units").isVisible())
    fresh = RegistersPage(place)  # as after a look at another page, a lock, or in the 大字 view
    window = on_stage(qtbot, fresh)
    fresh.refresh()
    calm(qtbot, place.tasks)
    press(qtbot, place, fresh, "resumeImport_units")
    again = part(fresh, ImportPanel, "importPanel")
    assert cells(again) == [["2", "新增"]]
    assert part(again, QComboBox, "column_name").currentText() == "甲栏"
    assert "保留到导入或放弃为止" in said(again)
    press(qtbot, place, again, "importGo")
    assert len(units(place.desk)) == before + 1
    press(qtbot, place, fresh, "register_units")
    assert not part(window, QWidget, "unfinishedImports").isVisible()


def test_that_a_preview_is_looked_over_anew_when_it_is_opened_again(panel, place, qtbot, table) -> None:
    opened(qtbot, place, panel, table(HEADINGS, VILLAGE, BODY))
    add_unit(place.desk, UnitEntry(VILLAGE[0], "village", "130606"))
    fresh = RegistersPage(place)
    window = on_stage(qtbot, fresh)
    again = fresh.show_import(UNITS)
    calm(qtbot, place.tasks)
    assert cells(again) == [["2", "更新"], ["3", "新增"]] and window.isVisible()


@pytest.mark.parametrize("where", ["register", "panel"])
def test_that_a_preview_is_given_up_where_somebody_says_so(panel, place, qtbot, table, where) -> None:
    opened(qtbot, place, panel, table(HEADINGS, VILLAGE, BODY))
    page = panel.parentWidget().parentWidget()
    if where == "panel":
        press(qtbot, place, panel, "importDrop")
    else:
        press(qtbot, place, panel, "importBack")
        press(qtbot, place, page, "dropImport_units")
    assert "已放弃这次导入" in said(page)
    page.refresh()
    calm(qtbot, place.tasks)
    assert not part(page, QWidget, "unfinishedImports").isVisible()
    fresh = page.show_import(UNITS)
    calm(qtbot, place.tasks)
    assert not part(fresh, QAbstractButton, "importGo").isVisible()


def test_that_a_preview_of_another_version_is_not_taken_for_one(place) -> None:
    place.desk.store.drafts.save_draft("import-jia/units", '{"name": "演练"}', place.desk.now())
    assert unfinished_imports(place.desk) == {}


def test_that_a_table_without_districts_tells_that_one_may_hold_for_every_row(panel, place, qtbot, table) -> None:
    opened(qtbot, place, panel, table(HEADINGS[:2] + HEADINGS[3:], BODY[:2] + BODY[3:]))
    assert "表中没有认出“所在县（市、区）”" in said(panel) and "全部按…" in said(panel)
    box = part(panel, QComboBox, "column_district")
    box.setCurrentIndex(box.findText("全部按“竞秀区”"))
    box.activated.emit(box.currentIndex())
    calm(qtbot, place.tasks)
    assert not any(one.isVisible() for one in panel.findChildren(Notice)) and cells(panel) == [["2", "新增"]]


def test_that_the_rows_have_the_room_where_every_column_is_known(panel, place, qtbot, table) -> None:
    opened(qtbot, place, panel, table(HEADINGS, BODY))
    choice = part(panel, QAbstractButton, "importColumns")
    assert not choice.isChecked() and not part(panel, QComboBox, "column_kind").isVisible()
    choice.click()
    box = part(panel, QComboBox, "column_kind")
    box.setCurrentIndex(box.findText("没有这一列"))
    box.activated.emit(box.currentIndex())
    calm(qtbot, place.tasks)
    assert box.isVisible()  # who is choosing goes on choosing


def test_that_all_that_is_told_of_a_row_is_read_below_the_table(panel, place, qtbot, table) -> None:
    opened(qtbot, place, panel, table(HEADINGS, VILLAGE, ["演练公司", "企业", "高新区", "91130600MA00000000", "12"]))
    view, whole = part(panel, QTableView, "importRows"), part(panel, QLabel, "importWhole")
    part(panel, QAbstractButton, "importFilter_all").click()
    view.setCurrentIndex(view.model().index(0, 0))
    assert not whole.isVisible()
    view.setCurrentIndex(view.model().index(1, 0))
    assert whole.isVisible() and whole.text().startswith("第 3 行：")
    assert "没有“高新区”" in whole.text() and whole.text().endswith("请逐位核对")
    part(panel, QAbstractButton, "importFilter_new").click()
    assert not whole.isVisible()
