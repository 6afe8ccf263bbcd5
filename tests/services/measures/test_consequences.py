"""What may follow the findings of an inspection, on a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.consequences import DISCIPLINE, ORDER, PENALTY
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.needs_orders import CORRECTED
from app.domain.procedure.outcomes import Document, Service
from app.errors import Refused
from app.services.checking.findings import draft_findings
from app.services.measures.act_periods import record_act_period
from app.services.measures.consequences import outlook, outlook_of
from tests.services.at_the_table import at_the_table, order, seal
from tests.services.on_site import answer_everything, on_site

VIOLATES = {"verdict": "violates", "severity": "serious", "reason": "演练：现场查看"}
FILING, HAZARD = "archives-law-2020:48-i6", "archives-law-2020:48-i8"


@pytest.fixture
def site(tmp_path):
    with on_site(tmp_path / "data") as begun:
        answer_everything(begun, q1_2=VIOLATES, q1_3=VIOLATES, q2_3=VIOLATES)
        draft_findings(begun.desk, begun.inspection)
        yield begun


def acts(site, **more):
    return {one.act: one for one in outlook(site.desk, site.inspection, **more)}


def kinds(lines):
    return {one.kind for one in lines}


def become(site, kind):
    unit = site.desk.case(site.inspection).unit
    site.desk.commit(changes_of(replace(unit, kind=kind)))


def test_that_findings_are_gathered_by_the_act_they_may_amount_to(site) -> None:
    found = acts(site)
    assert list(found) == [FILING, HAZARD] and found[FILING].findings == ("1.3",)
    assert found[HAZARD].findings == ("1.2", "2.3")


def test_that_a_unit_is_ordered_first_and_never_fined(site) -> None:
    for one in acts(site).values():
        assert kinds(one.open) == {ORDER}
        assert {DISCIPLINE, PENALTY} <= kinds(one.shut) and all(line.why for line in one.shut)


def test_that_discipline_opens_once_the_order_was_not_obeyed(site) -> None:
    found = acts(site, facts=frozenset({"order_unobeyed"}))
    assert {one.row for one in found[FILING].open} == {"filing-order", "discipline-6"}
    assert {one.row for one in found[HAZARD].open} == {"hazard-order", "discipline-8-overdue"}
    assert all(kinds(one.shut) >= {PENALTY} for one in found.values())


def checked_again(site, result):
    """Return the case with an order that was served, and a re-inspection that ended so."""
    case, now = site.desk.case(site.inspection), site.desk.now()
    papers = (Document("演练-令", "D11", frozen_at=now), Document("演练-复查", "D35", frozen_at=now))
    served = Service("演练-送达", "演练-令", "direct", now, "演练", "", ())
    entries = {"演练-复查": {"items": [{"result": CORRECTED}, {"result": result}]}}
    return replace(case, documents=papers, services=(served,), entries=entries)


@pytest.mark.parametrize(("result", "opened"), [("partly", True), (CORRECTED, False)])
def test_that_a_reinspection_opens_discipline_only_where_it_failed(site, result, opened) -> None:
    found = {one.act: one for one in outlook_of(site.desk, checked_again(site, result))}
    assert (DISCIPLINE in kinds(found[FILING].open)) is opened


def test_that_the_kind_of_unit_decides(site) -> None:
    become(site, "service")
    assert "service-order" in {one.row for one in acts(site)[HAZARD].open}
    become(site, "township")
    told = {one.row: one.why for one in acts(site)[HAZARD].shut}
    assert told["service-order"] == "本项只适用于档案服务企业，不适用于机关"


def test_that_the_day_of_the_act_decides(site) -> None:
    told = {one.row: one.why for one in acts(site, on_act=date(2020, 6, 1))[FILING].shut}
    assert told["discipline-6"].startswith("依据自2021年1月1日起施行")


def test_that_a_case_without_findings_has_no_consequences(tmp_path) -> None:
    with on_site(tmp_path / "data") as begun:
        assert outlook_of(begun.desk, begun.desk.case(begun.inspection)) == ()


def finding(site, code):
    return next(one.id for one in site.desk.case(site.inspection).findings if one.code == code)


def test_that_the_days_recorded_for_a_finding_decide_which_law_applies(site) -> None:
    told = record_act_period(site.desk, finding(site, "1.3"), began=date(2020, 1, 1), ended=date(2020, 6, 1))
    assert told == []
    (found,) = (one for one in outlook(site.desk, site.inspection) if one.act == FILING)
    assert (found.began, found.on_act, found.goes_on, found.told) == (date(2020, 1, 1), date(2020, 6, 1), False, True)
    assert {one.row: one.why for one in found.shut}["discipline-6"].startswith("依据自2021年1月1日起施行")


def test_that_findings_of_one_act_done_at_different_times_stand_apart(site) -> None:
    record_act_period(site.desk, finding(site, "1.2"), ended=date(2020, 6, 1))
    record_act_period(site.desk, finding(site, "2.3"), began=date(2020, 6, 1), continuing=True)
    found = [one for one in outlook(site.desk, site.inspection) if one.act == HAZARD]
    assert [(one.findings, one.goes_on) for one in found] == [(("1.2",), False), (("2.3",), True)]
    spans = {one.row: one for one in found[1].lines}["discipline-8-overdue"]
    assert spans.waiting and spans.review


def test_that_without_days_the_act_is_taken_as_going_on_and_that_is_known(site) -> None:
    today = site.desk.now().date()
    assert all((one.on_act, one.told) == (today, False) for one in outlook(site.desk, site.inspection))


def test_that_a_wrong_period_is_not_recorded(site) -> None:
    one = finding(site, "1.3")
    problems = record_act_period(site.desk, one, began=date(2021, 1, 1), ended=date(2020, 1, 1))
    assert [problem.field for problem in problems] == ["ended"]
    assert site.desk.case(site.inspection).act_periods == {}
    with pytest.raises(Refused):
        record_act_period(site.desk, f"{site.inspection}/演练-没有", began=date(2020, 1, 1))


def test_that_the_days_of_an_act_can_be_recorded_after_the_record_was_sealed(tmp_path) -> None:
    with at_the_table(tmp_path / "data", q1_3=VIOLATES) as begun:
        order(begun, found=0)
        seal(begun)
        one = finding(begun, "1.3")
        assert record_act_period(begun.desk, one, began=date(2020, 6, 1), continuing=True) == []
        assert begun.desk.case(begun.inspection).act_periods[one].continuing
        record_act_period(begun.desk, one, began=date(2020, 6, 1), ended=date(2021, 6, 1))
        period = begun.desk.case(begun.inspection).act_periods[one]
        assert (period.ended, period.continuing) == (date(2021, 6, 1), False)
