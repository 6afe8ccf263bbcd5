"""Files saved where a person chooses: whole or not at all, told in Chinese, and the old one stands."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import StorageFailed
from app.services.saving import save_file


@pytest.fixture
def stick() -> Iterator[Path]:
    """A stick of 64 KB."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    place = Path(tempfile.mkdtemp(prefix="stick-"))
    mounted = not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(place)], capture_output=True, check=False
    ).returncode
    try:
        if not mounted:
            pytest.skip("no small disk can be mounted here")
        yield place
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(place)], check=True)
        place.rmdir()


def test_that_a_full_stick_keeps_the_old_file_and_no_half_one(stick: Path) -> None:
    paper = stick / "通知书.pdf"
    assert save_file(paper, b"old") == 3
    with pytest.raises(StorageFailed) as failed:
        save_file(paper, b"new" * 40_000)
    assert (failed.value.code, failed.value.title) == ("disk-full", "文件没有保存：磁盘或U盘空间不足。")
    assert [one.name for one in stick.iterdir()] == ["通知书.pdf"]
    assert paper.read_bytes() == b"old"


def test_that_a_stick_that_may_only_be_read_is_told(stick: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)
    with pytest.raises(StorageFailed) as failed:
        save_file(stick / "通知书.pdf", b"new")
    assert failed.value.code == "read-only" and "写保护" in failed.value.title


@pytest.mark.parametrize(("name", "code"), [
    ("gone/通知书.pdf", "folder-gone"), ("长" * 200 + ".pdf", "name-too-long"), ("a.txt/通知书.pdf", "folder-gone"),
])
def test_that_a_place_that_takes_no_file_is_told_without_english(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(StorageFailed) as failed:
        save_file(tmp_path / name, b"new")
    told = (failed.value.title + failed.value.advice).replace(str((tmp_path / name).parent), "")
    assert failed.value.code == code
    assert not any("a" <= one <= "z" for one in told)


def test_that_a_folder_of_that_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "通知书.pdf").mkdir()
    with pytest.raises(StorageFailed) as failed:
        save_file(tmp_path / "通知书.pdf", b"new")
    assert failed.value.code == "name-taken"
    assert [one.name for one in tmp_path.iterdir()] == ["通知书.pdf"]
