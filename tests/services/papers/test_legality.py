"""文书体检: each trap with a case that it stops (or asks about) and one that it lets through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.procedure.act_period import ActPeriod
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document, Service
from app.domain.procedure.traps import ABSENT, AMBER, CLEAR, RED, TRAPS
from app.errors import Refused
from app.services.desk import Desk
from app.services.frequency import set_enterprise_cap
from app.services.measures.deciding import record_measure
from app.services.papers import legality
from app.services.papers.drafting import paper
from app.services.papers.legality import checkup, give_reason
from tests.services import violated_visit
from tests.services.at_the_table import order, refused_codes, review, seal, stamped
from tests.services.on_site import OnSite
from tests.services.papers.made import approved, final, made, signed

PENALTIES = ("T5", "T7", "T8", "T22", "T23", "T27")
OUTSIDE = ("T8", "T27")


site = violated_visit.site


def states(desk: Desk, case: Case, document: Document | None = None) -> dict[str, str]:
    return {one.trap.code: one.state for one in checkup(desk, case, document).findings}


def of(site: OnSite, document: str = "") -> dict[str, str]:
    case = site.desk.case(site.inspection)
    return states(site.desk, case, paper(case, document) if document else None)


def without_stamp(case: Case, document: str) -> Case:
    rest = tuple(replace(one, stamped={}) if one.id == document else one for one in case.documents)
    return replace(case, documents=rest)


def test_that_the_traps_are_thirty_in_their_order() -> None:
    assert [one.code for one in TRAPS] == [f"T{number}" for number in range(1, 31)]


def test_that_a_lawful_notice_passes_every_rule(site: OnSite) -> None:
    notice = order(site)
    seal(site)
    review(site, notice)
    found = of(site, notice)
    assert not {code for code, state in found.items() if state in (RED, AMBER)}
    assert {code for code, state in found.items() if state == ABSENT} >= set(PENALTIES)


def test_that_a_paper_not_issued_by_a_bureau_is_stopped(site: OnSite, monkeypatch: pytest.MonkeyPatch) -> None:
    case = site.desk.case(site.inspection)
    assert states(site.desk, case)["T3"] == CLEAR
    issuing = site.desk.issuing
    monkeypatch.setattr(Desk, "issuing", lambda self, code: replace(issuing(code), name="保定市档案局执法处"))
    assert states(site.desk, case)["T3"] == RED


def test_that_a_seizure_without_a_law_is_stopped(site: OnSite) -> None:
    order(site)
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M9", [finding.id], "扣押（演练）")
    wrong = made(site, "D15", law_level="list")
    assert of(site, wrong)["T4"] == RED
    assert of(site, made(site, "D15"))["T4"] == CLEAR


def test_that_only_traps_without_any_paper_here_have_no_rule_and_each_says_why() -> None:
    assert tuple(one.code for one in TRAPS if one.rule is None) == OUTSIDE
    assert all(one.outside for one in TRAPS if one.rule is None)
    assert not any(one.outside for one in TRAPS if one.rule is not None)


@pytest.mark.parametrize("code", PENALTIES)
def test_that_traps_of_penalties_never_pass_where_nothing_is_filed_or_seized(site: OnSite, code: str) -> None:
    case = site.desk.case(site.inspection)
    assert of(site)[code] == ABSENT
    found = next(one for one in checkup(site.desk, case).findings if one.trap.code == code)
    assert found.absent


def test_that_a_repealed_ground_is_stopped(site: OnSite) -> None:
    notice = order(site)
    case = site.desk.case(site.inspection)
    old = replace(case.findings[0], order_basis=("implementing-measures-2017:27",))
    assert states(site.desk, replace(case, findings=(old,)), paper(case, notice))["T6"] == RED
    assert states(site.desk, case, paper(case, notice))["T6"] == CLEAR


def test_that_a_repealed_provision_in_a_form_is_stopped(site: OnSite) -> None:
    order(site)
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M4", [finding.id], "停止（演练）")
    assert of(site, made(site, "D12", articles=["implementing-measures-2017:27"]))["T6"] == RED


@pytest.mark.parametrize(("ended", "state"), [(date(2023, 12, 31), CLEAR), (date(2024, 3, 1), RED), (None, RED)])
def test_that_discipline_follows_the_law_of_the_day_of_the_act(site: OnSite, ended: date | None, state: str) -> None:
    order(site)
    seal(site)
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M6", [finding.id], "建议（演练）")
    document = made(site, "D32", articles=["implementing-measures-2017:27"])
    case = site.desk.case(site.inspection)
    known = {} if ended is None else {finding.id: ActPeriod(finding.id, None, ended)}
    assert states(site.desk, replace(case, act_periods=known), paper(case, document))["T6"] == state


def test_that_a_paper_without_its_remedy_is_stopped(site: OnSite) -> None:
    notice = order(site)
    case = site.desk.case(site.inspection)
    content = case.contents[notice]
    bare = replace(case, contents={**case.contents, notice: replace(content, data={**content.data, "remedy": " "})})
    assert states(site.desk, bare, paper(case, notice))["T9"] == RED
    assert states(site.desk, case, paper(case, notice))["T9"] == CLEAR


def test_that_a_term_beyond_the_known_calendar_asks_for_a_reason(site: OnSite) -> None:
    order(site)
    (finding,) = site.desk.case(site.inspection).findings
    assert of(site)["T10"] == CLEAR
    site.watch.moment += timedelta(days=206)  # 31 December 2026
    record_measure(site.desk, site.inspection, "M5", [finding.id], "登记保存（演练）")
    final(site, "D7")
    final(site, "D8", saved_at="2026-12-31T09:30")
    assert of(site)["T10"] == AMBER


def test_that_registered_evidence_past_its_term_is_told_for_the_case(site: OnSite) -> None:
    order(site)
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M5", [finding.id], "登记保存（演练）")
    final(site, "D7")
    final(site, "D8")
    assert of(site)["T11"] == CLEAR
    site.watch.pass_by(days=15)
    assert of(site)["T11"] == AMBER


def test_that_a_paper_handed_over_without_the_stamp_is_stopped(site: OnSite) -> None:
    notice = stamped(site)
    case = site.desk.case(site.inspection)
    service = Service("s", notice, "direct", site.desk.now(), "会议室", site.person, ("jia", "yi"))
    handed = replace(case, services=(*case.services, service))
    assert states(site.desk, handed, paper(case, notice))["T12"] == CLEAR
    bare = without_stamp(handed, notice)
    assert states(site.desk, bare, paper(bare, notice))["T12"] == RED


def test_that_discipline_without_an_ignored_order_is_stopped(site: OnSite) -> None:
    order(site)
    (finding,) = site.desk.case(site.inspection).findings
    seal(site)
    record_measure(site.desk, site.inspection, "M6", [finding.id], "建议（演练）")
    assert of(site, made(site, "D32"))["T18"] == RED
    assert of(site, made(site, "D32", articles=["archives-law-2020:48-i4"]))["T18"] == CLEAR


def test_that_a_seizure_without_its_list_or_late_approval_is_stopped(site: OnSite, tmp_path: Path) -> None:
    from tests.services.at_the_table import picture

    order(site)
    (tmp_path / "p").mkdir()
    photo = picture(site, tmp_path / "p", links=("q2_3",))
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M9", [finding.id], "扣押（演练）")
    urgent = made(site, "D15", evidence=[photo], urgent="yes", urgent_at="2026-06-08T09:00")
    assert of(site, urgent)["T20"] == CLEAR
    site.watch.pass_by(hours=25)
    approved(site, urgent, "D15")
    assert of(site, urgent)["T20"] == RED
    final(site, "D15", evidence=[photo])
    decision = made(site, "D17")
    assert of(site, decision)["T19"] == RED
    final(site, "D18")
    assert of(site, decision)["T19"] == RED  # the record of CL 18 is still missing
    record = made(site, "D16", ends=f"{site.desk.now() + timedelta(minutes=40):%Y-%m-%dT%H:%M}")
    give_reason(site.desk, site.inspection, record, "T1", "次日到场，漏作到场登记（演练）")
    signed(site, record)
    assert of(site, decision)["T19"] == CLEAR


def test_that_a_limit_in_the_past_is_stopped(site: OnSite) -> None:
    notice = order(site)
    assert of(site, notice)["T21"] == CLEAR
    site.watch.pass_by(days=40)
    assert of(site, notice)["T21"] == RED


def test_that_a_number_on_two_papers_is_stopped(site: OnSite) -> None:
    order(site)
    case = site.desk.case(site.inspection)
    (notice,) = [one for one in case.documents if one.kind == "D11"]
    twice = replace(case, documents=(*case.documents, replace(notice, id="other")))
    assert (states(site.desk, case)["T26"], states(site.desk, twice)["T26"]) == (CLEAR, RED)


@pytest.mark.parametrize(("cap", "reasons", "state"), [
    (None, {}, CLEAR), (1, {}, CLEAR), (0, {}, AMBER), (0, {"enterprise-frequency": "举报件（演练）"}, CLEAR),
])  # fmt: skip
def test_that_an_enterprise_inspected_too_often_is_asked_about(
    site: OnSite, cap: int | None, reasons: dict[str, str], state: str
) -> None:
    case = site.desk.case(site.inspection)
    assert states(site.desk, case)["T28"] == ABSENT
    set_enterprise_cap(site.desk, cap)
    plan = replace(case.inspection, reasons=reasons)
    enterprise = replace(case, inspection=plan, unit=replace(case.unit, kind="enterprise", enterprise=True))
    assert states(site.desk, enterprise)["T28"] == state


def test_that_a_notice_to_a_bureau_is_the_wrong_paper(site: OnSite) -> None:
    notice = order(site)
    case = site.desk.case(site.inspection)
    bureau = replace(case, unit=replace(case.unit, kind="archives_bureau"))
    assert states(site.desk, case, paper(case, notice))["T30"] == CLEAR
    assert states(site.desk, bureau, paper(case, notice))["T30"] == RED


def test_that_a_reason_is_kept_for_amber_only(site: OnSite) -> None:
    order(site)
    seal(site)
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M6", [finding.id], "建议（演练）")
    document = made(site, "D32")
    for trap, reason, code in (("T18", "继续", "not-amber"), ("T25", " ", "reason-blank")):
        with pytest.raises(Refused) as refused:
            give_reason(site.desk, site.inspection, document, trap, reason)
        assert refused_codes(refused) == [code]
    give_reason(site.desk, site.inspection, document, "T25", "案情简单（演练）")
    case = site.desk.case(site.inspection)
    stops = [one.trap.code for one in legality.checkup(site.desk, case, paper(case, document)).stops]
    assert stops == ["T18"]
