"""Nothing is lost with a laptop or a passphrase."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.domain.clock import CHINA
from app.domain.operations import Change
from app.errors import Refused, StorageFailed
from app.services.attaching import attached, keep
from app.services.evidence.waiting import Waiting, let_wait, picture_of, wait_no_more, what_waits
from app.services.numbers.ledger import frozen
from app.services.safekeeping.backups import (
    SECOND_FOLDER,
    back_up,
    bring_back,
    choose_second_folder,
    is_on_own_disk,
    last_backup,
    newest_backup,
    second_folder,
    step_done,
)
from app.services.safekeeping.recovering import recover
from app.services.safekeeping.restoring import check_backup
from app.services.session.opening import OpenDesk, close, open_desk
from app.services.session.paths import built_in_forms
from app.services.session.setting_up import Secrets, set_up_standalone, set_up_training
from app.storage.disks import mount_of
from tests import practising, stretching

cheap, few = stretching.secrets, practising.numbers


NOW = datetime(2026, 6, 8, 9, 0, tzinfo=CHINA)
SECRETS = Secrets("演练用的很长的口令一号", "135790")
OTHERS = Secrets("演练用的很长的口令二号", "246813")


def clock() -> datetime:
    return NOW


def new_training(folder: Path) -> OpenDesk:
    desk = set_up_training(folder, forms=built_in_forms(), clock=clock)
    digest = keep(desk, b"x" * 300_000)
    desk.commit([Change("answer", "i1/q1_1", "verdict", "符合"), *attached(desk, "i1", digest, "演练.bin")])
    return desk


@cache
def prepared() -> TemporaryDirectory[str]:
    """Return the folder of a closed store, made once and copied for each test."""
    place = TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))
    close(new_training(Path(place.name, "d")))
    return place


def training(folder: Path) -> OpenDesk:
    shutil.copytree(Path(prepared().name, "d"), folder)
    return open_desk(folder, forms=built_in_forms(), clock=clock)


def standalone(folder: Path, recovery: Path) -> OpenDesk:
    return set_up_standalone(
        folder, forms=built_in_forms(), clock=clock, bureau="130600", administrator="演练管理员", secrets=SECRETS,
        recovery_file=recovery,
    )  # fmt: skip


def test_that_a_restored_backup_holds_the_same_and_keeps_numbers_frozen(tmp_path: Path) -> None:
    desk = training(tmp_path / "d")
    report = back_up(desk, tmp_path / "usb")
    digest = desk.store.upkeep.fold_digest()
    close(desk)
    restored = bring_back(tmp_path / "usb", tmp_path / "again", now=NOW)
    assert restored.fold_digest == report.fold_digest == digest
    desk = open_desk(tmp_path / "again", forms=built_in_forms(), clock=clock)
    assert frozen(desk)
    assert desk.store.attachments.all()[0].here
    close(desk)


def test_that_a_restore_never_overwrites_data(tmp_path: Path) -> None:
    desk = training(tmp_path / "d")
    back_up(desk, tmp_path / "usb")
    close(desk)
    with pytest.raises(StorageFailed):
        bring_back(tmp_path / "usb", tmp_path / "d", now=NOW)


def test_that_a_wrong_passphrase_leaves_the_folder_empty_for_another_try(tmp_path: Path) -> None:
    desk = standalone(tmp_path / "d", tmp_path / "usb.key")
    back_up(desk, tmp_path / "usb")
    close(desk)
    with pytest.raises(Refused):
        bring_back(tmp_path / "usb", tmp_path / "again", now=NOW, passphrase="不对的口令")
    assert bring_back(tmp_path / "usb", tmp_path / "again", now=NOW, passphrase=SECRETS.passphrase).operations > 0


def test_that_a_folder_without_backup_says_so(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed) as failure:
        bring_back(tmp_path / "nothing", tmp_path / "again", now=NOW)
    assert failure.value.code == "no-backup"


@pytest.mark.parametrize("content", [None, b"{"])
def test_that_a_backup_without_keys_says_so_and_an_older_one_is_taken(tmp_path: Path, content: bytes | None) -> None:
    for name in ("older", "newer"):
        desk = new_training(tmp_path / name)
        report = back_up(desk, tmp_path / "usb")
        close(desk)
    for name in ("keys.json", "keys.json.1"):
        path = Path(report.folder) / name
        path.unlink() if content is None else path.write_bytes(content)
    assert newest_backup(tmp_path / "usb") != Path(report.folder)
    with pytest.raises(StorageFailed) as failure:
        bring_back(Path(report.folder), tmp_path / "again", now=NOW)
    assert failure.value.code == "backup-without-keys" and "另一份备份" in failure.value.advice


def test_that_each_step_is_backed_up_where_a_second_folder_was_chosen(tmp_path: Path) -> None:
    desk = training(tmp_path / "d")
    assert step_done(desk) is None
    stick = tmp_path / "usb"
    choose_second_folder(desk, stick)
    missing = step_done(desk)
    assert missing is not None
    assert missing.state == "absent"
    stick.mkdir()
    done = step_done(desk.acting("training-2"))
    assert done is not None
    assert (done.state, done.at) == ("done", "2026-06-08T09:00:00+08:00")
    close(desk)
    assert bring_back(stick, tmp_path / "again", now=NOW).operations > 0


def test_that_a_folder_on_the_disk_of_the_data_is_known_for_it(disk: Path, stick: Path) -> None:
    desk = training(disk / "d")
    assert not is_on_own_disk(desk)
    choose_second_folder(desk, disk / "backups")
    assert is_on_own_disk(desk)
    choose_second_folder(desk, stick)
    assert not is_on_own_disk(desk)
    choose_second_folder(desk, None)
    assert not is_on_own_disk(desk)
    close(desk)


def test_that_no_backup_goes_into_the_data_folder_itself(tmp_path: Path) -> None:
    desk = training(tmp_path / "d")
    (tmp_path / "d" / "inside").mkdir()
    for folder in (tmp_path / "d", tmp_path / "d" / "inside"):
        with pytest.raises(StorageFailed, match="数据文件夹里面"):
            choose_second_folder(desk, folder)
    assert second_folder(desk) is None
    close(desk)


def test_that_a_failed_backup_is_remembered_and_stops_nothing(tmp_path: Path) -> None:
    desk = training(tmp_path / "d")
    inside = tmp_path / "d" / "inside"
    inside.mkdir()
    desk.store.settings.set(SECOND_FOLDER, str(inside))  # as an older program let it be chosen
    failed = step_done(desk)
    assert failed is not None
    assert failed.state == "failed"
    assert last_backup(desk) == failed
    close(desk)


def test_that_a_failed_backup_says_when_the_last_good_one_was_made(tmp_path: Path) -> None:
    desk = training(tmp_path / "d")
    (tmp_path / "usb").mkdir()
    choose_second_folder(desk, tmp_path / "usb")
    good = step_done(desk)
    assert good is not None and good.good_at == good.at != ""
    (tmp_path / "usb").rename(tmp_path / "pulled")
    for _ in range(2):
        missing = step_done(desk)
        assert missing is not None and (missing.state, missing.good_at) == ("absent", good.at)
    desk.store.settings.set("last_backup", {"state": "done", "at": good.at, "text": "older"})  # of an older program
    assert last_backup(desk).good_at == good.at
    close(desk)


@pytest.fixture
def stick() -> Iterator[Path]:
    """A folder on another disk than that of the system."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or mount_of(memory) != memory:
        pytest.skip("no second disk here")
    with TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def disk(stick: Path) -> Iterator[Path]:
    """A folder on the disk of the system, where other tests may not be."""
    with TemporaryDirectory() as folder:
        if mount_of(Path(folder)) == mount_of(stick):
            pytest.skip("no second disk here")
        yield Path(folder)


def test_that_the_folder_a_pulled_stick_leaves_behind_takes_no_backup(disk: Path, stick: Path) -> None:
    desk = training(disk / "d")
    mounted = disk / "mounted"
    mounted.symlink_to(stick)
    choose_second_folder(desk, mounted)
    good = step_done(desk)
    assert good is not None and good.state == "done"
    mounted.unlink()
    mounted.mkdir()
    missing = step_done(desk)
    assert missing is not None and (missing.state, missing.good_at) == ("absent", good.at)
    for act in (lambda: back_up(desk, mounted), lambda: check_backup(desk)):
        with pytest.raises(StorageFailed, match="backup-absent"):
            act()
    assert not any(mounted.iterdir())
    mounted.rmdir()
    mounted.symlink_to(stick)
    back = step_done(desk)
    assert back is not None and back.state == "done"
    close(desk)


def test_that_the_recovery_key_opens_what_no_passphrase_does(tmp_path: Path) -> None:
    desk = standalone(tmp_path / "d", tmp_path / "usb.key")
    desk.commit([Change("answer", "i1/q1_1", "verdict", "符合")])
    before = desk.officers()["administrator"].public_key
    close(desk)
    opened = recover(tmp_path / "d", tmp_path / "usb.key", OTHERS, forms=built_in_forms(), clock=clock)
    assert opened.store.read("answer", "i1/q1_1") is not None
    assert opened.officers()["administrator"].public_key not in ("", before)
    close(opened)
    close(open_desk(tmp_path / "d", forms=built_in_forms(), clock=clock, passphrase=OTHERS.passphrase))


def test_that_another_folders_recovery_key_is_turned_away(tmp_path: Path) -> None:
    close(standalone(tmp_path / "d", tmp_path / "usb.key"))
    close(standalone(tmp_path / "e", tmp_path / "other.key"))
    with pytest.raises(StorageFailed) as failure:
        recover(tmp_path / "d", tmp_path / "other.key", OTHERS, forms=built_in_forms(), clock=clock)
    assert failure.value.code == "recovery-mismatch"


def test_that_training_data_needs_no_recovery(tmp_path: Path) -> None:
    close(training(tmp_path / "d"))
    with pytest.raises(Refused):
        recover(tmp_path / "d", tmp_path / "usb.key", OTHERS, forms=built_in_forms(), clock=clock)


def test_that_a_step_copies_only_files_that_the_copy_lacks(tmp_path: Path) -> None:
    desk, stick = training(tmp_path / "d"), tmp_path / "usb"
    stick.mkdir()
    choose_second_folder(desk, stick)
    keep(desk, b"one")
    step_done(desk)
    before = {path.name: path.stat().st_mtime_ns for path in stick.glob("*/blobs/*")}
    keep(desk, b"two")
    step_done(desk)
    after = {path.name: path.stat().st_mtime_ns for path in stick.glob("*/blobs/*")}
    assert len(after) == len(before) + 1
    assert before.items() <= after.items()
    close(desk)


def test_that_a_picture_that_waits_comes_back_from_a_backup(tmp_path: Path) -> None:
    desk = training(tmp_path / "data")
    for name in ("one", "two"):
        let_wait(desk, "i1", [Waiting(name, "q1_2", f"演练{name}.png")], {name: name.encode() * 1000})
    back_up(desk, tmp_path / "stick")
    wait_no_more(desk, "i1", ["two"])
    back_up(desk, tmp_path / "stick")
    close(desk)
    assert len(list((tmp_path / "stick").glob("*/blobs/waiting/*"))) == 1  # what waits no more takes no room
    bring_back(tmp_path / "stick", tmp_path / "again", now=NOW)
    again = open_desk(tmp_path / "again", forms=built_in_forms(), clock=clock)
    (waits,) = what_waits(again, "i1")
    assert (waits.id, waits.lost, picture_of(again, "one")) == ("one", False, b"one" * 1000)
    close(again)
