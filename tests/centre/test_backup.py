"""A centre is written out by PostgreSQL's own programs, and comes back whole on a server that never saw it."""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.centre import backup, restoring, roots, schema
from app.centre.administration import NumberStart, revoke_device
from app.centre.embedded import EmbeddedServer, embedded_server
from app.centre.officers import add_officer
from app.centre.pg_tools import Tool, running, target, tool
from app.centre.resuming import resume_numbers
from app.centre.secrecy import scram_verifier
from app.centre.status import status
from app.centre.sync import SYNCED, synchronise
from app.domain.clock import CHINA
from app.errors import CentreRefused, InspectorError, IntegrityBroken, StorageFailed
from app.services.centre import CentreOffice
from app.services.centre_vault import back_up, restore_from
from tests.centre.conftest import _numbers, close_lines
from tests.centre.field import NOW, Centre, FieldDevice, an_officer, delivered, establish, everything
from tests.centre.replica import ReplicaFiles, ReplicaLog

POSIX = pytest.mark.skipif(os.name == "nt", reason="the stand-in program is a shell script")


@pytest.fixture(scope="module", params=["wheel", "system"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[EmbeddedServer, EmbeddedServer]]:
    """Two servers of one version that know nothing of each other."""
    binaries = None if request.param == "wheel" else Path("/usr/lib/postgresql/15/bin")
    if binaries is not None and not (binaries / "pg_dump").is_file():
        pytest.skip("the system has no PostgreSQL 15")
    with embedded_server(durable=False, binaries=binaries) as one, embedded_server(
        durable=False, binaries=binaries
    ) as other:
        yield one, other


@pytest.fixture
def first(pair: tuple[EmbeddedServer, EmbeddedServer]) -> Iterator[Centre]:
    """A centre of its own on the first server."""
    database = f"kept_{next(_numbers)}"
    pair[0].create_database(database)
    made = establish(pair[0], database)
    yield made
    close_lines()
    made.connection.close()


@pytest.fixture
def empty(first: Centre, pair: tuple[EmbeddedServer, EmbeddedServer]) -> Iterator[CentreOffice]:
    """An empty database of the same name on the second server."""
    pair[1].create_database(first.database)
    connection = schema.open_administration(pair[1].dsn(first.database), pair[1].password)
    yield CentreOffice(connection)
    close_lines()
    connection.close()


class Laptop:
    """A device with its side of the sync, which may be led to another server."""

    def __init__(self, device: FieldDevice) -> None:
        self.device, self.log, self.files, self.via = device, ReplicaLog(device), ReplicaFiles(), ""

    def sync(self) -> Any:
        with closing(self.device.line(self.via or None)) as line:
            return synchronise(line, self.log, self.files)


def office(centre: Centre) -> CentreOffice:
    return CentreOffice(centre.connection)


def moved(empty: CentreOffice, *laptops: Laptop) -> None:
    for one in laptops:
        one.via = f"{empty.connection.info.host}:{empty.connection.info.port}"


def ask(there: CentreOffice, query: str) -> list[tuple[Any, ...]]:
    return there.connection.execute(query).fetchall()


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


def test_that_a_backup_names_what_it_holds_and_a_restored_centre_has_it(
    first: Centre, empty: CentreOffice, tmp_path: Path
) -> None:
    laptop = Laptop(first.device())
    laptop.device.write("符合")
    laptop.sync()
    line = laptop.device.line()
    line.lease("执通", 2026, 3, "a")
    revoked = first.device(first.other)
    revoke_device(first.connection, revoked.device, "遗失")
    made = back_up(office(first), tmp_path / "centre.bak", NOW, "一个足够长的备份口令")
    assert made.code == ""
    county = made.manifest.bureaus[first.county]
    assert (county.numbers, county.devices, county.officers) == (3, 1, 2)
    assert "SCRAM" not in str(made.as_json()) and "SCRAM" not in repr(made.manifest)
    kept = status(first.connection)["safety"][0]
    assert kept["backup_sha256"] == made.sha256
    assert kept["backup_bytes"] == made.size
    with pytest.raises(CentreRefused, match="backup-code-wrong"):
        restore_from(empty, tmp_path / "centre.bak", "一个别的备份口令呀")
    restore_from(empty, tmp_path / "centre.bak", "一个足够长的备份口令")
    logins = "select rolname from pg_roles where rolcanlogin and rolname ~ '^[de]_' order by 1"
    assert {(laptop.device.enrolment.role,), (laptop.device.enrolment.enrolment_role,)} < set(ask(empty, logins))
    assert (revoked.enrolment.enrolment_role,) not in ask(empty, logins)
    with pytest.raises(CentreRefused, match="device-revoked"):
        revoked.line(f"{empty.connection.info.host}:{empty.connection.info.port}").hello()
    # append-only holds as before, and the device may do what it could before and no more
    with pytest.raises(psycopg.Error, match="append-only"):
        empty.connection.execute("update centre.operation set raw = ''")
    granted = "select proname from pg_proc where has_function_privilege('inspection_device', oid, 'execute') and pronamespace = 'api1'::regnamespace order by 1"  # noqa: E501
    assert ask(empty, granted) == first.connection.execute(granted).fetchall()
    assert schema.upgrade(empty.connection).version == schema.versions()[-1].number
    # PostgreSQL knows what the tables hold, so that it finds the quick ways from the first call on
    assert ask(empty, "select reltuples from pg_class where oid = 'centre.operation'::regclass")[0][0] > 0


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
    assert restoring.restore(empty.connection, program, dump.manifest, pieces).operations == county.operations


def test_that_a_server_older_than_the_backup_is_refused(first: Centre, empty: CentreOffice) -> None:
    with backup.dumped(first.connection, NOW) as dump:
        list(dump.pieces)
    with pytest.raises(CentreRefused, match="server-older-than-backup"):
        restoring.prepared(empty.connection, replace(dump.manifest, server=99))


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


def test_that_a_missing_program_is_named_with_the_command_that_installs_it(tmp_path: Path) -> None:
    with pytest.raises(CentreRefused, match="apt install postgresql-client-15"):
        tool("pg_dump", 15, [tmp_path])


@POSIX
def test_that_the_nearest_program_is_taken_and_none_that_is_older(tmp_path: Path) -> None:
    for major in (14, 16, 17):
        _stand_in(tmp_path / str(major), "pg_restore", f"echo 'pg_restore (PostgreSQL) {major}.1'")
    folders = [tmp_path / "17", tmp_path / "14", tmp_path / "16"]
    assert tool("pg_restore", 16, folders).major == 16
    assert tool("pg_restore", 17, folders).major == 17
    with pytest.raises(CentreRefused, match="tool-missing"):
        tool("pg_restore", 15, [tmp_path / "14", tmp_path / "17"])


def _stand_in(folder: Path, name: str, script: str) -> Path:
    folder.mkdir()
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@POSIX
def test_that_the_password_is_in_the_environment_only(first: Centre, tmp_path: Path) -> None:
    script = 'echo "$*" > "$0.arguments"\necho "$PGPASSWORD" > "$0.environment"\n'
    script += 'echo "refused: $PGPASSWORD" >&2; exit 3'
    path = _stand_in(tmp_path / "bin", "pg_dump", script)
    password = first.connection.info.password
    with (
        pytest.raises(CentreRefused, match="tool-failed") as told,
        running(Tool(path, 15), [target(first.connection)], password) as at_work,
    ):
        list(at_work.pieces())
    arguments = path.with_name("pg_dump.arguments").read_text(encoding="utf-8")
    assert password not in arguments and f"port={first.server.port}" in arguments
    assert path.with_name("pg_dump.environment").read_text(encoding="utf-8").strip() == password
    assert "refused: ***" in told.value.advice
    assert password not in str(told.value)


@POSIX
def test_that_a_dump_that_ends_early_leaves_no_file(
    first: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _stand_in(tmp_path / "bin", "pg_dump", "echo half; echo 'disk on fire' >&2; exit 1")
    monkeypatch.setattr(backup, "tool", lambda name, server: Tool(path, server))
    with pytest.raises(CentreRefused, match="disk on fire"):
        back_up(office(first), tmp_path / "centre.bak", NOW)
    assert [one.name for one in tmp_path.iterdir()] == ["bin"]
    assert status(first.connection)["safety"][0]["backup_at"] is None


def test_that_a_weak_passphrase_or_a_file_that_exists_is_refused(first: Centre, tmp_path: Path) -> None:
    with pytest.raises(InspectorError, match="passphrase-weak"):
        back_up(office(first), tmp_path / "centre.bak", NOW, "12345678901")
    (tmp_path / "centre.bak").write_text("kept", encoding="utf-8")
    with pytest.raises(StorageFailed, match="file-exists"):
        back_up(office(first), tmp_path / "centre.bak", NOW)
    assert (tmp_path / "centre.bak").read_text(encoding="utf-8") == "kept"


def test_that_an_administrator_without_superuser_rights_hears_what_is_needed(first: Centre, tmp_path: Path) -> None:
    name = f"steward_{next(_numbers)}"
    first.connection.execute(f"create role {name} login password 'steward' in role inspection_owner")
    first.connection.execute(f'grant connect on database "{first.database}" to {name}')
    dsn = f"host={first.server.host} port={first.server.port} dbname={first.database} user={name}"
    with (
        schema.open_administration(dsn, "steward") as connection,
        pytest.raises(CentreRefused, match="superuser-needed-for-logins"),
    ):
        back_up(CentreOffice(connection), tmp_path / "centre.bak", datetime.now(CHINA))


def test_that_an_empty_database_has_nothing_to_back_up(empty: CentreOffice, tmp_path: Path) -> None:
    with pytest.raises(CentreRefused, match="not-a-centre"):
        back_up(empty, tmp_path / "centre.bak", NOW)
