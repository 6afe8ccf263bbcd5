"""工作台 and what waits: papers for who decides, approvals by phone until they are signed, what was returned."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.domain.procedure.guards_preparation import countersigned
from app.services.listing.due import Group, Work, WorkRow
from app.services.preparation.approvals import APPROVE, REFUSE, Decision, record_approval
from tests.ui import approvals_desk, stage
from tests.ui.approvals_desk import bind
from tests.ui.conftest import calm, on_stage, part
from ui.destination_names import APPROVALS
from ui.models.paper_view import paper_view
from ui.models.papers import papers
from ui.pages.approvals import ApprovalsPage
from ui.pages.home import HomePage
from ui.pages.home_cards import HomeCards
from ui.pages.papers.acts import PaperActs
from ui.pages.papers.page import PapersPage
from ui.workbench import Workbench
from ui.workplace import Workplace

REASON = "改正期限太短（演练）"


sealed, place, site, notice = stage.sealed, stage.place, stage.site, stage.notice
leader, by_phone = approvals_desk.leader, approvals_desk.by_phone


def test_that_the_leader_is_told_of_a_paper_that_waits_beside_one_that_was_returned(leader, qtbot) -> None:
    row = WorkRow("演练检查", "演练局", "", "papers", papers=1, returned=True, paper_at="papers/one")
    for decides, acts in ((True, ["查看", "去审批"]), (False, ["查看", "查看"])):
        cards = HomeCards(leader, decides=decides)
        qtbot.addWidget(cards)
        cards.show_work(Work(1, Group(), 0, Group(), Group((row,), 1), Group(), None))
        shown = [one for one in cards.findChildren(QPushButton) if one.objectName().startswith("awaiting_")]
        assert [one.text() for one in shown] == acts


def test_that_the_officer_is_led_to_the_paper_that_waits_and_to_the_one_that_was_returned(leader, qtbot) -> None:
    row = WorkRow(
        "演练检查", "演练局", "", "papers", papers=1, returned=True, why_returned="期限太短（演练）",
        paper_at="papers/one", waits_at="preparation/approval",
    )  # fmt: skip
    cards = HomeCards(leader, decides=False)
    qtbot.addWidget(cards)
    cards.show_work(Work(1, Group(), 0, Group(), Group((row,), 1), Group(), None))
    led = []
    cards.step_wanted.connect(lambda *place: led.append(place))
    for number in (0, 1):
        part(cards, QPushButton, f"awaiting_{number}").click()
    assert led == [("演练检查", "papers/one"), ("演练检查", "preparation/approval")]
    assert "等待领导审批" in "".join(one.text() for one in cards.findChildren(QLabel))


@pytest.mark.parametrize(
    ("who", "roles", "first"),
    (("ding", ("leader",), "homeApprovals"), ("wu", ("reviewer",), "homeApprovals"), ("wu", ("auditor",), "homeAll"),
     ("jia", ("officer",), "newInspection"), ("jia", ("chief", "officer"), "newInspection"),
     ("jia", ("administrator",), "newInspection")),
)  # fmt: skip
def test_that_the_home_page_puts_first_what_is_ones_own_work(leader, notice, qtbot, who, roles, first) -> None:
    officer = replace(leader.desk.officers()[who], roles=roles)
    page = HomePage(replace(leader, officer=officer))
    page.stage = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, leader.tasks)
    heads = [part(page, QPushButton, name) for name in ("homeAll", "homeApprovals", "homeDeparture", "newInspection")]
    assert [one.objectName() for one in heads if one.isVisible() and one.property("kind") == "primary"] == [first]
    assert part(page, QPushButton, "homeDeparture").isVisible() == (first == "newInspection")
    if first == "homeApprovals":
        with qtbot.waitSignal(page.destination_wanted) as wanted:
            part(page, QPushButton, first).click()
        assert wanted.args == [APPROVALS]


def test_that_what_was_returned_leads_the_leader_to_the_inspection_and_not_to_an_empty_page(
    leader, notice, site, qtbot
) -> None:
    page = HomePage(replace(leader, officer=leader.desk.officers()["ding"]))
    page.stage = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, leader.tasks)
    with qtbot.waitSignal(page.destination_wanted) as wanted:
        part(page, QPushButton, "awaiting_0").click()
    assert wanted.args == [APPROVALS]
    back = Decision("D11", notice, "ding", "leader", "in_person", REFUSE, REASON)
    record_approval(leader.desk, site.inspection, back)
    page.refresh()
    calm(qtbot, leader.tasks)
    assert part(page, QPushButton, "awaiting_0").text() == "查看"
    with qtbot.waitSignal(page.step_wanted) as wanted:
        part(page, QPushButton, "awaiting_0").click()
    assert wanted.args == [site.inspection, f"papers/{notice}"]


@pytest.mark.parametrize("deciding", [True, False])
def test_that_an_approval_by_phone_stands_on_the_home_page_until_its_signed_paper_is_bound(
    leader, place, by_phone, notice, site, watch, qtbot, tmp_path, deciding
) -> None:
    at = leader if deciding else place
    page = HomePage(replace(at, officer=at.desk.officers()[at.desk.officer]))
    page.stage = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, at.tasks)
    told = part(page, QLabel, "awaiting_0Words")
    assert re.fullmatch("期限 6月11日（.+） · 补签：执法通知书（演练丁电话批准）", told.text())
    assert told.property("role") == "problem"
    with qtbot.waitSignal(page.step_wanted) as wanted:
        part(page, QPushButton, "awaiting_0").click()
    assert wanted.args == [site.inspection, f"papers/{notice}/countersign"]
    assert part(page, QPushButton, "due_0").text() == "去补签", "what is due has its own button, not that of the step"
    with qtbot.waitSignal(page.step_wanted) as wanted:
        part(page, QPushButton, "due_0").click()
    assert wanted.args == [site.inspection, f"papers/{notice}/countersign"]
    watch.pass_by(days=4)
    page.refresh()
    calm(qtbot, at.tasks)
    assert "已逾期" in part(page, QLabel, "awaiting_0Words").text()
    bind(place.desk, site.inspection, by_phone, tmp_path)
    page.refresh()
    calm(qtbot, at.tasks)
    assert part(page, QLabel, "awaitingNothing").isVisible()


@pytest.mark.parametrize("deciding", [True, False])
def test_that_what_waits_for_a_decision_comes_first_for_who_decides(leader, place, notice, qtbot, deciding) -> None:
    at = leader if deciding else place
    page = HomePage(replace(at, officer=at.desk.officers()[at.desk.officer]))
    page.stage = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, at.tasks)
    awaiting, due = (part(page, QWidget, name).mapTo(page, QPoint()) for name in ("awaitingCard", "dueCard"))
    assert ((awaiting.y(), awaiting.x()) < (due.y(), due.x())) is deciding


def test_that_the_home_page_leads_to_where_the_signed_paper_is_bound(
    place, by_phone, notice, site, qtbot
) -> None:
    bench = Workbench(place, large=False)
    bench.stage = on_stage(qtbot, bench)
    bench.show_home()
    calm(qtbot, place.tasks)
    part(bench, QPushButton, "awaiting_0").click()
    calm(qtbot, place.tasks)
    bound = part(bench, QPushButton, f"countersign_{by_phone.rsplit('/', 1)[-1]}")
    qtbot.waitUntil(bound.isVisible)
    assert bound.isEnabled()
    form = bound.parentWidget()
    qtbot.waitUntil(lambda: not form.visibleRegion().isEmpty())  # beside the next act, without a scroll


@pytest.mark.parametrize("final", [False, True])
def test_that_what_is_to_be_signed_comes_first_once_the_paper_is_final(
    place, by_phone, notice, site, qtbot, final
) -> None:
    mine = next(one for one in papers(place.desk, place.desk.case(site.inspection)) if one.id == notice)
    view = paper_view(place.desk, site.inspection, replace(mine, final=final))
    page = PapersPage(place, site.inspection)
    acts = PaperActs(page)
    window = on_stage(qtbot, acts)
    acts.show_paper(view)
    bound = part(acts, QPushButton, f"countersign_{by_phone.rsplit('/', 1)[-1]}")
    state = part(acts, QLabel, "paperNext")
    qtbot.waitUntil(lambda: bound.isVisible() and state.isVisible())
    first, second = (one.mapTo(acts, QPoint()).y() for one in ((bound, state) if final else (state, bound)))
    assert first < second
    window.close()


def test_that_the_leader_is_told_what_is_to_be_signed_and_led_there(
    leader, by_phone, notice, site, watch, qtbot
) -> None:
    page = ApprovalsPage(leader)
    page.stage = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, leader.tasks)
    tasks = part(page, QWidget, "unsignedTasks")
    assert tasks.isVisible() and tasks.property("role") == "warning"
    assert "还没有补签" in part(page, QLabel, "unsignedTitle").text()
    assert "执法通知书" in part(page, QLabel, "unsigned_0Words").text()
    with qtbot.waitSignal(page.step_wanted) as wanted:
        part(page, QPushButton, "unsigned_0").click()
    assert wanted.args == [site.inspection, f"papers/{notice}/countersign"]
    watch.pass_by(days=4)
    page.refresh()
    calm(qtbot, leader.tasks)
    assert part(page, QWidget, "unsignedTasks").property("role") == "error"


def test_that_what_another_approved_by_phone_is_not_put_before_this_leader(leader, by_phone, qtbot) -> None:
    other = Workplace(replace(leader.desk, officer="jia"), leader.tasks)
    page = ApprovalsPage(other)
    page.stage = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, leader.tasks)
    assert not part(page, QWidget, "unsignedTasks").isVisible()


def test_that_a_reviewer_who_was_asked_by_phone_is_not_said_to_have_approved(notice, site) -> None:
    said = Decision("D11", notice, "wu", "reviewer", "phone", APPROVE, "可以（演练）")
    assert record_approval(site.desk, site.inspection, said)[1] == []
    case = site.desk.case(site.inspection)
    (task,) = [one for one in case.tasks if "演练戊" in one.title]
    assert task.title == "补签：执法通知书（演练戊电话提出法制审核意见）"
    (told,) = [one.text for one in countersigned(case, None) if "演练戊" in one.text]
    assert told.endswith("由演练戊电话提出法制审核意见，尚未补签。")
