"""A re-inspection is planned from its case: who, when, and one question for each thing that was ordered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.procedure.guards import blockers
from app.domain.procedure.rail import DONE, steps
from app.domain.procedure.rechecks import open_recheck, rechecks
from app.domain.procedure.tasks import closing_blockers
from app.errors import DocumentFailed, Refused
from app.sealing.canonical import sha256
from app.services.arrival.visits import begin_visit
from app.services.checking.findings import choose_facts, draft_findings
from app.services.checking.sheet import about, sheet, sheet_of
from app.services.circumstances import circumstances
from app.services.frequency import inspections_in_year
from app.services.listing.refreshing import refresh
from app.services.measures.deciding import close_task, record_measure
from app.services.papers import life
from app.services.preparation.calling_off import call_off
from app.services.preparation.planning import plan_inspection
from app.services.progress import progress
from app.services.rechecking.planning import plan_recheck
from app.services.registers.officers import suspend_credential
from tests.services import at_the_table
from tests.services.at_the_table import refused_codes
from tests.services.office import plan_entry
from tests.services.on_site import FORMS, OnSite
from tests.services.papers import made
from tests.services.rechecking.again import NOT, answered, arrived, ordered, plan, planned, sealed


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with ordered(tmp_path / "data") as begun:
        yield begun


def refusal(site: OnSite, **more: object) -> list[str]:
    """Return the codes of the refusal to plan."""
    with pytest.raises(Refused) as refused:
        plan_recheck(site.desk, site.inspection, plan(site, **more))
    return refused_codes(refused)


def test_that_each_ordered_item_is_a_question_with_what_is_known_of_it(site: OnSite) -> None:
    again = planned(site)
    (row,) = sheet(site.desk, again.inspection).questions().values()
    (finding,) = site.desk.case(site.inspection).findings
    assert (row.label, row.inspection.code) == ("调整日志保存策略", "1")
    paper, *known = row.hint.splitlines()
    assert paper.endswith("（保档执通〔2026〕1号）")
    assert known == ["期限：2026年7月8日（星期三）前（含当日）", f"当时发现：{finding.text}"]


def test_that_its_checklist_is_kept_and_pinned_by_its_digest(site: OnSite) -> None:
    again = planned(site)
    plan = site.desk.case(again.inspection).inspection
    content = site.desk.vault.read(plan.pinned["checklist"])
    assert sha256(content) == plan.pinned["checklist"] and "调整日志保存策略" in content.decode()
    told = site.desk.store.read("file", f"{again.inspection}/{sha256(content)}")
    assert told is not None and told.value("name") == "checklist.toml"


def test_that_it_takes_over_unit_and_source_and_names_the_paper(site: OnSite) -> None:
    again, parent = site.desk.case(planned(site).inspection), site.desk.case(site.inspection)
    told = again.inspection
    assert (told.unit, told.mode, told.source) == (parent.unit.id, parent.inspection.mode, parent.inspection.source)
    notice = parent.document("D11")
    assert notice is not None
    assert told.reinspects == {
        "inspection": site.inspection, "orders": [notice.id], "numbers": "保档执通〔2026〕1号",
    }  # fmt: skip
    assert told.purpose.endswith("责令事项的改正情况") and "保档执通〔2026〕1号" in told.purpose
    assert told.planned_from == date(2026, 7, 9) and told.officers == ("jia", "yi")


def test_that_the_case_waits_for_it_and_cannot_close(site: OnSite) -> None:
    again = planned(site)
    case = site.desk.case(site.inspection)
    (task,) = rechecks(case)
    assert task.due is not None and task.due.date() == date(2026, 7, 9)
    assert (task.subject, task.title) == (again.inspection, "复查责令改正的事项（1项）")
    assert {"recheck-open", "order-not-checked"} <= {one.code for one in closing_blockers(case)}
    with pytest.raises(Refused) as refused:
        close_task(site.desk, task.id, "口头复查")
    assert refused_codes(refused) == ["task-recheck"]


def test_that_a_second_one_waits_until_the_first_is_done_or_called_off(site: OnSite) -> None:
    first = planned(site)
    assert refusal(site) == ["recheck-open"]
    call_off(site.desk, first.inspection, "单位搬迁，改期")
    case = site.desk.case(site.inspection)
    assert open_recheck(case) is None and rechecks(case)[0].result == "复查已取消"
    assert planned(site).inspection != first.inspection


def test_that_nothing_is_checked_again_before_an_order_was_served(tmp_path: Path) -> None:
    with at_the_table.at_the_table(tmp_path / "data", q2_3=at_the_table.VIOLATES) as site:
        notice = at_the_table.order(site)
        assert refusal(site) == ["nothing-ordered"]
        at_the_table.seal(site)
        at_the_table.approve(site, notice)
        life.freeze(site.desk, site.inspection, notice)
        assert refusal(site) == ["nothing-ordered"]


def test_that_a_reinspection_is_not_checked_again_itself(site: OnSite) -> None:
    assert refusal(planned(site)) == ["recheck-of-recheck"]


def test_that_dates_and_place_must_be_given(site: OnSite) -> None:
    found, problems = plan_recheck(site.desk, site.inspection, plan(site, planned_from=None, place=" "))
    assert found is None and [one.field for one in problems] == ["planned_from", "place"]
    found, problems = plan_recheck(site.desk, site.inspection, plan(site, planned_to=date(2026, 7, 8)))
    assert found is None and [one.field for one in problems] == ["planned_to"]


def test_that_an_officer_without_a_valid_credential_is_refused(site: OnSite) -> None:
    suspend_credential(site.desk, "yi", "演练暂扣")
    assert refusal(site) == ["credential-suspended"]


def test_that_one_officer_may_not_begin_the_visit(site: OnSite) -> None:
    again = planned(site, officers=("jia",))
    with pytest.raises(Refused) as refused:
        begin_visit(site.desk, again.inspection, "演练路1号")
    assert refused_codes(refused) == ["fewer-than-two"]


def test_that_it_needs_no_approval_form_and_no_notice_but_cards_and_rights(site: OnSite) -> None:
    again = planned(site)
    case = site.desk.case(again.inspection)
    assert blockers("begin_visit", case, circumstances(site.desk, case)) == []
    begin_visit(site.desk, again.inspection, "演练路1号")
    case = site.desk.case(again.inspection)
    codes = {one.code for one in blockers("start_checking", case, circumstances(site.desk, case))}
    assert {"not-signed-in", "rights-not-told"} & codes and not codes & {"d1-missing", "d2-missing", "d2-not-served"}


def test_that_its_rail_has_neither_findings_nor_papers(site: OnSite) -> None:
    again = planned(site)
    opened = sheet_of(site.desk, site.desk.case(again.inspection))
    assert [one.key for one in steps(opened.case, about(site.desk, opened))] == [
        "preparation", "arrival", "checking", "record", "closing",
    ]  # fmt: skip


def test_that_what_is_not_put_right_becomes_no_finding_of_its_own(site: OnSite) -> None:
    again = answered(arrived(planned(site)), NOT)
    assert draft_findings(site.desk, again.inspection) == ()


def test_that_it_is_closed_with_its_seal_and_its_task_is_done(site: OnSite) -> None:
    again = sealed(answered(arrived(planned(site)), NOT))
    opened = sheet_of(site.desk, site.desk.case(again.inspection))
    assert opened.case.inspection.closed_at is not None
    assert {one.state for one in steps(opened.case, about(site.desk, opened))} == {DONE}
    (task,) = rechecks(site.desk.case(site.inspection))
    assert task.done_at is not None and task.result == "复查笔录已封存"


def test_that_it_does_not_count_against_the_yearly_cap(site: OnSite) -> None:
    before = inspections_in_year(site.desk, "unit-1", 2026)
    planned(site)
    assert inspections_in_year(site.desk, "unit-1", 2026) == before == 1


def test_that_its_form_is_not_offered_for_other_inspections(site: OnSite) -> None:
    found, problems = plan_inspection(site.desk, plan_entry(site.desk, unit="unit-1", form="recheck"), {})
    assert found is None and [one.field for one in problems] == ["form"]


def test_that_a_stop_order_is_checked_again_too(tmp_path: Path) -> None:
    with at_the_table.at_the_table(tmp_path / "data", q2_3=at_the_table.VIOLATES) as site:
        made.numbers(site)
        (finding,) = draft_findings(site.desk, site.inspection)
        assert choose_facts(site.desk, finding.id, [2]) == []
        record_measure(site.desk, site.inspection, "M4", [finding.id], "擅自删除日志")
        stop = made.final(site, "D12")
        at_the_table.seal(site)
        made.served(site, stop)
        rows = list(sheet(site.desk, planned(site).inspection).questions().values())
    assert [one.label for one in rows] == [
        "立即停止：擅自删除在用电子档案及其操作日志", "采取措施：停止清理任务，恢复最近一次备份，封存操作日志",
    ]  # fmt: skip
    assert [one.hint.splitlines()[1] for one in rows] == ["期限：立即", "期限：2026年6月15日（星期一）前（含当日）"]


def test_that_the_list_shows_it_as_reinspection_of_its_order_and_plans_do_not_count_it(site: OnSite) -> None:
    again = planned(site)
    refresh(site.desk)
    cells = site.desk.store.listing.cells([again.inspection, site.inspection])
    assert cells[again.inspection]["mode"] == "复查（保档执通〔2026〕1号）"
    assert cells[again.inspection]["step"].startswith("复查 · ")
    assert cells[again.inspection]["reinspects"] == site.inspection and "reinspects" not in cells[site.inspection]
    assert progress(site.desk).planned == 1


def test_that_a_missing_form_is_named_and_nothing_is_planned(site: OnSite, tmp_path: Path) -> None:
    shutil.copytree(FORMS, tmp_path / "forms")
    shutil.rmtree(tmp_path / "forms" / "inspections" / "recheck")
    without = replace(site, desk=replace(site.desk, forms=tmp_path / "forms"))
    with pytest.raises(DocumentFailed, match="没有整改复查表"):
        plan_recheck(without.desk, site.inspection, plan(without))
    assert rechecks(site.desk.case(site.inspection)) == ()
