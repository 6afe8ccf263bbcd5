"""Photos and files taken in on a real vault; bad input leaves nothing behind."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from app.domain.clock import CHINA
from app.domain.operations import Change
from app.errors import Refused, StorageFailed
from app.services.evidence import intake
from app.services.evidence.intake import Particulars, Watch, add_file, add_photo
from tests.services.on_site import FORMS, on_site

SAMPLES = FORMS / "inspections" / "electronic-records" / "samples"
SCREEN = Particulars("现场拍摄照片", "手机拍摄系统设置页面", "操作日志仅保存三个月", ("2.3",))


@pytest.fixture
def site(tmp_path):
    with on_site(tmp_path / "data") as begun:
        yield begun


def nothing_kept(site) -> bool:
    blobs = [one for one in (site.desk.store.folder / "blobs").rglob("*") if one.is_file()]
    return not site.desk.case(site.inspection).evidence and not blobs and not site.desk.store.attachments.all()


@pytest.mark.parametrize(("name", "media_type"), [
    ("photo-log-retention.jpg", "image/jpeg"),
    ("photo-backup-list.heic", "image/heic"),
    ("rules-2019.png", "image/png"),
])
def test_that_the_original_is_kept_to_the_byte_with_both_digests(site, name, media_type):
    taken = add_photo(site.desk, site.inspection, SAMPLES / name, SCREEN).evidence
    content = (SAMPLES / name).read_bytes()
    assert taken is not None
    assert (taken.media_type, taken.size, taken.name) == (media_type, len(content), name)
    assert taken.sha256 == hashlib.sha256(content).hexdigest()
    assert taken.sm3 == hashlib.new("sm3", content).hexdigest()
    assert site.desk.vault.read(taken.sha256) == content
    assert taken.links == ("q2_3",)
    assert site.desk.case(site.inspection).evidence == (taken,)
    assert [one.sha256 for one in site.desk.store.attachments.to_send()] == [taken.sha256]


def test_that_a_photo_says_when_it_was_taken_and_who_took_it_in(site):
    taken = add_photo(site.desk, site.inspection, SAMPLES / "photo-log-retention.jpg", SCREEN).evidence
    assert taken is not None and taken.exif["taken_at"] == "2026-06-08T10:05:00+08:00"
    # the phone says 10:05 while the laptop says 9:30: a time to come is not believed
    assert taken.captured_at == site.watch.moment
    assert [(one["officer"], one["act"]) for one in taken.custody] == [("jia", "taken_in")]
    site.watch.pass_by(hours=2)
    later = add_photo(site.desk, site.inspection, SAMPLES / "photo-log-retention.jpg", SCREEN).evidence
    assert later is not None and later.captured_at == datetime(2026, 6, 8, 10, 5, tzinfo=CHINA)


def test_that_the_derivative_has_at_most_1600_pixels(site):
    taken = add_photo(site.desk, site.inspection, SAMPLES / "photo-log-retention.jpg", SCREEN).evidence
    small = site.desk.vault.derivative(taken.sha256)
    assert max(Image.open(io.BytesIO(small)).size) <= 1600
    assert taken.derivative == hashlib.sha256(small).hexdigest()


@pytest.mark.parametrize("taking", [add_photo, add_file])
def test_that_a_file_that_was_not_copied_whole_is_no_evidence(site, tmp_path, taking):
    path = tmp_path / "照片.jpg"
    path.touch()
    with pytest.raises(StorageFailed) as failed:
        taking(site.desk, site.inspection, path, SCREEN)
    assert failed.value.code == "source-empty" and "重新复制" in failed.value.advice
    assert nothing_kept(site)


@pytest.mark.parametrize("taking", [add_photo, add_file])
def test_that_a_folder_is_told_as_one(site, tmp_path, taking):
    with pytest.raises(StorageFailed) as failed:
        taking(site.desk, site.inspection, tmp_path, SCREEN)
    assert failed.value.code == "source-folder" and "选择其中的文件" in failed.value.advice


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has named pipes")
@pytest.mark.parametrize("taking", [add_photo, add_file])
def test_that_a_pipe_is_refused_and_not_waited_for(site, tmp_path, taking):
    path = tmp_path / "照片.jpg"
    os.mkfifo(path)
    held = os.open(path, os.O_RDWR | os.O_NONBLOCK)  # a reader would find a writer and wait for what it writes
    os.write(held, b"x" * 4096)
    try:
        with pytest.raises(StorageFailed) as failed:
            taking(site.desk, site.inspection, path, SCREEN, Watch(cancelled=lambda: True))
    finally:
        os.close(held)
    assert failed.value.code == "source-special"


@pytest.mark.skipif(os.name != "posix", reason="elsewhere names are Unicode")
@pytest.mark.parametrize("taking", [add_photo, add_file])
def test_that_a_name_in_another_coding_is_read_and_kept(site, tmp_path, taking):
    raw = os.fsencode(tmp_path) + "/现场照片.jpg".encode("gb18030")
    path = Path(os.fsdecode(raw))
    path.write_bytes((SAMPLES / "photo-log-retention.jpg").read_bytes())
    taken = taking(site.desk, site.inspection, path, SCREEN).evidence
    assert taken is not None and taken.name == "现场照片.jpg"


def test_that_a_name_hides_neither_its_ending_nor_a_line_end(site, tmp_path):
    path = tmp_path / "现场\u202e\u200b照片.jpg"
    path.write_bytes(b"x")
    taken = add_file(site.desk, site.inspection, path, SCREEN).evidence
    assert taken is not None and taken.name == "现场照片.jpg"


@pytest.mark.parametrize("content", [b"no picture", b"\xff\xd8\xff\xe0 broken", b"GIF89a" + b"\0" * 64])
def test_that_a_photo_that_is_no_image_is_told_and_nothing_is_kept(site, tmp_path, content):
    path = tmp_path / "照片.jpg"
    path.write_bytes(content)
    with pytest.raises(StorageFailed) as failed:
        add_photo(site.desk, site.inspection, path, SCREEN)
    assert failed.value.code == "not-a-photo" and "作为普通文件" in failed.value.advice
    assert nothing_kept(site)


def test_that_a_truncated_photo_is_told_and_nothing_is_kept(site):
    content = (SAMPLES / "photo-log-retention.jpg").read_bytes()
    with pytest.raises(StorageFailed):
        add_photo(site.desk, site.inspection, io.BytesIO(content[: len(content) // 2]), SCREEN)
    assert nothing_kept(site)


@pytest.mark.parametrize("add", [add_photo, add_file])
def test_that_a_file_that_is_gone_is_told(site, tmp_path, add):
    with pytest.raises(StorageFailed) as failed:
        add(site.desk, site.inspection, tmp_path / "gone.jpg", SCREEN)
    assert failed.value.code == "source-vanished"
    assert nothing_kept(site)


def test_that_a_file_that_vanishes_while_copied_leaves_nothing(site, tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(b"x" * 600_000)

    def pull_the_stick(done: int, total: int | None) -> None:
        path.unlink(missing_ok=True)

    with pytest.raises(StorageFailed) as failed:
        add_file(site.desk, site.inspection, path, SCREEN, Watch(pull_the_stick))
    assert failed.value.code == "source-vanished"
    assert not site.desk.case(site.inspection).evidence and not site.desk.store.attachments.all()


def test_that_a_stream_that_breaks_leaves_nothing(site):
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError("unplugged")

    with pytest.raises(StorageFailed):
        add_file(site.desk, site.inspection, Broken(), Particulars("a", "b", "c", name="export.csv"))
    assert nothing_kept(site)


def test_that_a_cancelled_copy_leaves_nothing_and_progress_counts_to_the_end(site, tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(b"x" * 600_000)
    seen: list[tuple[int, int | None]] = []
    with pytest.raises(StorageFailed) as failed:
        add_file(site.desk, site.inspection, path, SCREEN, Watch(lambda *one: seen.append(one), lambda: bool(seen)))
    assert failed.value.code == "cancelled" and nothing_kept(site)
    add_file(site.desk, site.inspection, path, SCREEN, Watch(lambda *one: seen.append(one)))
    assert seen[-1] == (600_000, 600_000)


def test_that_what_evidence_law_asks_for_is_told_by_field(site):
    told = add_photo(site.desk, site.inspection, SAMPLES / "rules-2019.png", Particulars(" ", "", "长" * 3000))
    assert [one.field for one in told.problems] == ["medium", "method", "proves"]
    assert told.evidence is None and nothing_kept(site)


def test_that_evidence_is_made_by_somebody_who_is_known(site):
    said = Particulars("电子数据", "导出", "日志", maker="nobody")
    told = add_file(site.desk, site.inspection, SAMPLES / "log-export.csv", said)
    assert [one.field for one in told.problems] == ["maker"] and nothing_kept(site)
    taken = add_file(site.desk, site.inspection, SAMPLES / "log-export.csv", replace(said, maker=site.person))
    assert taken.evidence is not None and taken.evidence.maker == site.person


@pytest.mark.parametrize("ground", [{}, {"kind": "report", "detail": " "}, {"kind": "whim", "detail": "想看看"}])
def test_that_copying_without_its_ground_is_refused_with_its_article(site, ground):
    said = Particulars("电子数据复制件", "导出", "日志", original=False, copied=True, ground=ground)
    with pytest.raises(Refused) as refused:
        add_file(site.desk, site.inspection, SAMPLES / "log-export.csv", said)
    assert refused.value.blockers[0].basis == ("responsibility-list:3-2-4-p3-i2", "archives-law-2020:43")
    assert nothing_kept(site)


def test_that_a_copy_with_its_ground_is_taken_in(site):
    ground = {"kind": "evidence", "detail": "现场照片显示日志保存期不足"}
    said = Particulars("复制件", "导出", "日志", original=False, copied=True, ground=ground, provider=site.person)
    taken = add_file(site.desk, site.inspection, SAMPLES / "log-export.csv", said).evidence
    assert taken is not None and (taken.ground, taken.kind) == (ground, "file")
    assert taken.media_type == "text/csv"


def test_that_the_secret_question_takes_no_picture(site):
    with pytest.raises(Refused) as refused:
        add_photo(site.desk, site.inspection, SAMPLES / "rules-2019.png", Particulars("a", "b", "c", ("5.8",)))
    assert refused.value.blockers[0].code == "evidence-forbidden"
    assert nothing_kept(site)


def test_that_the_same_content_twice_is_said(site):
    first = add_photo(site.desk, site.inspection, SAMPLES / "rules-2019.png", SCREEN)
    second = add_photo(site.desk, site.inspection, SAMPLES / "rules-2019.png", SCREEN)
    assert first.duplicates == ()
    assert first.evidence is not None and second.duplicates == (first.evidence.id,)


def test_that_what_comes_after_the_seal_is_marked_as_supplement(site):
    document = site.desk.part_id(site.inspection)
    seal = {"covers": [], "heads": [], "document": document}
    site.desk.commit([
        Change("document", document, "kind", "D4"),
        Change("seal", site.desk.part_id(site.inspection), "seal", seal, "seal"),
    ])
    late = add_photo(site.desk, site.inspection, SAMPLES / "rules-2019.png", SCREEN).evidence
    assert late is not None and late.supplement


def test_that_media_types_do_not_depend_on_the_machine():
    names = {"a.csv": "text/csv", "b.PDF": "application/pdf", "c.ofd": "application/ofd"}
    names["d"] = "application/octet-stream"
    assert {name: intake._media_type(name) for name in names} == names


def test_that_a_stream_without_name_needs_one(site):
    told = add_file(site.desk, site.inspection, io.BytesIO(b"x"), Particulars("a", "b", "c"))
    assert [one.field for one in told.problems] == ["name"]
    assert Path(site.desk.store.folder).is_dir()
