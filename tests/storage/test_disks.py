"""Where a folder lies: on the disk of the store, on one of its own, or on what a pulled stick left behind."""

from pathlib import Path

import pytest

from app.storage.disks import is_apart, is_left_behind, mount_of

STORE = Path("/var/lib/archives-inspection")


def mounts(*points: str):
    """Return a machine on which these are mounted beside its root."""

    def mounted(folder: Path) -> Path:
        places = [Path(one) for one in points if folder.is_relative_to(one)]
        return max(places, key=lambda one: len(one.parts), default=Path("/"))

    return mounted


@pytest.mark.parametrize(
    ("target", "points", "apart"),
    [
        ("/media/jia/USB/backup", ("/media/jia/USB",), True),
        ("/media/jia/USB/backup", (), False),
        ("/data/backup", ("/data",), True),
        ("/data/backup", (), False),
        ("/var/lib/backup", ("/var",), False),
    ],
)
def test_that_a_folder_is_apart_only_on_a_disk_mounted_for_itself(target, points, apart) -> None:
    assert is_apart(Path(target), STORE, mounts(*points)) is apart


def test_that_what_lies_where_sticks_are_put_is_none_without_its_disk() -> None:
    for place in ("/media/jia/USB", "/run/media/jia/USB", "/mnt/usb"):
        assert is_left_behind(Path(place), STORE, was_apart=False, mounted=mounts())
        assert not is_left_behind(Path(place), STORE, was_apart=False, mounted=mounts(place))


def test_that_a_folder_on_the_own_disk_stays_one_where_it_always_was() -> None:
    assert not is_left_behind(Path("/data/backup"), STORE, was_apart=False, mounted=mounts())
    assert is_left_behind(Path("/data/backup"), STORE, was_apart=True, mounted=mounts())


def test_that_the_disk_of_a_folder_is_found(tmp_path: Path) -> None:
    assert tmp_path.is_relative_to(mount_of(tmp_path)) and mount_of(mount_of(tmp_path)) == mount_of(tmp_path)
