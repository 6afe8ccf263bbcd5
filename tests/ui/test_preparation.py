"""The step 准备: nothing leaves the office without a complete plan, an approval, and a notice."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from app.domain.operations import Change
from app.domain.procedure.grounds import usual_basis
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.rail import DONE
from app.services.papers import life
from app.services.session.habits import set_usual_stamping
from tests.services.on_site import officer
from tests.ui import preparing_step
from tests.ui.at_the_office import Shown
from tests.ui.conftest import part
from tests.ui.preparing_step import approve, make_notice
from ui.models.preparation import AMBER, GOOD, RED, check_lines
from ui.models.preparing import change
from ui.widgets.part_row import PartButton

shown = preparing_step.shown


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


def test_that_another_mode_changes_what_the_plan_rests_on(shown) -> None:
    desk, inspection = shown.place.desk, shown.case.inspection.id
    desk.commit([Change("inspection", inspection, "basis", list(usual_basis(shown.case.inspection.mode)))])
    upon = {"kind": "report", "received_on": "2026-06-01", "content": "演练", "sender": "匿名"}
    changed, problems = change(desk, inspection, {"mode": "lead", "source": upon})
    assert changed is not None, problems
    assert tuple(changed.basis) == ("archives-law-2020:42", "archives-law-2020:43")


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
    assert part(shown.step, QLabel, "stepWords").property("role") == "heed"
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
    shown.click("part_departure")
    assert shown.words("line_cards").startswith("不符合要求") and "无效" in shown.words("line_cards")


def test_that_departure_lists_what_is_missing_and_leads_there(shown) -> None:
    shown.click("part_departure")
    assert shown.words("line_d1").startswith("不符合要求") and shown.words("line_disk").endswith("磁盘空间")
    shown.click("line_d1Go")
    assert part(shown.step, PartButton, "part_approval").isChecked()


def test_that_what_is_mended_outside_the_inspection_leads_there(shown, qtbot) -> None:
    shown.click("part_departure")
    with qtbot.waitSignal(shown.page.destination_wanted) as wanted:
        part(shown.step, QPushButton, "line_numbersGo").click()
    assert wanted.args == ["registers/numbers"]


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
    assert shown.label("stepWords") == "已取消"
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
