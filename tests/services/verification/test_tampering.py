"""What can be done to a finished paper's file, and how it shows."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest

from app.domain.operations import Change
from app.sealing.signing import trusted_training
from app.services.papers import life
from app.services.papers.rendering import render_paper
from app.services.record import journey
from app.services.session.opening import OpenDesk
from app.services.verification import folders
from app.services.verification.outcome import Outcome
from app.services.verification.papers import verify_pdf
from app.typesetting.seal_slot import CLOSING, OPENING, SLOT_BYTES
from tests.services.at_the_table import VIOLATES, approve, at_the_table, everybody_signs, order, read_out
from tests.services.on_site import FORMS, OnSite

TRUST = (trusted_training(),)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnSite]:
    """Give a visit with a signed record and a final notice, both as files."""
    with at_the_table(tmp_path_factory.mktemp("tampering"), q2_3=VIOLATES) as site:
        notice = order(site)
        read_out(site)
        everybody_signs(site)
        journey.seal_record(site.desk, site.inspection)
        approve(site, notice)
        life.freeze(site.desk, site.inspection, notice)
        for kind in ("D4", "D11"):
            render_paper(site.desk, site.inspection, the(site, kind))
        yield site


def the(site: OnSite, kind: str) -> str:
    document = site.desk.case(site.inspection).document(kind)
    assert document is not None
    return document.id


def file_of(site: OnSite, kind: str) -> bytes:
    return render_paper(site.desk, site.inspection, the(site, kind)).pdf


def judged(pdf: bytes) -> Outcome:
    return verify_pdf("a.pdf", pdf, TRUST)


def resaved(pdf: bytes, change: Callable[[pikepdf.Pdf], object] = lambda _: None) -> bytes:
    """Return the file written anew by another program, after a change."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        document.save(out)
    return out.getvalue()


def appended(pdf: bytes, addition: bytes) -> bytes:
    """Return the file with an incremental update behind it, as editors write one; all earlier bytes stay."""
    start = int(pdf.rsplit(b"startxref", 1)[1].split()[0])
    place = len(pdf)
    xref = place + len(addition)
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 9999 /Root 1 0 R /Prev %d >>\n"
    return pdf + addition + table % start + b"startxref\n%d\n%%%%EOF\n" % xref


def test_that_an_intact_record_says_what_its_drawn_signatures_are(site: OnSite) -> None:
    found = judged(file_of(site, "D4"))
    assert found.exit_code == 0
    told = found.as_json()
    assert told["drawn_signatures"] == 3 and told["code"]
    assert any("一般不是" in one and "第十三条" in one for one in found.reasons)
    assert judged(file_of(site, "D11")).as_json()["drawn_signatures"] == 0


def test_that_an_incremental_update_is_found(site: OnSite) -> None:
    new_page = b"\n9000 0 obj\n<< /Type /Annot /Subtype /FreeText /Contents (x) >>\nendobj\n"
    found = judged(appended(file_of(site, "D11"), new_page))
    assert found.exit_code == 1 and "改动" in found.reasons[0]


def test_that_an_update_which_brings_its_own_slot_is_found(site: OnSite) -> None:
    pdf = file_of(site, "D11")
    start = pdf.index(OPENING)
    slot = pdf[start : start + len(OPENING) + SLOT_BYTES + len(CLOSING)]
    for addition in (slot, OPENING + b"0" * SLOT_BYTES + CLOSING):
        found = judged(appended(pdf, b"\n9000 0 obj\n<< /Length 9 >>\nstream\n" + addition + b"\nendstream\nendobj\n"))
        assert found.exit_code == 1 and "不止一处" in found.reasons[0]


def test_that_a_file_saved_anew_without_a_change_is_not_passed_off_as_intact(site: OnSite) -> None:
    assert judged(resaved(file_of(site, "D11"))).exit_code == 1


def test_that_an_edited_page_is_found_after_saving_anew(site: OnSite) -> None:
    def edit(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        page.Contents = document.make_stream(page.Contents.read_bytes().replace(b" 0 0 rg", b" 1 0 rg"))

    assert judged(resaved(file_of(site, "D11"), edit)).exit_code == 1


def test_that_a_page_taken_out_or_put_in_is_found(site: OnSite) -> None:
    def without(document: pikepdf.Pdf) -> None:
        del document.pages[0]

    def with_one_more(document: pikepdf.Pdf) -> None:
        with pikepdf.open(io.BytesIO(file_of(site, "D4"))) as other:
            document.pages.append(other.pages[0])
            document.save(io.BytesIO())

    assert judged(resaved(file_of(site, "D11"), without)).exit_code == 1
    assert judged(resaved(file_of(site, "D11"), with_one_more)).exit_code == 1


def test_that_an_attachment_put_into_the_file_is_found(site: OnSite) -> None:
    def attach(document: pikepdf.Pdf) -> None:
        document.attachments["x.txt"] = pikepdf.AttachedFileSpec(document, b"x")

    assert judged(resaved(file_of(site, "D11"), attach)).exit_code == 1


def test_that_a_seal_moved_to_another_paper_is_found(site: OnSite) -> None:
    record, notice = file_of(site, "D4"), file_of(site, "D11")
    start, there = record.index(OPENING) + len(OPENING), notice.index(OPENING) + len(OPENING)
    moved = notice[:there] + record[start : start + SLOT_BYTES] + notice[there + SLOT_BYTES :]
    assert judged(moved).exit_code == 1


def test_that_a_stripped_seal_cannot_be_judged_and_leads_to_the_code(site: OnSite) -> None:
    pdf = file_of(site, "D11")
    start = pdf.index(OPENING) + len(OPENING)
    emptied = judged(pdf[:start] + b"0" * SLOT_BYTES + pdf[start + SLOT_BYTES :])
    assert emptied.exit_code == 3 and "封存位置是空的" in emptied.reasons[0]

    def strip(document: pikepdf.Pdf) -> None:
        del document.Root.Metadata

    stripped = judged(resaved(pdf, strip))
    assert stripped.exit_code == 3 and "没有本程序的封存信息" in stripped.reasons[0]
    assert all("改用验证码核验" in one.reasons[-1] for one in (emptied, stripped))


@pytest.mark.parametrize("spoiled", [b"!", b"\x00", b"<"])
def test_that_a_spoiled_seal_is_broken(site: OnSite, spoiled: bytes) -> None:
    pdf = file_of(site, "D11")
    start = pdf.index(OPENING) + len(OPENING)
    assert judged(pdf[: start + 9] + spoiled + pdf[start + 10 :]).exit_code == 1


def test_that_files_exchanged_between_two_papers_of_a_store_are_found(site: OnSite, tmp_path: Path) -> None:
    desk = site.desk
    open_desk = OpenDesk(desk.store, desk.vault, FORMS, desk.bureau, desk.officer, desk.clock)
    assert list(folders._word_problems(open_desk)) == []
    own = {kind: str(desk.store.read("document", the(site, kind)).value("pdf")) for kind in ("D4", "D11")}
    try:
        desk.commit([Change("document", the(site, "D4"), "pdf", own["D11"])])
        assert "调换" in "".join(folders._word_problems(open_desk))
    finally:
        desk.commit([Change("document", the(site, "D4"), "pdf", own["D4"])])
