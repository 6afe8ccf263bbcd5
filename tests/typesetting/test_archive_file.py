"""The file is PDF/A-2u as far as structure shows, and the same data give the same bytes everywhere."""

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from app.typesetting.archiving import ArchiveFile, Descriptor
from app.typesetting.rendering import render
from tests.typesetting.archive_rules import faults
from tests.typesetting.papers import VARIANTS, definitions, plain, sample, variant

PRINT_DIGEST = """
import hashlib
from app.typesetting.archiving import ArchiveFile, Descriptor
from app.typesetting.rendering import render
from tests.typesetting.papers import definitions, sample
paper = render(definitions()["D11"], sample("D11"), training=True, code="演练")
print(hashlib.sha256(paper.pdf).hexdigest())
"""


def notice() -> bytes:
    return render(definitions()["D11"], sample("D11"), training=True, code="演练").pdf


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(
        out, deterministic_id=True, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
    )
    return out.getvalue()


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_that_every_process_and_time_zone_makes_the_same_bytes(zone: str) -> None:
    there = {**os.environ, "TZ": zone, "PYTHONHASHSEED": "random"}
    other = subprocess.run([sys.executable, "-c", PRINT_DIGEST], capture_output=True, text=True, check=True, env=there)
    assert other.stdout.strip() == hashlib.sha256(notice()).hexdigest()


def test_that_a_file_does_not_depend_on_what_was_set_before() -> None:
    before = notice()
    render(definitions()["D4"], sample("D4"), training=True)
    assert notice() == before


@pytest.mark.parametrize("name", VARIANTS)
def test_that_a_paper_keeps_the_rules_of_the_archive_format(name: str) -> None:
    definition, data = variant(name)
    assert faults(render(definition, data, training=True, code="演练").pdf) == []
    assert faults(render(definition, data, training=False).pdf) == []


def test_that_rare_names_and_parts_of_glyphs_keep_the_rules() -> None:
    # the 楷体 builds 〾 and the like of parts
    for style in ("body", "hei", "kai", "song", "title"):
        assert faults(render(plain("演练㛃䶮𬍡𪟝𠅤𬭎，12 kg\u00a0（☑）", style=style), {}, training=False).pdf) == []


def _font(document: pikepdf.Pdf) -> pikepdf.Object:
    return document.pages[0].Resources.Font.F1


def _without_text(document: pikepdf.Pdf) -> None:
    del _font(document).ToUnicode


def _not_embedded(document: pikepdf.Pdf) -> None:
    del _font(document).DescendantFonts[0].FontDescriptor.FontFile2


def _wider(document: pikepdf.Pdf) -> None:
    _font(document).DescendantFonts[0].DW = 480


def _no_profile(document: pikepdf.Pdf) -> None:
    del document.Root.OutputIntents


def _other_title(document: pikepdf.Pdf) -> None:
    document.docinfo["/Title"] = "别的文书"


def _script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def _transparent(document: pikepdf.Pdf) -> None:
    document.pages[0].Resources.ExtGState = Dictionary(G0=Dictionary(ca=0.5))


def _shaded(document: pikepdf.Pdf) -> None:
    document.pages[0].contents_add(b"/S0 sh", prepend=False)


def _attached(document: pikepdf.Pdf) -> None:
    document.attachments["fact.txt"] = b"content"


def _silent(document: pikepdf.Pdf) -> None:
    del document.Root.Metadata


def _lzw(document: pikepdf.Pdf) -> None:
    document.pages[0].Contents = document.make_stream(b"\x80\x0b\x60\x50", Filter=Array([Name.LZWDecode]))


SPOILT: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "6.2.11.7.2": _without_text, "6.2.11.4 not embedded": _not_embedded, "6.2.11.5": _wider, "6.2.3": _no_profile,
    "title differs": _other_title, "6.3 to 6.11": _script, "6.2.2 resources": _transparent,
    "6.2.2 operator sh": _shaded, "/Names": _attached, "6.6.2.1": _silent, "6.1.7.2 filter": _lzw,
}  # fmt: skip


@pytest.mark.parametrize("rule", SPOILT)
def test_that_a_broken_rule_is_found(rule: str) -> None:
    document = opened(notice())
    SPOILT[rule](document)
    found = faults(saved(document))
    assert any(rule in fault for fault in found), found


def test_that_a_tail_and_a_missing_line_end_are_found() -> None:
    pdf = notice()
    assert "6.1.3 something stands behind the end" in faults(pdf + b"tail")
    assert any("6.1.7.1" in fault for fault in faults(pdf.replace(b"\nendstream", b" endstream")))


def test_that_the_file_is_marked_as_chinese_of_part_two_level_u() -> None:
    document = opened(notice())
    with document.open_metadata() as meta:
        assert meta.pdfa_status == "2U"
        assert meta["dc:title"] == "档案监督检查执法通知书 保档执通〔2026〕12号"
    assert str(document.Root.Lang) == "zh-CN"
    assert str(document.docinfo["/CreationDate"]).startswith("D:20261122")


def test_that_the_title_may_hold_what_markup_means() -> None:
    odd = sample("D11", number="<演练>&〔2026〕12号")
    assert faults(render(definitions()["D11"], odd, training=True).pdf) == []


def test_that_pasted_control_characters_do_not_spoil_the_metadata() -> None:
    paper = sample("D11", number="演\0练\x1b〔2026〕\u202e12号", bureau__name="保定\x02市\n档案局\ufeff")
    pdf = render(definitions()["D11"], paper, training=False).pdf
    assert not faults(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo.Title) == "档案监督检查执法通知书 演练〔2026〕12号"
        assert str(document.docinfo.Author) == "保定市 档案局"


def test_that_the_outline_leads_to_each_copy_and_its_sections() -> None:
    paper = render(definitions()["D11"], sample("D11"), training=True)
    document = opened(paper.pdf)
    pages = paper.text.split("\f")
    with document.open_outline() as outline:
        copies = [(one.title, [child.title for child in one.children]) for one in outline.root]
        led = [(child.title, _page_of(document, child)) for one in outline.root for child in one.children]
    assert [title for title, _ in copies] == [
        "档案监督检查执法通知书（当事人联）", "档案监督检查执法通知书（存根联）",
    ]  # fmt: skip
    assert copies[0][1] == copies[1][1]
    assert copies[0][1][0] == "一、认定的事实"
    assert len(copies[0][1]) >= 5
    assert all(title in pages[page] for title, page in led)


def _page_of(document: pikepdf.Pdf, entry: pikepdf.OutlineItem) -> int:
    return pikepdf.Page(entry.destination[0]).index


def test_that_a_mark_behind_the_text_is_in_the_file_once() -> None:
    document = opened(notice())
    assert list(document.pages[0].Resources.XObject.keys()) == ["/D1"]
    assert all(b"/Artifact BMC" in page.Contents.read_bytes() for page in document.pages)


def test_that_the_fonts_used_are_named_with_their_digests() -> None:
    fonts = dict(render(definitions()["D4"], sample("D4"), training=False).fonts)
    assert {"ArchivesFang", "ArchivesTitle", "ArchivesHei", "ArchivesSong"} <= set(fonts)
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in fonts.values())


def test_that_each_copy_carries_its_name_and_own_page_numbers() -> None:
    both = render(definitions()["D11"], sample("D11"), training=False)
    one = render(definitions()["D11"], sample("D11"), training=False, copies=["存根联"])
    assert both.pages == 2 * one.pages
    assert "（存根联）" in one.text and "（当事人联）" not in one.text
    assert both.text.count("— 1 —") == 2


@pytest.mark.parametrize("title", ["检查通知书", "", "甲<乙>&amp;\"丙'丁\"", "a]]>b \ud83d 𠮷\t\r\n尾 ", "A" * 3000])
def test_that_the_packet_is_written_as_pikepdf_would_write_it_anew(title: str) -> None:
    # so it was in papers that were sealed, and a paper made again must be the same file
    file = ArchiveFile(Descriptor(title, title[::-1], "2026-01-01T08:00:00+08:00"))
    file.add_page(b"")
    document = opened(file.finished())
    packet = document.Root.Metadata.read_bytes()
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False):
        pass
    assert document.Root.Metadata.read_bytes() == packet
