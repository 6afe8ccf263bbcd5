"""Two enrolled laptops sealed one inspection: the choice made on one holds on both, at the centre, and on a third."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.centre.office import number_ledger
from app.centre.office.officers import add_officer
from app.domain import numbers
from app.domain.numbers import Series
from app.domain.operations import Change
from app.services.numbers import ledger
from app.services.record.choosing import choose_record, standing_records
from app.services.session.opening import close
from tests.centre.field import Centre
from tests.services.at_the_table import VIOLATES, order, seal
from tests.services.exchange.device import BUREAU, NOW, Laptop, laptop, with_bureau
from tests.services.on_site import PEOPLE, OnSite, Watch, answer_everything, begin

REASON = "第一份由主办终端封存（演练）。"


@dataclass(frozen=True)
class Race:
    """Two laptops of a centre, each with a sealed record and an order of the same visit, not yet sent."""

    centre: Centre
    laptops: tuple[Laptop, Laptop]
    sites: tuple[OnSite, OnSite]
    folder: Path

    def synchronise(self) -> None:
        """Send and fetch in turn until both have everything."""
        for one in (*self.laptops, self.laptops[0]):
            assert one.sync().state == "synced"

    def digests(self, *more: Laptop) -> set[str]:
        return {one.desk.store.upkeep.fold_digest() for one in (*self.laptops, *more)}


@pytest.fixture
def race(centre: Centre, tmp_path: Path) -> Iterator[Race]:
    with_bureau(centre)
    for one in PEOPLE:
        add_officer(centre.connection, one, NOW)
    laptops = laptop(centre, tmp_path / "one"), laptop(centre, tmp_path / "two", "演练二号机")
    watch = Watch()
    first = begin(laptops[0].desk.acting("jia"), watch)
    first.desk.commit([Change("unit", "unit-1", "address", "演练路1号")])
    answer_everything(first, q2_3=VIOLATES)
    for one in laptops:
        one.sync()
    second = replace(first, desk=laptops[1].desk.acting("jia"))
    second.desk.commit([Change("course", second.inspection, "lead_device", second.desk.store.device)])
    for site in (first, second):
        order(site)
        seal(site)
        watch.pass_by(minutes=30)
    yield Race(centre, laptops, (first, second), tmp_path)
    for one in laptops:
        close(one.desk)


def test_that_a_choice_holds_on_both_laptops_at_the_centre_and_on_a_new_one(race: Race) -> None:
    race.synchronise()
    first, second = race.sites
    assert len(race.digests()) == 1
    told = [standing_records(one.desk, one.desk.case(one.inspection)) for one in race.sites]
    assert told[0] == told[1] and len(told[0]) == 2
    kept = told[0][0].seal
    choose_record(second.desk.acting("ding"), second.inspection, kept, REASON)
    race.synchronise()
    new = laptop(race.centre, race.folder / "three", "演练三号机")
    assert len(race.digests(new)) == 1
    for desk in (first.desk, second.desk, new.desk):
        assert list(desk.case(first.inspection).seals) == [kept]
    held = {one.id: one.state for one in ledger.known(new.desk) if one.measure}
    assert sorted(held.values()) == sorted([numbers.RESERVED, numbers.VOIDED])
    rows = number_ledger.year_rows(race.centre.connection, BUREAU, 2026)
    account = {Series(BUREAU, one.kind, 2026).number_id(one.number): (one.state, one.reason) for one in rows}
    assert {one: account[one][0] for one in held} == held
    assert [reason for _, reason in account.values() if reason] == [REASON]
    close(new.desk)
