"""A centre comes back whole on a server that never saw it, or not at all."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.centre import schema
from app.centre.device.sync import SYNCED
from app.centre.office import roots
from app.centre.office.administration import NumberStart, revoke_device
from app.centre.office.officers import add_officer
from app.centre.office.resuming import resume_numbers
from app.centre.office.status import status
from app.centre.safekeeping import backup, restoring
from app.centre.secrecy import scram_verifier
from app.errors import CentreRefused, IntegrityBroken, StorageFailed
from app.services.centre.office import CentreOffice
from app.services.centre.vault import back_up, restore_from
from tests import stretching
from tests.centre.conftest import _numbers
from tests.centre.field import NOW, Centre, an_officer, delivered, everything
from tests.centre.restored import Laptop, ask, moved, office

cheap = stretching.codes


def test_that_enrolled_devices_go_on_at_the_restored_centre_and_nothing_is_lost_or_doubled(
    first: Centre, empty: CentreOffice, tmp_path: Path
) -> None:
    one, two = Laptop(first.device()), Laptop(first.device())
    one.device.write("符合", "不符合", inspection="same")
    first_file = one.files.add(b"before the backup")
    assert one.sync().state == SYNCED
    two.sync()
    made = back_up(office(first), tmp_path / "centre.bak", NOW)
    at_backup = roots.roots(first.connection)

    one.device.write("不适用", "符合", inspection="same")
    two.device.write("符合", inspection="same")
    lost_file = one.files.add(b"after the backup")
    for laptop in (one, two, one):
        assert laptop.sync().state == SYNCED

    back = restore_from(empty, tmp_path / "centre.bak", made.code)
    assert (back.logins_made, back.logins_kept) == (4, 0)
    assert back.centre_id == made.manifest.centre_id
    assert back.feed_epoch != made.manifest.feed_epoch
    assert roots.roots(empty.connection).bureaus == at_backup.bureaus
    # a dump carries no statistics: the centre has its own before the first laptop comes
    assert ask(empty, "select count(*) from pg_statistic where starelid = 'centre.operation'::regclass") != [(0,)]
    moved(empty, one, two)
    report = one.sync()
    # the in-memory replica compares all it holds; the other laptop's operation is not back yet
    assert report.acknowledged == 0
    assert report.pushed == 2
    assert two.sync().state == SYNCED
    assert one.sync().state == SYNCED
    rows = everything(one.device.line(one.via))
    assert delivered(rows, one.device.device) == one.device.log
    assert delivered(rows, two.device.device) == two.device.log
    assert one.log.kept.feed_epoch == two.log.kept.feed_epoch == back.feed_epoch
    assert {digest for (digest,) in ask(empty, "select sha256 from centre.blob")} == {first_file}
    assert lost_file not in one.files.unsent


def test_that_no_number_is_given_twice_after_a_restore(first: Centre, empty: CentreOffice, tmp_path: Path) -> None:
    one, two, lost = Laptop(first.device()), Laptop(first.device()), Laptop(first.device())
    for laptop in (one, two, lost):
        laptop.sync()
    one.device.line().lease("执通", 2026, 5, "before")
    made = back_up(office(first), tmp_path / "centre.bak", NOW)
    block = two.device.line().lease("执通", 2026, 5, "after")
    assert (block.low, block.high) == (6, 10)
    for number in range(block.low, block.high + 1):
        two.device.write("leased", entity="number", entity_id=f"{first.county}:执通:2026:{number}", field="state")
    two.sync()
    restore_from(empty, tmp_path / "centre.bak", made.code)
    moved(empty, one, two, lost)
    one.sync()
    with pytest.raises(CentreRefused, match="numbers-waiting"):
        one.device.line(one.via).lease("执通", 2026, 5, "again")
    assert {row["device"] for row in status(empty.connection)["waited_for"]} == {two.device.device, lost.device.device}
    two.sync()
    revoke_device(empty.connection, lost.device.device, "遗失")
    with pytest.raises(CentreRefused, match="numbers-waiting"):
        one.device.line(one.via).lease("执通", 2026, 5, "again")
    resume_numbers(empty.connection, first.county, 5)  # what the lost one may have used is left out
    again = one.device.line(one.via).lease("执通", 2026, 5, "again")
    assert (again.low, again.high) == (16, 20)
    ledger = "select number, device from centre.number where kind = '执通' order by number"
    owners = dict(ask(empty, ledger))
    assert sorted(owners) == [*range(1, 11), *range(16, 21)]
    assert owners[6] == two.device.device


def test_that_a_start_value_set_anew_ends_the_wait_for_a_lost_laptop(
    first: Centre, empty: CentreOffice, tmp_path: Path
) -> None:
    one, lost = Laptop(first.device()), first.device()
    lost.line().hello()
    made = back_up(office(first), tmp_path / "centre.bak", NOW)
    restore_from(empty, tmp_path / "centre.bak", made.code)
    moved(empty, one)
    one.sync()
    line = one.device.line(one.via)
    with pytest.raises(CentreRefused, match="numbers-waiting"):
        line.lease("执通", 2026, 1, "a")
    empty.add_bureau(first.county, "演练县", starts=[NumberStart("执通", 2026, 50)])
    assert line.lease("执通", 2026, 1, "a").low == 50


def test_that_the_centres_own_operations_after_the_backup_take_no_place_twice(
    first: Centre, empty: CentreOffice, tmp_path: Path
) -> None:
    laptop = Laptop(first.device())
    made = back_up(office(first), tmp_path / "centre.bak", NOW)
    add_officer(first.connection, an_officer("officer-bing", "演练丙", first.county), NOW)
    laptop.sync()
    known = {(one["device"], one["lseq"]) for one in map(_content, laptop.log.rows.values())}
    restore_from(empty, tmp_path / "centre.bak", made.code)
    add_officer(empty.connection, an_officer("officer-ding", "演练丁", first.county), NOW)
    later = ask(empty, "select lseq from centre.operation where device = 'centre' and lseq > 1000000")
    assert later
    assert not {("centre", lseq) for (lseq,) in later} & known


def _content(operation: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(operation.raw)
    return content


def test_that_a_login_that_stands_on_the_server_keeps_its_newer_secret(first: Centre, tmp_path: Path) -> None:
    device = first.device()
    made = back_up(office(first), tmp_path / "centre.bak", NOW)
    device.line().rotate_secret(scram_verifier("newer"))
    device.secret = "newer"
    database = f"drill_{next(_numbers)}"
    first.server.create_database(database)
    with schema.open_administration(first.server.dsn(database), first.server.password) as connection:
        back = restore_from(CentreOffice(connection), tmp_path / "centre.bak", made.code)
    assert (back.logins_made, back.logins_kept) == (0, 2)
    assert device.line().hello().device == device.device


def test_that_only_an_empty_database_is_restored_into(first: Centre, empty: CentreOffice, tmp_path: Path) -> None:
    made = back_up(office(first), tmp_path / "centre.bak", NOW)
    empty.connection.execute("create table public.other (n int); insert into public.other values (7)")
    with pytest.raises(CentreRefused, match="database-not-empty"):
        restore_from(empty, tmp_path / "centre.bak", made.code)
    assert ask(empty, "select n from public.other") == [(7,)]
    with pytest.raises(CentreRefused, match="database-not-empty"):
        restore_from(office(first), tmp_path / "centre.bak", made.code)


def test_that_a_file_cut_or_changed_anywhere_restores_nothing(
    first: Centre, empty: CentreOffice, tmp_path: Path
) -> None:
    made = back_up(office(first), tmp_path / "centre.bak", NOW)
    whole = (tmp_path / "centre.bak").read_bytes()
    spoiled = tmp_path / "spoiled.bak"
    flipped = bytearray(whole)
    flipped[-40] ^= 1
    for content in (b"", whole[:10], whole[: len(whole) // 2], whole[:-1], bytes(flipped), b"AIX1" + bytes(400)):
        spoiled.write_bytes(content)
        with pytest.raises((IntegrityBroken, CentreRefused)) as told:
            restore_from(empty, spoiled, made.code)
        assert told.value.code in ("backup-damaged", "not-a-backup", "backup-code-wrong")
        assert "交换文件" not in told.value.title
        assert ask(empty, "select count(*) from pg_namespace where nspname = 'centre'") == [(0,)]
    with pytest.raises(StorageFailed, match="backup-unreadable"):
        restore_from(empty, tmp_path / "nowhere", made.code)


def test_that_what_came_back_otherwise_is_taken_away_again(
    first: Centre, empty: CentreOffice, tmp_path: Path
) -> None:
    device = first.device()
    device.write("符合")
    device.line().push(device.log)
    with backup.dumped(first.connection, NOW) as dump:
        pieces = list(dump.pieces)
    county = dump.manifest.bureaus[first.county]
    for wrong in (replace(county, head="0" * 64), replace(county, operations=county.operations + 1)):
        manifest = replace(dump.manifest, bureaus={**dump.manifest.bureaus, first.county: wrong})
        program = restoring.prepared(empty.connection, manifest)
        with pytest.raises(IntegrityBroken, match="restored-differs"):
            restoring.restore(empty.connection, program, manifest, pieces)
    with pytest.raises(CentreRefused, match="tool-failed"):
        restoring.restore(empty.connection, program, dump.manifest, [b"".join(pieces)[:-2000]])
    assert ask(empty, f"select count(*) from pg_roles where rolname = '{device.enrolment.role}'") == [(0,)]
    held = sum(one.operations for one in dump.manifest.bureaus.values())
    assert restoring.restore(empty.connection, program, dump.manifest, pieces).operations == held


def test_that_a_server_older_than_the_backup_is_refused(first: Centre, empty: CentreOffice) -> None:
    with backup.dumped(first.connection, NOW) as dump:
        list(dump.pieces)
    with pytest.raises(CentreRefused, match="server-older-than-backup"):
        restoring.prepared(empty.connection, replace(dump.manifest, server=99))


def test_that_an_older_program_says_at_once_that_a_backup_is_of_a_newer_one(
    first: Centre, empty: CentreOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = back_up(office(first), tmp_path / "centre.bak", NOW)
    for one in schema.versions()[:-1]:
        shutil.copytree(schema._FOLDER / f"v{one.number:03}", tmp_path / "sql" / f"v{one.number:03}")
    monkeypatch.setattr(schema, "_FOLDER", tmp_path / "sql")
    monkeypatch.setattr(restoring, "running", None)  # nothing is brought back first
    with pytest.raises(CentreRefused) as told:
        restore_from(empty, tmp_path / "centre.bak", made.code)
    assert told.value.code == "backup-newer" and "没有改动" in told.value.advice
    assert ask(empty, "select count(*) from pg_namespace where nspname = 'centre'") == [(0,)]


def test_that_roots_kept_after_the_backup_are_compared_up_to_it(
    first: Centre, empty: CentreOffice, tmp_path: Path
) -> None:
    device = first.device()
    device.write("符合")
    device.line().push(device.log)
    before = roots.roots(first.connection)
    made = back_up(office(first), tmp_path / "centre.bak", NOW)
    device.write("不符合")
    device.line().push(device.log[1:])
    after = roots.roots(first.connection)
    restore_from(empty, tmp_path / "centre.bak", made.code)
    for kept in (before, after):
        found = roots.check(empty.connection, kept)
        assert found.rewritten == ()
        assert {one.bureau for one in found.restored} == set(kept.bureaus)
    assert roots.check(empty.connection, roots.roots(empty.connection)).restored == ()
    with pytest.raises(psycopg.Error, match="append-only"):
        empty.connection.execute("update centre.restoration set srv_seq = 0")
