"""A table filled in by keyboard: Enter goes on, choices are read whole, rows are as tall as their words."""

from datetime import date

from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QTableWidget

from app.domain.entries import CHOICE, EntryField, Option
from tests.ui.conftest import on_stage
from ui.widgets.rows_table import RowsTable

COLUMNS = (
    EntryField("item", "责令事项", "text"),
    EntryField("result", "结果", CHOICE, options=(Option("done", "已改正"), Option("part", "部分改正"))),
    EntryField("note", "复查情况", "text"),
)
TODAY = date(2026, 6, 8)


def shown(qtbot) -> RowsTable:
    made = RowsTable("rechecked", "逐项复查", COLUMNS, TODAY)
    made.stage = on_stage(qtbot, made)
    made.show_rows([{"item": "演练事项" * 40, "result": "", "note": ""}, {"item": "演练", "result": "", "note": ""}])
    return made


def test_that_enter_keeps_the_cell_and_goes_to_the_next(qtbot) -> None:
    made = shown(qtbot)
    table = made.findChild(QTableWidget)
    table.setCurrentCell(1, 0)
    table.editItem(table.item(1, 0))
    editor = next(one for one in table.findChildren(QLineEdit) if one.isVisible())
    editor.setText("演练二")
    with qtbot.waitSignal(made.entered) as told:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert told.args[0][1]["item"] == "演练二"
    assert (table.currentRow(), table.currentColumn()) == (1, 1)


def test_that_what_is_typed_stays_in_its_column_and_is_read_whole_under_it(qtbot) -> None:
    made = shown(qtbot)
    table = made.findChild(QTableWidget)
    table.setCurrentCell(1, 2)
    table.editItem(table.item(1, 2))
    editor, words = table.findChild(QLineEdit, "cellEditor"), table.findChild(QLabel, "cellWords")
    editor.setText("演练")
    assert not words.isVisible()
    editor.setText("演练：" + "目录与实物逐件核对，" * 12)
    assert editor.geometry() == table.visualRect(table.model().index(1, 2))
    assert words.isVisible() and words.text() == editor.text() and not words.geometry().intersects(editor.geometry())
    assert table.viewport().rect().contains(words.geometry())
    assert words.height() >= words.heightForWidth(words.width())
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.findChild(QLabel, "cellWords") is None)


def test_that_tab_leaves_the_table_at_its_ends(qtbot) -> None:
    made = shown(qtbot)
    made.stage.activateWindow()
    table = made.findChild(QTableWidget)
    for row, column, key in ((1, 2, Qt.Key.Key_Tab), (1, 2, Qt.Key.Key_Return), (0, 0, Qt.Key.Key_Backtab)):
        table.setCurrentCell(row, column)
        table.editItem(table.item(row, column))
        editor = next(one for one in table.findChildren(QLineEdit) if one.isVisible())
        editor.setText(f"演练{key.value}")
        QTest.keyClick(editor, key)
        qtbot.waitUntil(lambda: not any(one.isVisible() for one in table.findChildren(QLineEdit)))
        assert made.rows()[row]["note" if column else "item"] == f"演练{key.value}"
        wanted = table if key == Qt.Key.Key_Backtab else made.findChild(QAbstractButton, "recheckedAddRow")
        qtbot.waitUntil(wanted.hasFocus)


def test_that_a_column_of_days_is_as_wide_as_a_day(qtbot) -> None:
    made = RowsTable("ordered", "责令事项", (*COLUMNS[:1], EntryField("due", "期限", "date"), *COLUMNS[2:]), TODAY)
    stage = on_stage(qtbot, made)
    made.show_rows([{"item": "演练事项" * 40, "due": "2026-12-30", "note": ""}])
    table = made.findChild(QTableWidget)
    qtbot.waitUntil(lambda: table.columnWidth(1) >= table.fontMetrics().horizontalAdvance("2026-12-30") + 34)
    stage.close()


def test_that_days_of_a_table_stand_and_are_typed_as_people_write_them(qtbot) -> None:
    columns = (EntryField("due", "期限", "day"), EntryField("at", "时间", "moment"))
    made = RowsTable("ordered", "责令事项", columns, TODAY)
    stage = on_stage(qtbot, made)
    kept = [{"due": "2026-12-30", "at": "2026-06-08T09:30"}, {"due": "", "at": ""}]
    made.show_rows(kept)
    table = made.findChild(QTableWidget)
    assert [table.item(0, at).text() for at in range(2)] == ["2026年12月30日", "2026年6月8日 09:30"]
    assert made.rows() == kept
    for typed in ("2027-1-5", "2027年1月5日", "2027.1.5"):
        table.item(1, 0).setText(typed)
        assert made.rows()[1]["due"] == "2027-01-05"
    table.item(1, 1).setText("9:05")
    assert made.rows()[1]["at"] == "2026-06-08T09:05"
    table.item(1, 0).setText("下周")
    assert made.rows()[1]["due"] == "下周"  # what is no day is said where the paper is made
    stage.close()


def test_that_a_short_column_has_room_to_type_in_while_it_is_empty(qtbot) -> None:
    made = RowsTable("ordered", "责令事项", (*COLUMNS[:1], EntryField("proof", "证据", "line"), *COLUMNS[2:]), TODAY)
    stage = on_stage(qtbot, made)
    made.show_rows([{"item": "演练事项" * 40, "proof": "", "note": ""}])
    table = made.findChild(QTableWidget)
    qtbot.waitUntil(lambda: table.columnWidth(1) >= table.fontMetrics().horizontalAdvance("复查笔录证据1") + 34)
    stage.close()


def test_that_a_choice_is_read_whole_and_a_long_cell_is_not_cut(qtbot) -> None:
    made = shown(qtbot)
    table = made.findChild(QTableWidget)
    box = next(one for one in table.findChildren(QComboBox))
    assert box.width() >= box.sizeHint().width()

    def as_tall_as_needed() -> bool:
        inside = QRect(0, 0, table.columnWidth(0) - 24, 10_000)
        words = table.item(0, 0).text()
        return table.rowHeight(0) >= table.fontMetrics().boundingRect(inside, Qt.TextFlag.TextWordWrap, words).height()

    qtbot.waitUntil(as_tall_as_needed)
    made.stage.resize(700, 600)
    qtbot.waitUntil(as_tall_as_needed)


def test_that_long_texts_in_a_narrow_table_keep_letters_enough_for_a_word(qtbot) -> None:
    made = RowsTable("ordered", "责令事项", (*COLUMNS, EntryField("proof", "证据", "line")), TODAY)
    stage = on_stage(qtbot, made)
    made.show_rows([{"item": "演练事项" * 10, "result": "", "note": "", "proof": "演练证据"}])
    table = made.findChild(QTableWidget)
    letters = table.fontMetrics().horizontalAdvance("演练事项演练事项")
    for width in (420, 1200, 420):
        made.setFixedWidth(width)
        qtbot.waitUntil(lambda: min(table.columnWidth(at) for at in (0, 2)) >= letters)
        qtbot.waitUntil(lambda wide=width > 1000: (table.horizontalScrollBar().maximum() == 0) == wide)
    stage.close()
