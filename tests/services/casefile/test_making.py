"""The case file of a real store: complete and signed, or a marked preview; what is lacking, cancelled or ended."""

from __future__ import annotations

import errno
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import DocumentFailed, InspectorError, Refused, StorageFailed
from app.services.casefile import press
from app.services.casefile.freshness import kept_case_files
from app.services.casefile.making import case_file_blockers, kept_case_file, make_case_file, save_copy
from app.services.verification.papers import trust_of_desk, verify_pdf
from app.services.voiding import voiding
from app.typesetting.preview import page_texts
from tests.services.at_the_table import refused_codes
from tests.services.casefile.filing import done, photograph, under_way
from tests.services.on_site import OnSite
from tests.typesetting.archive_rules import faults


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnSite]:
    """Give an inspection that is done; tests leave it as it is."""
    with done(tmp_path_factory.mktemp("finished")) as site:
        yield site


@pytest.fixture
def open_visit(tmp_path: Path) -> Iterator[OnSite]:
    """Give a visit under way."""
    with under_way(tmp_path) as site:
        yield site


def blobs(site: OnSite) -> set[str]:
    return {path.name for path in (site.desk.store.folder / "blobs").iterdir()}


def file_of(site: OnSite, **how: Any) -> bytes:
    made = make_case_file(site.desk, site.inspection, **how)
    return bytes(site.desk.vault.read(made.sha256))


def test_that_a_complete_case_file_is_signed_and_kept_for_every_device(finished: OnSite) -> None:
    made = make_case_file(finished.desk, finished.inspection)
    pdf = finished.desk.vault.read(made.sha256)
    assert verify_pdf("案卷", pdf, trust_of_desk(None)).state == "intact"
    assert verify_pdf("案卷", pdf.replace(b"/Height 1200", b"/Height 1201"), trust_of_desk(None)).state == "broken"
    assert faults(pdf) == [] and not made.lacks
    assert kept_case_files(finished.desk, finished.inspection) == (made.sha256,)
    assert any(one.sha256 == made.sha256 for one in finished.desk.store.attachments.to_send())


def test_that_papers_come_in_the_order_of_the_form_with_their_receipts(finished: OnSite) -> None:
    made = make_case_file(finished.desk, finished.inspection)
    titles = [one.title for one in made.bound.entries]
    assert titles == [
        "行政检查审批表", "行政检查通知书", "现场检查笔录", "档案监督检查执法通知书",
        "送达回证（档案监督检查执法通知书）", "证据照片和电子证据清单", "证据照片：检查项2.3（3张）",
    ]  # fmt: skip


def test_that_the_same_case_gives_the_same_file_and_records_nothing_more(finished: OnSite) -> None:
    first = make_case_file(finished.desk, finished.inspection)
    operations = len(finished.desk.store.operations())
    assert make_case_file(finished.desk, finished.inspection).sha256 == first.sha256
    assert len(finished.desk.store.operations()) == operations


def test_that_the_file_made_last_can_be_opened_again_with_its_index(finished: OnSite) -> None:
    made = make_case_file(finished.desk, finished.inspection)
    found = kept_case_file(finished.desk, finished.inspection)
    assert (found.sha256, found.size, found.title, found.draft) == (made.sha256, made.size, made.title, False)
    assert (found.bound.sheets, found.bound.numbered) == (made.bound.sheets, made.bound.numbered)
    ours = [(f"{one.title} {one.number}".strip(), one.first, one.last, one.sheet) for one in made.bound.entries]
    assert [(one.title, one.first, one.last, one.sheet) for one in found.bound.entries] == ours


def test_that_a_file_that_was_never_made_or_is_not_here_is_told(finished: OnSite, open_visit: OnSite) -> None:
    with pytest.raises(Refused, match="还没有生成案卷"):
        kept_case_file(open_visit.desk, open_visit.inspection)
    made = make_case_file(finished.desk, finished.inspection)
    path = finished.desk.vault.path_of(made.sha256)
    path.rename(path.with_suffix(".away"))
    try:
        with pytest.raises(Refused, match="不在本机"):
            kept_case_file(finished.desk, finished.inspection)
    finally:
        path.with_suffix(".away").rename(path)


def test_that_a_damaged_file_is_told_when_it_is_opened_again(finished: OnSite) -> None:
    made = make_case_file(finished.desk, finished.inspection)
    path = finished.desk.vault.path_of(made.sha256)
    before = path.read_bytes()
    try:
        for damaged in (before[: len(before) // 2], before[:-40] + bytes(40), b""):
            path.write_bytes(damaged)
            with pytest.raises(InspectorError) as told:
                kept_case_file(finished.desk, finished.inspection)
            assert told.value.title and told.value.advice
    finally:
        path.write_bytes(before)


def test_that_the_period_of_keeping_can_be_chosen_among_those_of_the_form(finished: OnSite) -> None:
    made = make_case_file(finished.desk, finished.inspection, draft=True, retention="永久")
    assert "永久" in page_texts(finished.desk.vault.read(made.sha256))[0]
    with pytest.raises(Refused, match="案卷没有生成"):
        make_case_file(finished.desk, finished.inspection, retention="三年")


def test_that_a_voided_paper_of_which_no_file_was_kept_is_told_and_hinders_nothing(open_visit: OnSite) -> None:
    notice = open_visit.desk.case(open_visit.inspection).document("D2")
    assert notice is not None and not notice.pdf
    open_visit.desk.commit([voiding(open_visit.desk, "document", notice.id, "写错（演练）")])
    made = make_case_file(open_visit.desk, open_visit.inspection, draft=True)
    entry = next(one for one in made.bound.entries if one.title == "行政检查通知书")
    text = "".join(page_texts(open_visit.desk.vault.read(made.sha256))[entry.sheet].split())
    assert entry.note == "作废，未装订" and "没有保存文件" in text


def test_that_progress_counts_papers_and_photos(finished: OnSite) -> None:
    told: list[tuple[int, int]] = []
    make_case_file(finished.desk, finished.inspection, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (8, 8) and [done for done, _ in told] == sorted(done for done, _ in told)


def test_that_an_unfinished_case_is_refused_with_every_reason(open_visit: OnSite) -> None:
    with pytest.raises(Refused) as refused:
        make_case_file(open_visit.desk, open_visit.inspection)
    assert {"paper-lacking", "record-not-sealed"} <= set(refused_codes(refused))
    assert kept_case_files(open_visit.desk, open_visit.inspection) == ()


def test_that_a_preview_can_be_made_any_time_says_what_is_lacking_and_is_not_recorded(open_visit: OnSite) -> None:
    operations = len(open_visit.desk.store.operations())
    made = make_case_file(open_visit.desk, open_visit.inspection, draft=True)
    pdf = open_visit.desk.vault.read(made.sha256)
    texts = page_texts(pdf)
    assert "缺少《现场检查笔录》" in texts[-1] and "本卷不完整" in texts[0]
    assert verify_pdf("案卷", pdf, trust_of_desk(None)).state == "unknown"
    assert len(open_visit.desk.store.operations()) == operations
    assert not any(one.sha256 == made.sha256 for one in open_visit.desk.store.attachments.all())


def test_that_a_preview_takes_the_place_of_the_one_before(open_visit: OnSite, tmp_path: Path) -> None:
    make_case_file(open_visit.desk, open_visit.inspection, draft=True)
    photograph(open_visit, tmp_path, 7)
    before = blobs(open_visit)
    make_case_file(open_visit.desk, open_visit.inspection, draft=True)
    assert len(blobs(open_visit)) == len(before)


def lose(site: OnSite, which: int) -> None:
    """Take a photo and its small picture off this device, as if it had not been fetched yet."""
    photo = [one for one in site.desk.case(site.inspection).evidence if one.kind == "photo"][which]
    for name in (photo.sha256, f"1600:{photo.sha256}"):
        site.desk.vault.path_of(name).unlink()


def test_that_a_photo_not_fetched_yet_keeps_the_file_from_being_complete(tmp_path: Path) -> None:
    with done(tmp_path) as site:
        lose(site, 1)
        assert [one.code for one in case_file_blockers(site.desk, site.inspection)] == ["attachment-missing"]
        with pytest.raises(Refused):
            make_case_file(site.desk, site.inspection)
        texts = page_texts(file_of(site, draft=True))
        assert "附件未取回" in texts[-3] and "证据2共1件附件未取回" in "".join(texts[-1].split())


def test_that_a_damaged_small_picture_is_made_again_from_the_original(tmp_path: Path) -> None:
    with done(tmp_path) as site:
        photo = next(one for one in site.desk.case(site.inspection).evidence if one.kind == "photo")
        site.desk.vault.path_of(f"1600:{photo.sha256}").write_bytes(b"AIV1" + bytes(64))
        assert make_case_file(site.desk, site.inspection).bound.numbered == 21


@pytest.mark.parametrize("after", [0, 4, 6])
def test_that_a_cancelled_file_leaves_nothing(open_visit: OnSite, after: int) -> None:
    before, asked = blobs(open_visit), iter(range(1000))
    with pytest.raises(StorageFailed, match="已取消"):
        make_case_file(open_visit.desk, open_visit.inspection, draft=True, cancelled=lambda: next(asked) >= after)
    assert blobs(open_visit) == before
    assert make_case_file(open_visit.desk, open_visit.inspection, draft=True).size


def test_that_a_killed_process_is_told_and_leaves_nothing(open_visit: OnSite, monkeypatch: pytest.MonkeyPatch) -> None:
    before, begun = blobs(open_visit), []

    class Watched(press.Press):
        def __init__(self, order: press.Order) -> None:
            super().__init__(order)
            begun.append(self.process)

    def kill(done: int, total: int) -> None:
        for one in begun:
            one.kill()

    monkeypatch.setattr(press, "Press", Watched)
    with pytest.raises(DocumentFailed, match="中断"):
        make_case_file(open_visit.desk, open_visit.inspection, draft=True, progress=kill)
    assert blobs(open_visit) == before and not begun[0].is_alive()


def test_that_the_process_ends_with_its_parent() -> None:
    script = textwrap.dedent("""
        import os, sys
        from app.services.casefile.press import Order, Press
        from tests.typesetting.case_files import plan
        if __name__ == "__main__":
            def paper(place):
                print(press.process.pid, flush=True)
                os._exit(0)
            press = Press(Order(plan(("D1",)), paper, paper))
            press.read(1)
    """)
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    # The child holds the same standard output: had it lived on, this would have waited for it until the timeout.
    assert ended.stdout.strip().isdigit() and not ended.stderr


def test_that_nothing_of_the_case_stands_on_the_command_line_of_the_process(finished: OnSite) -> None:
    seen: list[str] = []

    def look(done: int, total: int) -> None:
        for child in press.multiprocessing.active_children():
            proc = Path(f"/proc/{child.pid}/cmdline")
            seen.append(proc.read_text("utf-8") if proc.exists() else "")

    make_case_file(finished.desk, finished.inspection, draft=True, progress=look)
    assert seen and all("演练" not in one and finished.inspection not in one for one in seen)


def test_that_a_full_disk_is_told_and_leaves_nothing(
    open_visit: OnSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = blobs(open_visit)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("app.storage.attached.vault.os.fsync", full)
        with pytest.raises(StorageFailed, match="磁盘空间不足"):
            make_case_file(open_visit.desk, open_visit.inspection, draft=True)
    assert blobs(open_visit) == before


def test_that_a_copy_is_written_whole_or_not_at_all(open_visit: OnSite, tmp_path: Path) -> None:
    made = make_case_file(open_visit.desk, open_visit.inspection, draft=True)
    target = tmp_path / "out" / "案卷.pdf"
    with pytest.raises(InspectorError):
        save_copy(open_visit.desk, made, target)
    target.parent.mkdir()
    save_copy(open_visit.desk, made, target)
    assert target.read_bytes() == open_visit.desk.vault.read(made.sha256)
    assert [one.name for one in target.parent.iterdir()] == ["案卷.pdf"]


def test_that_photos_are_grouped_by_what_they_belong_to(open_visit: OnSite, tmp_path: Path) -> None:
    photograph(open_visit, tmp_path, 11, links=("5.3",))
    photograph(open_visit, tmp_path, 12, links=(), set_aside="备用")
    made = make_case_file(open_visit.desk, open_visit.inspection, draft=True)
    groups = [one.title for one in made.bound.entries if one.title.startswith("证据照片：")]
    assert groups == ["证据照片：检查项2.3（3张）", "证据照片：检查项5.3（1张）", "证据照片：其他照片（1张）"]
