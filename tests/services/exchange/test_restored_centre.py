"""Laptops with real stores go on with a centre that came back from a backup on another server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.centre import schema
from app.centre.embedded import EmbeddedServer, embedded_server
from app.services.attaching import attached, keep
from app.services.centre import CentreOffice
from app.services.centre_vault import MadeBackup, back_up, restore_from
from app.services.exchange.link import link_of
from app.services.exchange.rotating import DAYS, LAST, remembered
from app.services.session.opening import close
from tests.centre.field import Centre
from tests.services.exchange.device import NOW, Laptop, laptop, with_bureau


@pytest.fixture(scope="module")
def spare() -> Iterator[EmbeddedServer]:
    with embedded_server(durable=False) as running:
        yield running


@pytest.fixture
def pair(centre: Centre, tmp_path: Path) -> Iterator[tuple[Laptop, Laptop]]:
    with_bureau(centre)
    one, two = laptop(centre, tmp_path / "one"), laptop(centre, tmp_path / "two", "演练二号机")
    yield one, two
    for each in (one, two):
        close(each.desk)


def attach(device: Laptop, content: bytes, name: str) -> str:
    digest = keep(device.desk, content)
    device.desk.commit(attached(device.desk, "inspection-1", digest, name))
    return digest


def restored(centre: Centre, spare: EmbeddedServer, made: MadeBackup) -> tuple[CentreOffice, str]:
    spare.create_database(centre.database)
    connection = schema.open_administration(spare.dsn(centre.database), spare.password)
    office = CentreOffice(connection)
    restore_from(office, made.path, made.code)
    return office, f"{spare.host}:{spare.port}"


def test_that_laptops_synced_beyond_the_backup_deliver_all_again(
    centre: Centre, spare: EmbeddedServer, pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    one, two = pair
    one.answer("q1_1", "符合")
    before = attach(one, b"before" * 1000, "前.txt")
    one.sync()
    two.sync()
    made = back_up(CentreOffice(centre.connection), tmp_path / "centre.bak", NOW)
    # each synchronisation changes the secret; the backup knows the one of its moment
    one.answer("q1_2", "不符合")
    after = attach(one, b"after" * 1000, "后.txt")
    two.answer("q1_3", "符合")
    for each in (one, two, one, two, one):
        assert each.sync().state == "synced"
    acknowledged = {device.desk.store.device: device.desk.store.replication.position()[0] for device in pair}
    states = {device.desk.store.upkeep.fold_digest() for device in pair}
    assert len(states) == 1

    office, via = restored(centre, spare, made)
    try:
        report = one.sync(via=via)
        assert (report.state, report.pending) == ("synced", 0), report
        assert report.pushed >= 2
        assert two.sync(via=via).state == "synced"
        assert one.sync(via=via).state == "synced"
        rows = office.connection.execute(
            "select device, count(*), max(lseq), count(distinct op_id) from centre.operation"
            " where device <> 'centre' group by device"
        ).fetchall()
        for device, count, last, distinct in rows:
            assert count == last == distinct
            assert last >= acknowledged[device]
        kept = office.connection.execute("select sha256 from centre.blob where finished_at is not null").fetchall()
        assert {before, after} <= {digest for (digest,) in kept}
        assert {device.desk.store.upkeep.fold_digest() for device in pair} == states
        # and from now on as ever
        two.answer("q1_4", "符合")
        assert two.sync(via=via).acknowledged == 1
        assert one.sync(via=via).pulled == 1
    finally:
        office.connection.close()


def test_that_former_secrets_are_kept_and_not_shown(pair: tuple[Laptop, Laptop]) -> None:
    one, _ = pair
    one.sync()
    link = link_of(one.desk.store)
    assert len(link.secrets) == 1
    assert link.former
    assert link.former[0][1] not in repr(link)


def test_that_the_last_secret_of_each_day_is_remembered() -> None:
    made: tuple[tuple[str, str], ...] = ()
    for day in range(100):
        for time in range(5):
            made = remembered(((f"day-{day:03}", f"{day}-{time}"), *made))
    assert len(made) == LAST + DAYS
    assert made[0] == ("day-099", "99-4")
    assert [secret for _, secret in made[LAST:]] == [f"{day}-4" for day in range(95, 95 - DAYS, -1)]
