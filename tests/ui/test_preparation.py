"""The step 准备: nothing leaves the office without a complete plan, an approval, and a notice."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.rail import DONE
from app.services.numbers.ledger import numbers_left
from app.services.papers import life
from app.services.session.habits import set_usual_stamping
from tests.services.on_site import officer
from tests.ui.at_the_office import Shown, workplace
from tests.ui.conftest import part
from ui import style
from ui.models.preparation import AMBER, GOOD, RED, check_lines
from ui.pages.approval_part import ApprovalPart
from ui.pages.visit_notice_part import VisitNoticePart
from ui.widgets.buttons import next_focus
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.growing_text import GrowingText
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.notice import Notice
from ui.widgets.part_row import PartButton


@pytest.fixture
def shown(premises, tmp_path_factory, qtbot):
    with workplace(premises, tmp_path_factory) as (place, inspection):
        yield Shown(place, inspection, "preparation", qtbot)


def approve(shown, channel: str = "in_person") -> None:
    shown.click("part_approval", "formDraft", f"channel_{channel}", "decision_approve", "recordDecision")


def test_that_a_decision_is_looked_at_before_it_can_be_recorded_by_return(shown) -> None:
    shown.click("part_approval", "formDraft")
    part_now = shown.page.findChild(ApprovalPart)
    assert shown.sees("recordDecision")
    found = next_focus(part_now)
    assert isinstance(found, QComboBox) and found.objectName() == "approver"


def test_that_nobodys_consent_is_recorded_before_way_and_decision_are_chosen(shown) -> None:
    shown.click("part_approval", "formDraft")
    go = part(shown.step, QPushButton, "recordDecision")
    assert go.text() == "请先选择方式和决定"
    shown.click("recordDecision")
    assert not shown.case.approvals
    assert "请选择审批方式" in shown.label("channelProblem") and "同意或不同意" in shown.label("decisionProblem")
    shown.click("channel_in_person")
    assert (shown.label("channelProblem"), go.text()) == ("", "请先选择决定")
    shown.click("decision_approve")
    assert (shown.label("decisionProblem"), go.text()) == ("", "记录审批意见")
    shown.click("recordDecision", "moreDecisions")  # the next decision is another's: chosen anew
    assert len(shown.case.approvals) == 1 and go.text() == "请先选择方式和决定"


def test_that_how_a_paper_was_stamped_is_looked_at_before_it_is_recorded(shown) -> None:
    approve(shown)
    make_notice(shown)
    found = next_focus(shown.page.findChild(VisitNoticePart))
    assert isinstance(found, ChoiceRow)
    found.setFocus()
    assert shown.step.window().focusWidget() is part(shown.step, QPushButton, "stampWay_bureau")


def make_notice(shown) -> None:
    shown.click("formFreeze", "part_notice", "noticeDraft", "noticeFreeze")


def test_that_a_plan_is_changed_in_place(shown) -> None:
    shown.click("part_plan", "editPlan")
    shown.type(plan_purpose="演练：核实备份情况", plan_phone="0312-0000009")
    shown.click("keepPlan")
    plan = shown.case.inspection
    assert (plan.purpose, plan.contact) == ("演练：核实备份情况", "演练甲 0312-0000009")
    assert plan.source == {"kind": "plan", "plan_title": "演练计划"}
    assert not shown.sees("keepPlan") and shown.sees("planFacts")


def test_that_a_blank_purpose_is_told_beside_its_field(shown) -> None:
    shown.click("part_plan", "editPlan")
    shown.type(plan_purpose=" ")
    shown.click("keepPlan")
    assert shown.label("plan_purposeProblem") == "请填写检查目的。"
    assert shown.case.inspection.purpose == "电子档案监管"


def test_that_d1_waits_for_a_complete_plan_and_leads_there(shown) -> None:
    blank = replace(shown.case.inspection, prepare="", secrecy="")
    shown.place.desk.commit(changes_of(blank, "prepare", "secrecy"))
    shown.click("part_approval", "formDraft")
    assert "检查计划还缺：请单位准备的材料、安全保密要求" in shown.words("refusal")
    assert shown.case.document("D1") is None
    shown.click("refusalGo0")
    assert part(shown.step, PartButton, "part_plan").isChecked()


def test_that_d2_takes_no_number_before_the_approval(shown) -> None:
    before = numbers_left(shown.place.desk, "D2", 2026)
    shown.click("part_notice", "noticeDraft")
    shown_reasons = part(shown.step, HindranceList, "refusal").findChildren(QLabel)
    assert any("未经负责人批准" in one.text() and "《" in one.text() for one in shown_reasons)
    assert numbers_left(shown.place.desk, "D2", 2026) == before


def test_that_the_step_is_done_once_d1_is_approved_and_d2_stamped(shown) -> None:
    told = []
    shown.step.changed.connect(told.append)
    approve(shown)
    make_notice(shown)
    shown.click("stampWay_carried", "recordStamp")
    notice = shown.case.document("D2")
    assert (notice.state, notice.stamped["way"]) == ("stamped", "carried")
    assert shown.label("noticeWords").startswith("保档检通〔2026〕1号")
    assert told[-1].step("preparation").state == DONE


@pytest.mark.parametrize(("usual", "kind", "advice"), [
    ("", AMBER, "在机关加盖的请先盖章"), ("carried", AMBER, "请带上印章"), ("bureau", RED, "登记后再出发"),
    ("sheet", RED, "预盖章纸"),
])  # fmt: skip
def test_that_a_notice_without_its_stamp_is_told_before_leaving(shown, usual: str, kind: str, advice: str) -> None:
    desk = shown.place.desk
    set_usual_stamping(desk, usual)
    approve(shown)
    make_notice(shown)
    shown.click("part_plan")
    assert shown.label("stepWords") == "通知书待盖章"
    line = next(one for one in check_lines(desk, shown.case) if one.key == "stamp")
    assert (line.title, line.kind) == ("通知书还没有盖章，也没有打印记录", kind) and advice in line.advice
    ways = [one for one in life.STAMP_WAYS if part(shown.step, QPushButton, f"stampWay_{one}").isChecked()]
    assert ways == [usual or "bureau"]
    state = part(shown.step, PartButton, "part_departure").accessibleName()
    red = any(one.kind == RED for one in check_lines(desk, shown.case))
    assert ("项不符合" if red else "项请留意") in state
    notice = shown.case.document("D2").id
    life.record_print(desk, shown.inspection, notice, life.Print("被检查单位份", "演练打印机"))
    assert next(one for one in check_lines(desk, shown.case) if one.key == "stamp").title == "通知书还没有盖章"
    life.stamp(desk, shown.inspection, notice, way="bureau")
    assert next(one for one in check_lines(desk, shown.case) if one.key == "stamp").kind == GOOD


def test_that_before_the_visit_a_step_done_leads_through_the_departure_check(shown) -> None:
    approve(shown)
    make_notice(shown)
    shown.click("stampWay_carried", "recordStamp", "part_plan")
    assert shown.label("stepWords") == "已完成"
    shown.click("nextPart")
    assert part(shown.step, PartButton, "part_departure").isChecked()


def test_that_a_notice_found_wrong_is_voided_where_it_was_made_and_made_anew(shown) -> None:
    approve(shown)
    make_notice(shown)
    shown.click("openVoidPaper")
    shown.type(voidPaperReason="检查日期写错（演练）")
    shown.click("voidPaper")
    assert shown.case.document("D2") is None and len(shown.case.voided_papers) == 1
    assert not shown.sees("openVoidPaper") and shown.label("noticeWords") == "尚未起草"
    shown.click("noticeDraft", "noticeFreeze")
    assert shown.label("noticeWords").startswith("保档检通〔2026〕2号")


def test_that_a_presealed_sheet_needs_its_number_and_a_written_approval(shown) -> None:
    approve(shown, "phone")
    make_notice(shown)
    shown.click("stampWay_sheet", "recordStamp")
    assert shown.label("sheetNumberProblem") == "请填写纸张上印的编号。"
    shown.type(sheetNumber="A-001")
    shown.click("recordStamp")
    assert "书面批准" in shown.words("refusal")
    assert shown.case.document("D2").state == "awaiting_stamp"


def test_that_an_approval_by_phone_is_countersigned_by_a_photo(shown, tmp_path: Path) -> None:
    approve(shown, "phone")
    approval = shown.case.approvals[-1]
    assert any("电话" in one.text() and "待补签" in one.text() for one in shown.step.findChildren(QLabel))
    Image.new("RGB", (40, 30), "white").save(tmp_path / "signed.jpg")
    shown.step.findChild(ApprovalPart).bind_sheet(approval.id, tmp_path / "signed.jpg")
    shown.settle()
    assert shown.case.approvals[-1].paper == shown.case.evidence[-1].id
    assert all(one.done_at is not None for one in shown.case.tasks)


def test_that_a_delegated_approval_names_its_paper(shown) -> None:
    shown.click("part_approval", "formDraft", "channel_delegated", "decision_approve", "recordDecision")
    assert "书面授权" in shown.label("delegationProblem")
    shown.type(delegation="演练授权〔2026〕1号")
    shown.click("recordDecision")
    assert shown.case.approvals[-1].delegation == "演练授权〔2026〕1号"


def test_that_a_changed_plan_asks_for_d1_again(shown) -> None:
    shown.click("part_approval", "formDraft", "part_plan", "editPlan")
    shown.type(plan_secrecy="另有要求")
    shown.click("keepPlan", "part_approval")
    assert "重新起草" in shown.words("formStale")
    assert not shown.sees("recordDecision")
    shown.click("formDraft")
    assert not shown.sees("formStale")


def test_that_a_refused_plan_may_be_changed_and_asked_for_again(shown, watch) -> None:
    shown.click("part_approval", "formDraft", "channel_in_person", "decision_refuse", "recordDecision")
    assert "理由" in shown.label("opinionProblem")
    shown.type(opinion="事由不清（演练）")
    shown.click("recordDecision")
    assert shown.label("formWords") == "已退回"
    assert "重新起草" in shown.label("formReturned")
    assert not shown.sees("formFreeze")
    assert not shown.sees("recordDecision")
    shown.click("part_plan", "editPlan")
    watch.pass_by(minutes=5)
    shown.type(plan_purpose="检查电子档案的形成和保管情况（演练）")
    shown.click("keepPlan", "part_approval", "formDraft")
    assert shown.label("formWords") == "待审批"
    assert not shown.sees("formReturned")
    assert shown.sees("recordDecision")
    chosen = [part(shown.step, QPushButton, f"decision_{one}").isChecked() for one in ("approve", "refuse")]
    # what was said to the plan as it was is no part of the next decision
    assert (part(shown.step, GrowingText, "opinion").text(), chosen) == ("", [False, False])


def test_that_a_decision_that_was_recorded_is_said(shown) -> None:
    approve(shown)
    said = part(shown.step, Notice, "notice").accessibleName()
    assert "已记录审批意见" in said and "演练丁" in said and "同意" in said


def test_that_a_decision_after_a_discussion_is_recorded_without_scrolling(shown) -> None:
    shown.click("part_approval", "formDraft", "channel_discussion")
    shown.type(opinion="同意，检查时注意电子档案的移交和备份情况。" * 4)
    shown.settle()
    box, go = part(shown.step, GrowingText, "opinion"), part(shown.step, QPushButton, "recordDecision")
    assert box.height() > 2 * box.fontMetrics().lineSpacing()  # it grew with what was typed
    assert shown.step.window().height() <= 700
    assert go.visibleRegion().boundingRect().height() == go.height()


@pytest.mark.parametrize("large", [False, True])
def test_that_a_returned_form_shows_why_and_is_redrafted_without_scrolling(shown, qapp, watch, large) -> None:
    style.dress(qapp, large=large)
    shown = Shown(shown.place, shown.inspection, "preparation", shown.qtbot)
    watch.pass_by(minutes=5)
    shown.click("part_approval", "formDraft")
    watch.pass_by(minutes=5)
    shown.click("channel_in_person", "decision_refuse")
    shown.type(opinion="目的写得太宽（演练）")
    shown.click("recordDecision")
    again = part(shown.step, QPushButton, "formDraft")
    assert again.text() == "重新起草" and again.property("kind") == "primary"
    assert again.visibleRegion().boundingRect().height() == again.height()
    assert "目的写得太宽（演练）" in shown.label("formReturned")
    assert not shown.sees("recordDecision")  # the next act is to draft again, not to decide again
    watch.pass_by(minutes=5)
    shown.click("formDraft")
    assert not shown.sees("formReturned")
    assert shown.sees("recordDecision")
    assert "待审批" in shown.label("formWords")


def test_that_officers_leave_and_join_with_their_credentials_in_words(shown) -> None:
    shown.click("part_team", "remove_yi")
    assert shown.case.inspection.officers == ("jia",)
    assert "不得少于两人" in shown.words("lacking")
    box = part(shown.step, QComboBox, "newOfficer")
    box.setCurrentIndex(box.findData("yi"))
    shown.click("assignOfficer")
    assert set(shown.case.inspection.officers) == {"jia", "yi"}
    assert "有效期至2027年12月31日" in shown.words("team_yi")


def test_that_an_expired_credential_is_red_in_team_and_departure(shown) -> None:
    expired = replace(officer("yi", "演练乙", 2, "officer"), valid_until=date(2026, 6, 1))
    shown.place.desk.commit(changes_of(expired, "valid_until"))
    shown.click("part_team")
    shown.page.show_step("preparation")
    shown.settle()
    assert shown.words("team_yi").startswith("不符合要求")
    assert shown.words("line_cards").startswith("不符合要求") and "无效" in shown.words("line_cards")


def test_that_departure_lists_what_is_missing_and_leads_there(shown) -> None:
    shown.click("part_departure")
    assert shown.words("line_d1").startswith("不符合要求") and shown.words("line_disk").endswith("磁盘空间")
    shown.click("line_d1Go")
    assert part(shown.step, PartButton, "part_approval").isChecked()


def test_that_a_warning_takes_its_reason_in_the_line(shown) -> None:
    approve(shown)
    shown.place.desk.commit(changes_of(officer("bing", "演练丙", 3, "officer")))
    shown.page.show_step("preparation")
    shown.settle()
    shown.click("part_team")
    box = part(shown.step, QComboBox, "newOfficer")
    box.setCurrentIndex(box.findData("bing"))
    shown.click("assignOfficer", "part_departure", "giveReason_team-not-as-approved")
    assert shown.label("reason_team-not-as-approvedProblem") == "请写明理由。"
    shown.type(**{"reason_team-not-as-approved": "负责人电话同意"})
    shown.click("giveReason_team-not-as-approved")
    assert shown.case.inspection.reasons == {"team-not-as-approved": "负责人电话同意"}
    assert not shown.sees("giveReason_team-not-as-approved")


def test_that_an_inspection_is_called_off_with_its_reason(shown) -> None:
    shown.click("part_plan", "callOff", "callOffGo")
    assert shown.label("callOffReasonProblem") == "请写明取消检查的原因。"
    shown.type(callOffReason="演练单位搬迁")
    shown.click("callOffGo")
    assert shown.case.inspection.called_off["reason"] == "演练单位搬迁"
    assert "已取消" in shown.label("planFixed") and not shown.sees("editPlan")


def test_that_text_not_recorded_is_put_back(shown, qtbot) -> None:
    shown.click("part_plan", "callOff")
    shown.type(callOffReason="还没有写完")
    shown.page.keep_unsaved()
    shown.settle()
    again = Shown(shown.place, shown.inspection, "preparation", qtbot)
    again.click("part_plan", "callOff")
    assert again.label("callOffReason") == "还没有写完"


def test_that_the_step_is_walked_by_keyboard(shown) -> None:
    shown.page.activateWindow()
    button = part(shown.step, PartButton, "part_approval")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    shown.settle()
    draft = shown.step.findChild(object, "formDraft")
    draft.setFocus()
    QTest.keyClick(draft, Qt.Key.Key_Space)
    shown.settle()
    assert shown.case.document("D1") is not None
