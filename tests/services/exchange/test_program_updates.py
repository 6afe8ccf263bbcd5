"""A newer program comes through the centre: checked, kept, told, never run; nothing older and nothing unsigned."""

import itertools
import os
from pathlib import Path
from typing import Any

import pytest

from app.centre.device.postgres import PostgresTransport
from app.cli.sync import update_lines
from app.errors import StorageFailed
from app.sealing.signing import new_key_pair
from app.services.exchange import program_updates
from app.services.exchange.pacing import set_rate_limit
from app.services.exchange.program_updates import COMING, HERE, REFUSED, HeldUpdate, held_update
from app.services.releases.program import (
    PROGRAM,
)
from tests.centre.field import Centre
from tests.centre.proxy import CuttingProxy
from tests.services.exchange.device import Laptop
from tests.services.exchange.programs import HERE_PLATFORM, package, publish, smuggle

pytestmark = pytest.mark.skipif(not HERE_PLATFORM, reason="no package is made for this machine")


def held(one: Laptop) -> HeldUpdate:
    found = held_update(one.desk)
    assert found is not None
    return found


def test_that_a_published_program_is_fetched_checked_and_told(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    assert held_update(one.desk) is None
    file = package(tmp_path / "new")
    told = publish(bureau, file, minimal="0.0.1")
    assert one.sync().state == "synced"
    found = held(one)
    assert (found.state, found.version, found.percent, found.overdue) == (HERE, "9.1.0", 100, False)
    assert found.path == one.folder / "updates" / "setup.run"
    assert found.path.read_bytes() == file.read_bytes()
    assert found.sha256 == told.sha256
    assert not os.access(found.path, os.X_OK)
    words = "".join(update_lines(found))
    assert "程序新版本 9.1.0 已下载并核验" in words and str(found.path) in words and "安装由管理员执行" in words
    # nothing is fetched twice
    before = found.path.stat().st_mtime_ns
    assert one.sync().state == "synced"
    assert held(one).path.stat().st_mtime_ns == before


def test_that_a_version_below_the_minimal_is_told_to_be_overdue(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    publish(bureau, package(tmp_path / "new"), minimal="9.0")
    one.sync()
    assert held(one).overdue
    assert "低于单位要求的最低版本 9.0" in "".join(update_lines(held(one)))


def test_that_an_old_program_that_may_not_pull_still_gets_the_update(
    bureau: Centre, one: Laptop, tmp_path: Path
) -> None:
    publish(bureau, package(tmp_path / "new"))
    bureau.connection.execute("update centre.about set api_min = 2, api_max = 2")
    report = one.sync()
    assert report.problem is not None and report.problem.code == "centre-newer"
    assert held(one).state == HERE


@pytest.mark.parametrize("version", ["0.0.1", "0.1.0", "0.1"])
def test_that_what_is_not_newer_is_left_alone(bureau: Centre, one: Laptop, tmp_path: Path, version: str) -> None:
    publish(bureau, package(tmp_path / "new"), version)
    one.sync()
    assert held_update(one.desk) is None
    assert not (one.folder / "updates").exists()


def test_that_another_platforms_program_is_left_alone(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    other = "windows-arm64" if HERE_PLATFORM != "windows-arm64" else "linux-x64"
    publish(bureau, package(tmp_path / "new"), platform=other)
    one.sync()
    assert held_update(one.desk) is None


def test_that_a_foreign_signature_is_refused_and_nothing_fetched(bureau: Centre, one: Laptop) -> None:
    smuggle(bureau, b"malware" * 1000, key=new_key_pair())
    assert one.sync().state == "synced"
    found = held(one)
    assert found.state == REFUSED
    assert "不是由本单位、也不是由本单位认可的上级签名" in "".join(update_lines(found))
    assert not (one.folder / "updates").exists()


def test_that_a_foreign_signature_takes_no_good_ones_place(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    publish(bureau, package(tmp_path / "new"))
    one.sync()
    smuggle(bureau, b"malware" * 1000, key=new_key_pair())
    one.sync()
    assert (held(one).state, held(one).version) == (HERE, "9.1.0")


@pytest.mark.parametrize("told", [{"version": "9.8.0"}, {"platform": "windows-arm64"}, {"file": "../../store.db"}])
def test_that_a_description_that_does_not_fit_is_refused(bureau: Centre, one: Laptop, told: dict[str, Any]) -> None:
    smuggle(bureau, b"content" * 1000, told)
    assert one.sync().state == "synced"
    assert held(one).state == REFUSED
    assert held(one).fault
    assert not (one.folder / "updates").exists()
    assert (one.folder / "store.db").stat().st_size > 100_000


@pytest.mark.parametrize("told", [{"sha256": "0" * 64}, {"size": 5}])
def test_that_a_package_unlike_its_description_is_not_kept(bureau: Centre, one: Laptop, told: dict[str, Any]) -> None:
    content = b"content" * 1000
    smuggle(bureau, content, told)
    assert one.sync().state == "synced"
    assert held(one).state == COMING
    assert not list((one.folder / "updates").glob("*.run")) if (one.folder / "updates").exists() else True


def test_that_a_cut_download_goes_on_where_it_was(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    content = os.urandom(6_000_000)
    publish(bureau, package(tmp_path / "new", content))
    with CuttingProxy((bureau.server.host, bureau.server.port)) as proxy:
        proxy.budgets = itertools.repeat((10**9, 3_300_000))
        # the whole synchronisation but for the package is through
        assert one.sync(via=proxy.via).state == "synced"
        reached = held(one)
        assert (reached.state, 0 < reached.percent < 100) == (COMING, True)
        assert "下次同步接着下载" in "".join(update_lines(reached))
        proxy.budgets = itertools.repeat((10**9, 10**9))
        carried = proxy.carried[1]
        assert one.sync(via=proxy.via).state == "synced"
    assert held(one).state == HERE
    assert held(one).path.read_bytes() == content
    assert proxy.carried[1] - carried < 5_500_000


def test_that_a_download_may_be_stopped_without_harm_to_the_sync(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    publish(bureau, package(tmp_path / "new", os.urandom(3_000_000)))
    set_rate_limit(one.desk, 500_000)
    heard: list[tuple[str, int]] = []
    report = one.sync(
        progress=lambda what, count: heard.append((what, count)),
        cancelled=lambda: any(what == "update" for what, _ in heard),
    )
    assert report.state == "synced" and report.receipt
    assert held(one).state == COMING
    assert one.sync().state == "synced"
    assert held(one).state == HERE


def test_that_a_file_that_was_touched_is_fetched_anew(bureau: Centre, one: Laptop, tmp_path: Path) -> None:
    content = os.urandom(700_000)
    publish(bureau, package(tmp_path / "new", content))
    one.sync()
    path = held(one).path
    os.utime(path, (1, 1))
    assert held(one).state == HERE  # another day, the same content
    path.write_bytes(b"malware")
    assert held(one).state == COMING
    one.sync()
    assert (held(one).state, path.read_bytes()) == (HERE, content)
    path.unlink()
    assert held(one).state == COMING
    one.sync()
    assert held(one).state == HERE


def test_that_a_newer_one_takes_the_place_and_an_installed_one_goes(
    bureau: Centre, one: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(bureau, package(tmp_path / "a", name="first.run"))
    one.sync()
    publish(bureau, package(tmp_path / "b", name="second.run"), "9.2.0")
    one.sync()
    assert held(one).version == "9.2.0"
    assert [file.name for file in (one.folder / "updates").iterdir()] == ["second.run"]
    monkeypatch.setattr("app.services.releases.program.VERSION", "9.2.0")
    assert held_update(one.desk) is None
    one.sync()
    assert list((one.folder / "updates").iterdir()) == []


def test_that_a_centre_that_came_back_brings_no_older_program(
    bureau: Centre, one: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(bureau, package(tmp_path / "a", name="first.run"))
    before = one.line().release_get(PROGRAM)
    publish(bureau, package(tmp_path / "b", name="second.run"), "9.2.0")
    one.sync()
    monkeypatch.setattr(PostgresTransport, "release_get", lambda *_: before)
    assert one.sync().state == "synced"
    assert (held(one).version, held(one).state) == ("9.2.0", HERE)


def test_that_a_full_disk_is_told_and_the_sync_not_spoiled(
    bureau: Centre, one: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(bureau, package(tmp_path / "new"))

    def full(*_: Any) -> None:
        raise StorageFailed("disk-full", "磁盘空间不足，程序更新未能保存。", "请清理磁盘空间后重试。")

    with monkeypatch.context() as disk:
        disk.setattr(program_updates.PartialFile, "put", full)
        assert one.sync().state == "synced"
    assert (held(one).state, "磁盘空间不足" in held(one).fault) == (COMING, True)
    assert one.sync().state == "synced"
    assert (held(one).state, held(one).fault) == (HERE, "")
