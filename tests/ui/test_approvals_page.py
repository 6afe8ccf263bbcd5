"""待我审批: papers read in full, returned with a reason that reaches the officer, several one after the other."""

import shutil
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QListWidget, QPushButton, QScrollArea

from app.domain.operations import ADD, REMOVE, Change
from app.domain.procedure.records import Officer
from app.services.preparation.approvals import APPROVE, REFUSE, Decision, record_approval
from tests.ui import approvals_desk, stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import press
from ui.models.approvals import chosen, waiting
from ui.models.overview import overview
from ui.models.paper_view import draft_again, paper_view
from ui.models.papers import papers
from ui.pages.approvals import ApprovalsPage
from ui.widgets.growing_text import GrowingText
from ui.workplace import Workplace

REASON = "改正期限太短（演练）"


sealed, place, site, notice = stage.sealed, stage.place, stage.site, stage.notice
leader = approvals_desk.leader


@pytest.fixture
def page(leader, qtbot):
    made = ApprovalsPage(leader)
    window = on_stage(qtbot, made)
    made.refresh()
    calm(qtbot, leader.tasks)
    yield made
    window.close()


def agree(page) -> None:
    QTest.keyClick(part(page, QPushButton, "decision_approve"), Qt.Key.Key_Space)


def record(qtbot, page, leader) -> None:
    page.activateWindow()
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    calm(qtbot, leader.tasks)


def test_that_paper_and_acts_stand_beside_each_other_where_there_is_room_and_else_one_by_one(page, qtbot) -> None:
    window, look = page.window(), part(page, QAbstractButton, "lookAtApproval")
    window.resize(1366, 640)
    qtbot.waitUntil(lambda: page._view.isVisible() and part(page, QPushButton, "decision_approve").isVisible())
    assert look.isHidden()
    window.resize(911, 440)
    qtbot.waitUntil(look.isVisible)
    assert not page._view.isVisible() and part(page, QPushButton, "decision_approve").isVisible()
    look.click()
    assert page._view.isVisible()
    window.resize(1366, 640)
    qtbot.waitUntil(lambda: page._view.isVisible() and part(page, QPushButton, "decision_approve").isVisible())


def test_that_every_paper_of_the_inspection_can_be_read_beside_the_one_that_waits(page, leader, qtbot) -> None:
    box = part(page, QComboBox, "approvalOther")
    assert box.itemText(0) == "待审批的这一份"
    record_of = next(at for at in range(1, box.count()) if "现场检查笔录" in box.itemText(at))
    shown = []
    page._view.show_pdf = shown.append
    box.setCurrentIndex(record_of)
    box.activated.emit(record_of)
    calm(qtbot, leader.tasks)
    assert shown and shown[-1].startswith(b"%PDF")


def test_that_a_return_needs_a_reason_and_the_officer_reads_it(page, leader, place, site, qtbot) -> None:
    part(page, QListWidget, "approvals")
    page._form._decision.choose(REFUSE)
    record(qtbot, page, leader)
    assert "写明理由" in part(page, QLabel, "opinionProblem").text()
    part(page, GrowingText, "opinion").setText(REASON)
    record(qtbot, page, leader)
    assert waiting(leader.desk) == ()
    (row,) = overview(place.desk, 4).work.awaiting.rows
    assert (row.returned, row.why_returned) == (True, REASON)
    mine = next(one for one in papers(place.desk, place.desk.case(site.inspection)) if one.kind == "D11")
    assert any(REASON in line for line in paper_view(place.desk, site.inspection, mine).decisions)


def test_that_a_paper_drafted_again_no_longer_asks_to_be_drafted_again(
    leader, place, notice, site, watch
) -> None:
    back = Decision("D11", notice, "ding", "leader", "in_person", REFUSE, REASON)
    record_approval(leader.desk, site.inspection, back)
    row = next(one for one in papers(place.desk, place.desk.case(site.inspection)) if one.kind == "D11")
    assert REASON in paper_view(place.desk, site.inspection, row).refused
    watch.pass_by(minutes=5)
    draft_again(place.desk, site.inspection, row)
    assert paper_view(place.desk, site.inspection, row).refused == ""


def test_that_a_reviewer_is_told_what_waits_for_legal_review(place, notice, qtbot) -> None:
    told = (("leader", REMOVE), ("reviewer", ADD))
    place.desk.commit([Change(Officer.ENTITY, "ding", "roles", role, kind) for role, kind in told])
    reviewer = Workplace(replace(place.desk, officer="ding"), place.tasks, place.desk.officers()["ding"])
    page = ApprovalsPage(reviewer)
    page.stage = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, place.tasks)
    assert "法制审核" in part(page, QListWidget, "approvals").item(0).text()
    agree(page)
    record(qtbot, page, reviewer)
    assert "供法制审核" in part(page, QLabel, "nothingWaitsWords").text()


def test_that_a_return_without_a_reason_is_refused_by_the_service_too(leader, notice, site) -> None:
    decision = Decision("D11", notice, "ding", "leader", "in_person", REFUSE)
    done, problems = record_approval(leader.desk, site.inspection, decision)
    assert done is None
    assert [one.field for one in problems] == ["opinion"]


def test_that_the_keyboard_alone_decides(page, leader, notice, site, qtbot) -> None:
    assert part(page, QListWidget, "approvals").hasFocus() or part(page, QListWidget, "approvals").count() == 1
    record(qtbot, page, leader)  # nothing is chosen: a Return too many is nobody's consent
    assert not leader.desk.case(site.inspection).approved(notice)
    assert "同意或不同意" in part(page, QLabel, "decisionProblem").text()
    agree(page)
    record(qtbot, page, leader)
    assert leader.desk.case(site.inspection).approved(notice)
    qtbot.waitUntil(lambda: part(page, QLabel, "nothingWaits").isVisible())


def test_that_the_paper_with_the_longest_name_does_not_cut_the_decision_off(page, leader, qtbot) -> None:
    area = part(page, QPushButton, "recordDecision").parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()


def test_that_a_reviewer_is_asked_for_an_opinion_and_not_for_an_approval(leader, qtbot) -> None:
    reviewer = Workplace(replace(leader.desk, officer="wu"), leader.tasks)
    page = ApprovalsPage(reviewer)
    window = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, reviewer.tasks)
    go = part(page, QPushButton, "recordDecision")
    assert (go.text(), go.accessibleName()) == ("请先选择决定", "记录法制审核意见 请先选择决定")
    window.close()


def test_that_a_leader_is_not_told_of_what_only_the_lead_laptop_does(leader, site, monkeypatch) -> None:
    (one,) = waiting(leader.desk)
    monkeypatch.setattr(leader.desk.store, "device", "second")
    assert "not-lead-device" in {told.code for told in paper_view(leader.desk, site.inspection, one.paper).lacking}
    assert "not-lead-device" not in {told.code for told in chosen(leader.desk, one).view.lacking}


def test_that_the_leader_reads_the_reviewers_conditions_above_the_decision(leader, site, qtbot) -> None:
    (one,) = waiting(leader.desk)
    said = Decision("D11", one.paper.id, "wu", "reviewer", "in_person", APPROVE, "改正期限请重新确定（演练）")
    assert record_approval(leader.desk.acting(said.approver), site.inspection, said)[1] == []
    page = ApprovalsPage(leader)
    window = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, leader.tasks)
    read, go = part(page, QLabel, "earlierOpinion"), part(page, QPushButton, "recordDecision")
    assert "改正期限请重新确定" in read.text()
    assert read.mapTo(window, QPoint()).y() < go.mapTo(window, QPoint()).y()
    window.close()


def test_that_what_the_legal_review_sent_back_is_not_put_before_the_leader(leader, site, watch) -> None:
    (one,) = waiting(leader.desk)
    said = Decision("D11", one.paper.id, "wu", "reviewer", "in_person", REFUSE, REASON)
    assert record_approval(leader.desk.acting(said.approver), site.inspection, said)[1] == []
    assert waiting(leader.desk) == ()
    watch.pass_by(minutes=5)
    draft_again(site.desk, site.inspection, one.paper)
    assert [again.paper.id for again in waiting(leader.desk)] == [one.paper.id]


def test_that_an_approval_does_not_hide_that_the_legal_review_sent_the_paper_back(leader, site) -> None:
    (one,) = waiting(leader.desk)
    for officer, role, decision in (("wu", "reviewer", REFUSE), ("ding", "leader", APPROVE)):
        said = Decision("D11", one.paper.id, officer, role, "in_person", decision, REASON)
        assert record_approval(leader.desk.acting(said.approver), site.inspection, said)[1] == []
    (row,) = [row for row in papers(site.desk, site.desk.case(site.inspection)) if row.id == one.paper.id]
    assert REASON in paper_view(site.desk, site.inspection, row).refused


def test_that_the_leader_decides_in_person_on_what_waits(place, notice, site, qtbot) -> None:
    here = Workplace(replace(place.desk, officer="ding"), place.tasks)
    made = ApprovalsPage(here)
    window = on_stage(qtbot, made)
    made.refresh()
    calm(qtbot, place.tasks)
    assert "执法通知书" in part(made, QListWidget, "approvals").item(0).text()
    made.place = here
    made.inspection = site.inspection
    press(qtbot, made, "recordDecision")
    assert "同意或不同意" in part(made, QLabel, "decisionProblem").text()
    assert not here.desk.case(site.inspection).approved(notice)
    press(qtbot, made, "decision_approve")
    press(qtbot, made, "recordDecision")
    approval = here.desk.case(site.inspection).approved(notice)
    assert (approval.approver, approval.channel, approval.recorded_by) == ("ding", "in_person", "ding")
    assert part(made, QLabel, "nothingWaits").text().startswith("没有等待您审批的文书")
    window.close()


def test_that_only_those_who_decide_are_led_to_approvals(open_window, sealed, premises, qtbot) -> None:
    shutil.copytree(sealed[0], premises.folder)
    window = open_window()
    part(window, QAbstractButton, "seat_jia").click()
    calm(qtbot, window.tasks)
    assert not window.findChildren(QAbstractButton, "navApprovals")
    part(window, QAbstractButton, "seatButton").click()
    calm(qtbot, window.tasks)
    part(window, QAbstractButton, "seat_ding").click()
    calm(qtbot, window.tasks)
    part(window, QAbstractButton, "navApprovals").click()
    calm(qtbot, window.tasks)
    assert part(window, QListWidget, "approvals").count() == 1
