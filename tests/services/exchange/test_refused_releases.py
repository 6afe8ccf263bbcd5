"""What was published and cannot be used: told once, fetched once, and looked at again only where that may help."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.centre.device.postgres import PostgresTransport
from app.cli.sync import release_lines
from app.errors import CentreUnreachable
from app.services.centre.office import CentreOffice
from app.services.centre.releases import publish as publish_folder
from app.services.exchange.journal import sync_journal
from app.services.exchange.program_updates import COMING, HERE, REFUSED, held_update
from app.services.exchange.releases import NOT_CERTIFIED
from app.services.releases.forms import held_releases, releases_told
from app.services.releases.refused import refused_releases
from app.services.session.paths import built_in_forms
from tests.centre.field import Centre
from tests.services.exchange.device import BUREAU, NOW, Laptop
from tests.services.exchange.programs import HERE_PLATFORM, package, publish, smuggle
from tests.services.exchange.test_releases import CALENDAR, _calendar, _publish, _smuggled

runs_programs = pytest.mark.skipif(not HERE_PLATFORM, reason="no package is made for this machine")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The digests that the centre was asked for, in order."""
    heard: list[str] = []
    real = PostgresTransport.blob_get

    def blob_get(self: PostgresTransport, sha256: str, first: int, count: int = 1) -> Any:
        heard.append(sha256)
        return real(self, sha256, first, count)

    monkeypatch.setattr(PostgresTransport, "blob_get", blob_get)
    return heard


def _told(one: Laptop) -> str:
    return "".join(release_lines(releases_told(one.desk.store)))


def _later(one: Laptop, more: timedelta) -> None:
    one.desk = replace(one.desk, clock=lambda: NOW + more)


def test_that_content_of_no_use_is_told_once_and_not_fetched_again(
    bureau: Centre, one: Laptop, asked: list[str]
) -> None:
    _smuggled(bureau, b"nonsense", signed=True)
    report = one.sync()
    assert (report.state, len(asked)) == ("synced", 1)
    assert report.releases is not None
    assert report.releases.advice.startswith("工作日历 2026 第 9 版：发布的内容不合规格")
    assert "不合规格" in sync_journal(one.desk)[0]["releases"]["advice"]
    again = one.sync()
    assert (again.state, again.releases, len(asked)) == ("synced", None, 1)
    assert "工作日历 2026 第 9 版" in _told(one) and "不合规格" in _told(one)
    assert held_releases(one.desk.store) == ()


def test_that_the_one_before_stays_in_use_until_a_good_one_comes(
    bureau: Centre, one: Laptop, tmp_path: Path, asked: list[str]
) -> None:
    _publish(bureau, _calendar(tmp_path / "good"))
    one.sync()
    _smuggled(bureau, b"nonsense", signed=True)
    assert one.sync().releases is not None
    fetched = len(asked)
    one.reopen()
    assert one.sync().releases is None
    assert len(asked) == fetched
    assert (one.desk.forms / CALENDAR).read_text(encoding="utf-8").startswith("# 演练发布")
    assert "仍用第 1 版" in _told(one)
    _publish(bureau, _calendar(tmp_path / "better", "# 更好的\n" + (one.desk.forms / CALENDAR).read_text()), "10")
    assert one.sync().releases is None
    assert [held.version for held in held_releases(one.desk.store)] == ["10"]
    assert refused_releases(one.desk.store) == ()
    assert "仍用" not in _told(one)


def test_that_another_program_tries_again(
    bureau: Centre, one: Laptop, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _smuggled(bureau, b"nonsense", signed=True)
    one.sync()
    monkeypatch.setattr("app.services.releases.refused.VERSION", "9.9.9")
    one.sync()
    assert len(asked) == 2


def test_that_what_the_centre_gave_out_otherwise_than_signed_is_asked_for_a_day_later(
    bureau: Centre, one: Laptop, tmp_path: Path, asked: list[str]
) -> None:
    digest = _publish(bureau, _calendar(tmp_path / "good"))
    run = bureau.connection.execute
    run("set session_replication_role = replica")
    run("create temp table aside as select content from centre.leaf where sha256 = %s", (digest,))
    run("update centre.leaf set content = '\\x00' where sha256 = %s", (digest,))
    report = one.sync()
    assert report.releases is not None and "与签名不符" in report.releases.advice
    run("update centre.leaf set content = (select content from aside) where sha256 = %s", (digest,))
    run("set session_replication_role = origin")
    one.sync()
    assert (asked, held_releases(one.desk.store)) == ([digest], ())
    _later(one, timedelta(days=1, minutes=1))
    assert one.sync().releases is None
    assert [held.sha256 for held in held_releases(one.desk.store)] == [digest]
    assert refused_releases(one.desk.store) == ()


def test_that_what_no_trusted_key_signed_is_told_once(bureau: Centre, one: Laptop, asked: list[str]) -> None:
    _smuggled(bureau, b"nonsense", signed=False)
    report = one.sync()
    assert report.releases is not None and "签名的发布，没有采用" in report.releases.advice
    assert (one.sync().releases, asked) == (None, [])
    assert "没有采用" in _told(one)


@runs_programs
def test_that_a_program_that_does_not_fit_is_not_fetched_again(
    bureau: Centre, one: Laptop, tmp_path: Path, asked: list[str]
) -> None:
    publish(bureau, package(tmp_path / "new"))
    one.sync()
    smuggle(bureau, b"content" * 1000, {"version": "9.8.0"})
    one.sync()
    fetched = len(asked)
    one.sync()
    assert len(asked) == fetched
    update = held_update(one.desk)
    assert update is not None and (update.state, update.version) == (HERE, "9.1.0")
    assert "程序" in _told(one) and "说明与发布的版本不符" in _told(one)


@runs_programs
def test_that_a_refused_program_is_told_in_one_place(bureau: Centre, one: Laptop, asked: list[str]) -> None:
    smuggle(bureau, b"content" * 1000, {"version": "9.8.0"})
    for _ in range(2):
        one.sync()
        update = held_update(one.desk)
        assert update is not None and update.state == REFUSED and update.fault
        assert releases_told(one.desk.store, update.version) == ()
    assert len(asked) == 1


@runs_programs
def test_that_a_package_unlike_its_description_is_fetched_a_day_later(
    bureau: Centre, one: Laptop, asked: list[str]
) -> None:
    smuggle(bureau, b"content" * 1000, {"size": 5})
    one.sync()
    fetched = len(asked)
    one.sync()
    update = held_update(one.desk)
    assert update is not None and update.state == COMING and "过一天再取" in update.fault
    assert len(asked) == fetched
    _later(one, timedelta(days=1, minutes=1))
    one.sync()
    assert len(asked) > fetched


@runs_programs
def test_that_a_program_whose_signature_could_not_be_checked_is_not_told_once_it_came(
    bureau: Centre, one: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(bureau, package(tmp_path / "new"))
    with monkeypatch.context() as uncertified:
        uncertified.setattr("app.services.exchange.program_updates.signature_fault", lambda *_: NOT_CERTIFIED)
        one.sync()
    assert "程序" in _told(one)
    one.sync()
    update = held_update(one.desk)
    assert update is not None and update.state == HERE
    assert _told(one) == ""  # nor once it is installed, when no update is held any more


def test_that_what_is_of_no_use_is_told_though_the_line_is_cut_after_it(
    bureau: Centre, one: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _smuggled(bureau, b"nonsense", signed=True)
    laws = tmp_path / "laws" / "legal"
    laws.mkdir(parents=True)
    shutil.copyfile(built_in_forms() / "legal" / "register.toml", laws / "register.toml")
    office = CentreOffice(bureau.connection)
    good = publish_folder(office, BUREAU, "legal", "all", "1", laws.parent, None, forms=built_in_forms())
    real = PostgresTransport.blob_get

    def cut(self: PostgresTransport, sha256: str, first: int, count: int = 1) -> Any:
        if sha256 == good:
            raise CentreUnreachable("centre-unreachable", "连接断开。", "请重试。")
        return real(self, sha256, first, count)

    monkeypatch.setattr(PostgresTransport, "blob_get", cut)
    report = one.sync()
    assert report.releases is not None and "不合规格" in report.releases.advice


@runs_programs
def test_that_a_refused_program_that_was_brought_by_hand_is_no_longer_told(
    bureau: Centre, one: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    smuggle(bureau, b"content" * 1000, {"version": "9.8.0"})
    one.sync()
    assert "程序" in _told(one)
    monkeypatch.setattr("app.services.releases.program.VERSION", "9.9.0")
    one.sync()
    assert _told(one) == ""
