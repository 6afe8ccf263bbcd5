"""people.json: names told while the data is locked; nothing rests on it."""

import os

import pytest

from app.storage.keys.people import PEOPLE_FILE, read_people, write_people

NAMES = {"administrator": "演练管理员", "jia": "演练甲"}


def test_that_names_are_read_as_they_were_kept(tmp_path) -> None:
    write_people(tmp_path, NAMES)
    assert read_people(tmp_path) == NAMES


def test_that_the_same_names_are_not_written_again(tmp_path) -> None:
    write_people(tmp_path, NAMES)
    before = (tmp_path / PEOPLE_FILE).stat().st_mtime_ns
    write_people(tmp_path, dict(reversed(NAMES.items())))
    assert (tmp_path / PEOPLE_FILE).stat().st_mtime_ns == before


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b'{"jia": ""}'])
def test_that_a_missing_or_damaged_file_names_nobody(tmp_path, content) -> None:
    assert read_people(tmp_path) == {}
    (tmp_path / PEOPLE_FILE).write_bytes(content)
    assert read_people(tmp_path) == {}


@pytest.mark.skipif(os.name == "nt", reason="Windows has rights of its own, which a folder hands down")
def test_that_no_other_account_reads_the_names(tmp_path) -> None:
    write_people(tmp_path, NAMES)
    assert (tmp_path / PEOPLE_FILE).stat().st_mode & 0o077 == 0
