"""What was pasted, taken or chosen and is not evidence yet: encrypted on the disk until taken in or given up."""

import io
import os
from pathlib import Path

import pytest

from app.errors import StorageFailed
from app.services.evidence.intake import Particulars, add_file, add_photo
from app.services.evidence.waiting import Waiting, let_wait, picture_of, wait_no_more, what_waits
from tests.services.on_site import FORMS, on_site

PHOTO = (FORMS / "inspections" / "electronic-records" / "samples" / "rules-2019.png").read_bytes()
SAID = Particulars("手机", "拍照", "演练：制度版本", ("q1_2",), name="粘贴的图片.png", waited_as="one")
PICTURE = Waiting("one", "q1_2", "粘贴的图片.png")


@pytest.fixture
def site(tmp_path):
    with on_site(tmp_path / "data") as begun:
        yield begun


def stored(site) -> list[Path]:
    folder = site.desk.store.folder / "blobs" / "waiting"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_that_a_picture_that_waits_is_there_again_and_nothing_plain_is_on_the_disk(site):
    let_wait(site.desk, site.inspection, [PICTURE], {"one": PHOTO})
    assert what_waits(site.desk, site.inspection) == (PICTURE,)
    assert picture_of(site.desk, "one") == PHOTO
    files = [one for one in site.desk.store.folder.rglob("*") if one.is_file()]
    assert stored(site)
    assert all(PHOTO[:64] not in one.read_bytes() and PICTURE.name.encode() not in one.read_bytes() for one in files)


def test_that_what_is_taken_in_waits_no_more(site, tmp_path):
    paper = tmp_path / "演练.txt"
    paper.write_text("演练", encoding="utf-8")
    let_wait(site.desk, site.inspection, [PICTURE, Waiting("two", "q1_2", paper.name, paper)], {"one": PHOTO})
    assert add_photo(site.desk, site.inspection, io.BytesIO(picture_of(site.desk, "one")), SAID).evidence is not None
    assert [one.id for one in what_waits(site.desk, site.inspection)] == ["two"] and stored(site) == []
    said = Particulars("U 盘", "导出", "演练", ("q1_2",), waited_as="two")
    assert add_file(site.desk, site.inspection, paper, said).evidence is not None
    assert what_waits(site.desk, site.inspection) == ()


def test_that_what_is_not_taken_in_goes_on_waiting(site):
    let_wait(site.desk, site.inspection, [PICTURE], {"one": PHOTO})
    with pytest.raises(StorageFailed):
        add_photo(site.desk, site.inspection, io.BytesIO(PHOTO[:2000]), SAID)
    assert what_waits(site.desk, site.inspection) == (PICTURE,)
    assert picture_of(site.desk, "one") == PHOTO


def test_that_what_is_given_up_is_gone_from_the_disk(site):
    let_wait(site.desk, site.inspection, [PICTURE], {"one": PHOTO})
    wait_no_more(site.desk, site.inspection, ["one"])
    assert what_waits(site.desk, site.inspection) == () and stored(site) == []


def test_that_a_picture_whose_writing_was_cut_off_is_told_as_lost(site, monkeypatch):
    def power_cut(name: str, content: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(site.desk.vault.intray, "put", power_cut)
    with pytest.raises(KeyboardInterrupt):
        let_wait(site.desk, site.inspection, [PICTURE], {"one": PHOTO})
    (left,) = what_waits(site.desk, site.inspection)
    assert left.lost
    with pytest.raises(StorageFailed, match="没有来得及写完"):
        picture_of(site.desk, "one")


def test_that_a_picture_the_store_does_not_name_is_swept(site):
    let_wait(site.desk, site.inspection, [PICTURE], {"one": PHOTO})
    site.desk.vault.intray.put("other", b"taken in, and killed before its file went")
    (site.desk.store.folder / "blobs" / "waiting" / "half.part").write_bytes(b"cut")
    what_waits(site.desk, site.inspection)
    assert [one.name for one in stored(site)] == ["one"]


def test_that_a_file_that_went_meanwhile_is_told(site, tmp_path):
    let_wait(site.desk, site.inspection, [Waiting("two", "q1_2", "a.jpg", tmp_path / "a.jpg")], {})
    assert what_waits(site.desk, site.inspection)[0].lost


def test_that_a_full_disk_leaves_no_half_of_a_picture(site, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    site.desk.vault.intray.put("before", PHOTO)
    monkeypatch.setattr("app.storage.attached.intray.os.fsync", full)
    with pytest.raises(StorageFailed, match="磁盘空间不足，图片未能保存"):
        site.desk.vault.intray.put("one", PHOTO)
    assert [one.name for one in stored(site)] == ["before"]


def test_that_looking_what_waits_leaves_alone_what_is_being_written(site, monkeypatch: pytest.MonkeyPatch):
    flush = os.fsync

    def looks(handle: int) -> None:
        what_waits(site.desk, site.inspection)
        flush(handle)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("app.storage.attached.intray.os.fsync", looks)
        let_wait(site.desk, site.inspection, [PICTURE], {"one": PHOTO})
    assert picture_of(site.desk, "one") == PHOTO
    wait_no_more(site.desk, site.inspection, ["one"])
    assert stored(site) == []
