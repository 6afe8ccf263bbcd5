"""全部检查: the list in a reader's own way: sorted, columns and widths chosen, filters kept, exported."""

from openpyxl import load_workbook
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QStyleOptionViewItem, QWidget

from app.services.listing.saved import kept
from tests.ui import many_listed
from tests.ui.conftest import calm, part
from tests.ui.many_listed import choose, column, count, shown, type_words, view
from ui.widgets.notice import Notice

many, page = many_listed.many, many_listed.page


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


def test_that_units_of_one_name_are_told_apart_where_the_column_is_too_narrow_for_the_words(page) -> None:
    words, table = "保定市演练示范电子档案管理局（竞秀区，代码尾号00019T）", view(page)
    seen = table.fontMetrics().elidedText(words, table.textElideMode(), table.columnWidth(0))
    assert seen != words and seen.endswith("尾号00019T）")


def test_that_names_too_long_for_their_column_are_whole_when_pointed_at(page) -> None:
    at = view(page).model().index(0, view(page).model().columns.index("officers"))
    assert at.data(Qt.ItemDataRole.ToolTipRole) == at.data()


def test_that_a_width_is_remembered(page, many, qtbot) -> None:
    view(page).setColumnWidth(0, 345)
    qtbot.waitUntil(lambda: kept(many.desk).widths == {"unit": 345})
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


def test_that_a_kept_filter_is_no_longer_said_to_be_shown_once_its_conditions_were_cleared(page, many, qtbot) -> None:
    line = part(page, QLineEdit, "inspectionFilter")
    type_words(page, "没有这样的")
    part(page, QPushButton, "keepFilter").click()
    part(page, QLineEdit, "filterName").setText("空的")
    part(page, QPushButton, "filterSave").click()
    calm(qtbot, many.tasks)
    box = part(page, QComboBox, "savedFilters")
    assert box.currentText() == "空的"
    changes = []
    line.textChanged.connect(changes.append)  # as Qt's own button that clears the line does
    part(page, QPushButton, "clearFilter").click()
    calm(qtbot, many.tasks)
    assert box.currentIndex() == 0 and changes == [""]


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


def test_that_the_focus_is_on_the_way_to_stop_an_export_and_then_where_it_was(page, qtbot, tmp_path) -> None:
    page.window().activateWindow()
    began = part(page, QPushButton, "listExport")
    began.setFocus()
    page.export_to(tmp_path / "a.xlsx")
    assert part(page, QPushButton, "exportCancel").hasFocus()
    calm(qtbot, page._place.tasks)
    assert began.hasFocus()


def test_that_an_export_that_fails_says_why(page, many, qtbot, tmp_path) -> None:
    page.export_to(tmp_path / "none" / "a.xlsx")
    calm(qtbot, many.tasks)
    assert "没有保存" in part(page, Notice, "notice").accessibleName()


def test_that_an_export_into_a_missing_folder_offers_another_place(page, many, qtbot, tmp_path, monkeypatch) -> None:
    page.export_to(tmp_path / "gone" / "清单.xlsx")
    calm(qtbot, many.tasks)
    assert f"没有文件夹“{tmp_path / 'gone'}”" in part(page, QLabel, "noticeTitle").text()
    monkeypatch.setattr("ui.pages.all_inspections.page.ask_new_file", lambda *_: str(tmp_path / "清单.xlsx"))
    part(page, QPushButton, "noticeWay").click()
    calm(qtbot, many.tasks)
    assert (tmp_path / "清单.xlsx").is_file()


def test_that_a_failure_to_read_is_told_until_the_list_was_read(page, many, qtbot) -> None:
    page._on_failed(OSError("演练"))
    assert not page._notice.isHidden()
    page.refresh()
    calm(qtbot, many.tasks)
    assert page._notice.isHidden()


def keep_as(page, name: str, many, qtbot) -> None:
    part(page, QPushButton, "keepFilter").setChecked(True)
    part(page, QLineEdit, "filterName").setText(name)
    press(page, "filterSave", many, qtbot)


def press(page, name: str, many, qtbot) -> None:
    assert part(page, QPushButton, name).isVisible(), name
    part(page, QPushButton, name).click()
    calm(qtbot, many.tasks)


def choose_kept(page, name: str, many, qtbot) -> None:
    box = part(page, QComboBox, "savedFilters")
    box.setCurrentIndex(box.findData(name))
    box.activated.emit(box.currentIndex())
    calm(qtbot, many.tasks)


def test_that_a_kept_filter_is_renamed_moved_and_stays_chosen(page, many, qtbot) -> None:
    for words in ("竞秀", "莲池"):
        type_words(page, words)
        keep_as(page, words, many, qtbot)
    choose_kept(page, "莲池", many, qtbot)
    part(page, QPushButton, "keepFilter").click()
    part(page, QLineEdit, "filterName").setText("莲池区")
    press(page, "filterRename", many, qtbot)
    box = part(page, QComboBox, "savedFilters")
    assert box.currentText() == "莲池区" and part(page, QLineEdit, "inspectionFilter").text() == "莲池"
    part(page, QPushButton, "keepFilter").click()
    assert not part(page, QPushButton, "filterDown").isEnabled()
    press(page, "filterUp", many, qtbot)
    assert [box.itemText(at) for at in range(1, box.count())] == ["莲池区", "竞秀"] and box.currentText() == "莲池区"
    assert kept(many.desk).filters["莲池区"].text == "莲池"


def test_that_changed_conditions_are_saved_under_the_name_chosen_last(page, many, qtbot) -> None:
    type_words(page, "竞秀")
    keep_as(page, "常看", many, qtbot)
    choose_kept(page, "常看", many, qtbot)
    type_words(page, "莲池")
    part(page, QPushButton, "keepFilter").click()
    assert part(page, QLineEdit, "filterName").text() == "常看"
    press(page, "filterSave", many, qtbot)
    assert kept(many.desk).filters["常看"].text == "莲池"


def test_that_another_filter_is_replaced_only_at_a_second_press(page, many, qtbot) -> None:
    type_words(page, "竞秀")
    keep_as(page, "常看", many, qtbot)
    again = shown(many, qtbot)
    type_words(again, "莲池")
    keep_as(again, "常看", many, qtbot)
    assert "再点一次“保存”就替换它" in part(again, QLabel, "filterNameProblem").text()
    assert kept(many.desk).filters["常看"].text == "竞秀"
    press(again, "filterSave", many, qtbot)
    assert kept(many.desk).filters["常看"].text == "莲池"


def test_that_two_officers_are_named_whole_or_told_by_their_number(page, many, qtbot) -> None:
    seen = view(page)
    place = seen.model().columns.index("officers")
    column(page, "officers")  # reads the first page
    calm(qtbot, many.tasks)
    row = next(at for at in range(50) if "、" in str(seen.model().index(at, place).data()))
    index = seen.model().index(row, place)

    def words(width: int) -> str:
        option = QStyleOptionViewItem()
        option.rect = QRect(0, 0, width, 44)
        option.fontMetrics = seen.fontMetrics()
        seen.itemDelegateForColumn(place).initStyleOption(option, index)
        return option.text

    first = index.data().split("、")[0]
    assert words(seen.columnWidth(place)) == index.data()
    assert words(100) == f"{first}等 2 人"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == index.data()
    seen.show_columns(("officers", "unit"))
    assert seen.itemDelegateForColumn(1) is not seen.itemDelegateForColumn(0)
