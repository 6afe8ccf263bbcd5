"""Disks that are full, on the laptop and at the centre: it is told in words, and nothing is lost."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from app.centre.device.sync import SYNCED, UNREACHABLE
from app.errors import StorageFailed
from app.services.attaching import attached, keep
from app.services.session.opening import close
from tests.centre.conftest import copied
from tests.centre.faults.amounts import LONG
from tests.centre.faults.crew import opened
from tests.centre.field import Centre
from tests.forked import CONTEXT
from tests.services.exchange.device import NOW, Laptop, laptop, with_bureau

FULL = {"disk-full", "disk-io"}
PHOTO = 200_000


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of 24 MB, where the server's user can reach it (pytest closes its own folders to others)."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    place = Path(tempfile.mkdtemp(prefix="small-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=0755", "none", str(place)]
    mounted = not subprocess.run(command, capture_output=True, check=False).returncode
    try:
        if not mounted:
            pytest.skip("no small disk can be mounted here")
        place.chmod(0o755)
        yield place
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(place)], check=True)
        place.rmdir()


def fill(place: Path, leave: int) -> Path:
    """Fill a disk but for so many bytes."""
    ballast = place / "ballast"
    free = os.statvfs(place)
    with ballast.open("wb", buffering=0) as out, contextlib.suppress(OSError):
        for _ in range(max(0, free.f_bavail * free.f_frsize - leave) // 4096):
            out.write(bytes(4096))
    return ballast


def photo(device: Laptop, number: int) -> str:
    content = number.to_bytes(4, "big") * (PHOTO // 4)
    done = device.desk.commit(attached(device.desk, "inspection-1", keep(device.desk, content), f"演练{number}.bin"))
    return str(done.txn)


@pytest.mark.parametrize("leave", [0, 20_000, 150_000, 700_000, 1_500_000] if LONG else [150_000])
def test_that_a_laptop_whose_disk_is_full_loses_nothing(
    own_centre: Centre, small_disk: Path, tmp_path: Path, leave: int
) -> None:
    with_bureau(own_centre)
    away = laptop(own_centre, tmp_path / "away", "演练二号机")
    here = laptop(own_centre, small_disk / "here")
    for number in range(5):
        photo(away, number)
        away.answer(f"q1_{number}", "档" * 20_000)
    assert away.sync().state == SYNCED
    committed = {photo(here, 100)}
    ballast, told = fill(small_disk, leave), set()
    for number in range(200, 210):
        try:
            committed.add(photo(here, number))
        except StorageFailed as failure:
            told.add(failure.code)
    try:
        here.sync()
    except StorageFailed as failure:
        told.add(failure.code)
    assert told <= FULL
    assert told
    ballast.unlink()
    here.reopen()
    report = here.sync()
    assert (report.state, report.attachments_pending) == (SYNCED, 0)
    assert away.sync().state == SYNCED
    store = here.desk.store
    assert committed <= {one.txn for one in store.operations()}
    assert store.upkeep.check({store.device: store.device_key.public}).problems == ()
    assert store.upkeep.fold_digest() == away.desk.store.upkeep.fold_digest()
    for each in (here, away):
        assert all(each.desk.vault.problem(one.sha256) is None for one in each.desk.store.attachments.all())
        close(each.desk)


def sync_with_small_files(folder: str, largest: int, told: Connection) -> None:
    """Work and synchronise where no file may grow beyond ``largest`` bytes, and tell how it ended."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    device = Laptop(Path(folder), opened(Path(folder), [NOW]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    for number in range(40):
        try:
            photo(device, number)
            device.answer("q1_1", "档" * 9_000)
            device.sync()
        except StorageFailed as failure:
            told.send(failure.code)
            break
    else:
        told.send("nothing")
    os._exit(0)


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is one of POSIX")
@pytest.mark.parametrize("more", [10_000, 100_000, 300_000] if LONG else [100_000])
def test_that_a_store_that_may_not_grow_loses_nothing(own_centre: Centre, tmp_path: Path, more: int) -> None:
    with_bureau(own_centre)
    device = laptop(own_centre, tmp_path / "laptop")
    close(device.desk)
    largest = max(one.stat().st_size for one in device.folder.iterdir() if one.is_file())
    here, there = CONTEXT.Pipe(duplex=False)
    process: Any = CONTEXT.Process(target=sync_with_small_files, args=(str(device.folder), largest + more, there))
    process.start()
    there.close()
    assert here.recv() in FULL
    process.join()
    here.close()
    device.reopen()
    assert device.sync().state == SYNCED
    store = device.desk.store
    assert store.upkeep.check({store.device: store.device_key.public}).problems == ()
    own = own_centre.ask("select count(*) from centre.operation where device = %s", store.device)
    assert own == [(store.replication.position()[0],)]
    close(device.desk)


@pytest.fixture
def centre_on_small_disk(server: Any, template: str, small_disk: Path) -> Iterator[Centre]:
    place = small_disk / "centre"
    place.mkdir()
    owner = (server.folder / "data").stat()
    os.chown(place, owner.st_uid, owner.st_gid)
    for centre in copied(server, template):
        centre.connection.execute(sql.SQL("create tablespace small location {}").format(sql.Literal(str(place))))
        for table in ("operation", "leaf", "blob", "number"):
            centre.connection.execute(
                sql.SQL("alter table centre.{} set tablespace small").format(sql.Identifier(table))
            )
        yield centre
        for table in ("operation", "leaf", "blob", "number"):
            centre.connection.execute(
                sql.SQL("alter table centre.{} set tablespace pg_default").format(sql.Identifier(table))
            )
        with contextlib.suppress(psycopg.Error):
            centre.connection.execute("drop tablespace small")


def test_that_a_centre_whose_disk_is_full_says_so_and_loses_nothing(
    centre_on_small_disk: Centre, small_disk: Path, tmp_path: Path
) -> None:
    centre = with_bureau(centre_on_small_disk)
    one, two = laptop(centre, tmp_path / "one"), laptop(centre, tmp_path / "two", "演练二号机")
    ballast = fill(small_disk, 500_000)
    for number in range(6):
        photo(one, number)
        one.answer(f"q1_{number}", "档" * 30_000)
    report = one.sync()
    assert report.state == UNREACHABLE
    assert report.problem is not None
    assert report.problem.code == "centre-full"
    ballast.unlink()
    report = one.sync()
    assert (report.state, report.pending, report.attachments_pending) == (SYNCED, 0, 0)
    assert two.sync().state == SYNCED
    assert one.sync().state == SYNCED
    assert one.desk.store.upkeep.fold_digest() == two.desk.store.upkeep.fold_digest()
    mine, last = one.desk.store.device, one.desk.store.replication.position()[0]
    own = centre.ask("select count(*), count(distinct op_id) from centre.operation where device = %s", mine)
    assert own == [(last, last)]
    for each in (one, two):
        close(each.desk)


def test_that_a_centre_whose_disk_fills_while_leaves_arrive_keeps_those_and_goes_on_behind_them(
    centre_on_small_disk: Centre, small_disk: Path, tmp_path: Path
) -> None:
    centre = with_bureau(centre_on_small_disk)
    one, two = laptop(centre, tmp_path / "one"), laptop(centre, tmp_path / "two", "演练二号机")
    assert one.sync().state == two.sync().state == SYNCED
    content = os.urandom(8_000_000)  # goes leaf by leaf
    one.desk.commit(attached(one.desk, "inspection-1", keep(one.desk, content), "演练录像.bin"))
    one.answer("q1_1", "符合")
    ballast = fill(small_disk, 4_000_000)
    report = one.sync()
    assert report.state == UNREACHABLE and report.problem is not None and report.problem.code == "centre-full"
    # what officers recorded went through before; only the file waits
    assert (report.pending, report.attachments_pending) == (0, 1)
    ((arrived,),) = centre.ask("select count(*) from centre.leaf")
    assert 0 < arrived < 31
    assert centre.ask("select count(*) from centre.blob where finished_at is not null and size > 1000000") == [(0,)]
    assert one.sync().state == UNREACHABLE  # once more changes nothing
    assert centre.ask("select count(*) >= %s from centre.leaf", arrived) == [(True,)]
    ballast.unlink()
    report = one.sync()
    assert (report.state, report.attachments_pending, report.problem) == (SYNCED, 0, None)
    assert two.sync().state == SYNCED and two.sync().state == SYNCED
    (file,) = [each for each in two.desk.store.attachments.all() if each.size == len(content)]
    assert file.here and two.desk.vault.read(file.sha256) == content
    for each in (one, two):
        close(each.desk)
