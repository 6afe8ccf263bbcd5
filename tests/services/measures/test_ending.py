"""A measure of a sealed record that goes no further: no case is left open for ever, and nothing is dropped silently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.numbers import VOIDED
from app.domain.procedure.ended_measures import ANNULLED, GROUNDLESS, NOT_ISSUED, MeasureEnd
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.needs_orders import order_unobeyed
from app.domain.procedure.tasks import closing_blockers, open_tasks
from app.errors import Refused
from app.services.case_clocks import clocks
from app.services.checking.findings import choose_facts, draft_findings
from app.services.measures.deciding import Order, close_task, decide_order, record_measure
from app.services.measures.ending import Ending, end_measure
from app.services.numbers import ledger
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.drafting import draft
from app.services.papers.numbering import notice_of
from app.services.papers.voiding_final import void_final
from app.services.preparation.approvals import Decision, record_approval
from app.services.preparation.calling_off import call_off
from app.services.rechecking.planning import recheck_blockers
from app.services.timeline.telling import timeline
from tests.services.at_the_table import DUE, VIOLATES, approve, at_the_table, order, refused_codes, seal, stamped
from tests.services.on_site import OnSite
from tests.services.papers.made import final, made, numbers, served

GROUND = Ending(NOT_ISSUED, "负责人不同意印发（演练）", "ding", date(2026, 6, 8), "演练签报〔2026〕1号")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        numbers(begun)
        yield begun


def measure_of(site: OnSite) -> str:
    return site.desk.case(site.inspection).measures[0].id


def left(site: OnSite) -> list[str]:
    return [one.code for one in closing_blockers(site.desk.case(site.inspection))]


def closed(site: OnSite) -> bool:
    final(site, "D37", facts="日志保存期不足（演练）")
    return site.desk.case(site.inspection).inspection.closed_at is not None


def found(site: OnSite) -> str:
    draft_findings(site.desk, site.inspection)
    (finding,) = site.desk.case(site.inspection).findings
    choose_facts(site.desk, finding.id, [2])
    return finding.id


def refuse(site: OnSite, kind: str, document: str) -> None:
    entry = Decision(kind, document, "ding", "leader", "in_person", "refuse", opinion="不同意（演练）")
    assert record_approval(site.desk, site.inspection, entry)[1] == []


def test_that_an_order_that_the_leader_refuses_after_the_seal_ends_and_the_case_is_closed(site: OnSite) -> None:
    document = order(site)
    seal(site)
    refuse(site, "D11", document)
    assert left(site) == ["order-not-served"]
    measure, number = measure_of(site), site.desk.case(site.inspection).measures[0].number
    end_measure(site.desk, measure, GROUND)
    case = site.desk.case(site.inspection)
    assert case.document("D11") is None
    assert ledger.number(site.desk, number).state in (VOIDED, "leased")
    assert left(site) == []
    assert closed(site)


def test_that_the_closing_paper_and_the_course_say_why(site: OnSite) -> None:
    order(site)
    seal(site)
    end_measure(site.desk, measure_of(site), GROUND)
    paper = made(site, "D37", result=None, facts="日志保存期不足（演练）")
    words = str(site.desk.case(site.inspection).contents[paper].data)
    assert "负责人决定不再印发：负责人不同意印发（演练）（演练签报〔2026〕1号）" in words
    told = [one.title for one in timeline(site.desk, site.desk.case(site.inspection))]
    assert "终结处理措施：负责人决定不再印发" in told


def test_that_a_served_order_that_was_annulled_needs_no_recheck(site: OnSite) -> None:
    document = stamped(site)
    served(site, document)
    site.watch.pass_by(days=10)
    assert left(site) == ["order-not-checked"]
    end_measure(site.desk, measure_of(site), replace(GROUND, sort=ANNULLED, reason="行政复议决定撤销（演练）"))
    case = site.desk.case(site.inspection)
    assert left(site) == []
    assert [one.code for one in recheck_blockers(site.desk, case)] == ["nothing-ordered"]
    assert not [one for one in clocks(site.desk, case) if one.ended_at is None and not one.rights]
    assert closed(site)


def test_that_an_annulled_order_is_no_ground_for_discipline(site: OnSite) -> None:
    document = stamped(site)
    served(site, document)
    site.watch.pass_by(days=45)
    rows = [{"text": "调整日志保存策略", "due": "2026-07-08", "result": "not", "seen": "未改（演练）"}]
    final(site, "D35", items=rows, conclusion="none", next="discipline", next_reason="未改正（演练）")
    assert order_unobeyed(site.desk.case(site.inspection))
    end_measure(site.desk, measure_of(site), replace(GROUND, sort=ANNULLED))
    assert not order_unobeyed(site.desk.case(site.inspection))


def test_that_a_stop_order_that_the_leader_refuses_after_the_seal_ends(site: OnSite) -> None:
    record_measure(site.desk, site.inspection, "M4", [found(site)], "立即停止（演练）")
    seal(site)
    refuse(site, "D12", made(site, "D12"))
    assert set(left(site)) >= {"task-open"}
    end_measure(site.desk, measure_of(site), GROUND)
    case = site.desk.case(site.inspection)
    assert open_tasks(case) == ()
    assert case.document("D12") is None
    assert closed(site)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"sort": ANNULLED}, "end-sort"), ({"sort": GROUNDLESS}, "end-sort"), ({"reason": " 　"}, "reason-missing"),
        ({"paper": ""}, "paper-missing"), ({"decided_by": "jia"}, "not-by-leader"),
        ({"decided_by": "wu"}, "not-by-leader"), ({"decided_on": None}, "end-day"),
        ({"decided_on": date(2026, 6, 7)}, "end-day"), ({"decided_on": date(2026, 6, 9)}, "end-day"),
    ],
)  # fmt: skip
def test_that_an_end_without_ground_ends_nothing(site: OnSite, changed: dict[str, Any], told: str) -> None:
    order(site)
    seal(site)
    with pytest.raises(Refused) as refused:
        end_measure(site.desk, measure_of(site), replace(GROUND, **changed))
    assert refused_codes(refused) == [told]
    assert site.desk.case(site.inspection).measure_ends == ()


def test_that_a_measure_is_withdrawn_before_the_seal_and_a_final_paper_voided_first(site: OnSite) -> None:
    document = order(site)
    with pytest.raises(Refused) as refused:
        end_measure(site.desk, measure_of(site), GROUND)
    assert refused_codes(refused) == ["withdraw-instead"]
    seal(site)
    approve(site, document)
    life.freeze(site.desk, site.inspection, document)
    with pytest.raises(Refused) as refused:
        end_measure(site.desk, measure_of(site), GROUND)
    assert refused_codes(refused) == ["paper-final"]
    void_final(site.desk, site.inspection, document, "不再印发（演练）")
    end_measure(site.desk, measure_of(site), GROUND)
    assert left(site) == []


def test_that_an_end_noted_elsewhere_while_the_notice_went_out_counts_for_nothing(site: OnSite) -> None:
    document = stamped(site)
    site.desk.commit(changes_of(MeasureEnd(
        f"{site.inspection}/strange", measure_of(site), NOT_ISSUED, "演练", "ding", date(2026, 6, 8), "演练",
        "yi", site.desk.now(),
    )))  # fmt: skip
    case = site.desk.case(site.inspection)
    assert case.measure_ends == ()
    assert case.measures[0].id == next(one.measure for one in case.documents if one.id == document)


def test_that_an_oral_order_is_written_down_after_the_seal(site: OnSite) -> None:
    finding = found(site)
    record_measure(site.desk, site.inspection, "M3", [finding], "立即停用（演练）")
    seal(site)
    assert left(site) == ["task-open"]
    measure = decide_order(site.desk, site.inspection, [Order(finding, "改正")], DUE, "书面报告", term="30d")
    document, reserved = notice_of(site.desk, site.inspection, measure)
    draft(site.desk, site.inspection, document, compose, reserved)
    approve(site, document.id)
    life.freeze(site.desk, site.inspection, document.id)
    life.stamp(site.desk, site.inspection, document.id, way=life.CARRIED)
    served(site, document.id)
    assert left(site) == ["order-not-checked"]


def test_that_nothing_else_is_ordered_after_the_seal(site: OnSite) -> None:
    order(site)
    seal(site)
    with pytest.raises(Refused) as refused:
        (finding,) = site.desk.case(site.inspection).findings
        decide_order(site.desk, site.inspection, [Order(finding.id, "改正")], DUE, "书面报告", term="30d")
    assert "record-sealed" in refused_codes(refused)


def test_that_an_inspection_is_not_called_off_while_a_measure_binds_somebody(site: OnSite) -> None:
    record_measure(site.desk, site.inspection, "M5", [found(site)], "登记保存（演练）")
    with pytest.raises(Refused) as refused:
        call_off(site.desk, site.inspection, "演练")
    assert refused_codes(refused) == ["measure-open"]


def test_that_an_inspection_is_not_called_off_after_a_paper_was_served(site: OnSite) -> None:
    record_measure(site.desk, site.inspection, "M4", [found(site)], "立即停止（演练）")
    served(site, final(site, "D12"))
    with pytest.raises(Refused) as refused:
        call_off(site.desk, site.inspection, "演练")
    assert "paper-served" in refused_codes(refused)


def test_that_an_order_served_before_the_seal_and_annulled_lets_the_inspection_be_called_off(site: OnSite) -> None:
    record_measure(site.desk, site.inspection, "M4", [found(site)], "立即停止（演练）")
    served(site, final(site, "D12"))
    end_measure(site.desk, measure_of(site), replace(GROUND, sort=ANNULLED, reason="本机关撤销（演练）"))
    call_off(site.desk, site.inspection, "无法完成检查（演练）")
    assert site.desk.case(site.inspection).inspection.called_off


def test_that_an_approval_by_phone_is_not_countersigned_by_a_note(site: OnSite) -> None:
    document = order(site)
    approve(site, document, "phone")
    (task,) = [one for one in open_tasks(site.desk.case(site.inspection)) if one.kind == "countersign"]
    with pytest.raises(Refused) as refused:
        close_task(site.desk, task.id, "已补签（演练）")
    assert refused_codes(refused) == ["task-countersign"]
