"""The papers of 准备: nothing is approved, stamped or voided that nobody meant."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from app.services.desk import Desk
from app.services.numbers.ledger import numbers_left
from tests.ui import preparing_step
from tests.ui.at_the_office import Shown
from tests.ui.conftest import part
from tests.ui.preparing_step import approve, make_notice
from ui import style
from ui.pages.arrival.visit_notice_part import VisitNoticePart
from ui.pages.parts.approval_part import ApprovalPart
from ui.widgets.buttons import next_focus
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.growing_text import GrowingText
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.notice import Notice

shown = preparing_step.shown


def test_that_a_decision_is_looked_at_before_it_can_be_recorded_by_return(shown) -> None:
    shown.click("part_approval", "formDraft")
    part_now = shown.page.findChild(ApprovalPart)
    assert shown.sees("recordDecision")
    found = next_focus(part_now)
    assert isinstance(found, QComboBox) and found.objectName() == "approver"


def test_that_what_the_law_has_against_the_form_is_told_before_it_is_submitted(shown, monkeypatch) -> None:
    issuing = Desk.issuing
    monkeypatch.setattr(Desk, "issuing", lambda self, code: replace(issuing(self, code), name="保定市档案局执法处"))
    shown.click("part_approval", "formDraft")
    assert shown.sees("recordDecision") and "不是档案局" in shown.words("formWrong")


def test_that_a_form_in_order_tells_of_no_fault(shown) -> None:
    shown.click("part_approval", "formDraft")
    assert not part(shown.step, HindranceList, "formWrong").isVisible()


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


def test_that_a_time_that_is_none_replaces_what_was_said_before_and_has_the_focus(shown) -> None:
    shown.click("part_approval", "formDraft", "recordDecision", "channel_phone", "decision_approve")
    time = part(shown.step, QLineEdit, "decidedAt")
    time.setText("25:70")
    shown.click("recordDecision")
    assert not [one for one in shown.step.findChildren(Notice) if one.isVisible()]  # the field tells it itself
    told = "".join(one.text() for one in shown.step.findChildren(QLabel, "decidedAtProblem") if one.isVisible())
    assert "09:15" in told and "请选择审批方式" not in told
    assert shown.step.window().focusWidget() is time
    approver = part(shown.step, QComboBox, "approver")
    assert abs(approver.mapTo(shown.step, QPoint()).y() - time.mapTo(shown.step, QPoint()).y()) <= 2


def test_that_how_a_paper_was_stamped_is_looked_at_before_it_is_recorded(shown) -> None:
    approve(shown)
    make_notice(shown)
    found = next_focus(shown.page.findChild(VisitNoticePart))
    assert isinstance(found, ChoiceRow)
    found.setFocus()
    assert shown.step.window().focusWidget() is part(shown.step, QPushButton, "stampWay_bureau")


def test_that_d2_takes_no_number_before_the_approval(shown) -> None:
    before = numbers_left(shown.place.desk, "D2", 2026)
    shown.click("part_notice", "noticeDraft")
    shown_reasons = part(shown.step, HindranceList, "refusal").findChildren(QLabel)
    assert any("未经负责人批准" in one.text() and "《" in one.text() for one in shown_reasons)
    assert numbers_left(shown.place.desk, "D2", 2026) == before


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


def test_that_a_notice_left_over_when_an_inspection_is_called_off_can_be_voided(shown) -> None:
    approve(shown)
    make_notice(shown)
    shown.click("stampWay_carried", "recordStamp", "part_plan", "callOff")
    shown.type(callOffReason="演练单位搬迁")
    shown.click("callOffGo")
    assert "写明原因作废" in shown.label("planFixed")
    shown.click("part_notice", "openVoidPaper")
    shown.type(voidPaperReason="检查已取消")
    shown.click("voidPaper", "part_plan")
    assert "作废" not in shown.label("planFixed")
