"""Re-inspections that give no opinion: taken already, not sealed, entry refused, called off."""

from __future__ import annotations

import pytest

from app.domain.procedure.rechecks import SOURCE, without_opinion
from app.errors import Refused
from app.services.arrival.visits import begin_visit, refuse_entry, sign_in
from app.services.preparation.calling_off import call_off
from app.services.rechecking.opinions import begin_opinion, opinions_due
from app.services.rechecking.planning import plan_recheck
from tests.services import at_the_table
from tests.services.at_the_table import refused_codes
from tests.services.on_site import OnSite
from tests.services.rechecking import test_opinions as opinions
from tests.services.rechecking.again import (
    NOT,
    answered,
    arrived,
    plan,
    planned,
    rechecked,
)
from tests.services.rechecking.test_opinions import begun, issued

site = opinions.site


def test_that_a_reinspection_is_taken_once(site: OnSite) -> None:
    rechecked(site, NOT)
    issued(site)
    assert SOURCE not in begun(site)[1] and without_opinion(site.desk.case(site.inspection)) == ()


def test_that_a_reinspection_not_yet_sealed_is_not_taken(site: OnSite) -> None:
    answered(arrived(planned(site)), NOT)
    _, values = begun(site)
    assert SOURCE not in values and "conclusion" not in values
    assert values["items"][0].get("result", "") == ""


def test_that_refused_entry_gives_no_opinion_and_lets_another_be_planned(site: OnSite) -> None:
    again = planned(site)
    begin_visit(site.desk, again.inspection, "演练路1号")
    for one in ("jia", "yi"):
        sign_in(site.desk.acting(one), again.inspection, one)
    witness = at_the_table.somebody(again, "演练见证人")
    refuse_entry(site.desk, again.inspection, "不让进（演练）", "演练门卫", witness)
    site.watch.pass_by(minutes=10)
    from app.services.record import journey

    journey.draft_record(site.desk, again.inspection)
    for who in ("jia", "yi"):
        at_the_table.ink(again, who, "officer")
    at_the_table.ink(again, witness, "witness")  # no photo: it rests on the witness alone
    journey.seal_record(site.desk, again.inspection)
    case = site.desk.case(site.inspection)
    assert case.tasks[0].result == "复查时被拒绝进场，已记入笔录" and without_opinion(case) == ()
    assert SOURCE not in begun(site)[1]
    found, problems = plan_recheck(site.desk, site.inspection, plan(site))
    assert found is not None, problems


def test_that_no_opinion_is_begun_without_a_sealed_reinspection(site: OnSite) -> None:
    with pytest.raises(Refused) as refused:
        begin_opinion(site.desk, site.inspection)
    assert refused_codes(refused) == ["recheck-missing"]


def test_that_a_reinspection_called_off_half_way_is_not_taken(site: OnSite) -> None:
    again = answered(arrived(planned(site)), NOT)
    call_off(site.desk, again.inspection, "断电，改日再来")
    case = site.desk.case(site.inspection)
    assert case.tasks[0].done_at is not None and opinions_due(site.desk, case) == ()
    assert SOURCE not in begun(site)[1]
