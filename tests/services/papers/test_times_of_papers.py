"""The times that papers tell: in their order, not ahead of the day, and terms counted from the act itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.errors import Refused
from app.services.case_clocks import clocks
from app.services.papers.making import begin, enter, form_problems
from app.services.papers.rendering import render_paper
from tests.services.at_the_table import begin as begin_service
from tests.services.at_the_table import order, refused_codes, seal
from tests.services.on_site import OnSite
from tests.services.papers import test_made_papers as made_papers
from tests.services.papers.chains import MEASURES, chain, decide
from tests.services.papers.chains import photo as photo  # a fixture
from tests.services.papers.made import VALUES, final, served

site = made_papers.site


def wrong(site: OnSite, kind: str, **given: Any) -> list[str]:
    """Return the fields of a paper that are told to be wrong."""
    document = begin(site.desk, site.inspection, kind)
    assert enter(site.desk, site.inspection, document.id, {**VALUES[kind], **given}) == []
    case = site.desk.case(site.inspection)
    return [one.field for one in form_problems(site.desk, case, document)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, []),
        ({"starts": "2026-06-08T10:30", "ends": "2026-06-08T09:40"}, ["ends"]),
        ({"ends": "2026-06-18T10:20"}, ["ends"]),
    ],
)
def test_that_an_interview_ends_after_it_began_and_not_on_a_day_to_come(
    site: OnSite, given: dict[str, str], told: list[str]
) -> None:
    assert wrong(site, "D5", **given) == told


def test_that_seven_working_days_run_from_the_registration_not_from_its_paper(site: OnSite) -> None:
    decide(site, "M5")
    final(site, "D7")
    saved = site.desk.now().isoformat(timespec="minutes")
    site.watch.moment += timedelta(days=4)
    final(site, "D8", saved_at=saved)
    site.watch.moment += timedelta(days=6)  # the 18th of June; the seventh working day was the 17th
    with pytest.raises(Refused) as refused:
        final(site, "D9", outcome="test")
    assert refused_codes(refused) == ["need-made_within"]


def test_that_a_decision_on_registered_evidence_tells_when_it_was_registered(site: OnSite) -> None:
    decide(site, "M5")
    final(site, "D7")
    saved = site.desk.now().isoformat(timespec="minutes")
    site.watch.moment += timedelta(days=1)
    final(site, "D8", saved_at=saved)
    text = render_paper(site.desk, site.inspection, final(site, "D9")).text.replace("\n", "")
    assert "我局自2026年6月8日" in text and "对你单位的有关证据先行登记保存" in text


def test_that_a_seizure_counts_from_the_day_it_began_and_ends_after_it(site: OnSite, photo: str) -> None:
    decide(site, *MEASURES)
    chain(site, "D16", photo)
    assert wrong(site, "D17", starts="2026-06-09", until="2026-06-28") == ["starts"]


def test_that_a_seizure_does_not_end_on_the_day_it_begins(site: OnSite, photo: str) -> None:
    decide(site, *MEASURES)
    chain(site, "D16", photo)
    assert wrong(site, "D17", starts="2026-06-08", until="2026-06-08") == ["until"]


def test_that_a_seizure_is_not_extended_to_a_day_before_its_end(site: OnSite, photo: str) -> None:
    decide(site, *MEASURES)
    chain(site, "D17", photo)
    assert wrong(site, "D20", until="2026-06-28") == ["until"]


def test_that_the_term_to_sue_runs_for_every_decision_that_may_be_contested(site: OnSite) -> None:
    decide(site, "M5")
    final(site, "D7")
    document = final(site, "D8")
    served(site, document)
    titles = {one.title for one in clocks(site.desk, site.desk.case(site.inspection)) if one.subject == document}
    assert {"当事人申请行政复议", "当事人提起行政诉讼"} <= titles


def test_that_papers_name_a_seizure_as_it_was_done_and_as_its_title_stands(site: OnSite, photo: str) -> None:
    decide(site, *MEASURES)
    chain(site, "D17", photo)
    longer = final(site, "D20")
    text = render_paper(site.desk, site.inspection, longer).text.replace("\n", "")
    assert "延长扣押期限决定书" in text and "作出《扣押决定书》（保档查扣决〔2026〕1号）" in text
    assert "查封" not in text
    receipt = begin_service(site, longer).id
    words = site.desk.case(site.inspection).contents[receipt].data
    assert words["served"]["title"] == "延长扣押期限决定书"


def test_that_a_report_upward_tells_when_it_was_found_and_what_was_ordered(site: OnSite) -> None:
    decide(site, "M4")
    ordered = site.desk.now()
    site.watch.pass_by(minutes=45)
    document = begin(site.desk, site.inspection, "D13")
    values = site.desk.case(site.inspection).entries[document.id]
    assert values["found_at"] == ordered.isoformat(timespec="minutes")[:16]
    assert values["taken"] == "已责令该单位立即停止：演练措施M4"


@pytest.mark.parametrize("kind", ["D13", "D14"])
def test_that_a_report_upward_proposes_the_leader_who_signs_it_off(site: OnSite, kind: str) -> None:
    decide(site, "M4")
    document = begin(site.desk, site.inspection, kind)
    assert site.desk.case(site.inspection).entries[document.id]["signer"] == "演练丁"


@pytest.mark.parametrize(("way", "told", "other"), [("read", "我已看过", "宣读"), ("heard", "已向我宣读", "看过")])
def test_that_an_interview_says_in_which_way_it_was_checked(site: OnSite, way: str, told: str, other: str) -> None:
    text = render_paper(site.desk, site.inspection, final(site, "D5", checked_by=way)).text.replace("\n", "")
    said = text.partition("以上笔录")[2].partition("记录属实")[0]
    assert told in said and other not in said


@pytest.mark.parametrize("kind", ["D47", "D48"])
@pytest.mark.parametrize(("way", "told", "other"), [("read", "我已看过", "宣读"), ("heard", "已向我宣读", "看过")])
def test_that_what_is_added_to_a_record_says_in_which_way_it_was_checked(
    site: OnSite, kind: str, way: str, told: str, other: str
) -> None:
    order(site)
    seal(site)
    text = "".join(render_paper(site.desk, site.inspection, final(site, kind, checked_by=way)).text.split())
    said = text.rpartition("与实际情况相符")[0][-20:]
    assert told in said and other not in said
