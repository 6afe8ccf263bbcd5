"""Acts that would cost a paper its force, tried against the services: each is refused, or asks for its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.clock import CHINA
from app.domain.operations import Change
from app.errors import Refused
from app.services.checking.findings import HAZARD, draft_findings
from app.services.measures.deciding import record_measure
from app.services.papers import life
from app.services.papers.legality import give_reason
from app.services.papers.signed_papers import seal_paper
from app.services.record import journey
from app.services.voiding import voiding
from tests.services import violated_visit
from tests.services.at_the_table import (
    approve,
    ink,
    order,
    picture,
    read_out,
    refused_codes,
    seal,
    somebody,
    stamped,
)
from tests.services.on_site import OnSite
from tests.services.papers import chains
from tests.services.papers.chains import decide, more
from tests.services.papers.made import final, served

site, photo = violated_visit.site, chains.photo


def refused(act: Callable[[], object]) -> list[str]:
    """Return the codes with which an act is refused, none where it goes through."""
    try:
        act()
    except Refused as no:
        return [one.code for one in no.blockers]
    return []


@pytest.mark.parametrize(("day", "codes"), [(15, ["limit-over"]), (16, ["limit-over"]), (12, [])])
def test_that_a_stop_order_is_not_served_once_its_day_has_come(site: OnSite, day: int, codes: list[str]) -> None:
    decide(site, "M4", aim=HAZARD)
    document = final(site, "D12", report_by="2026-06-15", grade="hazard")
    site.watch.moment = datetime(2026, 6, day, 10, tzinfo=CHINA)
    assert refused(lambda: served(site, document)) == codes


@pytest.mark.parametrize("starts", ["2026-06-05T09:30", "2026-06-08T08:20"])
def test_that_nobody_is_questioned_before_the_officers_arrived(site: OnSite, starts: str) -> None:
    decide(site)
    assert refused(lambda: final(site, "D5", starts=starts)) == ["need-after_arrival"]


def test_that_two_officers_do_not_question_two_people_at_once_unasked(site: OnSite) -> None:
    decide(site)
    site.watch.pass_by(hours=3)
    other = somebody(site, "演练丙", "other")
    final(site, "D5", starts="2026-06-08T09:30", ends="2026-06-08T10:20")
    overlapping = {"person": other, "starts": "2026-06-08T10:00", "ends": "2026-06-08T10:40"}
    assert refused(lambda: final(site, "D5", **overlapping)) == ["trap-T1"]
    document = site.desk.case(site.inspection).documents[-1].id
    give_reason(site.desk, site.inspection, document, "T1", "时间抄录有误，笔录中已经更正（演练）")
    seal_paper(site.desk, site.inspection, document)


def test_that_questions_one_after_the_other_ask_for_nothing(site: OnSite) -> None:
    decide(site)
    site.watch.pass_by(hours=3)
    other = somebody(site, "演练丙", "other")
    final(site, "D5", starts="2026-06-08T09:30", ends="2026-06-08T10:20")
    after_it = {"person": other, "starts": "2026-06-08T10:20", "ends": "2026-06-08T10:40"}
    assert refused(lambda: final(site, "D5", **after_it)) == []


def test_that_sampling_on_a_day_without_a_visit_asks_for_its_reason(site: OnSite) -> None:
    order(site)
    site.watch.pass_by(days=2)
    assert refused(lambda: final(site, "D6")) == ["trap-T1"]


def test_that_things_the_leader_did_not_approve_are_asked_about(site: OnSite) -> None:
    decide(site, "M5")
    final(site, "D7")
    other = [{"name": "另一台服务器", "number": "演练-SN-0009", "quantity": "1台", "state": "完好"}]
    assert refused(lambda: final(site, "D8", items=other)) == ["trap-T11"]


def test_that_a_seized_thing_the_leader_did_not_approve_is_asked_about(site: OnSite, photo: str) -> None:
    decide(site, "M9")
    for kind in ("D15", "D16"):
        final(site, kind, **more(kind, photo))
    other = [{"name": "另一台服务器", "number": "演练-SN-0009", "quantity": "1台", "state": "完好"}]
    assert "trap-T19" in refused(lambda: final(site, "D18", items=other))


def test_that_no_oral_order_is_older_than_the_arrival(site: OnSite) -> None:
    draft_findings(site.desk, site.inspection)
    (finding,) = site.desk.case(site.inspection).findings
    before = site.desk.now() - timedelta(days=3)
    oral = [site.desk, site.inspection, "M3", [finding.id], "立即断网（演练）"]
    assert refused(lambda: record_measure(*oral, decided_at=before)) == ["measure-before-arrival"]
    assert refused(lambda: record_measure(*oral)) == []


def test_that_a_refusal_whose_picture_is_gone_is_not_proved(site: OnSite, tmp_path: Path) -> None:
    (tmp_path / "of_refusal").mkdir()
    order(site)
    shot = picture(site, tmp_path / "of_refusal")
    read_out(site)
    journey.sign(site.desk, site.inspection, site.person, "responsible", "refusal", reason="不同意", media=[shot])
    for who in ("jia", "yi"):
        ink(site, who, "officer")
    site.desk.commit([voiding(site.desk, "evidence", shot, "误拍（演练）")])  # by a laptop that knew of no signature
    assert refused(lambda: journey.seal_record(site.desk, site.inspection)) == ["trap-T13"]


def test_that_a_record_signed_before_it_was_written_asks_for_the_reason(site: OnSite) -> None:
    order(site)
    read_out(site)
    site.watch.pass_by(hours=-3)
    for who, role in (("jia", "officer"), ("yi", "officer"), (site.person, "responsible")):
        ink(site, who, role)
    assert refused(lambda: journey.seal_record(site.desk, site.inspection)) == ["trap-T15"]


def test_that_a_clock_set_back_neither_stamps_nor_serves(site: OnSite) -> None:
    notice = order(site)
    seal(site)
    approve(site, notice)
    life.freeze(site.desk, site.inspection, notice)
    site.watch.pass_by(days=-1)
    stamping = lambda: life.stamp(site.desk, site.inspection, notice, way=life.CARRIED)  # noqa: E731  # asked twice
    assert refused(stamping) == ["stamped-before-final"]
    site.watch.pass_by(days=1)
    assert refused(stamping) == []
    site.watch.pass_by(days=-1)
    assert "served-before-made" in refused(lambda: served(site, notice))


def test_that_a_notice_to_a_name_the_unit_no_longer_has_is_not_served(site: OnSite) -> None:
    notice = stamped(site)
    before = site.desk.case(site.inspection).unit.name
    site.desk.commit([Change("unit", "unit-1", "name", "演练示范中心（演练单位）")])
    with pytest.raises(Refused) as no:
        served(site, notice)
    assert refused_codes(no) == ["unit-renamed"] and before in no.value.blockers[0].text
    site.desk.commit([Change("unit", "unit-1", "name", before)])
    served(site, notice)
