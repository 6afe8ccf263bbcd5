"""Laptops with real stores go on with a centre that came back from a backup on another server."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.centre import schema
from app.centre.device import enrolment as first_contact
from app.centre.trial.embedded import EmbeddedServer
from app.cli.sync import sync_lines
from app.errors import CentreRefused, StorageFailed
from app.services.attaching import attached, keep
from app.services.centre.numbers import resume_numbers
from app.services.centre.office import CentreOffice, lost_device
from app.services.centre.receipts import AWAITED, GENUINE, HOLDS, SIGNED, UNKNOWN, intact, judge_receipt
from app.services.centre.vault import MadeBackup, back_up, restore_from
from app.services.exchange.enrolling import Newcomer, enrol, read_enrolment_file
from app.services.exchange.link import link_of
from app.services.exchange.receipts import receipt_code, write_receipt
from app.services.exchange.rotating import DAYS, LAST, remembered
from app.services.numbers import ledger
from app.services.session.opening import close
from app.services.session.paths import built_in_forms
from tests import stretching
from tests.centre.field import Centre
from tests.centre.servers import hasty_server
from tests.services.exchange.device import BUREAU, NOW, Laptop, clock, laptop, with_bureau
from ui.models.sync_entries import entry_facts
from ui.models.sync_state import sync_state

cheap = stretching.codes


@pytest.fixture(scope="module")
def spare() -> Iterator[EmbeddedServer]:
    with hasty_server() as running:
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


def numbers_of(connection: Any, device: str) -> dict[int, str]:
    rows = connection.execute(
        "select number, state from centre.number where device = %s and kind = '执通' order by number", (device,)
    )
    return dict(rows.fetchall())


def let_in_again(office: CentreOffice, device: Laptop, file: Path, via: str, name: str = "演练三号机") -> None:
    """Let a device in that the centre lost: the administrator's file, the laptop's own folder."""
    host, _, port = via.rpartition(":")
    told = office.readmit_device(
        device.desk.store.device, file, NOW, address=f"{host}:{port}", lost=lost_device(BUREAU, name)
    )
    enrolment = read_enrolment_file(file, told.code, clock)
    close(device.desk)
    device.desk = enrol(device.folder, enrolment, Newcomer("training-1"), forms=built_in_forms(), clock=clock)


def test_that_a_laptop_enrolled_after_the_backup_is_let_in_again_and_delivers_all(
    centre: Centre, spare: EmbeddedServer, pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    one, two = pair
    made = back_up(CentreOffice(centre.connection), tmp_path / "centre.bak", NOW)
    three = laptop(centre, tmp_path / "three", "演练三号机")
    device = three.desk.store.device
    three.answer("q1_1", "符合")
    digest = attach(three, b"after the backup" * 1000, "后.txt")
    for each in (three, two, three):
        assert each.sync().state == "synced"
    leased = numbers_of(centre.connection, device)
    assert leased
    state, last = three.desk.store.upkeep.fold_digest(), three.desk.store.replication.position()[0]

    office, via = restored(centre, spare, made)
    try:
        three.answer("q1_2", "不符合")
        report = three.sync(via=via)
        assert (report.state, report.problem and report.problem.code) == ("refused", "login-refused")
        assert report.problem is not None and device in report.problem.advice
        assert report.pending == 1
        assert three.desk.store.replication.position()[0] == last + 1

        let_in_again(office, three, tmp_path / "again", via)
        # until it has delivered, its bureau's numbers wait: the ledger does not know which it has used
        assert "演练三号机" in {row["name"] for row in office.status()["waited_for"]}
        for each in (one, two):
            assert each.sync(via=via).state == "synced"
        with pytest.raises(CentreRefused, match="numbers-waiting"):
            two.line(via).lease("执通", NOW.year, 5, "too-early")
        own = [one for one in ledger.known(two.desk) if ":执通:" in one.id and one.device == two.desk.store.device]
        for taken in own[:7]:
            ledger.void(two.desk, taken.id, "演练")
        told = two.sync(via=via)
        assert (told.state, told.numbers and told.numbers.code) == ("synced", "numbers-waiting")
        assert "centre number resume" in "".join(sync_lines(told))
        assert "centre number resume" in dict(entry_facts(sync_state(two.desk).journal[0]))["文号"]

        report = three.sync()
        assert (report.state, report.pending, report.pushed >= last + 1) == ("synced", 0, True), report
        rows = office.connection.execute(
            "select count(*), max(lseq), count(distinct op_id) from centre.operation where device = %s", (device,)
        ).fetchone()
        assert rows == (three.desk.store.replication.position()[0],) * 3
        whole = "select count(*) from centre.blob where sha256 = %s and finished_at is not null"
        assert office.connection.execute(whole, (digest,)).fetchone() == (1,)
        assert numbers_of(office.connection, device).items() >= leased.items()
        with closing(two.line(via)) as line:
            with pytest.raises(CentreRefused, match="numbers-waiting"):
                line.lease("执通", NOW.year, 5, "before the administrator's word")
            assert resume_numbers(office, BUREAU, 0) == ()
            block = line.lease("执通", NOW.year, 5, "now")
        assert block.low > max(leased)
        for each in (two, one, three, two, one, three):
            assert each.sync(via=via).state == "synced"
        digests = {each.desk.store.upkeep.fold_digest() for each in (one, two, three)}
        assert len(digests) == 1 and digests != {state}
        assert three.sync().state == "synced"
    finally:
        office.connection.close()
        close(three.desk)


def test_that_receipts_are_known_again_by_a_centre_that_came_back(
    centre: Centre, spare: EmbeddedServer, pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    one, _ = pair
    before = one.sync().receipt
    made = back_up(CentreOffice(centre.connection), tmp_path / "centre.bak", NOW)
    one.answer("q1_1", "符合")
    after = one.sync().receipt
    three = laptop(centre, tmp_path / "three", "演练三号机")
    lost = three.sync().receipt
    office, via = restored(centre, spare, made)
    try:
        assert judge_receipt(office, receipt_code(before)).standing == HOLDS
        with pytest.raises(CentreRefused, match="receipt-unknown"):
            judge_receipt(office, receipt_code(after))
        for name, receipt in (("after", after), ("lost", lost)):
            write_receipt(receipt, tmp_path / name)
        # the secret came back with the backup; what the receipt confirms is not here again yet
        found = judge_receipt(office, str(tmp_path / "after"))
        assert (found.origin, found.standing, found.signature, intact(found)) == (GENUINE, AWAITED, SIGNED, False)
        assert one.sync(via=via).state == "synced"
        assert intact(judge_receipt(office, str(tmp_path / "after")))
        found = judge_receipt(office, str(tmp_path / "lost"))
        assert (found.origin, found.standing, intact(found)) == (UNKNOWN, AWAITED, False)
    finally:
        office.connection.close()
        close(three.desk)


def test_that_nobody_is_let_in_again_by_mistake(
    centre: Centre, spare: EmbeddedServer, pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    one, _ = pair
    unknown, lost = "00000000-0000-4000-8000-000000000000", lost_device(BUREAU, "演练")
    office = CentreOffice(centre.connection)
    # a centre that was never restored has lost nobody
    with pytest.raises(CentreRefused, match="device-unknown"):
        office.readmit_device(unknown, tmp_path / "a", NOW, lost=lost)
    made = back_up(office, tmp_path / "centre.bak", NOW)
    office, via = restored(centre, spare, made)
    try:
        for device, told in ((unknown, None), ("no identity'; drop", lost)):
            with pytest.raises(CentreRefused, match="device-unknown"):
                office.readmit_device(device, tmp_path / "b", NOW, lost=told)
        with pytest.raises(CentreRefused, match="bureau-unknown"):
            office.readmit_device(unknown, tmp_path / "c", NOW, lost=lost_device("nobody", "演练"))
        assert not [row for row in office.status()["devices"] if row["device"] == unknown]
        # the file lets in the device alone that it names
        told = office.readmit_device(unknown, tmp_path / "d", NOW, lost=lost)
        again = office.readmit_device(unknown, tmp_path / "e", NOW)
        before = link_of(one.desk.store)
        close(one.desk)
        with pytest.raises(StorageFailed, match="folder-not-empty"):
            foreign = read_enrolment_file(tmp_path / "d", told.code, clock)
            enrol(one.folder, foreign, forms=built_in_forms(), clock=clock)
        one.reopen_closed()
        assert link_of(one.desk.store) == before
        # of two files the later one is of use
        fresh = read_enrolment_file(tmp_path / "d", told.code, clock)
        with pytest.raises(CentreRefused, match="login-refused"):
            first_contact.enrol(fresh, one.desk.store.device_key.public.hex(), "x" * 32, via=via)
        fresh = read_enrolment_file(tmp_path / "e", again.code, clock)
        first_contact.enrol(fresh, one.desk.store.device_key.public.hex(), "x" * 32, via=via)
    finally:
        office.connection.close()


def test_that_a_file_of_no_use_leaves_the_line_as_it_was(
    pair: tuple[Laptop, Laptop], centre: Centre, tmp_path: Path
) -> None:
    one, _ = pair
    office, device = CentreOffice(centre.connection), one.desk.store.device
    first = office.readmit_device(device, tmp_path / "first", NOW)
    second = office.readmit_device(device, tmp_path / "second", NOW)
    again = read_enrolment_file(tmp_path / "second", second.code, clock)
    close(one.desk)
    one.desk = enrol(one.folder, again, forms=built_in_forms(), clock=clock)
    assert one.sync().state == "synced"
    link = link_of(one.desk.store)
    close(one.desk)
    with pytest.raises(CentreRefused, match="login-refused"):
        stale = read_enrolment_file(tmp_path / "first", first.code, clock)
        enrol(one.folder, stale, forms=built_in_forms(), clock=clock)
    one.reopen_closed()
    assert link_of(one.desk.store) == link
    # and the one that was used once more changes nothing
    close(one.desk)
    one.desk = enrol(one.folder, again, forms=built_in_forms(), clock=clock)
    assert one.sync().state == "synced"


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
