"""措施: decided with number, term and power in words, and withdrawn."""

from dataclasses import replace

from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLabel, QLineEdit, QListWidget, QPlainTextEdit

from app.services.checking.answering import answer
from app.services.checking.findings import choose_facts, edit_finding
from app.services.numbers import ledger
from app.services.record.journey import draft_record
from tests.ui import outcome_page
from tests.ui.conftest import calm, part
from tests.ui.outcome_page import case, press
from ui.pages.outcome.page import OutcomePage
from ui.widgets.fact_grid import FactGrid
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.state_line import StateLine

checked, page = outcome_page.checked, outcome_page.page


def refusal(page) -> str:
    return part(page, HindranceList, "refusal").accessibleName()


def facts_of(page, name: str) -> str:
    return "\n".join(one.text() for one in part(page, FactGrid, name).findChildren(QLabel))


def first_facts(page, place, checked, qtbot) -> None:
    """Choose the first fact of each finding on the page."""
    for one in case(place, checked).findings:
        page.findChild(OutcomePage).act(lambda desk, finding=one.id: choose_facts(desk, finding, [0]))
        calm(qtbot, place.tasks)


def test_that_an_order_tells_its_number_term_and_powers(page, place, checked, qtbot) -> None:
    first_facts(page, place, checked, qtbot)
    press(page, "part_order", place, qtbot)
    assert "2026年7月8日" in part(page, QLabel, "dueExplained").text()
    assert "第四十五条" in part(page, QLabel, "chosenPower").text()
    press(page, "decideOrder", place, qtbot)
    (order,) = case(place, checked).measures
    assert (order.kind, order.due.isoformat(), order.term, len(order.orders)) == ("M2", "2026-07-08", "30d", 3)
    told = facts_of(page, "orderFacts0")
    assert "保档执通〔2026〕1号" in told
    assert page._state.step("outcome").state == "done"
    press(page, "noticeWay", place, qtbot)
    assert part(page, QAbstractButton, "step_papers").isChecked()


def test_that_an_arguable_power_is_shown_amber(page, place, qtbot) -> None:
    press(page, "part_order", place, qtbot)
    amber = page.findChild(OutcomePage)._asking["order"]._amber
    assert "法制审核" in amber.accessibleName()
    for number in (0, 1):
        part(page, QCheckBox, f"orderFinding{number}").click()
    calm(qtbot, place.tasks)
    assert amber.isHidden()


def test_that_an_order_on_a_day_off_is_told_before_it_is_made(page, place, checked, qtbot) -> None:
    press(page, "part_order", place, qtbot)
    press(page, "term_0", place, qtbot)
    page.findChild(OutcomePage)._asking["order"]._day.setDate(_date(2026, 7, 4))
    calm(qtbot, place.tasks)
    assert "不是工作日" in part(page, QLabel, "orderTermProblem").text()
    press(page, "decideOrder", place, qtbot)
    assert "不是工作日" in refusal(page)
    assert case(place, checked).measures == ()


def test_that_a_blank_order_is_told_beside_its_finding(page, place, checked, qtbot) -> None:
    press(page, "part_order", place, qtbot)
    part(page, QPlainTextEdit, "orderText1").setPlainText("")
    part(page, QLineEdit, "reportWay").setText("")
    press(page, "decideOrder", place, qtbot)
    assert "请写明责令改正的内容" in part(page, QLabel, "orderText1Problem").text()
    assert "报告方式" in part(page, QLabel, "reportWayProblem").text()
    assert case(place, checked).measures == ()


def test_that_a_finding_without_law_is_refused_with_a_way_to_it(page, place, checked, qtbot) -> None:
    for one in case(place, checked).findings:
        edit_finding(place.desk, one.id, order_basis=())
    one = case(place, checked).findings[0]
    edit_finding(place.desk, one.id, basis=("dat-92-2022:table-A.1",), order_basis=())
    press(page, "part_order", place, qtbot)
    press(page, "decideOrder", place, qtbot)
    assert "1.2" in refusal(page)
    press(page, "refusalGo0", place, qtbot)
    assert part(page, QListWidget, "findings").isVisible()
    assert case(place, checked).measures == ()


def test_that_a_withdrawn_order_gives_its_number_back(page, place, checked, qtbot) -> None:
    press(page, "part_order", place, qtbot)
    press(page, "decideOrder", place, qtbot)
    press(page, "order0Withdraw", place, qtbot)
    part(page, QLineEdit, "order0Reason").setText("演练：重新研究")
    press(page, "order0Confirm", place, qtbot)
    assert case(place, checked).measures == ()
    press(page, "decideOrder", place, qtbot)
    assert "〔2026〕1号" in facts_of(page, "orderFacts0")


def one_more(page, place, checked, qtbot) -> str:
    """Order what was found, find one more, and return its id."""
    press(page, "part_order", place, qtbot)
    press(page, "decideOrder", place, qtbot)
    answer(place.desk, checked.inspection, "q1_7", outcome_page.violated("ordinary"))
    page.refresh()
    calm(qtbot, place.tasks)
    return next(one.id for one in case(place, checked).findings if one.code == "1.7")


def test_that_a_finding_without_measure_leads_to_its_order(page, place, checked, qtbot) -> None:
    found = one_more(page, place, checked, qtbot)
    press(page, "part_other", place, qtbot)
    page.show_step(f"outcome/{found}")
    calm(qtbot, place.tasks)
    assert part(page, QAbstractButton, "part_order").isChecked()
    assert part(page, QLabel, "anotherOrder").isVisible()
    assert "已记录 1 项，待处理 1 个" in part(page, QAbstractButton, "part_order").accessibleName()


def test_that_a_decision_just_made_leads_to_its_own_paper(page, place, checked, qtbot) -> None:
    press(page, "part_order", place, qtbot)
    press(page, "decideOrder", place, qtbot)
    draft_record(place.desk, checked.inspection)  # its draft would be the first that waits
    press(page, "noticeWay", place, qtbot)
    assert part(page, QLabel, "paperTitle").text() == "档案监督检查执法通知书"
    assert part(page, HindranceList, "lacking").accessibleName().startswith("现在可以先起草、报批")
    press(page, "draftPaper", place, qtbot)
    told = part(page, HindranceList, "actLacking")
    (words,) = [one for one in told.findChildren(QLabel) if one.text().startswith("·")]
    assert words.width() > 0.8 * told.width()  # the way there stands below, not beside


def test_that_withdrawing_an_order_tells_what_becomes_of_its_number_and_paper(page, place, checked, qtbot) -> None:
    press(page, "part_order", place, qtbot)
    press(page, "decideOrder", place, qtbot)
    press(page, "order0Withdraw", place, qtbot)
    assert any("文号收回" in one.text() for one in page.findChildren(QLabel) if one.isVisible())


def test_that_what_was_said_of_an_act_does_not_stand_there_when_the_step_is_seen_again(
    page, place, checked, qtbot
) -> None:
    press(page, "part_order", place, qtbot)
    press(page, "decideOrder", place, qtbot)
    said = part(page, OutcomePage, "page")._notice
    assert said.isVisible()
    for step in ("step_checking", "step_outcome"):
        press(page, step, place, qtbot)
    assert not said.isVisible()


def test_that_an_on_the_spot_correction_needs_words_and_an_answer(page, place, checked, qtbot) -> None:
    press(page, "part_spot", place, qtbot)
    part(page, QCheckBox, "spotFinding0").click()
    press(page, "decideSpot", place, qtbot)
    assert "请写明处理措施的内容" in part(page, QLabel, "spotTextProblem").text()
    assert "已当场改正" in part(page, QLabel, "spotCorrectedProblem").text()
    part(page, QPlainTextEdit, "spotText").setPlainText("演练：现场指出制度缺项。")
    part(page, QAbstractButton, "spot_1").click()
    press(page, "decideSpot", place, qtbot)
    (spot,) = case(place, checked).measures
    assert (spot.kind, spot.corrected, spot.text) == ("M1", "promised", "演练：现场指出制度缺项；当事人承诺改正")


def test_that_an_emergency_measure_opens_its_red_task(page, place, checked, qtbot) -> None:
    press(page, "part_other", place, qtbot)
    kinds = part(page, QComboBox, "otherKind")
    assert "（建议）" in kinds.itemText(0)
    kinds.setCurrentIndex(kinds.findData("M3"))
    part(page, QPlainTextEdit, "otherText").setPlainText("演练：口头责令停用")
    part(page, QLineEdit, "otherAt").setText("2509")
    press(page, "recordMeasure", place, qtbot)
    assert "14:05" in part(page, QLabel, "otherAtProblem").text()
    part(page, QLineEdit, "otherAt").setText("09:10")
    press(page, "recordMeasure", place, qtbot)
    (measure,) = case(place, checked).measures
    assert (measure.kind, f"{measure.decided_at:%H:%M}") == ("M3", "09:10")
    assert "2026年6月9日 09:10" in part(page, StateLine, "measureTask0").accessibleName()


def _date(year: int, month: int, day: int):
    from PySide6.QtCore import QDate

    return QDate(year, month, day)


def test_that_a_finding_worded_anew_is_ordered_in_its_new_words(page, place, checked, qtbot) -> None:
    outcome = page.findChild(OutcomePage)
    part(page, QCheckBox, "orderFinding0").setChecked(True)
    part(page, QPlainTextEdit, "orderText0").setPlainText("演练：自己写的要求")
    finding = case(place, checked).findings[0]
    outcome.act(lambda desk: edit_finding(desk, finding.id, text="演练：改写后的问题"))
    calm(qtbot, place.tasks)
    assert part(page, QCheckBox, "orderFinding0").toolTip() == "演练：改写后的问题"
    assert part(page, QCheckBox, "orderFinding0").isChecked()
    assert part(page, QPlainTextEdit, "orderText0").toPlainText() == "演练：自己写的要求"
    assert "改写后的问题" in part(page, QCheckBox, "spotFinding0").accessibleName()


def test_that_the_order_proposed_asks_for_the_fact_that_was_found(page, place, checked, qtbot) -> None:
    outcome = page.findChild(OutcomePage)
    finding = case(place, checked).findings[0]
    text = part(page, QPlainTextEdit, "orderText0")
    assert "制定电子文件归档和电子档案管理制度，并按制度执行" in text.toPlainText()
    outcome.act(lambda desk: choose_facts(desk, finding.id, [1]))
    calm(qtbot, place.tasks)
    told = part(page, QPlainTextEdit, "orderText0").toPlainText()
    assert told.endswith("按照电子文件归档和电子档案管理制度执行，留存执行记录") and "制定" not in told


def test_that_where_no_number_is_left_the_way_leads_to_where_numbers_come_from(page, place, checked, qtbot) -> None:
    for number in ledger.known(place.desk):
        ledger.void(place.desk, number.id, "演练")
    first_facts(page, place, checked, qtbot)
    press(page, "part_order", place, qtbot)
    press(page, "decideOrder", place, qtbot)
    assert "没有可用的文号" in refusal(page) and case(place, checked).measures == ()
    wanted: list[str] = []
    page.destination_wanted.connect(wanted.append)
    press(page, "refusalGo0", place, qtbot)
    assert wanted == ["registers/numbers/D11"]


def test_that_a_county_without_a_list_is_told_why_it_cannot_order(page, place, checked, qtbot) -> None:
    place.desk = replace(place.desk, bureau="130627")
    press(page, "part_order", place, qtbot)
    page.findChild(OutcomePage)._asking["order"]._ask_powers()
    calm(qtbot, place.tasks)
    amber = page.findChild(OutcomePage)._asking["order"]._amber
    assert "责任清单尚未登记" in amber.accessibleName() and "设置·本机关" in amber.accessibleName()
    assert "没有可用的权力依据" in part(page, QLabel, "chosenPower").text()
