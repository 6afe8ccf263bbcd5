"""A sampling table filled by keyboard: a cell is on disk when it is left, what is wrong is marked, all is undone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QTableView

from app.domain.checklist.verdicts import LONGEST_TEXT
from app.services.checking.answering import add_row, answer
from tests.ui.conftest import calm, on_stage, part
from ui.models.sampling import grid
from ui.models.sampling_grid import GridModel
from ui.pages.checking.sampling import SamplingPage
from ui.pages.inspection import InspectionPage
from ui.widgets.notice import Notice

PIECE, TITLE, RESULT = 0, 1, 3
LONG = "长" * (LONGEST_TEXT + 1)


@pytest.fixture
def page(place, visit, qtbot):
    made = InspectionPage(place, visit.inspection, "checking", "q1_5")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    part(made, QAbstractButton, "openSample").click()
    calm(qtbot, place.tasks)
    window.activateWindow()
    yield made.findChild(SamplingPage)
    calm(qtbot, place.tasks)


def press(page, name, place, qtbot) -> None:
    part(page, QAbstractButton, name).click()
    calm(qtbot, place.tasks)


def test_that_the_checklist_counts_what_was_filled_in(place, visit, qtbot) -> None:
    made = InspectionPage(place, visit.inspection, "checking", "q1_5")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    window.activateWindow()
    press(made, "openSample", place, qtbot)
    press(made, "addRow", place, qtbot)
    write(made, place, qtbot, "演练-1")
    write(made, place, qtbot, "演练")
    QTest.keyClick(editor(made), Qt.Key.Key_Return)
    calm(qtbot, place.tasks)
    part(made, QComboBox, "cellEditor").setCurrentIndex(1)
    press(made, "samplingBack", place, qtbot)
    counted = part(made, QLabel, "panelTitle"), part(made, QAbstractButton, "openSample").text()
    assert counted[0].text().startswith("1.5") and counted[1] == "抽样表（抽查 1/5）"


def test_that_a_long_title_is_read_whole_while_it_is_typed(place, visit, qtbot) -> None:
    made = InspectionPage(place, visit.inspection, "checking", "q1_5")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    window.activateWindow()
    press(made, "openSample", place, qtbot)
    press(made, "addRow", place, qtbot)
    write(made, place, qtbot, "演练-1")
    editor(made).setText("关于演练的报告" * 12)
    words, table = part(made, QLabel, "cellWords"), part(made, QTableView, "samples")
    assert words.isVisible() and table.viewport().rect().contains(words.geometry())
    assert words.y() > editor(made).geometry().bottom() and editor(made).width() <= table.columnWidth(1)


def editor(page):
    return part(page, QLineEdit, "cellEditor")


def write(page, place, qtbot, text) -> None:
    """Type into the cell that is open and leave it by Enter."""
    editor(page).setText(text)
    QTest.keyClick(editor(page), Qt.Key.Key_Return)
    calm(qtbot, place.tasks)


def answers(place, visit):
    return place.desk.case(visit.inspection).answers


def place_of(page):
    at = part(page, QTableView, "samples").currentIndex()
    return at.row(), at.column()


def operations(place, visit):
    return len(place.desk.store.operations(visit.inspection))


def test_that_a_cell_is_one_operation_when_it_is_left(page, place, visit, qtbot) -> None:
    press(page, "addRow", place, qtbot)
    before = operations(place, visit)
    write(page, place, qtbot, "演练-001")
    row_id = place.desk.case(visit.inspection).rows["q1_5_sample"][0]
    assert answers(place, visit)[f"q1_5_sample[{row_id}]/piece"] == "演练-001"
    assert operations(place, visit) == before + 1


def test_that_what_is_typed_on_while_the_last_cell_is_being_recorded_stays(page, place, visit, qtbot) -> None:
    press(page, "addRow", place, qtbot)
    QTest.keyClicks(editor(page), "2024-1")
    QTest.keyClick(editor(page), Qt.Key.Key_Return)
    QTest.keyClicks(editor(page), "title")  # the answer of the first cell comes only now
    calm(qtbot, place.tasks)
    assert editor(page).text() == "title"
    QTest.keyClick(editor(page), Qt.Key.Key_Return)
    calm(qtbot, place.tasks)
    row_id = place.desk.case(visit.inspection).rows["q1_5_sample"][0]
    assert answers(place, visit)[f"q1_5_sample[{row_id}]/title"] == "title"


def test_that_enter_goes_through_the_row_and_adds_the_next(page, place, visit, qtbot) -> None:
    press(page, "addRow", place, qtbot)
    write(page, place, qtbot, "演练-001")
    assert place_of(page) == (0, TITLE)
    write(page, place, qtbot, "演练文件")
    write(page, place, qtbot, "")
    box = part(page, QComboBox, "cellEditor")
    QTest.keyClick(box, Qt.Key.Key_2)
    calm(qtbot, place.tasks)
    write(page, place, qtbot, "")
    assert place_of(page) == (1, PIECE)
    assert len(place.desk.case(visit.inspection).rows["q1_5_sample"]) == 2
    assert "fail" in answers(place, visit).values()
    assert part(page, QLabel, "samplingCount").text() == "抽查 1/5，不合格 1"


def test_that_tab_goes_through_the_cells_and_out_of_the_table(page, place, visit, qtbot) -> None:
    press(page, "addRow", place, qtbot)
    editor(page).setText("演练-001")
    QTest.keyClick(editor(page), Qt.Key.Key_Tab)
    calm(qtbot, place.tasks)
    assert place_of(page) == (0, TITLE) and "演练-001" in answers(place, visit).values()
    QTest.keyClick(editor(page), Qt.Key.Key_Backtab)
    assert place_of(page) == (0, PIECE)
    QTest.keyClick(editor(page), Qt.Key.Key_Backtab)
    assert part(page, QAbstractButton, "samplingBack").hasFocus()
    table = part(page, QTableView, "samples")
    last = table.model().index(0, table.model().columnCount() - 1)
    table.setCurrentIndex(last)
    table.edit(last)
    QTest.keyClick(editor(page), Qt.Key.Key_Tab)
    calm(qtbot, place.tasks)
    assert part(page, QAbstractButton, "undoCell").hasFocus()
    assert len(place.desk.case(visit.inspection).rows["q1_5_sample"]) == 1


def test_that_what_a_row_lacks_is_marked(page, place, visit, qtbot) -> None:
    press(page, "addRow", place, qtbot)
    model = part(page, QTableView, "samples").model()
    assert model.problem(model.index(0, RESULT)) == ""
    write(page, place, qtbot, "演练-001")
    assert model.problem(model.index(0, RESULT)) == "请填写"
    assert "请填写" in model.data(model.index(0, RESULT), Qt.ItemDataRole.AccessibleTextRole)


def test_that_a_refused_value_stays_in_its_cell_and_says_why(page, place, visit, qtbot) -> None:
    press(page, "addRow", place, qtbot)
    write(page, place, qtbot, LONG)
    model = part(page, QTableView, "samples").model()
    assert model.data(model.index(0, PIECE), Qt.ItemDataRole.EditRole) == LONG
    assert model.problem(model.index(0, PIECE))
    assert "没有记录" in part(page, Notice, "notice").accessibleName()
    assert all(not path.endswith("/piece") for path in answers(place, visit))


def test_that_undo_goes_back_step_by_step(page, place, visit, qtbot) -> None:
    press(page, "addRow", place, qtbot)
    write(page, place, qtbot, "演练-001")
    QTest.keyClick(editor(page), Qt.Key.Key_Escape)
    view = part(page, QTableView, "samples")
    view.setCurrentIndex(view.model().index(0, PIECE))
    view.edit(view.currentIndex())
    write(page, place, qtbot, "演练-002")
    pieces = lambda: [text for path, text in answers(place, visit).items() if path.endswith("/piece")]  # noqa: E731
    press(page, "undoCell", place, qtbot)
    assert pieces() == ["演练-001"]
    press(page, "undoCell", place, qtbot)
    assert pieces() in ([], [None])
    press(page, "undoCell", place, qtbot)
    assert place.desk.case(visit.inspection).rows.get("q1_5_sample", ()) == ()


def test_that_ctrl_z_takes_back_the_cell_before_while_the_next_one_is_open(page, place, visit, qtbot) -> None:
    press(page, "addRow", place, qtbot)
    write(page, place, qtbot, "演练-001")
    assert place_of(page) == (0, TITLE)
    QTest.keyClicks(editor(page), "A")
    QTest.keyClick(editor(page), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor(page).text() == ""  # first what was typed here
    QTest.keyClick(editor(page), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    calm(qtbot, place.tasks)
    assert "演练-001" not in answers(place, visit).values()
    assert part(page, QTableView, "samples").hasFocus()


def test_that_a_removed_row_comes_back_with_its_answers(page, place, visit, qtbot) -> None:
    press(page, "addRow", place, qtbot)
    write(page, place, qtbot, "演练-001")
    press(page, "removeRow", place, qtbot)
    assert part(page, QTableView, "samples").model().rowCount() == 0
    press(page, "undoCell", place, qtbot)
    model = part(page, QTableView, "samples").model()
    assert model.data(model.index(0, PIECE)) == "演练-001"


def test_that_the_cursor_stays_near_a_row_that_goes_and_comes_back(page, place, visit, qtbot) -> None:
    for number in range(3):
        press(page, "addRow", place, qtbot)
        write(page, place, qtbot, f"演练-{number}")
    view = page.findChild(QTableView)
    QTest.keyClick(editor(page), Qt.Key.Key_Escape)
    view.setCurrentIndex(view.model().index(2, TITLE))
    for left, row in ((2, 1), (1, 0)):
        QTest.keyClick(view, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
        calm(qtbot, place.tasks)
        assert (view.model().rowCount(), view.currentIndex().row(), view.currentIndex().column()) == (left, row, TITLE)
    QTest.keyClick(view, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    calm(qtbot, place.tasks)
    assert view.model().rowCount() == 0
    qtbot.waitUntil(part(page, QAbstractButton, "addRow").hasFocus)


def test_that_the_cell_being_typed_is_kept_when_the_page_is_left(page, place, visit, qtbot) -> None:
    press(page, "addRow", place, qtbot)
    editor(page).setText("演练-009")
    press(page, "samplingBack", place, qtbot)
    assert "演练-009" in answers(place, visit).values()
    assert not page.isVisible()


def test_that_the_grid_keeps_the_contract_of_qt(place, visit, qapp) -> None:
    row = add_row(place.desk, visit.inspection, "q1_5_sample")
    model = GridModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.replace(grid(place.desk, visit.inspection, "q1_5"))
    answer(place.desk, visit.inspection, f"q1_5_sample[{row}]/piece", "演练-001")
    model.replace(grid(place.desk, visit.inspection, "q1_5"))
    assert model.data(model.index(0, PIECE)) == "演练-001"
    tester.deleteLater()


def paste(page, place, qtbot, text: str, row: int = 0, column: int = 0) -> None:
    from PySide6.QtGui import QGuiApplication

    QGuiApplication.clipboard().setText(text)
    page._view.setCurrentIndex(page._model.index(row, column))
    page._on_paste()
    calm(qtbot, place.tasks)


def line(page, number: int) -> str:
    """Return a line as Excel copies it: a choice in its own words, text elsewhere."""
    columns = [page._model.column(at) for at in range(page._model.columnCount())]
    return "\t".join(one.choices[0][1] if one.choices else f"演练-{number}" for one in columns)


def cells(page, row: int) -> list[str]:
    return [page._model.index(row, at).data() for at in range(page._model.columnCount())]


def test_that_a_block_copied_in_excel_fills_the_table_and_is_one_step_to_take_back(page, place, qtbot) -> None:
    press(page, "addRow", place, qtbot)
    lines = [line(page, number) for number in range(1, 4)]
    paste(page, place, qtbot, "\r\n".join(lines) + "\r\n")
    assert [cells(page, row) for row in range(page._model.rowCount())] == [one.split("\t") for one in lines]
    assert "已粘贴" in part(page, Notice, "notice").accessibleName()
    page._on_undo()
    calm(qtbot, place.tasks)
    assert page._model.rowCount() == 1
    assert not any(cells(page, 0))


def test_that_what_does_not_fit_is_told_with_its_place_and_the_rest_is_kept(page, place, qtbot) -> None:
    press(page, "addRow", place, qtbot)
    choice = next(at for at in range(page._model.columnCount()) if page._model.column(at).choices)
    words = [*line(page, 1).split("\t"), "多"]
    words[choice] = "不是选项"
    paste(page, place, qtbot, "\t".join(words))
    told = part(page, Notice, "notice").accessibleName()
    assert "多出的列没有粘贴" in told
    assert "第 1 行" in told and "不在选项中" in told
    assert [at for at, one in enumerate(cells(page, 0)) if not one] == [choice]


def test_that_more_rows_than_a_table_holds_are_left_out_aloud(page, place, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("ui.models.pasting.MOST_ROWS", 2)
    paste(page, place, qtbot, "甲一\n甲二\n甲三")
    assert page._model.rowCount() == 2
    assert "其余没有粘贴" in part(page, Notice, "notice").accessibleName()
