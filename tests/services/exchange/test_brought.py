"""What a parcel brought is told in inspections, papers, evidence and entries of the registers."""

from pathlib import Path

from app.domain.operations import Change
from app.services.exchange.brought import Brought
from app.services.exchange.parcels import pack
from app.services.exchange.taking_in import take_in
from app.services.session.opening import OpenDesk
from tests.services.exchange import sticks
from tests.services.exchange.sticks import answer, with_photo

one, two, cheap = sticks.one, sticks.two, sticks.cheap


def parcel_of(desk: OpenDesk, folder: Path) -> tuple[Path, str]:
    packed = pack(desk, folder / "parcel.aix")
    return packed.path, packed.code


def test_that_what_came_is_told_by_inspections_papers_and_evidence(one, two, tmp_path) -> None:
    with_photo(one)
    one.commit([Change("document", f"inspection-1/d-{number}", "kind", "D1") for number in (1, 2)])
    came = take_in(two, *parcel_of(one, tmp_path)).brought
    assert (came.new, came.changed, came.papers) == (1, 0, 2)
    answer(two, "q1_2", "violates")
    answer(one, "q1_3", "conforms")
    one.commit([Change("evidence", "inspection-1/e-1", "name", "演练照片")])
    later = take_in(two, *parcel_of(one, tmp_path)).brought
    assert (later.new, later.changed, later.papers, later.evidence) == (0, 1, 0, 1)
    assert not take_in(two, *parcel_of(one, tmp_path)).brought.anything
    one.commit([Change("unit", "unit-9", "name", "演练示范局")])
    assert take_in(two, *parcel_of(one, tmp_path)).brought == Brought(registered=1)
