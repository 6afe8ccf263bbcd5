"""PDFs that were handed in: bound page by page as pictures, or told in words why not; never a failure."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest

from app.domain.casefiles import BoundFile, CaseFilePlan, FiledFile, FiledPaper
from app.typesetting.casefile.attached import MOST_PAGES
from app.typesetting.casefile.writing import write_case_file
from app.typesetting.preview import page_texts
from app.typesetting.seal_slot import SLOT_BYTES
from tests.typesetting.archive_rules import faults
from tests.typesetting.case_files import paper, plan

TITLE = "单位的整改报告：整改报告.pdf"


def bound(content: bytes, **more: object) -> tuple[bytes, BoundFile]:
    """Return a case file of D1, a file handed in and D33, and what is bound in it."""
    sha256 = hashlib.sha256(content).hexdigest()
    usual = plan(("D1", "D33"), files=(FiledFile("证据4", "整改报告.pdf", len(content), sha256, "整改"),))
    handed = FiledPaper("", TITLE, "", "2026-07-01", sha256=sha256)
    which: CaseFilePlan = replace(usual, papers=(usual.papers[0], handed, usual.papers[1]), **more)
    held = (paper("D1"), content, paper("D33"))
    out = io.BytesIO()
    written = write_case_file(which, held.__getitem__, lambda _: b"", out.write)
    return out.getvalue() + b"0" * SLOT_BYTES + written.end, written.bound


def blank(pages: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        made.save(out)
    return out.getvalue()


def locked() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper("D1"))) as made:
        made.save(out, encryption=pikepdf.Encryption(user="drill", owner="other"))
    return out.getvalue()


def strange() -> bytes:
    """Return pages that a scanner or a designer may make: turned, huge, of no height."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper("D1"))) as made:
        made.pages[0].Rotate = 90
        for box in ([0, 0, 14400, 14400], [0, 0, 3000, 1]):
            made.add_blank_page()
            made.pages[-1].MediaBox = pikepdf.Array(box)
        made.save(out)
    return out.getvalue()


def page_images(file: bytes, sheet: int) -> list[pikepdf.Object]:
    with pikepdf.open(io.BytesIO(file)) as made:
        held = made.pages[sheet].Resources.get("/XObject", pikepdf.Dictionary())
        return [one for one in held.values() if one.Subtype == pikepdf.Name.Image]


def test_that_each_page_handed_in_is_a_numbered_page_of_the_file() -> None:
    file, found = bound(paper("D4"))
    pages = len(pikepdf.open(io.BytesIO(paper("D4"))).pages)
    entry = found.entries[1]
    assert (entry.title, entry.last - entry.first + 1, entry.note) == (TITLE, pages, "")
    assert found.entries[2].first == entry.last + 1
    texts = page_texts(file)
    assert f"原件第 {pages} 页，共 {pages} 页" in texts[entry.sheet + pages - 1]
    assert len(page_images(file, entry.sheet)) == 1
    assert f"第{entry.pages}页" in "".join(texts[-2].split()), "the list of files says where it is"
    assert not faults(file)


@pytest.mark.parametrize("more", [{"draft": True}, {"training": True}])
def test_that_the_marks_of_every_page_show_through_the_pages_handed_in(more: dict[str, object]) -> None:
    plain = picture_bytes(blank(1))
    assert picture_bytes(blank(1), **more) != plain


def picture_bytes(content: bytes, **more: object) -> bytes:
    file, found = bound(content, **more)
    with pikepdf.open(io.BytesIO(file)) as made:
        images = made.pages[found.entries[1].sheet].Resources.XObject
        return bytes(next(one for one in images.values() if one.Subtype == pikepdf.Name.Image).read_raw_bytes())


@pytest.mark.parametrize(("make", "why"), [
    (lambda: b"%PDF-1.7 drill", "文件已损坏，或者不是 PDF，打不开"),
    (lambda: b"", "文件已损坏，或者不是 PDF，打不开"),
    (lambda: paper("D4")[:2000], "文件已损坏，或者不是 PDF，打不开"),
    (locked, "文件设有打开密码，打不开"),
    (lambda: blank(500), f"共 500 页，超过 {MOST_PAGES} 页"),
])  # fmt: skip
def test_that_a_file_that_cannot_be_bound_leaves_a_page_that_says_why(make: Callable[[], bytes], why: str) -> None:
    content = make()
    file, found = bound(content)
    entry = found.entries[1]
    text = "".join(page_texts(file)[entry.sheet].split())
    assert (entry.pages, entry.note) == (f"{entry.first}", "未装订")
    assert "".join(why.split()) in text and hashlib.sha256(content).hexdigest() in text
    assert "未装订" in "".join(page_texts(file)[1].split()) and not faults(file)


def test_that_pages_of_any_size_and_turn_are_bound() -> None:
    file, found = bound(strange())
    assert found.entries[1].note == "" and not faults(file)


def test_that_the_same_file_gives_the_same_bytes() -> None:
    assert bound(paper("D1")) == bound(paper("D1"))
