"""The past of a unit on a real store: all inspections, what came again, whom one met, how often."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Finding
from app.domain.procedure.records import Inspection, Unit
from app.services.frequency import inspections_in_year, set_enterprise_cap
from app.services.unit_past import day_of_case, unit_history
from tests.services.on_site import BUREAU, on_site


@pytest.fixture
def site(tmp_path):
    with on_site(tmp_path / "data") as opened:
        yield opened


def planned(desk, unit: str, day: date, **more) -> str:
    """Record an inspection planned for a day and return its id."""
    one = Inspection(
        desk.identify(), BUREAU, unit, "electronic-records", "routine", {"kind": "plan"}, "演练",
        planned_from=day, planned_to=day, **more,
    )  # fmt: skip
    desk.commit(changes_of(one))
    return one.id


def found(desk, inspection: str, code: str, question: str) -> None:
    desk.commit(changes_of(Finding(f"{inspection}/{desk.identify()}", question, code, "未建立制度", "ordinary")))


def test_that_inspections_of_a_unit_are_told_the_newest_first(site) -> None:
    older = planned(site.desk, "unit-1", date(2024, 5, 6))
    planned(site.desk, "unit-2", date(2025, 5, 6))
    past = unit_history(site.desk, "unit-1")
    assert [one.inspection.id for one in past.cases] == [site.inspection, older]
    assert [day_of_case(one) for one in past.cases] == [date(2026, 6, 8), date(2024, 5, 6)]


def test_that_a_finding_of_several_years_is_told_with_its_days(site) -> None:
    older = planned(site.desk, "unit-1", date(2024, 5, 6))
    for inspection in (older, site.inspection):
        found(site.desk, inspection, "2.3", "q2_3")
    found(site.desk, older, "1.1", "q1_1")
    repeated = unit_history(site.desk, "unit-1").repeated
    assert [(one.code, one.days) for one in repeated] == [("2.3", (date(2024, 5, 6), date(2026, 6, 8)))]


def test_that_one_credit_code_is_one_unit(site) -> None:
    desk, code = site.desk, "11130600000000019T"
    desk.commit(changes_of(replace(desk.unit("unit-1"), credit_code=code), "credit_code"))
    desk.commit(changes_of(Unit("unit-9", "演练示范局（另一终端登记）", "organ", "130602", code)))
    other = planned(desk, "unit-9", date(2025, 3, 4))
    past = unit_history(desk, "unit-1")
    assert [one.inspection.id for one in past.cases] == [site.inspection, other]
    assert [one.name for one in past.same_code] == ["演练示范局（另一终端登记）"]


def test_that_whom_one_met_is_told_once_with_the_last_day(site) -> None:
    past = unit_history(site.desk, "unit-1")
    assert [(one.person.name, one.last_met) for one in past.contacts] == [("演练负责人", date(2026, 6, 8))]


def test_that_called_off_inspections_do_not_count_towards_the_cap(site) -> None:
    set_enterprise_cap(site.desk, 2)
    planned(site.desk, "unit-1", date(2026, 9, 1), called_off={"reason": "演练", "at": "2026-06-01"})
    planned(site.desk, "unit-1", date(2025, 9, 1))
    frequency = unit_history(site.desk, "unit-1").frequency
    assert (frequency.year, frequency.counted, frequency.cap) == (2026, 1, 2)
    assert inspections_in_year(site.desk, "unit-1", 2026) == 1
    assert inspections_in_year(site.desk, "unit-1", 2026, site.inspection) == 0
    site.watch.pass_by(days=timedelta(days=365).days)
    assert unit_history(site.desk, "unit-1").frequency.counted == 0
