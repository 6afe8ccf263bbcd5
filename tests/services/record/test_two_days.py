"""A visit of two days: cards shown and rights told on both stand in the record, each day with the card of that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from app.domain.operations import Change
from app.domain.procedure.outcomes import Document
from app.domain.procedure.paper_days import signed_off_on
from app.services.arrival.meeting import PersonEntry, RightsEntry, record_person, show_credentials_and_tell_rights
from app.services.arrival.visits import begin_visit, leave, sign_in
from app.services.papers.composing import compose
from app.services.preparation.planning import give_reason
from app.services.record import journey
from app.services.registers.officers import confirm_credential, known_officer, renew_credential
from tests.services.at_the_table import VIOLATES, approve, at_the_table, everybody_signs, order, read_out
from tests.services.on_site import OnSite, acting

NEW = "演练-0099"


def next_day(site: OnSite, *, renewed: bool) -> None:
    """End the first day and begin the second, 演练乙 with a new card."""
    leave(site.desk, site.inspection)
    site.watch.pass_by(days=1)
    if renewed:
        before = known_officer(site.desk, "yi")
        assert before.valid_until is not None
        today = site.watch().date()
        renew_credential(site.desk, "yi", NEW, today, date(2029, 6, 8))
        confirm_credential(site.desk, "yi")
    for code in ("outside-planned-days", "team-not-as-approved"):
        give_reason(site.desk, site.inspection, code, "演练：第二天继续")
    begin_visit(site.desk, site.inspection, "演练路1号")
    for one in ("jia", "yi"):
        sign_in(acting(site, one).desk, site.inspection, one)
    person, problems = record_person(
        site.desk, site.inspection, PersonEntry("演练负责人", "局长", "responsible", "演练证件-1", "0312-0")
    )
    assert person is not None, problems
    entry = RightsEntry(person.id, "第二天已看清证件", recusal={"requested": False})
    assert show_credentials_and_tell_rights(site.desk, site.inspection, entry)[0] is not None


def words(site: OnSite):
    case = site.desk.case(site.inspection)
    return compose(site.desk, case, next(one for one in case.documents if one.kind == "D4"))


def test_that_a_card_renewed_between_two_days_does_not_keep_the_record_open(tmp_path: Path) -> None:
    with at_the_table(tmp_path / "data") as site:
        next_day(site, renewed=True)
        read_out(site)
        everybody_signs(site)
        assert journey.seal_record(site.desk, site.inspection).frozen_at is not None
        yi = next(one for one in words(site)["officers"] if one["name"] == "演练乙")
        assert NEW in yi["credential"] and "2026年6月9日" in yi["credential"]


def test_that_the_record_tells_that_cards_and_rights_were_told_on_the_second_day_too(tmp_path: Path) -> None:
    with at_the_table(tmp_path / "data") as site:
        next_day(site, renewed=False)
        read_out(site)
        (again,) = words(site)["told_again"]
        assert again["shown_at"].startswith("2026-06-09") and again["told_at"].startswith("2026-06-09")
        assert again["reply"] == "第二天已看清证件；不申请回避。"
        assert words(site)["cards"]["shown_at"].startswith("2026-06-08")


def test_that_who_is_there_on_both_days_is_named_once(tmp_path: Path) -> None:
    with at_the_table(tmp_path / "data") as site:
        site.desk.commit([Change("person", site.person, "phone", "0312-0")])
        next_day(site, renewed=False)
        read_out(site)
        assert [one["name"] for one in words(site)["persons"]] == ["演练负责人"]


def test_that_a_notice_drafted_on_the_first_day_is_not_dated_before_the_record(tmp_path: Path) -> None:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as site:
        notice = order(site)
        approve(site, notice)
        case = site.desk.case(site.inspection)
        paper = next(one for one in case.documents if one.id == notice)
        record = Document("d4", "D4", frozen_at=site.desk.now() + timedelta(days=1))
        later = replace(case, documents=(*case.documents, record))
        assert str(signed_off_on(case, paper)) == "2026-06-08"
        assert str(signed_off_on(later, paper)) == "2026-06-09"
