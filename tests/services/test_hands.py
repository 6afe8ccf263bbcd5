"""Who may act on an inspection: its officers carry it out; who decides, appoints or settles keeps what is theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document, Task
from app.domain.procedure.rechecks import RECHECK
from app.domain.procedure.records import Officer
from app.errors import Refused
from app.services.arrival.meeting import (
    PersonEntry,
    RightsEntry,
    decide_recusal,
    record_person,
    show_credentials_and_tell_rights,
)
from app.services.arrival.visits import leave, refuse_entry, sign_in
from app.services.checking.answering import answer, undo
from app.services.desk import Desk
from app.services.evidence.intake import Particulars, add_file
from app.services.hands import STRANGER, standing_of
from app.services.preparation.approvals import Decision, record_approval
from app.services.preparation.calling_off import call_off
from app.services.preparation.planning import assign_officer, change_plan, remove_officer
from app.services.record.journey import state_for_unit
from tests.services.on_site import BUREAU, OnSite, officer, on_site

CHIEF, ADMINISTRATOR = officer("ke", "演练己", 6, "chief"), officer("gong", "演练庚", 7, "administrator")
OUTSIDER = officer("wai", "演练辛", 8, "officer")
OTHERS = ("ding", "wu", "ke", "gong", "wai")
CONFORMS = {"verdict": "conforms"}
Act = Callable[[Desk, OnSite], Any]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with on_site(tmp_path) as held:
        held.desk.commit([change for one in (CHIEF, ADMINISTRATOR, OUTSIDER) for change in changes_of(one)])
        yield held


def by(site: OnSite, who: str) -> Desk:
    return site.desk.acting(who)


VISIT_ACTS: dict[str, Act] = {
    "answer": lambda desk, site: answer(desk, site.inspection, "q1_1", CONFORMS),
    "person": lambda desk, site: record_person(desk, site.inspection, PersonEntry("演练旁人", "科员", "other")),
    "entry refused": lambda desk, site: refuse_entry(desk, site.inspection, "未说明理由", "演练门卫"),
    "leaving": lambda desk, site: leave(desk, site.inspection),
    "statement": lambda desk, site: state_for_unit(desk, site.inspection, site.person, "无异议"),
    "file": lambda desk, site: add_file(desk, site.inspection, BytesIO(b"a"), Particulars("a", "b", "c", name="d")),
}


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("act", VISIT_ACTS)
def test_that_an_act_of_the_visit_is_refused_to_who_is_not_of_the_team(site: OnSite, act: str, who: str) -> None:
    before = len(site.desk.store.operations(site.inspection))
    with pytest.raises(Refused) as refused:
        VISIT_ACTS[act](by(site, who), site)
    assert refused.value.blockers[0].code == STRANGER
    assert "演练甲、演练乙" in refused.value.advice
    assert "将您加入" in refused.value.advice
    assert len(site.desk.store.operations(site.inspection)) == before


def test_that_papers_service_and_record_are_refused_whatever_service_commits_them(site: OnSite) -> None:
    for entity in ("evidence", "finding", "measure", "document", "statement", "signature", "service", "printing"):
        with pytest.raises(Refused, match="没有改动"):
            by(site, "ding").commit([Change(entity, f"{site.inspection}/x", "note", "演练")])


def test_that_an_answer_is_not_taken_back_by_somebody_else(site: OnSite) -> None:
    given = answer(site.desk, site.inspection, "q1_1", CONFORMS)
    with pytest.raises(Refused):
        undo(by(site, "wai"), site.inspection, given.txn)
    undo(by(site, "yi"), site.inspection, given.txn)


def test_that_who_joins_on_the_second_day_acts_from_then_on(site: OnSite) -> None:
    assign_officer(by(site, "yi"), site.inspection, "wai")
    assert sign_in(by(site, "wai"), site.inspection, "wai").officer == "wai"
    assert not standing_of(by(site, "wai"), site.inspection).strange


def test_that_who_was_taken_out_acts_no_more(site: OnSite) -> None:
    remove_officer(by(site, "ke"), site.inspection, "yi")
    with pytest.raises(Refused) as refused:
        by(site, "yi").commit([Change("evidence", f"{site.inspection}/x", "name", "演练")])
    assert [one.code for one in refused.value.blockers] == [STRANGER]


@pytest.mark.parametrize("who", ("ke", "ding", "gong", "jia"))
def test_that_chief_leader_and_administrator_appoint(site: OnSite, who: str) -> None:
    assert "wai" in assign_officer(by(site, who), site.inspection, "wai").officers


@pytest.mark.parametrize("who", ("wai", "wu"))
def test_that_nobody_else_appoints_himself(site: OnSite, who: str) -> None:
    with pytest.raises(Refused, match="没有改动"):
        assign_officer(by(site, who), site.inspection, "wai")


def test_that_anybody_appoints_where_the_whole_team_left_the_bureau(site: OnSite) -> None:
    gone = {"reason": "调离", "by": "gong", "at": "2026-06-08T09:00:00+08:00"}
    for one in ("jia", "yi"):
        site.desk.commit(changes_of(Officer(one, "", BUREAU, retired=gone), "retired"))
    assert not standing_of(by(site, "wu"), site.inspection).strange  # a sealed record takes no new officer
    assert "wai" in assign_officer(by(site, "wai"), site.inspection, "wai").officers
    assert standing_of(by(site, "wu"), site.inspection).strange


@pytest.mark.parametrize(("who", "role"), (("ding", "leader"), ("ke", "chief"), ("wu", "reviewer")))
def test_that_who_decides_records_the_own_decision(site: OnSite, who: str, role: str) -> None:
    paper = Document(site.desk.part_id(site.inspection), "D11")
    site.desk.commit(changes_of(paper))
    given, problems = record_approval(
        by(site, who), site.inspection, Decision("D11", paper.id, who, role, "in_person", opinion="同意。")
    )
    assert given is not None, problems


def test_that_an_approval_given_by_phone_is_recorded_by_an_officer_of_the_team_alone(site: OnSite) -> None:
    paper = Document(site.desk.part_id(site.inspection), "D11")
    site.desk.commit(changes_of(paper))
    told = Decision("D11", paper.id, "ding", "leader", "phone")
    for other in ("wai", "ke", "wu", "gong"):  # the chief and the reviewer decide, but not in the leader's place
        with pytest.raises(Refused, match="没有改动"):
            record_approval(by(site, other), site.inspection, told)
    given, problems = record_approval(by(site, "yi"), site.inspection, told)
    assert given is not None, problems


def test_that_who_plans_records_what_the_leader_said_on_the_approval_form(site: OnSite) -> None:
    form = Document(site.desk.part_id(site.inspection), "D1")
    site.desk.commit(changes_of(form))
    told = Decision("D1", form.id, "ding", "leader", "phone", "refuse", "请改期")
    with pytest.raises(Refused, match="没有改动"):
        record_approval(by(site, "wu"), site.inspection, told)
    assert record_approval(by(site, "ke"), site.inspection, told)[1] == []


def test_that_the_leader_decides_on_recusal_and_settles_nothing_else_of_the_visit(site: OnSite) -> None:
    asked = RightsEntry(
        site.person, "已知晓", recusal={"requested": True, "officer": "yi", "reason": "演练"}
    )
    rights, problems = show_credentials_and_tell_rights(site.desk, site.inspection, asked)
    assert rights is not None, problems
    decided = decide_recusal(by(site, "ding"), site.inspection, rights.id, "refused", "ding")
    assert decided.recusal["decision"] == "refused"


@pytest.mark.parametrize(("who", "may"), (("ke", True), ("gong", True), ("wai", False)))
def test_that_calling_off_is_of_who_plans_and_appoints(site: OnSite, who: str, may: bool) -> None:
    if may:
        assert call_off(by(site, who), site.inspection, "演练取消").called_off
        return
    with pytest.raises(Refused, match="没有改动"):
        call_off(by(site, who), site.inspection, "演练取消")


def test_that_who_planned_an_inspection_for_others_prepares_it_and_no_more(site: OnSite) -> None:
    desk = by(site, "wai")
    plan = replace(desk.case(site.inspection).inspection, id=desk.identify())
    desk.commit(changes_of(plan))
    change_plan(desk, plan.id, purpose="演练目的")
    with pytest.raises(Refused, match="没有改动"):
        desk.commit([Change("evidence", f"{plan.id}/x", "name", "演练")])


def test_that_an_inspection_without_a_team_stays_with_who_planned_it(site: OnSite) -> None:
    desk = by(site, "wai")
    plan = replace(desk.case(site.inspection).inspection, id=desk.identify(), officers=())
    desk.commit(changes_of(plan))
    desk.commit([Change("evidence", f"{plan.id}/x", "name", "演练")])
    with pytest.raises(Refused) as refused:
        by(site, "wu").commit([Change("evidence", f"{plan.id}/x", "name", "演练二")])
    assert "还没有指派" in refused.value.advice


def test_that_officers_who_check_again_act_on_the_case_as_well(site: OnSite) -> None:
    again = replace(
        site.desk.case(site.inspection).inspection, id="again", officers=("wai", "ke"),
        reinspects={"inspection": site.inspection, "orders": [], "numbers": ""},
    )  # fmt: skip
    task = Task(f"{site.inspection}/again", RECHECK, "复查", "again", site.desk.now())
    site.desk.commit([*changes_of(again), *changes_of(task)])
    by(site, "wai").commit([Change("document", f"{site.inspection}/opinion", "kind", "D35")])
    done = replace(task, done_at=site.desk.now(), result="复查笔录已封存")
    again_ended = Change("course", "again", "closed_at", "2026-06-08T17:00:00+08:00")
    by(site, "wai").commit([again_ended, *changes_of(done, "done_at", "result")])


def test_that_what_a_recheck_tells_its_case_goes_with_it(site: OnSite) -> None:
    again = replace(
        site.desk.case(site.inspection).inspection, id="again", officers=("wai",),
        reinspects={"inspection": site.inspection, "orders": [], "numbers": ""},
    )  # fmt: skip
    site.desk.commit(changes_of(again))
    ended = Change("course", "again", "closed_at", "2026-06-08T17:00:00+08:00")
    by(site, "wai").commit([ended, Change("task", f"{site.inspection}/again", "result", "已封存")])
    with pytest.raises(Refused):
        by(site, "wai").commit([Change("task", f"{site.inspection}/again", "result", "另写")])


def test_that_the_registers_are_not_of_any_inspection(site: OnSite) -> None:
    desk = by(site, "wai")
    desk.commit(changes_of(replace(desk.case(site.inspection).unit, phone="0312-1"), "phone"))
    assert desk.case(site.inspection).unit.phone == "0312-1"
