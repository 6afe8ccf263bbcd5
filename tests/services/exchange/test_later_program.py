"""A later program kept more in its records, and was taken off again: this one works with them and loses nothing."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.domain.operations import Json
from app.services.exchange import program_updates
from app.services.exchange.journal import sync_journal
from app.services.exchange.link import LINK, keep_link, link_of
from app.services.exchange.parcel_content import Head, ParcelFile, head_from
from app.services.exchange.program_updates import HERE, held_update
from app.services.releases.forms import HELD, held_releases, keep_releases
from app.services.releases.program import described
from app.services.releases.publishers import Publisher, accepted_publishers, keep_publishers
from app.services.releases.refused import refused_releases
from app.services.safekeeping.backups import LAST_BACKUP, back_up, last_backup
from app.services.session.opening import close
from app.storage.database.engine import writing
from app.storage.database.identity import IDENTITY
from app.storage.database.settings import read_setting, write_setting
from app.storage.exchange.replication import SYNC
from tests.centre.field import Centre
from tests.services.exchange.device import Laptop
from tests.services.exchange.programs import HERE_PLATFORM, package, publish
from tests.services.exchange.test_nonsense_answers import Liar
from tests.services.exchange.test_releases import _calendar, _publish, _smuggled

MORE = {"later": {"kept": ["by a later program"]}}


def _grown(value: Any) -> Any:
    if isinstance(value, list):
        return [{**one, **MORE} if isinstance(one, dict) else one for one in value]
    return {**value, **MORE}


def _later_wrote(one: Laptop, *names: str, grow: Callable[[Any], Any] = _grown) -> None:
    """Let a later program write settings with more in them, and this program open the folder again."""
    with writing(one.desk.store._engine) as connection:
        for name in names:
            before = read_setting(connection, name)
            assert before, name
            write_setting(connection, name, grow(before))
    one.reopen()


def _kept(one: Laptop, name: str) -> Any:
    with writing(one.desk.store._engine) as connection:
        return read_setting(connection, name)


def _stands(told: Json) -> bool:
    return isinstance(told, Mapping) and told.get("later") == MORE["later"]


def test_that_a_store_opens_and_synchronises(bureau: Centre, one: Laptop) -> None:
    _later_wrote(one, IDENTITY, SYNC, LINK, "last_sync", "sync_journal")
    one.answer("q1_1", "符合")
    assert (one.sync().state, one.desk.store.replication.pending()) == ("synced", 0)
    assert one.desk.store.replication.sync_state().acked_lseq == one.desk.store.replication.position()[0]
    assert sync_journal(one.desk)[0]["pushed"]
    assert all(_stands(_kept(one, name)) for name in (IDENTITY, SYNC, LINK))
    keep_link(one.desk.store, link_of(one.desk.store))
    assert _stands(_kept(one, LINK))


def test_that_what_was_published_stays_in_use_and_is_written_back_whole(
    bureau: Centre, one: Laptop, tmp_path: Path
) -> None:
    _publish(bureau, _calendar(tmp_path / "new"))
    one.sync()
    _later_wrote(one, HELD)
    held = held_releases(one.desk.store)
    assert [(two.name, two.version) for two in held] == [("2026", "1")]
    keep_releases(one.desk.store, held)
    assert [_stands(told) for told in _kept(one, HELD)] == [True]
    _publish(bureau, _calendar(tmp_path / "newer"), "2")
    assert one.sync().state == "synced"
    # another release is another record
    assert [(told["version"], _stands(told)) for told in _kept(one, HELD)] == [("2", False)]


def test_that_what_was_refused_stays_refused_and_is_written_back_whole(bureau: Centre, one: Laptop) -> None:
    _smuggled(bureau, b"nonsense", signed=True)
    one.sync()
    _later_wrote(one, "releases_refused")
    assert len(refused_releases(one.desk.store)) == 1
    report = one.sync()
    assert (report.state, report.releases) == ("synced", None)
    assert [_stands(told) for told in _kept(one, "releases_refused")] == [True]


def test_that_the_list_of_publishers_stays_in_force(one: Laptop) -> None:
    keep_publishers(one.desk.store, 3, [Publisher("130000", "演练省档案局", "ab" * 32)])
    _later_wrote(one, "publishers", grow=lambda kept: {**kept, **MORE, "publishers": _grown(kept["publishers"])})
    version, listed = accepted_publishers(one.desk.store)
    assert (version, [two.bureau for two in listed]) == (3, ["130000"])


def test_that_the_last_backup_is_still_told(one: Laptop, tmp_path: Path) -> None:
    back_up(one.desk, tmp_path / "stick")
    _later_wrote(one, LAST_BACKUP)
    found = last_backup(one.desk)
    assert found is not None and found.state == "done"


@pytest.mark.skipif(not HERE_PLATFORM, reason="no package is made for this machine")
def test_that_a_fetched_update_is_still_told(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    publish(bureau, package(tmp_path / "new"))
    one.sync()
    _later_wrote(one, program_updates.HELD, grow=lambda kept: {**kept, **MORE, "package": _grown(kept["package"])})
    assert one.sync().state == "synced"
    found = held_update(one.desk)
    assert found is not None and found.state == HERE
    assert _stands(_kept(one, program_updates.HELD))


def test_that_a_description_of_a_program_may_tell_more() -> None:
    told = {
        "schema": 1, "platform": "linux-x64", "version": "9.1", "minimal": "9.0", "file": "setup.run", "size": 7,
        "sha256": "ab" * 32,
    }  # fmt: skip
    assert described(json.dumps({**told, **MORE}).encode()) == described(json.dumps(told).encode())


def test_that_the_keys_still_open_and_are_written_back_whole(one: Laptop) -> None:
    from app.sealing.canonical import canonical, sha256
    from app.storage.keys.keyfile import KEYS_FILE, SECOND_COPY, read_keys, write_keys

    close(one.desk)
    content = json.loads((one.folder / KEYS_FILE).read_text(encoding="utf-8"))
    content.pop("checksum")
    grown = {**content, **MORE, "slots": _grown(content["slots"]), "codes": _grown(content["codes"])}
    text = json.dumps({**grown, "checksum": sha256(canonical(grown))})
    for name in (KEYS_FILE, SECOND_COPY):
        (one.folder / name).write_text(text, encoding="utf-8")
    one.reopen_closed()
    write_keys(one.folder, read_keys(one.folder))
    written = json.loads((one.folder / KEYS_FILE).read_text(encoding="utf-8"))
    assert _stands(written) and written["slots"]
    assert all(_stands(told) for told in (*written["slots"], *written["codes"]))
    assert {name: written[name] for name in content if name != "revision"} == {
        name: grown[name] for name in content if name != "revision"
    }


@pytest.mark.parametrize("call", ["lease", "release_get"])
def test_that_a_later_centre_may_tell_more_of_each_thing(
    bureau: Centre, one: Laptop, tmp_path: Path, call: str
) -> None:
    _publish(bureau, _calendar(tmp_path / "new"))
    line = one.line()
    line.hello()
    truth = line._line.call(call, {"kind": "执通", "year": 2026, "count": 2, "request": "a"} if call == "lease" else {})
    more = {**truth, **MORE, "releases": _grown(truth.get("releases", []))}
    liar = Liar(bureau, call)
    liar.answers(json.dumps(more, ensure_ascii=False))
    if call == "lease":
        assert line.lease("执通", 2026, 2, "a").low == truth["low"]
    else:
        assert [two.name for two in line.release_get()] == ["2026"]


def test_that_a_later_centre_may_tell_more_of_a_laptop(
    bureau: Centre, pair: tuple[Laptop, Laptop]
) -> None:
    first, second = pair
    body = bureau.ask("select pg_get_functiondef('api1.pull_rows(jsonb)'::regprocedure)")[0][0]
    assert "'certificate'" in body
    bureau.connection.execute(body.replace("'certificate'", "'later', 1, 'certificate'"))
    first.answer("q1_1", "符合")
    first.sync()
    assert (second.sync().state, second.desk.store.read("answer", "inspection-1/q1_1") is not None) == ("synced", True)


def test_that_the_head_of_a_parcel_may_tell_more() -> None:
    file = ParcelFile("ab", "cd", 7)
    one = Head("d1", "130600", True, "", "2026-06-08T11:00:00+08:00", {}, {}, {}, 0, (file,), ("ef",))
    told = one.as_json()
    assert head_from({**told, **MORE, "files": _grown(told["files"])}) == one
