"""A centre made at version 1, with data in it and devices at work, is brought to the newest version."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.centre import schema
from app.centre.device.attachments import Sender
from app.centre.office import roots
from app.centre.office.readers import add_reader
from app.centre.office.status import status
from app.centre.trial.embedded import EmbeddedServer
from app.errors import CentreRefused
from app.services.centre.office import CentreOffice
from app.services.centre.vault import back_up, restore_from
from tests.centre.conftest import _numbers, close_lines
from tests.centre.field import NOW, Centre, FieldDevice, delivered, establish, everything
from tests.centre.replica import ReplicaFiles
from tests.centre.servers import hasty_server
from tests.centre.test_sync import Laptop

SQL = schema._FOLDER
NEWEST = schema.versions()[-1].number


@pytest.fixture
def old(server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """A centre of version 1; the program is the present one again when the test begins."""
    yield from _of_versions(schema.versions()[:1], server, tmp_path, monkeypatch)


@pytest.fixture
def before(server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """A centre of the version before this program's."""
    yield from _of_versions(schema.versions()[:-1], server, tmp_path, monkeypatch)


def _of_versions(
    versions: Sequence[schema.SchemaVersion], server: EmbeddedServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Centre]:
    database = f"old_{next(_numbers)}"
    server.create_database(database)
    for one in versions:
        shutil.copytree(SQL / f"v{one.number:03}", folder / f"v{one.number:03}")
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "_FOLDER", folder)
        made = establish(server, database)
    yield made
    close_lines()
    made.connection.close()


@pytest.fixture
def device(old: Centre) -> FieldDevice:
    made = old.device()
    for number in range(20):
        made.write("符合", "不符合", inspection=f"inspection-{number}")
    line = made.line()
    line.push(made.log)
    line.lease("执通", 2026, 3, "a")
    return made


def test_that_data_and_devices_go_on_over_the_upgrade(old: Centre, device: FieldDevice) -> None:
    line = device.line()
    before, first = everything(line), line.verify(10**6)
    assert first.feed_root is None
    assert schema.identity(old.connection).version == 1
    assert schema.upgrade(old.connection).version == NEWEST
    assert schema.upgrade(old.connection).version == NEWEST
    # the same connection goes on
    assert everything(line) == before
    after = line.verify(10**6)
    assert after.tallies == first.tallies
    newest = roots.roots(old.connection, old.county).bureaus[old.county][-1]
    assert after.feed_root is not None
    assert (after.feed_root["root"], after.feed_root["last"]) == (newest.root, len(before))
    assert line.lease("执通", 2026, 3, "a").low == 1
    assert line.lease("执通", 2026, 2, "b").low == 4
    device.write("leased", entity="number", entity_id=f"{old.county}:执通:2026:2", field="state")
    device.write("consumed", entity="number", entity_id=f"{old.county}:执通:2026:4", field="state")
    device.write("consumed", entity="number", entity_id=f"{old.county}:执通:2026:77", field="state")
    assert line.push(device.log[40:]).accepted == 3
    states = dict(old.ask("select number, state from centre.number order by number"))
    # a number that nobody leased enters the ledger only after a restore
    assert states == {1: "leased", 2: "leased", 3: "leased", 4: "consumed", 5: "leased"}
    assert delivered(everything(line), device.device) == device.log


def test_that_the_upgraded_centre_is_like_a_new_one(old: Centre, own_centre: Centre) -> None:
    schema.upgrade(old.connection)
    for query in (
        "select table_schema, table_name, column_name, data_type from information_schema.columns"
        " where table_schema in ('centre', 'report') order by 1, 2, 3",
        "select p.oid::regprocedure::text, p.proowner::regrole::text, p.proacl::text, md5(p.prosrc) from pg_proc p"
        " where pronamespace in ('centre'::regnamespace, 'api1'::regnamespace, 'report'::regnamespace) order by 1",
        "select polrelid::regclass::text, polname from pg_policy order by 1, 2",
    ):
        assert old.ask(query) == own_centre.ask(query)


def test_that_a_program_of_today_works_with_a_centre_of_version_1(
    old: Centre, device: FieldDevice, tmp_path: Path
) -> None:
    found = status(old.connection)
    assert found["version"] == 1
    assert "conflicts" not in found
    kept = roots.roots(old.connection)
    assert roots.check(old.connection, kept).rewritten == ()
    with pytest.raises(CentreRefused, match="centre upgrade"):
        add_reader(old.connection, old.county, "reader_of_old")
    made = back_up(CentreOffice(old.connection), tmp_path / "old.bak", NOW)
    assert made.manifest.version == 1
    with hasty_server() as other:
        other.create_database(old.database)
        with schema.open_administration(other.dsn(old.database), other.password) as connection:
            back = restore_from(CentreOffice(connection), tmp_path / "old.bak", made.code)
            assert back.version == NEWEST
            assert roots.roots(connection).bureaus == kept.bureaus
            line = device.line(f"{other.host}:{other.port}")
            assert delivered(everything(line), device.device) == device.log
            line.close()


def test_that_a_sync_with_a_centre_of_version_1_ends_without_its_receipt(old: Centre) -> None:
    laptop = Laptop(old.device())
    laptop.device.write("符合")
    report = laptop.sync()
    assert (report.state, report.acknowledged) == ("synced", 1)
    assert report.receipt["cursor"]
    assert "given" not in report.receipt
    schema.upgrade(old.connection)
    assert "given" in laptop.sync().receipt


def test_that_attachments_go_in_leaves_to_a_centre_that_takes_none_whole(old: Centre, device: FieldDevice) -> None:
    files = ReplicaFiles()
    wanted = [files.add(bytes([number]) * 1000) for number in range(3)]
    line = device.line()
    assert list(Sender(line, files).send_all(files.to_send())) == [True] * 3
    assert [line.blob_get(one, 0, 1) for one in wanted] == [files.content[one] for one in wanted]


def test_that_the_version_before_goes_on_over_the_upgrade_and_back_where_it_fails(
    before: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop = Laptop(before.device())
    for number in range(5):
        laptop.device.write("符合", inspection=f"inspection-{number}")
    assert laptop.sync().state == "synced"
    line = laptop.device.line()
    line.hello()
    standing = schema.identity(before.connection)
    broken = tmp_path / "broken"
    shutil.copytree(SQL, broken)
    (broken / f"v{NEWEST:03}" / "99_fails.sql").write_text("select 1 / 0;", encoding="utf-8")
    with monkeypatch.context() as failing:
        failing.setattr(schema, "_FOLDER", broken)
        with pytest.raises(CentreRefused):
            schema.upgrade(before.connection)
    assert schema.identity(before.connection) == standing
    assert len(everything(line)) > 5
    assert schema.upgrade(before.connection).version == NEWEST
    # a connection that was open all the time goes on, and what was there stands
    assert line.hello().next_lseq == 6
    assert delivered(everything(line), laptop.device.device) == laptop.device.log
    laptop.device.write("不符合")
    assert laptop.sync().acknowledged == 1
    assert status(before.connection)["devices"][0]["next_lseq"] == 7


def test_that_an_interrupted_upgrade_leaves_version_1(
    old: Centre, device: FieldDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(SQL, folder)
    (folder / "v002" / "99_fails.sql").write_text("select 1 / 0;", encoding="utf-8")
    with monkeypatch.context() as broken:
        broken.setattr(schema, "_FOLDER", folder)
        with pytest.raises(CentreRefused):
            schema.upgrade(old.connection)
    assert schema.identity(old.connection).version == 1
    line = device.line()
    assert line.verify(10**6).tallies
    assert schema.upgrade(old.connection).version == NEWEST
