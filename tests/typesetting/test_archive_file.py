"""The file is PDF/A-2u as far as structure shows, and the same data give the same bytes everywhere."""

import hashlib
import io
import re
import subprocess
import sys

import pikepdf
import pytest

from app.typesetting.rendering import render
from tests.typesetting.papers import KINDS, definitions, sample

PRINT_DIGEST = """
import hashlib
from app.typesetting.rendering import render
from tests.typesetting.papers import definitions, sample
paper = render(definitions()["D11"], sample("D11"), training=True, code="演练")
print(hashlib.sha256(paper.pdf).hexdigest())
"""


def opened(kind: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(render(definitions()[kind], sample(kind), training=True, code="演练").pdf))


def test_that_every_process_makes_the_same_bytes() -> None:
    own = render(definitions()["D11"], sample("D11"), training=True, code="演练").pdf
    again = render(definitions()["D11"], sample("D11"), training=True, code="演练").pdf
    other = subprocess.run([sys.executable, "-c", PRINT_DIGEST], capture_output=True, text=True, check=True)
    assert own == again
    assert other.stdout.strip() == hashlib.sha256(own).hexdigest()


@pytest.mark.parametrize("kind", KINDS)
def test_that_colours_are_tied_to_a_profile(kind: str) -> None:
    document = opened(kind)
    intent = document.Root.OutputIntents[0]
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3
    assert bytes(intent.DestOutputProfile.read_bytes())[36:40] == b"acsp"


def test_that_the_file_says_part_two_level_u_and_is_in_chinese() -> None:
    document = opened("D11")
    with document.open_metadata() as meta:
        assert meta.pdfa_status == "2U"
        assert meta["dc:title"] == "档案监督检查执法通知书 保档执通〔2026〕12号"
    assert str(document.Root.Lang) == "zh-CN"
    assert document.trailer.ID


def test_that_xmp_and_document_information_agree() -> None:
    document = opened("D11")
    info = document.docinfo
    with document.open_metadata() as meta:
        assert str(info["/Title"]) == meta["dc:title"]
        assert [str(info["/Author"])] == list(meta["dc:creator"])
        assert str(info["/Producer"]) == meta["pdf:Producer"]
        assert re.sub(r"\D", "", str(info["/CreationDate"]))[:14] == re.sub(r"\D", "", meta["xmp:CreateDate"])[:14]
    assert str(info["/CreationDate"]).startswith("D:20261122")


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_font_is_embedded_with_its_text_map(kind: str) -> None:
    document = opened(kind)
    for page in document.pages:
        fonts = page.Resources.Font
        for font in fonts.values():
            assert "/FontFile2" in font.FontDescriptor
            assert "/ToUnicode" in font
        used = set(re.findall(rb"(/F\d\S*) [\d.]+ Tf", b"".join(c.read_bytes() for c in _contents(page))))
        assert used <= {name.encode() for name in fonts}


def _contents(page: pikepdf.Page) -> list[pikepdf.Object]:
    contents = page.Contents
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


@pytest.mark.parametrize("kind", KINDS)
def test_that_nothing_active_encrypted_or_transparent_is_inside(kind: str) -> None:
    document = opened(kind)
    assert not document.is_encrypted
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(document.Root.keys())
    for page in document.pages:
        assert "/Group" not in page
        assert "/ExtGState" not in page.Resources or not [
            state for state in page.Resources.ExtGState.values() if float(state.get("/ca", 1)) != 1
        ]
    assert not document.check_pdf_syntax()


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
