"""登记簿 · 预盖章纸: received, spoiled, handed back, as a person enters and reads them."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QTableView

from app.services.papers import sheets
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import press
from ui.pages.registers.sheets import SheetsTab
from ui.unfinished import keep_all


@pytest.fixture
def tab(place, qtbot):
    made = SheetsTab(place)
    window = on_stage(qtbot, made)
    made.refresh()
    made.place = place
    calm(qtbot, place.tasks)
    yield made
    window.close()


def enter(tab, qtbot, **texts: str) -> None:
    for name, text in texts.items():
        part(tab, QLineEdit, name).setText(text)
    press(qtbot, tab, "sheetIssue")


def received(tab, qtbot) -> None:
    approval = {"sheetApproval": "演练批〔2026〕3号", "sheetApprovedOn": "2026-06-01"}
    enter(tab, qtbot, sheetFirst="A001", sheetLast="A003", **approval)


def states(place) -> list[str]:
    return [one.state for one in sheets.known(place.desk)]


def test_that_an_empty_register_says_what_is_needed(tab) -> None:
    assert "书面批准" in part(tab, QLabel, "sheetsAbout").text()
    assert not part(tab, QAbstractButton, "sheetSpoil").isVisible()


def test_that_a_batch_without_its_written_approval_is_not_taken(tab, place, qtbot) -> None:
    enter(tab, qtbot, sheetFirst="A001", sheetLast="A003", sheetApprovedOn="上月")
    assert part(tab, QLabel, "sheetApprovalProblem").text() and part(tab, QLabel, "sheetApprovedOnProblem").text()
    assert tab.window().focusWidget() is part(tab, QLineEdit, "sheetApprovedOn")
    assert states(place) == []


def test_that_several_reasons_against_a_batch_read_as_one_sentence(tab, place, qtbot) -> None:
    enter(tab, qtbot, sheetFirst="A003", sheetLast="A001", sheetApprovedOn="2030-1-1", sheetApproval="演练批 1 号")
    told = part(tab, QLabel, "noticeText").text()
    assert "起号应在前" in told and told.endswith("；批准日期不能晚于今天。") and "。；" not in told


def test_that_a_batch_is_received_and_listed(tab, place, qtbot) -> None:
    received(tab, qtbot)
    assert part(tab, QComboBox, "sheetLeader").currentText() == "演练丁"
    assert states(place) == ["issued"] * 3 and part(tab, QTableView, "sheets").model().rowCount() == 3
    assert part(tab, QLabel, "sheetsAbout").text() == "已领未用 3"
    assert part(tab, QLineEdit, "sheetFirst").text() == ""
    received(tab, qtbot)
    assert "已经登记过" in part(tab, QLabel, "noticeText").text() and states(place) == ["issued"] * 3
    assert part(tab, QLineEdit, "sheetFirst").text() == "A001"


def test_that_a_spoiled_sheet_needs_its_reason(tab, place, qtbot) -> None:
    received(tab, qtbot)
    press(qtbot, tab, "sheetSpoil")
    assert part(tab, QLabel, "sheetSpoilReasonProblem").text() and states(place) == ["issued"] * 3
    part(tab, QLineEdit, "sheetSpoilReason").setText("卡纸")
    press(qtbot, tab, "sheetSpoil")
    assert states(place) == ["spoiled", "issued", "issued"]
    assert "卡纸" in [one.text() for one in tab.findChildren(QLabel)]
    assert not part(tab, QAbstractButton, "sheetSpoil").isVisible()


def test_that_what_is_left_is_handed_back_at_once(tab, place, qtbot) -> None:
    received(tab, qtbot)
    assert part(tab, QAbstractButton, "sheetAllBack").text() == "未用的 3 张全部交回"
    press(qtbot, tab, "sheetBack")
    press(qtbot, tab, "sheetAllBack")
    assert states(place) == ["returned"] * 3


def test_that_a_batch_half_entered_is_there_again(tab, place, qtbot) -> None:
    line = part(tab, QLineEdit, "sheetApproval")
    qtbot.keyClicks(line, "P-3")
    keep_all(tab)
    calm(qtbot, place.tasks)
    again = SheetsTab(place)
    window = on_stage(qtbot, again)
    again.refresh()
    calm(qtbot, place.tasks)
    assert part(again, QLineEdit, "sheetApproval").text() == "P-3"
    again.place = place
    enter(again, qtbot, sheetFirst="A001", sheetLast="A001")
    assert states(place) == ["issued"]
    window.close()
    third = SheetsTab(place)
    qtbot.addWidget(third)
    third.refresh()
    calm(qtbot, place.tasks)
    assert part(third, QLineEdit, "sheetApproval").text() == ""
