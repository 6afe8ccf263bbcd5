"""What two laptops registered differently is settled by choosing one value, by whom it is theirs to keep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.domain.procedure.records import Officer, Unit
from app.errors import Refused
from app.services.desk import Desk
from app.services.registers.settling import register_conflicts, settle_register
from app.services.registers.units import units
from tests.services.disagreeing import disagree
from tests.services.on_site import OnSite, on_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with on_site(tmp_path / "data") as opened:
        yield opened


def differ(site: OnSite, folder: Path, entity: str, entity_id: str, field: str, *values: str) -> dict[str, str]:
    """Record another value on each of two laptops; return the operations by value."""
    disagree(site, folder, "", *values, entity, field, of=entity_id)
    (found,) = register_conflicts(site.desk)
    return {str(one.value): one.op_id for one in found.live}


def unit_of(desk: Desk) -> Unit:
    return units(desk)[0]


def test_that_the_value_chosen_stands_and_no_other_competes(site: OnSite, tmp_path: Path) -> None:
    unit = unit_of(site.desk)
    said = differ(site, tmp_path / "second", Unit.ENTITY, unit.id, "phone", "0312-0000001", "0312-0000002")
    settle_register(site.desk, said["0312-0000001"])
    assert unit_of(site.desk).phone == "0312-0000001"
    assert register_conflicts(site.desk) == site.desk.store.conflicts() == ()
    with pytest.raises(Refused):
        settle_register(site.desk, said["0312-0000002"])


def test_that_what_follows_from_the_kind_of_a_unit_goes_with_it(site: OnSite, tmp_path: Path) -> None:
    unit = unit_of(site.desk)
    said = differ(site, tmp_path / "second", Unit.ENTITY, unit.id, "kind", "enterprise", "organ")
    settle_register(site.desk, said["enterprise"])
    after = unit_of(site.desk)
    assert (after.kind, after.enterprise) == ("enterprise", True)


def test_that_officers_are_settled_by_the_administrator_alone(site: OnSite, tmp_path: Path) -> None:
    said = differ(site, tmp_path / "second", Officer.ENTITY, "yi", "phone", "0312-0000001", "0312-0000002")
    site.desk.commit([Change(Officer.ENTITY, site.desk.officer, "roles", "administrator", kind="remove")])
    with pytest.raises(Refused) as refused:
        settle_register(site.desk, said["0312-0000001"])
    assert "管理员" in refused.value.blockers[0].text
    assert len(register_conflicts(site.desk)) == 1
