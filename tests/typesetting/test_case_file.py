"""The case file as a PDF: order, page numbers, bookmarks, text, pictures passed through, archive rules."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace

import pikepdf
import pytest

from app.errors import DocumentFailed
from app.typesetting.casefile.page_numbers import number_stamp
from app.typesetting.casefile.pictures import jpeg_size
from app.typesetting.casefile.reading import read_bound
from app.typesetting.overlays import void_stamp
from app.typesetting.preview import page_texts
from app.typesetting.seal_slot import digest_with_slot_zeroed
from tests.typesetting.archive_rules import faults
from tests.typesetting.case_files import ORDER, Made, filed, listed_file, made, picture, plan, with_photos

PRINT_DIGEST = (
    "from tests.typesetting.case_files import with_photos; print(with_photos(3).sha256)"
)


@pytest.fixture(scope="module")
def file() -> Made:
    """Give a case file of all papers, five photos and a file that is no picture."""
    return with_photos(5, files=(listed_file(),))


def opened(file: Made) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(file.pdf))


def contents(page: pikepdf.Page) -> list[bytes]:
    held = page.obj.Contents
    return [one.read_bytes() for one in (held if isinstance(held, pikepdf.Array) else [held])]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


def test_that_sheets_come_in_order(file: Made) -> None:
    texts = page_texts(file.pdf)
    assert len(texts) == file.bound.sheets
    assert "行政检查案卷" in texts[0] and "卷内目录" in texts[1] and "卷内备考表" in texts[-1]
    titles = [one.title for one in file.bound.entries]
    assert titles[:5] == [one.title for one in plan(ORDER).papers]
    assert titles[5] == "证据照片和电子证据清单" and all(one.startswith("证据照片：") for one in titles[6:])


def test_that_only_the_pages_of_a_void_paper_are_stamped_so() -> None:
    papers = tuple(replace(one, void=one.kind == "D11") for one in plan(("D1", "D11", "D4")).papers)
    bound = made(plan(("D1", "D11", "D4"), papers=papers))
    plain = made(plan(("D1", "D11", "D4")))
    void = bound.bound.entries[1]
    pages = range(void.sheet, void.sheet + void.last - void.first + 1)
    for number, (page, before) in enumerate(zip(opened(bound).pages, opened(plain).pages, strict=True)):
        assert (void_stamp() in contents(page)) == (number in pages)
        assert [one for one in contents(page) if one not in (b"q", void_stamp())] == [
            one for one in contents(before) if one != b"q"
        ]
    assert page_texts(bound.pdf) == page_texts(plain.pdf)
    assert faults(bound.pdf) == []


def test_that_a_void_paper_is_called_so_by_the_file_opened_again() -> None:
    papers = tuple(replace(one, note="作废" if one.kind == "D11" else "") for one in plan(("D1", "D11")).papers)
    _, found = read_bound(io.BytesIO(made(plan(("D1", "D11"), papers=papers)).pdf))
    assert ["作废" in one.name for one in found.entries] == [False, True]


def test_that_the_index_tells_the_number_that_stands_on_the_page(file: Made) -> None:
    document = opened(file)
    for entry in file.bound.entries:
        for number in range(entry.first, entry.last + 1):
            page = document.pages[entry.sheet + number - entry.first]
            assert contents(page)[-1] == number_stamp(number)
    index = page_texts(file.pdf)[1]
    assert all(entry.pages in lines(index) or f" {entry.pages}" in index for entry in file.bound.entries)


def test_that_every_page_from_the_first_paper_to_the_last_photo_is_numbered_once(file: Made) -> None:
    stamped = [contents(page)[-1] for page in opened(file).pages if b"/Pagination" in contents(page)[-1]]
    assert stamped == [number_stamp(number) for number in range(1, file.bound.numbered + 1)]


def test_that_readers_call_a_page_by_its_number(file: Made) -> None:
    document = opened(file)
    assert [document.pages[entry.sheet].label for entry in file.bound.entries] == [
        str(entry.first) for entry in file.bound.entries
    ]
    assert document.pages[0].label == "i" and document.pages[-1].label == "卷内备考表"


def test_that_a_bookmark_leads_to_each_paper_and_each_group_of_photos(file: Made) -> None:
    document = opened(file)
    with document.open_outline() as outline:
        top = [(one.title, document.pages.index(pikepdf.Page(one.destination[0]))) for one in outline.root]
        photos = [document.pages.index(pikepdf.Page(one.destination[0])) for one in outline.root[-2].children]
    papers = [(f"{one.title} {one.number}".strip(), one.sheet) for one in file.bound.entries[:5]]
    assert top[2:7] == papers
    assert [title for title, _ in top] == ["案卷封面", "卷内目录", *(t for t, _ in papers), "证据照片", "卷内备考表"]
    assert photos == [one.sheet for one in file.bound.entries[5:]]  # the list, then the groups


def test_that_papers_keep_their_content_and_text(file: Made) -> None:
    document, texts, place = opened(file), page_texts(file.pdf), 2
    for paper in file.papers:
        with pikepdf.open(io.BytesIO(paper)) as archived:
            for page, text in zip(archived.pages, page_texts(paper), strict=True):
                assert contents(document.pages[place])[1:-1] == contents(page)
                assert texts[place] == text
                place += 1


def test_that_pictures_are_passed_through_upright_or_wide(file: Made) -> None:
    document = opened(file)
    found = [
        image for page in document.pages for name, image in page.Resources.get("/XObject", {}).items()
        if image.get("/Subtype") == "/Image" and name.startswith("/P")
    ]  # fmt: skip
    assert [image.read_raw_bytes() for image in found] == list(file.pictures)
    assert [(int(i.Width), int(i.Height)) for i in found[:2]] == [(48, 64), (64, 48)]


def test_that_photos_are_captioned_and_their_whole_digest_is_listed(file: Made) -> None:
    texts = page_texts(file.pdf)
    lists = (text for text in texts if "证据照片和电子证据清单" in text or "二、电子证据" in text)
    listed = "".join("".join(lines(text)) for text in lists)
    pages = "".join(texts[file.bound.entries[6].sheet : -1])
    for number, one in enumerate((filed(1, p) for p in file.pictures), 1):
        assert f"证据{number}" in pages and one.sha256[:16] in pages
        assert one.sha256 in listed
    assert "ab" * 32 in listed and "log-export.csv" in listed
    for word in ("拍摄时间", "2026年6月8日9时30分", "拍摄人", "演练甲", "证明对象", "日志仅保存三个月"):
        assert word in pages


def test_that_a_case_file_keeps_the_rules_of_the_archive(file: Made) -> None:
    assert faults(file.pdf) == []
    assert faults(with_photos(1, ("D1",), training=True, draft=True).pdf) == []


def test_that_the_digest_to_be_signed_is_that_of_the_file(file: Made) -> None:
    assert file.sha256 == digest_with_slot_zeroed(file.pdf)


def test_that_every_process_binds_the_same_file() -> None:
    other = subprocess.run([sys.executable, "-c", PRINT_DIGEST], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == with_photos(3).sha256


@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_that_any_number_of_photos_is_bound(count: int) -> None:
    file = with_photos(count, ("D1",))
    annex = 0 if count == 0 else file.bound.entries[1].last - 1
    assert file.bound.numbered == 1 + annex + -(-count // 2)
    assert faults(file.pdf) == []
    assert ("证据照片" in "".join(page_texts(file.pdf)[1])) == bool(count)


def test_that_a_file_of_nothing_at_all_can_be_looked_at() -> None:
    file = made(plan((), lacks=("缺少《行政检查审批表》。",), draft=True))
    assert file.bound.numbered == 0 and "卷内没有文件" in page_texts(file.pdf)[1]
    assert faults(file.pdf) == []


def test_that_a_missing_picture_is_told_on_its_page_and_the_file_says_it_is_incomplete() -> None:
    pictures = (picture(1), picture(2))
    photos = (filed(1, pictures[0]), filed(2, pictures[1], lacking="附件未取回"))
    file = made(plan(("D1",), photos, lacks=("证据2共1件附件未取回",)), pictures)
    texts = page_texts(file.pdf)
    assert "附件未取回" in texts[-2] and "本卷不完整" in texts[0] and "证据2共1件附件未取回" in texts[-1]


def test_that_long_words_beside_a_photo_end_with_the_way_to_the_list() -> None:
    long = "机房日志设置" * 120
    one = filed(1, picture(1), facts={"proves": long})
    texts = page_texts(made(plan((), (one,)), (picture(1),)).pdf)
    assert "全文见清单" in texts[-2]
    assert "".join(texts[2:-2]).count("机") == 120  # whole in the list


def test_that_a_damaged_paper_or_picture_stops_the_file() -> None:
    with pytest.raises(DocumentFailed, match="已损坏"):
        jpeg_size(b"\xff\xd8\xff\xe0\x00")
    changed = replace(filed(1, picture(1)), width=65)
    with pytest.raises(DocumentFailed, match="有变动"):
        made(plan((), (changed,)), (picture(1),))


def test_that_a_character_without_a_font_stops_the_file() -> None:
    with pytest.raises(DocumentFailed, match="没有可用的字体"):
        made(plan((), (filed(1, picture(1), facts={"maker": "😀"}),)), (picture(1),))
