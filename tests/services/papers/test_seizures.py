"""Seizure behind its gate: a national law, approval in time, thirty days, its list (CL 10, 11, 18, 19, 25)."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.services.case_clocks import clocks
from app.services.papers import life
from app.services.papers.drafting import paper
from app.services.papers.signed_papers import signers
from tests.services import violated_visit
from tests.services.at_the_table import (
    refused_codes,
    somebody,
)
from tests.services.on_site import OnSite
from tests.services.papers import chains
from tests.services.papers.chains import decide
from tests.services.papers.made import approved, final, made

site, photo = violated_visit.site, chains.photo


@pytest.mark.parametrize("level", ["local", "rule", "normative", "list"])
def test_that_a_seizure_without_a_national_law_is_refused(site: OnSite, photo: str, level: str) -> None:
    decide(site, "M9")
    document = made(site, "D15", evidence=[photo], law_level=level)
    approved(site, document, "D15")
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["need-one_of"]
    assert refused.value.blockers[0].basis == ("coercion-law-2011:10", "coercion-law-2011:11")


def test_that_a_seizure_lasts_thirty_days_at_most_and_needs_its_list(site: OnSite, photo: str) -> None:
    decide(site, "M9")
    final(site, "D15", evidence=[photo])
    document = made(site, "D17", until="2026-07-09")
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == [
        "need-within_term", "need-within_approved", "need-paper_final", "need-paper_final", "trap-T7", "trap-T25",
    ]  # fmt: skip


@pytest.mark.parametrize(("until", "told"), [("2026-06-28", []), ("2026-06-29", ["need-within_approved"])])
def test_that_a_seizure_lasts_no_longer_than_it_was_approved_for(
    site: OnSite, photo: str, until: str, told: list[str]
) -> None:
    decide(site, "M9")
    for kind, more in (("D15", {"evidence": [photo]}), ("D16", {}), ("D18", {})):
        final(site, kind, **more)
    document = made(site, "D17", until=until)
    case = site.desk.case(site.inspection)
    codes = [one.code for one in life.freezing_blockers(site.desk, case, paper(case, document))]
    assert [one for one in codes if one.startswith("need-")] == told


def test_that_a_witness_who_is_not_asked_does_not_sign_the_record_of_a_seizure(site: OnSite, photo: str) -> None:
    decide(site, "M9")
    somebody(site, "演练见证人")
    final(site, "D15", evidence=[photo])
    here = made(site, "D16")
    case = site.desk.case(site.inspection)
    assert [role for _, role in signers(site.desk, case, paper(case, here))] == ["responsible", "officer", "officer"]
    absent = made(site, "D16", present="no")
    case = site.desk.case(site.inspection)
    assert [role for _, role in signers(site.desk, case, paper(case, absent))] == ["witness", "officer", "officer"]


@pytest.mark.parametrize(("days", "told"), [(30, []), (31, ["need-at_most"])])
def test_that_more_than_thirty_days_of_seizure_are_not_approved(
    site: OnSite, photo: str, days: int, told: list[str]
) -> None:
    decide(site, "M9")
    document = made(site, "D15", evidence=[photo], days=days)
    approved(site, document, "D15")
    case = site.desk.case(site.inspection)
    codes = [one.code for one in life.freezing_blockers(site.desk, case, paper(case, document))]
    assert [one for one in codes if one.startswith("need-")] == told


def test_that_the_day_to_approve_an_urgent_seizure_is_counted_from_the_act(site: OnSite, photo: str) -> None:
    decide(site, "M9")

    def clock():
        found = clocks(site.desk, site.desk.case(site.inspection))
        return next((one for one in found if one.title == "紧急查封、扣押报告并补办批准"), None)

    made(site, "D15", evidence=[photo])
    assert clock() is None  # not urgent: approved before, no clock
    document = made(site, "D15", evidence=[photo], urgent="yes", urgent_at="2026-06-08T09:00")
    assert f"{clock().due:%m-%d %H:%M}" == "06-09 09:00" and clock().state(site.desk.now()) == "running"
    site.watch.pass_by(hours=25)
    assert clock().state(site.desk.now()) == "overdue"
    approved(site, document, "D15")
    assert clock().state(site.desk.now()) == "ended"


def test_that_an_urgent_seizure_is_approved_within_a_day(site: OnSite, photo: str) -> None:
    decide(site, "M9")
    document = made(site, "D15", evidence=[photo], urgent="yes", urgent_at="2026-06-08T09:00")
    site.watch.pass_by(hours=25)
    approved(site, document, "D15")
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["need-approved_within"]
