"""One plan for a unit at a time: the one that stands is named, and a real second one is said to be one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.operations import Change
from app.errors import Refused
from app.services.desk import Desk
from app.services.preparation.calling_off import call_off
from app.services.preparation.planned_twice import PLANNED_ALREADY
from app.services.preparation.planning import plan_inspection
from tests.services.office import DAY, office, plan_entry, planned


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path) as held:
        yield held


def plan(desk: Desk, *, more: bool = False, **said: Any) -> str:
    made, problems = plan_inspection(desk, plan_entry(desk, **said), {}, more=more)
    assert made is not None, problems
    return made.id


def inspections(desk: Desk) -> int:
    return len(desk.store.read_all("inspection"))


def test_that_a_second_plan_for_the_same_days_names_the_one_that_stands(desk: Desk) -> None:
    first = plan(desk)
    with pytest.raises(Refused) as refused:
        plan(desk, purpose="换个说法（演练）")
    assert refused.value.code == PLANNED_ALREADY
    assert [one.place for one in refused.value.blockers] == [f"inspection/{first}"]
    assert "2026年6月8日，执法人员演练甲、演练乙" in refused.value.advice
    assert inspections(desk) == 1


def test_that_a_real_second_one_is_planned_where_it_is_said_to_be_one(desk: Desk) -> None:
    plan(desk)
    plan(desk, more=True)
    assert inspections(desk) == 2


@pytest.mark.parametrize("ended", ("called off", "closed", "begun"))
def test_that_a_plan_that_ended_or_has_begun_is_not_in_the_way(desk: Desk, ended: str) -> None:
    first = planned(desk).id
    if ended == "called off":
        call_off(desk, first, "演练取消")
    elif ended == "closed":
        desk.commit([Change("course", first, "closed_at", "2026-06-08T17:00:00+08:00")])
    else:
        visit = {"arrived_at": "2026-06-08T09:00:00+08:00", "place": "演练路1号"}
        desk.commit([Change("visit", f"{first}/v", name, value) for name, value in visit.items()])
    plan(desk)
    assert inspections(desk) == 2


def test_that_other_days_are_another_plan_and_a_day_shared_is_not(desk: Desk) -> None:
    week = timedelta(days=7)
    plan(desk, planned_to=DAY + week)
    with pytest.raises(Refused):
        plan(desk, planned_from=DAY + week, planned_to=DAY + 2 * week)
    plan(desk, planned_from=DAY + 2 * week, planned_to=DAY + 3 * week)
    assert inspections(desk) == 2
