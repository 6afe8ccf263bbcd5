"""认定与措施: findings drafted and edited, measures decided with number, term and power in words, and withdrawn."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLabel, QLineEdit, QListWidget, QPlainTextEdit

from app.services.checking.answering import answer
from app.services.checking.findings import choose_facts, draft_findings, edit_finding
from app.services.numbers.ledger import lease_locally
from tests.services.on_site import OnSite, answer_everything
from tests.ui.conftest import calm, on_stage, part
from ui.pages.inspection import InspectionPage
from ui.pages.outcome import OutcomePage
from ui.pages.outcome_outlook import OutlookCard
from ui.widgets.entry_controls import LineControl
from ui.widgets.fact_grid import FactGrid
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.notice import Notice
from ui.widgets.state_line import StateLine
from ui.widgets.typed_text import TypedText


def violated(severity: str) -> dict[str, str]:
    return {"verdict": "violates", "severity": severity, "reason": "演练：现场查看"}


@pytest.fixture
def checked(place, visit) -> OnSite:
    """A visit with every question answered, three of them 不符合, and five numbers for orders."""
    site = OnSite(place.desk, visit.inspection, visit.watch, visit.person)
    answer_everything(site, q1_2=violated("ordinary"), q2_3=violated("serious"), q5_3=violated("serious"))
    lease_locally(place.desk, "D11", 2026, 1, 5)
    return site


@pytest.fixture
def page(place, checked, qtbot):
    made = InspectionPage(place, checked.inspection, "outcome", "")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    window.activateWindow()
    yield made
    calm(qtbot, place.tasks)


def press(page, name, place, qtbot) -> None:
    part(page, QAbstractButton, name).click()
    calm(qtbot, place.tasks)


def case(place, checked):
    return place.desk.case(checked.inspection)


def refusal(page) -> str:
    return part(page, HindranceList, "refusal").accessibleName()


def facts_of(page, name: str) -> str:
    return "\n".join(one.text() for one in part(page, FactGrid, name).findChildren(QLabel))


def test_that_entering_drafts_a_finding_for_each_violation(page, place, checked) -> None:
    assert [one.code for one in case(place, checked).findings] == ["1.2", "2.3", "5.3"]
    assert part(page, QListWidget, "findings").count() == 3
    assert "未制定电子文件归档" in part(page, QPlainTextEdit, "findingText").toPlainText()
    assert page._rail is not None
    assert page._state.step("record").state == "locked"


def test_that_nothing_is_drafted_while_questions_are_open(place, visit, qtbot) -> None:
    answer(place.desk, visit.inspection, "q1_2", violated("ordinary"))
    made = InspectionPage(place, visit.inspection, "outcome", "")
    qtbot.addWidget(made)
    calm(qtbot, place.tasks)
    assert case(place, visit).findings == ()


def test_that_a_new_wording_is_recorded_when_the_box_is_left(page, place, checked, qtbot) -> None:
    box = part(page, QPlainTextEdit, "findingText")
    box.setFocus()
    box.setPlainText("演练：没有制定制度。")
    part(page, QListWidget, "findings").setFocus()
    calm(qtbot, place.tasks)
    assert case(place, checked).findings[0].text == "演练：没有制定制度。"


def test_that_a_blank_wording_is_refused_beside_its_field(page, place, checked, qtbot) -> None:
    box = part(page, QPlainTextEdit, "findingText")
    box.setFocus()
    box.setPlainText("")
    part(page, QListWidget, "findings").setFocus()
    calm(qtbot, place.tasks)
    assert part(page, QLabel, "findingTextProblem").text() == "请写明发现的事实。"
    assert case(place, checked).findings[0].text


def test_that_a_wording_being_typed_comes_back(page, place, checked, qtbot) -> None:
    box = part(page, TypedText, "findingText")
    box.typed.emit("演练：写到一半")
    calm(qtbot, place.tasks)
    again = InspectionPage(place, checked.inspection, "outcome", "")
    qtbot.addWidget(again)
    calm(qtbot, place.tasks)
    assert part(again, QPlainTextEdit, "findingText").toPlainText() == "演练：写到一半"


def test_that_a_provision_is_left_out_by_its_box(page, place, checked, qtbot) -> None:
    before = case(place, checked).findings[0].basis
    part(page, QCheckBox, "basis1").click()
    calm(qtbot, place.tasks)
    assert case(place, checked).findings[0].basis == (before[0], *before[2:])


def test_that_a_finding_is_drafted_anew_only_with_a_reason(page, place, checked, qtbot) -> None:
    press(page, "voidFindingWithdraw", place, qtbot)
    press(page, "voidFindingConfirm", place, qtbot)
    first = case(place, checked).findings[0].id
    assert part(page, QLabel, "voidFindingReasonProblem").text() == "请写明理由。"
    part(page, QLineEdit, "voidFindingReason").setText("演练：证据不足")
    press(page, "voidFindingConfirm", place, qtbot)
    anew = case(place, checked).findings
    assert sorted(one.code for one in anew) == ["1.2", "2.3", "5.3"]
    assert first not in [one.id for one in anew]


def test_that_a_finding_whose_answer_changed_is_marked_and_voided(place, checked, qtbot) -> None:
    draft_findings(place.desk, checked.inspection)
    answer_everything(checked, q2_3=violated("serious"), q5_3=violated("serious"))
    made = InspectionPage(place, checked.inspection, "outcome", "")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    assert "须核对" in part(made, QListWidget, "findings").item(0).text()
    assert "不再是" in part(made.findChild(OutcomePage)._findings, Notice, "notice").accessibleName()
    press(made, "voidFindingWithdraw", place, qtbot)
    part(made, QLineEdit, "voidFindingReason").setText("演练：答案已改")
    press(made, "voidFindingConfirm", place, qtbot)
    assert [one.code for one in case(place, checked).findings] == ["2.3", "5.3"]
    window.close()


def test_that_an_order_tells_its_number_term_and_powers(page, place, checked, qtbot) -> None:
    for one in case(place, checked).findings:
        assert choose_facts(place.desk, one.id, [0]) == []
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


def test_that_the_legal_consequences_are_told_with_what_must_come_first(page, place, checked, qtbot) -> None:
    press(page, "part_other", place, qtbot)
    assert part(page, QLabel, "outlookAct0").text() == (
        "《中华人民共和国档案法》第四十八条第（八）项（问题 1.2、2.3、5.3）"
    )
    lines = [one.accessibleName() for one in part(page, OutlookCard, "outlook").findChildren(StateLine)]
    assert lines[0].startswith("正常 可以：责令限期整改，消除档案安全隐患 依据：《中华人民共和国档案法》第四十五条")
    (late,) = (one for one in lines if "逾期未整改" in one)
    assert late.startswith("请留意 目前不可以：") and "期限届满后复查仍未改正" in late
    (fine,) = (one for one in lines if "警告、罚款" in one)
    assert "不得罚款" in fine


def type_day(page, name: str, text: str, place, qtbot) -> None:
    line = part(page, LineControl, name).inner
    line.setText(text)
    line.editingFinished.emit()
    calm(qtbot, place.tasks)


def told_times(page) -> list[str]:
    card = part(page, OutlookCard, "outlook")
    return [one.text() for one in card.findChildren(QLabel) if one.objectName().startswith("outlookTime")]


def test_that_the_days_of_an_act_are_recorded_when_left_and_decide_on_the_card(page, place, checked, qtbot) -> None:
    assert all("按持续到今天计算" in one for one in told_times(page))
    type_day(page, "actBegan", "2020-01-01", place, qtbot)
    type_day(page, "actEnded", "2020-6-1", place, qtbot)
    (period,) = case(place, checked).act_periods.values()
    assert (str(period.began), str(period.ended)) == ("2020-01-01", "2020-06-01")
    assert told_times(page)[0] == "行为时间：2020年1月1日 至 2020年6月1日，按行为终了时的规定。"
    lines = [one.accessibleName() for one in part(page, OutlookCard, "outlook").findChildren(StateLine)]
    assert any("行为发生在此之前，不得适用" in one for one in lines)
    part(page, QCheckBox, "actGoesOn").click()
    calm(qtbot, place.tasks)
    (period,) = case(place, checked).act_periods.values()
    assert period.continuing and period.ended is None
    assert not part(page, LineControl, "actEnded").isEnabled()
    assert "仍在持续" in told_times(page)[0]
    assert any("待法制审核" in one for one in [
        one.accessibleName() for one in part(page, OutlookCard, "outlook").findChildren(StateLine)
    ])


@pytest.mark.parametrize(("text", "told"), [("演练", "不是日期"), ("2999-01-01", "不能晚于今天")])
def test_that_a_wrong_day_of_an_act_stays_typed_with_what_is_wrong(page, place, checked, qtbot, text, told) -> None:
    type_day(page, "actEnded", text, place, qtbot)
    assert told in part(page, QLabel, "actEndedProblem").text()
    assert part(page, LineControl, "actEnded").inner.text() == text
    assert case(place, checked).act_periods == {}


def test_that_without_findings_no_consequence_is_told(place, visit, qtbot) -> None:
    made = InspectionPage(place, visit.inspection, "outcome", "")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    assert window.isVisible()
    assert not part(made, OutlookCard, "outlook").isVisible()


def _date(year: int, month: int, day: int):
    from PySide6.QtCore import QDate

    return QDate(year, month, day)


def test_that_the_officer_chooses_which_fact_was_found(page, place, checked, qtbot) -> None:
    part(page, QListWidget, "findings").setCurrentRow(1)
    calm(qtbot, place.tasks)
    boxes = [part(page, QCheckBox, f"fact{one}") for one in range(3)]
    assert [one.isChecked() for one in boxes] == [False, False, False]
    assert not part(page, Notice, "factsOpen").isHidden()
    boxes[2].click()
    calm(qtbot, place.tasks)
    text = case(place, checked).findings[1].text
    assert text.startswith(f"{case(place, checked).unit.name}操作日志保存期不足。") and "或者" not in text
    assert part(page, Notice, "factsOpen").isHidden()
    marked = [one.text().endswith("须写明情形") for one in map(part(page, QListWidget, "findings").item, range(3))]
    assert marked == [True, False, True]
    boxes[0].click()
    calm(qtbot, place.tasks)
    assert "操作日志未完整自动记录，操作日志保存期不足。" in case(place, checked).findings[1].text
    part(page, TypedText, "findingText").show_text("演练：日志只存三个月。")
    assert boxes[0].isHidden()


def test_that_choices_taken_back_leave_the_facts_open_again(page, place, checked, qtbot) -> None:
    before = case(place, checked).findings[0].text
    box = part(page, QCheckBox, "fact1")
    for hidden in (True, False):
        box.click()
        calm(qtbot, place.tasks)
        assert part(page, Notice, "factsOpen").isHidden() is hidden
    assert case(place, checked).findings[0].text == before
