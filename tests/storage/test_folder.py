"""Where a data folder may lie, and who writes next."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app.errors import Refused, StorageFailed
from app.sealing.arriving import Incoming
from app.storage.database.identity import IdentitySource
from app.storage.database.writer import WriterLock
from app.storage.exchange.arrival import QUIET_SECONDS, portions
from app.storage.folder import FolderLock, folder_problems, insist_local
from tests.storage.builders import MORNING, after

MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/home /mnt/office nfs4 rw 0 0
//server/share /mnt/my\\040share cifs rw 0 0
u@h:/ /mnt/ssh fuse.sshfs rw 0 0
/dev/sdb1 /mnt/office/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    "folder",
    [
        r"\\server\share\data", "//server/share", "/srv/u/OneDrive - 演练局/data", r"C:\Users\u\坚果云\data",
        "/srv/u/Dropbox/x", r"D:\WPS云盘\1", "/mnt/office/data", "/mnt/my share/x", "/mnt/ssh/deep/er",
    ],
)  # fmt: skip
def test_that_network_and_cloud_folders_are_refused(folder: str):
    assert folder_problems(Path(folder), MOUNTS)


@pytest.mark.parametrize("folder", ["/srv/u/data", "/mnt/office/local/data", "/mnt/officex", "/srv/检查数据"])
def test_that_local_folders_are_fine(folder: str):
    assert folder_problems(Path(folder), MOUNTS) == []


def test_that_the_refusal_says_what_to_do():
    with pytest.raises(Refused) as refusal:
        insist_local(Path("/srv/u/OneDrive/data"))
    assert "本机磁盘" in refusal.value.advice


def test_that_a_folder_is_free_again_after_release(tmp_path: Path):
    held = FolderLock(tmp_path)
    with pytest.raises(StorageFailed, match="already-open"):
        FolderLock(tmp_path)
    held.release()
    held.release()
    FolderLock(tmp_path).release()


def test_that_a_folder_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(StorageFailed, match="folder-unusable"):
        FolderLock(tmp_path / "nowhere")


def test_that_a_person_writes_before_waiting_background_work():
    lock, order = WriterLock(), []

    def take(turn: Callable[[], AbstractContextManager[None]], name: str) -> None:
        with turn():
            order.append(name)

    with lock.interactive():
        threads = []
        for turn, name in ((lock.background, "background"), (lock.interactive, "person")):
            threads.append(threading.Thread(target=take, args=(turn, name)))
            threads[-1].start()
            while len(lock._condition._waiters) < len(threads):  # type: ignore[attr-defined]  # queued up by now
                pass
    for thread in threads:
        thread.join()
    assert order == ["person", "background"]


def test_that_a_lock_tells_how_long_no_person_has_written():
    moment = [100.0]
    lock = WriterLock(lambda: moment[0])
    assert lock.quiet_for() > QUIET_SECONDS
    with lock.interactive():
        moment[0] += 5
        assert lock.quiet_for() == 0
    moment[0] += 2
    with lock.background():
        assert lock.quiet_for() == 2
    with lock.in_between():
        moment[0] += 5
    assert lock.quiet_for() == 7, "bookkeeping is no act of a person"


def test_that_a_lock_tells_who_holds_it_that_a_person_waits():
    lock = WriterLock()
    with lock.background():
        assert not lock.wanted()
        person = threading.Thread(target=_write_once, args=(lock,))
        person.start()
        while not lock._condition._waiters:  # type: ignore[attr-defined]  # queued up by now
            pass
        assert lock.wanted()
    person.join()
    assert not lock.wanted()


def _write_once(lock: WriterLock) -> None:
    with lock.interactive():
        pass


def test_that_a_pull_is_cut_where_transactions_end_unless_they_are_huge():
    rows = [Incoming("", "", b"x" if number % 5 == 4 else None) for number in range(120)]
    assert [len(portion) for portion in portions(rows, 50)] == [50, 50, 20]
    assert [len(portion) for portion in portions(rows, 48)] == [50, 50, 20]
    unsigned = [Incoming("", "") for _ in range(120)]
    assert [len(portion) for portion in portions(unsigned, 50)] == [100, 20]
    assert [list(portion) for portion in portions([], 50)] == [[]]


def test_that_identities_ascend_also_when_the_clock_goes_back():
    source = IdentitySource()
    made = [source.new(moment) for moment in (after(1), MORNING, MORNING, after(2))]
    assert made == sorted(made) and len(set(made)) == 4
    assert all(one[14] == "7" and one[19] in "89ab" for one in made)
