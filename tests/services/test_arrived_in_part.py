"""An inspection that arrived in part only, or that another program wrote, stops nobody's work with the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.errors import Refused
from app.services.clocks import board
from app.services.desk import NO_UNIT_YET, Desk
from app.services.exchange.queue import waiting
from app.services.frequency import inspections_in_year
from app.services.listing.due import work_to_do
from app.services.listing.refreshing import refresh
from app.services.numbers.ledger import known, number
from app.services.numbers.taking_back import blocks
from app.services.preparation.proposing import proposal
from tests.services.office import DAY, office, planned
from ui.models.board import board_view
from ui.models.conflicts import disagreements
from ui.models.register_numbers import number_register
from ui.models.unit_history import unit_past


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path) as opened:
        yield opened


def _in_part(desk: Desk, unit: str) -> str:
    desk.commit([Change("inspection", "half", "unit", unit)])
    return "half"


def _without_unit(desk: Desk, unit: str) -> str:
    inspection = planned(desk).id
    desk.commit([Change("inspection", inspection, "unit", "unit-unknown")])
    return str(inspection)


def _with_half_a_unit(desk: Desk, unit: str) -> str:
    desk.commit([Change("unit", "unit-9", "address", "演练路9号")])
    inspection = planned(desk).id
    desk.commit([Change("inspection", inspection, "unit", "unit-9")])
    return str(inspection)


def _with_half_a_paper(desk: Desk, unit: str) -> str:
    inspection = planned(desk).id
    desk.commit([Change("document", desk.part_id(inspection), "state", "draft")])
    return str(inspection)


SPOILS = (_in_part, _without_unit, _with_half_a_unit, _with_half_a_paper)


@pytest.mark.parametrize("spoil", SPOILS)
def test_that_everything_else_is_shown_and_goes_on(desk: Desk, spoil: Callable[[Desk, str], str]) -> None:
    good = planned(desk).id
    unit = desk.case(good).unit.id
    spoil(desk, unit)
    assert refresh(desk) == 0
    assert work_to_do(desk, 9).total == 2
    assert board(desk).unreadable <= 1 and board_view(desk)
    assert good in {one.root for one in waiting(desk)}
    assert good in {one.id for one in unit_past(desk, unit).inspections}
    assert inspections_in_year(desk, unit, DAY.year) >= 1
    assert proposal(desk, unit) and disagreements(desk) == ()
    planned(desk)  # another one can be planned


@pytest.mark.parametrize("spoil", SPOILS)
def test_that_who_opens_it_is_told_to_synchronise(desk: Desk, spoil: Callable[[Desk, str], str]) -> None:
    inspection = spoil(desk, desk.case(planned(desk).id).unit.id)
    with pytest.raises(Refused) as refused:
        desk.case(inspection)
    assert "同步" in refused.value.advice or "登记" in refused.value.advice


def test_that_a_unit_tells_how_many_inspections_it_does_not_list(desk: Desk) -> None:
    unit = desk.case(planned(desk).id).unit.id
    assert "另有" not in unit_past(desk, unit).frequency
    _in_part(desk, unit)
    assert "另有 1 次检查的内容还没有全部到达本机" in unit_past(desk, unit).frequency


def test_that_a_number_of_another_laptop_that_arrived_in_part_takes_nobody_his_own(desk: Desk) -> None:
    held = known(desk)
    desk.commit([Change("number", "n9", "state", "leased")])
    assert known(desk) == held and not blocks(desk, DAY.year)
    assert number_register(desk).papers
    with pytest.raises(Refused):
        number(desk, "n9")


def test_that_what_waits_of_a_unit_that_is_not_here_is_told(desk: Desk) -> None:
    inspection = _without_unit(desk, "")
    assert NO_UNIT_YET in {one.unit for one in waiting(desk) if one.root == inspection}
