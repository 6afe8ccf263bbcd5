"""The stick itself: full, small, write-protected, pulled, of an old format, or with two laptops at it at once."""

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest

from app.domain.stick_places import FOR_STICKS
from app.errors import InspectorError, StorageFailed
from app.services.exchange import parcel_files, parcels
from app.services.exchange.parcel_journal import journal
from app.services.exchange.parcels import Packed, pack
from app.services.exchange.taking_in import take_in
from app.services.session.opening import OpenDesk, close
from app.storage import files
from app.storage.exchange import parcel_file, parcel_place
from tests.services.exchange import sticks
from tests.services.exchange.sticks import answer, laptop, with_photo

one, two, cheap = sticks.one, sticks.two, sticks.cheap


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """Give the folder of a disk of 3 MB."""
    place = tmp_path / "stick"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def remounted(stick: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(stick)], check=True)


def refused(desk: OpenDesk, path: Path) -> StorageFailed:
    with pytest.raises(StorageFailed) as told:
        pack(desk, path)
    return told.value


def failing(number: int, *, when=lambda *_: True, first=lambda *_: None):
    """Return a call that fails as the system does."""

    def call(*arguments: object) -> None:
        first(*arguments)
        if when(*arguments):
            raise OSError(number, os.strerror(number))

    return call


def test_that_a_case_larger_than_its_stick_goes_in_parts_and_the_receiver_hears_what_is_lacking(
    one, two, stick
) -> None:
    photos = [with_photo(one, bytes([number]) * 700_000) for number in range(5)]
    carried, left, lacking = frozenset(), [], []
    for number in range(1, 9):
        packed = pack(one, stick / f"part-{number}.aix", without=carried)
        got = take_in(two, packed.path, packed.code)
        packed.path.unlink()
        carried = packed.carried
        left.append(packed.left)
        lacking.append(got.lacking)
        if not packed.left:
            break
    assert len(left) > 1 and left == sorted(left, reverse=True) and lacking == left
    assert carried == set(photos) == {one for one in photos if two.vault.has(one)}


def test_that_on_a_full_stick_the_writings_alone_go_and_on_a_fuller_one_nothing_is_left(one, two, stick) -> None:
    with_photo(one)
    (stick / "ballast").write_bytes(bytes(stick_room(stick) - 90_000))
    packed = pack(one, stick / "writings.aix")
    assert (packed.files, packed.left) == (0, 1) and take_in(two, packed.path, packed.code).lacking == 1
    packed.path.unlink()
    (stick / "0badcafe.aix.part").write_bytes(bytes(1024))
    (stick / "more").write_bytes(bytes(stick_room(stick) - 5_000))
    told = refused(one, stick / "again.aix")
    assert told.code == "disk-full" and "U 盘空间不足" in told.title and ".aix.part，1 个" in told.advice
    assert sorted(found.name for found in stick.iterdir()) == ["0badcafe.aix.part", "ballast", "more"]
    assert len(journal(one)) == 1


def test_that_long_writings_make_files_wait_for_the_next_stick(one, two, stick, monkeypatch) -> None:
    monkeypatch.setattr(parcel_files, "_OPERATION", 1)
    monkeypatch.setattr(parcel_files, "_REST", 0)
    photos = [with_photo(one, bytes([number]) * 700_000) for number in range(4)]
    for number in range(40):
        answer(one, f"q{number}", "long " * 4_000)
    packed = pack(one, stick / "parcel.aix")
    assert 0 < packed.left < len(photos)
    assert take_in(two, packed.path, packed.code).lacking == packed.left
    assert [found.name for found in stick.iterdir()] == ["parcel.aix"]


def test_that_a_full_disk_of_this_computer_is_not_taken_for_a_full_stick(one, tmp_path, monkeypatch) -> None:
    with_photo(one)
    wrote: list[Path] = []
    real = parcels.written
    monkeypatch.setattr(parcels, "written", lambda path, code: wrote.append(path) or real(path, code))

    def full(*_: object, **__: object) -> None:
        raise StorageFailed("disk-full", "磁盘空间不足，未能保存。", "请清理磁盘空间后重试。")

    monkeypatch.setattr(parcels, "enter", full)
    assert refused(one, tmp_path / "parcel.aix").code == "disk-full" and len(wrote) == 1
    assert list(tmp_path.glob("*.aix*")) == []


def stick_room(stick: Path) -> int:
    found = os.statvfs(stick)
    return found.f_bavail * found.f_frsize


def test_that_a_write_protected_stick_gives_but_does_not_take(one, two, stick) -> None:
    packed = pack(one, stick / "parcel.aix")
    remounted(stick, "ro")
    told = refused(one, stick / "other.aix")
    assert told.code == "read-only" and "写保护开关" in told.advice and "整个文件夹" not in told.advice
    assert take_in(two, packed.path, packed.code).new == packed.operations


def test_that_no_parcel_is_larger_than_a_stick_of_old_format_takes(one, tmp_path, monkeypatch) -> None:
    assert parcel_files.LARGEST < 4 * 1024**3
    with_photo(one, b"a" * 700_000)
    with_photo(one, b"b" * 800_000)
    monkeypatch.setattr(parcel_files, "LARGEST", 2_000_000)
    packed = pack(one, tmp_path / "parcel.aix")
    assert (packed.files, packed.left) == (1, 1) and packed.size < 2_000_000


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EFBIG, "4 GB"),
        (errno.EINVAL, "文件名"),
        (errno.ENAMETOOLONG, "文件名"),
        (errno.EEXIST, "同名文件"),
        (errno.EIO, "拔出"),
        (errno.ENODEV, "拔出"),
        (errno.ENOENT, "拔出"),
        (errno.EDQUOT, "空间不足"),
    ],
)
def test_that_what_a_stick_does_not_take_is_told_in_the_words_of_its_holder(
    one, tmp_path, monkeypatch, number, words
) -> None:
    monkeypatch.setattr(parcel_file.os, "fsync", failing(number))
    told = refused(one, tmp_path / "parcel.aix")
    monkeypatch.undo()
    assert words in told.title and "再导出一次" in told.advice
    assert list(tmp_path.glob("*.aix*")) == [] and journal(one) == ()


def test_that_a_stick_pulled_while_the_name_is_given_leaves_no_file_without_a_code(one, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(files, "flush_folder", failing(errno.EIO))
    monkeypatch.setattr(parcel_place, "flush_folder", failing(errno.EIO), raising=False)
    told = refused(one, tmp_path / "parcel.aix")
    assert told.code == "disk-io" and list(tmp_path.glob("*.aix*")) == [] and journal(one) == ()


def test_that_a_stick_that_renames_over_nothing_takes_a_parcel_again(one, two, tmp_path, monkeypatch) -> None:
    pack(one, tmp_path / "parcel.aix")
    real = os.replace

    def without_replacing(source: Path, target: Path) -> None:
        if Path(target).exists():
            raise FileExistsError(errno.EEXIST, "File exists")
        real(source, target)

    monkeypatch.setattr(files.os, "replace", without_replacing)
    answer(one, "q1_1", "conforms")
    packed = pack(one, tmp_path / "parcel.aix")
    assert take_in(two, packed.path, packed.code).new == packed.operations
    assert [found.name for found in tmp_path.glob("*.aix*")] == ["parcel.aix"]


def test_that_two_laptops_writing_one_name_at_once_never_mix_and_the_second_is_told(one, two, tmp_path) -> None:
    for desk in (one, two):
        with_photo(desk, os.urandom(2_000_000))
    wrote: dict[str, Packed | InspectorError] = {}
    both = Barrier(2)

    def write(name: str, desk: OpenDesk) -> None:
        waited = []

        def meanwhile(done: int, total: int) -> None:
            if not waited:
                waited.append(both.wait())

        try:
            wrote[name] = pack(desk, tmp_path / "same.aix", progress=meanwhile)
        except InspectorError as error:
            wrote[name] = error

    threads = [Thread(target=write, args=found) for found in (("one", one), ("two", two))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (packed,) = (found for found in wrote.values() if isinstance(found, Packed))
    (told,) = (found for found in wrote.values() if isinstance(found, InspectorError))
    assert told.code == "name-taken" and "same.aix" in told.title and "换一个文件名" in told.advice
    third = laptop(tmp_path / "three")
    assert take_in(third, packed.path, packed.code).new == packed.operations
    close(third)
    assert [found.name for found in tmp_path.glob("*.aix*")] == ["same.aix"]


def test_that_a_name_taken_at_the_very_last_moment_is_not_replaced(one, tmp_path, monkeypatch) -> None:
    really = parcel_file.stamp_of

    def looked(path: Path) -> list[int] | None:
        found = really(path)
        if list(tmp_path.glob(f"*{parcel_place.UNFINISHED}")) and not path.exists():
            path.write_bytes(b"of the other laptop")
        return found

    monkeypatch.setattr(parcel_file, "stamp_of", looked)
    told = refused(one, tmp_path / "same.aix")
    assert told.code == "name-taken"
    assert (tmp_path / "same.aix").read_bytes() == b"of the other laptop"
    assert [found.name for found in tmp_path.glob("*.aix*")] == ["same.aix"]


def test_that_the_folder_left_behind_by_a_pulled_stick_is_no_stick(one, tmp_path) -> None:
    told = refused(one, Path(FOR_STICKS[0]) / "somebody" / "stick" / "parcel.aix")
    assert "拔出" in told.title and "重新插好" in told.advice


def test_that_among_thousands_of_old_parcels_the_new_one_is_written_and_found(one, two, tmp_path) -> None:
    for number in range(3_000):
        (tmp_path / f"交换-{number:05}.aix").touch()
    packed = pack(one, tmp_path / "parcel.aix")
    assert take_in(two, packed.path, packed.code).new == packed.operations
    with pytest.raises(InspectorError) as told:
        take_in(two, tmp_path / "交换-00007.aix", packed.code)
    assert told.value.code == "not-a-parcel"


def test_that_only_the_copying_of_a_parcel_is_told_as_a_fault_of_the_copy(tmp_path) -> None:
    parcel = tmp_path / "parcel.aix"
    parcel.write_bytes(b"content")
    near_by = parcel_place.brought_near(parcel, tmp_path, lambda _: None)
    with pytest.raises(OSError, match="of another kind"), near_by as near:
        assert near.read() == b"" and near.seek(0) == 0 and near.read() == b"content"
        raise OSError("of another kind")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageFailed, match="disk-full"), parcel_place.brought_near(parcel, tmp_path, full):
        pass
