"""No number stands on two papers after a restore, whatever a laptop used while the centre did not know of it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from app.centre.device.enrolment import enrol
from app.centre.office.administration import PublicAddress, revoke_device
from app.centre.office.readmission import Registration, readmit_device
from app.centre.office.resuming import resume_numbers
from app.centre.office.status import status
from app.cli.centre_status import status_lines
from app.errors import CentreRefused
from app.services.centre.office import CentreOffice
from app.services.centre.vault import MadeBackup, back_up, restore_from
from tests import stretching
from tests.centre.field import NOW, Centre, FieldDevice
from tests.centre.restored import Laptop, moved, office

cheap = stretching.codes
YEAR = 2026


def use(laptop: Laptop, home: str, numbers: Iterable[int], state: str = "consumed") -> list[int]:
    """Write, at the laptop alone, that numbers are on papers."""
    done = list(numbers)
    for number in done:
        where = {"entity": "number", "entity_id": f"{home}:执通:{YEAR}:{number}", "field": "state"}
        laptop.device.write(state, **where)
    return done


def block(laptop: Laptop, request: str, count: int = 5, kind: str = "执通") -> list[int]:
    with closing(laptop.device.line(laptop.via or None)) as line:
        given = line.lease(kind, YEAR, count, request)
    return list(range(given.low, given.high + 1))


def let_in(there: CentreOffice, lost: Laptop, bureau: str) -> None:
    """Readmit a device under its own identity, as the centre lost it; its next synchronisation goes there."""
    address = there.connection.info
    place = PublicAddress(address.host, address.port, address.dbname)
    made = readmit_device(there.connection, lost.device.device, place, NOW, Registration(bureau, "演练甲机"))
    lost.device.enrolment = made.enrolment
    enrol(made.enrolment, lost.device.key.public.hex(), lost.device.secret)
    lost.via = ""


def restored(empty: CentreOffice, made: MadeBackup, *laptops: Laptop) -> None:
    restore_from(empty, made.path, made.code)
    moved(empty, *laptops)


def waits(laptop: Laptop, kind: str = "执通") -> bool:
    try:
        block(laptop, "waiting", kind=kind)
    except CentreRefused as error:
        assert error.code == "numbers-waiting" and "centre number resume" in error.advice
        return True
    return False


def test_that_numbers_used_offline_before_the_restore_are_given_to_nobody_else(
    first: Centre, empty: CentreOffice, tmp_path: Path
) -> None:
    a, b = Laptop(first.device()), Laptop(first.device())
    for one in (a, b):
        one.sync()
    made = back_up(office(first), tmp_path / "centre.bak", NOW)
    papers = use(a, first.county, block(a, "a"))  # never delivered to the old centre
    restored(empty, made, a, b)
    b.sync()
    assert waits(b)
    assert resume_numbers(empty.connection, first.county, 0) == (a.device.enrolment.device_name,)
    assert waits(b)  # the word does not stand in for a device that the centre knows
    a.sync()
    assert not set(block(b, "b")) & set(papers)


@pytest.mark.parametrize("made_before", [False, True])
def test_that_blocks_wait_for_a_laptop_that_the_backup_does_not_know(
    first: Centre, empty: CentreOffice, tmp_path: Path, made_before: bool
) -> None:
    b = Laptop(first.device())
    b.sync()
    early = FieldDevice(first.invite()) if made_before else None
    made = back_up(office(first), tmp_path / "centre.bak", NOW)
    if early is not None:
        enrol(early.enrolment, early.key.public.hex(), early.secret)
    a = Laptop(early or first.device())
    papers = use(a, first.county, block(a, "a"))
    restored(empty, made, b)
    b.sync()
    assert waits(b)
    told = "\n".join(status_lines(status(empty.connection)))
    assert f"centre number resume --bureau {first.county} --beyond 0" in told
    let_in(empty, a, first.county)
    assert waits(b)
    assert resume_numbers(empty.connection, first.county, 0)
    assert waits(b)
    assert a.sync().state == "synced"
    assert not set(block(b, "b")) & set(papers)
    assert "centre number resume" not in "\n".join(status_lines(status(empty.connection)))


@pytest.mark.parametrize("known", [False, True])
def test_that_what_a_lost_laptop_may_have_used_is_left_out(
    first: Centre, empty: CentreOffice, tmp_path: Path, known: bool
) -> None:
    b, a = Laptop(first.device()), Laptop(first.device()) if known else None
    for one in (b, a):
        if one is not None:
            one.sync()
    made = back_up(office(first), tmp_path / "centre.bak", NOW)
    a = a or Laptop(first.device())
    papers = block(a, "a", 20)
    others = block(a, "of a kind that began after the backup", 3, "责改")
    restored(empty, made, b)
    b.sync()
    if known:
        assert resume_numbers(empty.connection, first.county, 0)
        revoke_device(empty.connection, a.device.device, "遗失")
        assert waits(b)  # the word was given before it was lost
        with pytest.raises(CentreRefused, match="gap-needed"):
            resume_numbers(empty.connection, first.county, 0)
    resume_numbers(empty.connection, first.county, 30)
    assert not set(block(b, "b")) & set(papers)
    assert block(b, "b again") == list(range(36, 41))  # left out once
    assert not set(block(b, "c", kind="责改")) & set(others)


def test_that_only_a_restored_centre_needs_the_word(centre: Centre) -> None:
    with pytest.raises(CentreRefused, match="not-restored"):
        resume_numbers(centre.connection, centre.county, 0)
    with pytest.raises(CentreRefused, match="bureau-unknown"):
        resume_numbers(centre.connection, "nobody", 0)
    with pytest.raises(CentreRefused, match="gap-malformed"):
        resume_numbers(centre.connection, centre.county, -1)
