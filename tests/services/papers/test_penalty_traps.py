"""Traps of penalties that can occur here: each with a case that it stops or asks about, and one it lets through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.consequences import PENALTY, Line
from app.domain.procedure.act_period import ActPeriod
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.domain.procedure.traps import ABSENT, AMBER, CLEAR, RED
from app.errors import Refused
from app.services.measures.deciding import record_measure
from app.services.papers import legality, life
from app.services.papers.drafting import paper
from app.services.papers.legality import checkup, give_reason, legality_blockers
from app.services.record import journey
from tests.services import violated_visit
from tests.services.at_the_table import approve, order, picture, read_out, refused_codes, seal
from tests.services.on_site import OnSite
from tests.services.papers.made import final, made

site, finding = violated_visit.site, violated_visit.finding


def filed(site: OnSite, text: str = "立案（演练）") -> None:
    record_measure(site.desk, site.inspection, "M7", [finding(site)], text)


def state(site: OnSite, code: str, case: Case | None = None, document: str = "") -> str:
    case = case or site.desk.case(site.inspection)
    found = checkup(site.desk, case, paper(case, document) if document else None)
    return next(one.state for one in found.findings if one.trap.code == code)


def test_that_a_filing_without_a_fine_in_the_law_holds_the_record_until_its_law_is_named(site: OnSite) -> None:
    order(site)
    assert state(site, "T5") == ABSENT
    filed(site)
    assert state(site, "T5") == AMBER
    read_out(site)
    record = site.desk.case(site.inspection).document("D4")
    assert record is not None
    with pytest.raises(Refused) as refused:
        journey.seal_record(site.desk, site.inspection)
    assert {"trap-T5", "trap-T22"} <= set(refused_codes(refused))
    give_reason(site.desk, site.inspection, record.id, "T5", "依据《演练条例》第十条立案（演练）")
    case = site.desk.case(site.inspection)
    assert "trap-T5" not in [one.code for one in legality_blockers(site.desk, case, record)]


def test_that_a_filing_for_which_the_law_has_a_fine_passes(site: OnSite, monkeypatch: pytest.MonkeyPatch) -> None:
    order(site)
    filed(site)
    line = Line("archives-law-2020:48-i4", PENALTY, "警告并处罚款", ("archives-law-2020:49-p2",))
    monkeypatch.setattr(legality, "_penalties", lambda desk, case: {finding(site): (line,)})
    assert state(site, "T5") == CLEAR


@pytest.mark.parametrize("text", ["处以罚款五千元", "责令赔偿损失", "没收违法所得", "罚款5000元", "给予警告"])
def test_that_an_order_worded_as_a_penalty_is_stopped(site: OnSite, text: str) -> None:
    notice = order(site)
    seal(site)
    approve(site, notice)
    assert state(site, "T5", document=notice) == ABSENT
    case = site.desk.case(site.inspection)
    (measure,) = case.measures
    worded = replace(measure, orders=({**measure.orders[0], "text": text},))
    assert state(site, "T5", replace(case, measures=(worded,)), notice) == RED


@pytest.mark.parametrize("text", [
    "建立罚款台账管理制度", "明确处罚档案的归档范围", "追究责任、给予警告处分的建议另行提出",
])  # fmt: skip
def test_that_an_order_that_only_speaks_of_penalties_passes(site: OnSite, text: str) -> None:
    notice = order(site)
    case = site.desk.case(site.inspection)
    (measure,) = case.measures
    worded = replace(measure, orders=({**measure.orders[0], "text": text},))
    assert state(site, "T5", replace(case, measures=(worded,)), notice) == ABSENT


def test_that_a_seizure_without_telling_and_hearing_is_stopped(site: OnSite, tmp_path: Path) -> None:
    order(site)
    (tmp_path / "p").mkdir()
    photo = picture(site, tmp_path / "p", links=("q2_3",))
    record_measure(site.desk, site.inspection, "M9", [finding(site)], "扣押（演练）")
    final(site, "D15", evidence=[photo])
    decision = made(site, "D17")
    assert state(site, "T7", document=decision) == RED
    silent = [{"step": "听取陈述和申辩", "at": "", "note": "没有意见"}]
    final(site, "D16", steps=silent)
    assert state(site, "T7", document=decision) == RED
    final(site, "D16")
    assert state(site, "T7", document=decision) == CLEAR
    assert life.freezing_blockers(site.desk, site.desk.case(site.inspection), Document("x", "D17", frozen_at=None))


@pytest.mark.parametrize(("ended", "found"), [
    (None, AMBER), (date(2024, 6, 8), CLEAR), (date(2024, 6, 7), AMBER), (date(2021, 6, 7), RED),
    (date(2026, 6, 1), CLEAR), (date(1920, 6, 7), RED),
])  # fmt: skip
def test_that_an_act_is_punished_only_within_two_years(site: OnSite, ended: date | None, found: str) -> None:
    order(site)
    assert state(site, "T22") == ABSENT
    filed(site)
    case = site.desk.case(site.inspection)
    known = {} if ended is None else {finding(site): ActPeriod(finding(site), None, ended)}
    assert state(site, "T22", replace(case, act_periods=known)) == found


def test_that_ninety_days_after_filing_are_told(site: OnSite) -> None:
    order(site)
    filed(site)
    case = site.desk.case(site.inspection)
    going_on = {finding(site): ActPeriod(finding(site), continuing=True)}
    assert state(site, "T22", replace(case, act_periods=going_on)) == CLEAR
    site.watch.pass_by(days=91)
    assert state(site, "T22", replace(site.desk.case(site.inspection), act_periods=going_on)) == AMBER


def test_that_one_act_is_filed_once_and_not_handed_over_to_be_fined(site: OnSite) -> None:
    order(site)
    filed(site)
    assert state(site, "T23") == CLEAR
    record_measure(site.desk, site.inspection, "M8", [finding(site)], "移送网信部门（演练）")
    assert state(site, "T23") == AMBER
    made(site, "D36", sort="crime")
    assert state(site, "T23") == CLEAR
    filed(site, "再次立案（演练）")
    assert state(site, "T23") == RED


def test_that_a_paper_that_has_nothing_to_do_with_the_filing_is_not_held_up(site: OnSite) -> None:
    order(site)
    filed(site)
    told = made(site, "D13")
    assert {state(site, code, document=told) for code in ("T5", "T22", "T23")} == {ABSENT}
