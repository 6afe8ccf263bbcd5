"""The moment of a publication is its publisher's word: who owns the centre changes it for nobody unnoticed."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.centre import schema
from app.centre.releases import content_at, next_moment, publish_release
from app.centre.trial.embedded import EmbeddedServer
from app.domain.clock import iso
from app.errors import CentreRefused
from app.sealing.signing import training_root
from app.services.centre import releases as centre_releases
from app.services.centre.office import CentreOffice
from app.services.centre.published import published
from app.services.centre.releases import accept_publishers, publish
from app.services.exchange.program_updates import HERE, REFUSED, held_update
from app.services.releases.content import packed, release_message, unpacked
from app.services.releases.forms import held_releases
from app.services.releases.moments import moment_in, stamped
from app.services.releases.publishers import publishers_content, publishers_in
from app.services.releases.refused import refused_releases
from app.services.session.opening import close
from app.services.session.paths import built_in_forms
from tests.centre.conftest import _numbers, close_lines
from tests.centre.field import Centre, establish
from tests.services.exchange.device import BUREAU, Laptop, laptop, with_bureau
from tests.services.exchange.programs import package
from tests.services.exchange.programs import publish as publish_program
from tests.services.exchange.test_releases import CALENDAR

SQL = schema._FOLDER


def _folder(folder: Path, version: str) -> Path:
    known = (built_in_forms() / CALENDAR).read_text(encoding="utf-8")
    (folder / "calendar").mkdir(parents=True, exist_ok=True)
    (folder / CALENDAR).write_text(f"# 第 {version} 版（演练）\n{known}", encoding="utf-8")
    return folder


def _publish(centre: Centre, folder: Path, version: str) -> str:
    office = CentreOffice(centre.connection)
    return publish(office, BUREAU, "calendar", "2026", version, _folder(folder, version), None, forms=built_in_forms())


def _as_earlier(centre: Centre, folder: Path, version: str) -> None:
    """Publish as a program before version 12 did: the moment is the centre's word alone."""
    content = packed(_folder(folder, version), "calendar")
    message = release_message(BUREAU, "calendar", "2026", version, hashlib.sha256(content).hexdigest())
    publish_release(
        centre.connection, BUREAU, "calendar", "2026", version, content, training_root().sign(message).hex()
    )


def _move(centre: Centre, version: str, by: str) -> None:
    """Change a moment as only who owns the centre can."""
    with centre.connection.transaction():
        centre.connection.execute("alter table centre.release disable trigger user")
        centre.connection.execute(
            "update centre.release set published_at = published_at + %s::interval where version = %s", (by, version)
        )
        centre.connection.execute("alter table centre.release enable trigger user")


def _says(one: Laptop) -> str:
    assert one.sync().state == "synced"
    one.reopen()
    return (one.desk.forms / CALENDAR).read_text(encoding="utf-8").splitlines()[0]


def test_that_an_earlier_program_reads_what_is_published_and_the_moment_is_in_it(
    bureau: Centre, tmp_path: Path
) -> None:
    digest = _publish(bureau, tmp_path / "new", "1")
    content = content_at(bureau.connection, BUREAU, digest)
    (row,) = bureau.ask("select published_at, sha256 from centre.release")
    assert (moment_in(content, "calendar"), row[1]) == (iso(row[0]), digest)
    # all that programs before this look at: the digest that was signed, and the files
    assert set(unpacked(content, "calendar")) == {CALENDAR}
    assert stamped(content, "") == packed(tmp_path / "new", "calendar")
    assert publishers_in(publishers_content((), "2026-03-09T09:00:00+08:00")) == ()


def test_that_an_old_release_made_the_latest_at_the_centre_is_not_taken_again(
    bureau: Centre, one: Laptop, tmp_path: Path
) -> None:
    for version in ("1", "2"):
        _publish(bureau, tmp_path / "new", version)
    assert _says(one) == "# 第 2 版（演练）"
    _move(bureau, "1", "1 day")
    news = one.sync().releases
    assert news is not None and "发布时间" in news.advice
    assert _says(one) == "# 第 2 版（演练）"
    assert "发布时间" in refused_releases(one.desk.store)[0].fault
    assert one.sync().releases is None  # it is news only once
    _move(bureau, "1", "-1 day")
    assert _says(one) == "# 第 2 版（演练）"
    assert refused_releases(one.desk.store) == ()


def test_that_a_moment_that_was_changed_of_what_is_in_use_is_told_and_changes_nothing(
    bureau: Centre, one: Laptop, tmp_path: Path
) -> None:
    _publish(bureau, tmp_path / "new", "1")
    assert _says(one) == "# 第 1 版（演练）"
    for by in ("1 day", "-2 days"):
        _move(bureau, "1", by)
        one.sync()
        assert "发布时间" in refused_releases(one.desk.store)[0].fault
        assert _says(one) == "# 第 1 版（演练）"
    _move(bureau, "1", "1 day")
    one.sync()
    assert refused_releases(one.desk.store) == ()


def test_that_a_laptop_that_knows_nothing_yet_takes_none_of_another_moment(
    bureau: Centre, one: Laptop, tmp_path: Path
) -> None:
    _publish(bureau, tmp_path / "new", "1")
    _move(bureau, "1", "1 day")
    assert not _says(one).startswith("# 第")
    assert held_releases(one.desk.store) == ()


def test_that_releases_of_earlier_programs_are_taken_and_never_after_one_with_a_signed_moment(
    bureau: Centre, one: Laptop, tmp_path: Path
) -> None:
    for version in ("1", "2"):
        _as_earlier(bureau, tmp_path / "new", version)
        assert _says(one) == f"# 第 {version} 版（演练）"
    assert [held.signed for held in held_releases(one.desk.store)] == [False]
    _publish(bureau, tmp_path / "new", "3")
    assert _says(one) == "# 第 3 版（演练）"
    assert [held.signed for held in held_releases(one.desk.store)] == [True]
    _move(bureau, "1", "2 days")
    assert one.sync().releases is not None
    assert _says(one) == "# 第 3 版（演练）"
    assert "更早" in refused_releases(one.desk.store)[0].fault


def test_that_the_moment_cannot_be_taken_off(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    digest = _publish(bureau, tmp_path / "new", "1")
    bare = stamped(content_at(bureau.connection, BUREAU, digest), "")
    for table in ("release", "blob", "leaf"):
        bureau.connection.execute(f"alter table centre.{table} disable trigger user")
    bureau.connection.execute(
        "update centre.leaf set content = %s, sha256 = sha256 where sha256 = %s", (bare, digest)
    )
    assert not _says(one).startswith("# 第")
    assert held_releases(one.desk.store) == ()


def test_that_a_program_and_a_list_of_publishers_say_their_moment_too(
    bureau: Centre, one: Laptop, tmp_path: Path
) -> None:
    told = publish_program(bureau, package(tmp_path / "new"))
    (row,) = bureau.ask("select published_at from centre.release where kind = 'program'")
    assert told.published_at == iso(row[0])
    one.sync()
    found = held_update(one.desk)
    assert found is not None and found.state == HERE
    other = publish_program(bureau, package(tmp_path / "newer"), "9.2.0")
    _move(bureau, "9.2.0", "1 hour")
    one.sync()
    found = held_update(one.desk)
    assert found is not None and found.version != other.version
    accept_publishers(CentreOffice(bureau.connection), BUREAU, [], None)
    ((digest, at),) = bureau.ask("select sha256, published_at from centre.release where kind = 'publishers'")
    assert moment_in(content_at(bureau.connection, BUREAU, digest), "publishers") == iso(at)


def test_that_a_first_program_of_another_moment_is_refused(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    publish_program(bureau, package(tmp_path / "new"))
    _move(bureau, "9.1.0", "1 hour")
    one.sync()
    found = held_update(one.desk)
    assert found is not None and found.state == REFUSED and "发布时间" in found.fault


def test_that_of_two_who_publish_at_once_the_second_is_told(
    bureau: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = next_moment(bureau.connection, BUREAU)
    _publish(bureau, tmp_path / "new", "1")
    monkeypatch.setattr(centre_releases, "next_moment", lambda *_: at)
    with pytest.raises(CentreRefused, match="release-overtaken"):
        _publish(bureau, tmp_path / "new", "2")
    assert [one.version for one in published(CentreOffice(bureau.connection), BUREAU)] == ["1"]


@pytest.fixture
def eleven(server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """A centre of version 11, where an earlier program may publish tomorrow."""
    database = f"eleven_{next(_numbers)}"
    server.create_database(database)
    for one in schema.versions()[:11]:
        shutil.copytree(SQL / f"v{one.number:03}", tmp_path / "sql" / f"v{one.number:03}")
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "_FOLDER", tmp_path / "sql")
        made = with_bureau(establish(server, database))
    yield made
    close_lines()
    made.connection.close()


def test_that_at_a_centre_of_version_11_releases_go_on_as_they_were_and_over_its_upgrade(
    eleven: Centre, tmp_path: Path
) -> None:
    one = laptop(eleven, tmp_path / "one")
    _publish(eleven, tmp_path / "new", "1")
    assert _says(one) == "# 第 1 版（演练）"
    _as_earlier(eleven, tmp_path / "new", "2")
    assert _says(one) == "# 第 2 版（演练）"
    assert [held.signed for held in held_releases(one.desk.store)] == [False]
    schema.upgrade(eleven.connection)
    assert _says(one) == "# 第 2 版（演练）"
    _publish(eleven, tmp_path / "new", "3")
    assert _says(one) == "# 第 3 版（演练）"
    assert [held.signed for held in held_releases(one.desk.store)] == [True]
    close(one.desk)
