"""Two administrators at once, and one cut off in the middle: nothing is done by half, and each hears the truth."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.centre import schema
from app.centre.office.administration import create_device, revoke_device
from app.centre.taking_turns import one_at_a_time
from app.centre.trial.embedded import EmbeddedServer
from app.errors import CentreRefused, CentreUnreachable, InspectorError
from tests.centre.conftest import _numbers, close_lines
from tests.centre.field import NOW, Centre, establish, everything
from tests.centre.test_sync import Laptop

SQL = schema._FOLDER
NEWEST = schema.versions()[-1].number
Opener = Callable[[], Any]


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Return what came of works that began together: what each returned, or its failure."""
    gate, found = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        gate.wait()
        try:
            found[place] = work()
        except InspectorError as error:
            found[place] = error

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return found


@pytest.fixture
def eleven(server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """A centre that version 11 made; the program is today's."""
    database = f"eleven_{next(_numbers)}"
    server.create_database(database)
    for one in schema.versions()[:11]:
        shutil.copytree(SQL / f"v{one.number:03}", tmp_path / "sql" / f"v{one.number:03}")
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "_FOLDER", tmp_path / "sql")
        made = establish(server, database)
    yield made
    close_lines()
    made.connection.close()


@pytest.fixture
def opened(server: EmbeddedServer) -> Iterator[Callable[[str], Any]]:
    made = []

    def of(database: str) -> Any:
        made.append(schema.open_administration(server.dsn(database), server.password))
        return made[-1]

    yield of
    for one in made:
        one.close()


def test_that_of_two_who_make_a_centre_at_once_one_makes_it_and_the_other_finds_it(
    server: EmbeddedServer, opened: Callable[[str], Any]
) -> None:
    for _ in range(2):
        database = f"twice_{next(_numbers)}"
        server.create_database(database)
        one, two = opened(database), opened(database)
        found = at_once(lambda: schema.install(one, True), lambda: schema.install(two, True))  # noqa: B023  # at once
        assert sorted(each.created for each in found) == [False, True]
        assert {each.centre_id for each in found} == {schema.identity(one).centre_id}


def test_that_of_two_who_upgrade_at_once_both_find_it_done(eleven: Centre, opened: Callable[[str], Any]) -> None:
    laptop = Laptop(eleven.device())
    laptop.device.write("符合", "不符合")
    assert laptop.sync().state == "synced"
    one, two = opened(eleven.database), opened(eleven.database)
    found = at_once(lambda: schema.upgrade(one), lambda: schema.upgrade(two))
    assert [each.version for each in found] == [NEWEST, NEWEST]
    assert eleven.ask("select count(*) from centre.version where version = %s", NEWEST) == [(1,)]
    laptop.device.write("符合")
    assert laptop.sync().acknowledged == 1


def test_that_two_without_the_lock_meet_at_the_version_all_the_same(
    eleven: Centre, opened: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # an administrator who is no superuser may not take it
    monkeypatch.setattr("app.centre.taking_turns._taken", lambda _: False)
    one, two = opened(eleven.database), opened(eleven.database)
    monkeypatch.setattr(schema, "shut_side_doors", lambda _: None)
    found = at_once(lambda: schema.upgrade(one), lambda: schema.upgrade(two))
    assert [each.version for each in found] == [NEWEST, NEWEST]


def test_that_of_two_who_revoke_at_once_the_second_is_told_and_the_reason_is_the_firsts(
    own_centre: Centre, opened: Callable[[str], Any]
) -> None:
    device = own_centre.device()
    one, two = opened(own_centre.database), opened(own_centre.database)
    found = at_once(
        lambda: revoke_device(one, device.device, "遗失"), lambda: revoke_device(two, device.device, "停用")
    )
    assert sorted(type(each).__name__ for each in found) == ["CentreRefused", "NoneType"]
    ((reason,),) = own_centre.ask("select revoked_reason from centre.device where device = %s", device.device)
    assert reason == ("遗失" if found[0] is None else "停用")
    with pytest.raises(CentreRefused, match="device-revoked"):
        device.line().hello()


def test_that_devices_are_made_and_revoked_at_once(own_centre: Centre, opened: Callable[[str], Any]) -> None:
    old = [own_centre.device() for _ in range(2)]
    lines = [opened(own_centre.database) for _ in range(4)]

    def make(line: Any, name: str) -> Callable[[], Any]:
        return lambda: create_device(line, own_centre.county, name, own_centre.address, NOW)

    found = at_once(
        make(lines[0], "演练甲机"), lambda: revoke_device(lines[1], old[0].device, "遗失"),
        make(lines[2], "演练乙机"), lambda: revoke_device(lines[3], old[1].device, "遗失"),
    )  # fmt: skip
    assert not [each for each in found if isinstance(each, Exception)]


def test_that_who_waits_for_a_minute_is_told_by_whom(
    own_centre: Centre, opened: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.centre.taking_turns._PATIENCE", "200ms")
    with one_at_a_time(opened(own_centre.database)), pytest.raises(CentreRefused) as told:
        schema.upgrade(own_centre.connection)
    assert told.value.code == "administrator-busy" and "没有改动" in told.value.advice
    assert schema.upgrade(own_centre.connection).version == NEWEST


def test_that_an_upgrade_cut_in_the_middle_is_none_and_goes_through_afterwards(
    eleven: Centre, opened: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop = Laptop(eleven.device())
    laptop.device.write("符合", "不符合")
    assert laptop.sync().state == "synced"
    slow = tmp_path / "slow"
    shutil.copytree(SQL, slow)
    (slow / f"v{NEWEST:03}" / "99_waits.sql").write_text("select pg_sleep(60);", encoding="utf-8")
    cut = opened(eleven.database)

    def kill() -> None:
        query = "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid = %s and query ~ 'pg_sleep'"
        for _ in range(600):
            if eleven.ask(query, cut.info.backend_pid) == [(1,)]:
                return
            eleven.ask("select pg_sleep(0.05)")

    with monkeypatch.context() as slowly:
        slowly.setattr(schema, "_FOLDER", slow)
        _, failure = at_once(kill, lambda: schema.upgrade(cut))
    assert isinstance(failure, CentreUnreachable)
    found = schema.identity(eleven.connection)
    assert found is not None and found.version == 11
    laptop.device.write("符合")
    assert laptop.sync().acknowledged == 1
    assert schema.upgrade(eleven.connection).version == NEWEST
    line = laptop.device.line()
    assert [one for one in everything(line) if one.device == laptop.device.device]
    with pytest.raises(psycopg.Error):
        cut.execute("select 1")
