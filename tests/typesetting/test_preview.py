"""Pages become pictures on white, and what is no PDF is refused."""

import io

import pytest
from PIL import Image

from app.errors import DocumentFailed
from app.typesetting.preview import page_pictures, page_texts
from app.typesetting.rendering import render
from tests.typesetting.papers import definitions, plain, sample


def pixels(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_that_every_page_is_a_picture_of_a4_on_white() -> None:
    paper = render(definitions()["D11"], sample("D11"), training=False, copies=["当事人联"])
    pictures = [pixels(png) for png in page_pictures(paper.pdf, dpi=50)]
    assert len(pictures) == paper.pages
    assert {picture.size for picture in pictures} == {(414, 585)}
    assert all(picture.getpixel((2, 2)) == (255, 255, 255) for picture in pictures)


def test_that_the_head_of_an_official_paper_is_red() -> None:
    paper = render(definitions()["D11"], sample("D11"), training=False, copies=["当事人联"])
    colours = pixels(page_pictures(paper.pdf, dpi=50)[0]).getcolors(1 << 20) or []
    assert any(red > 180 and green < 60 and blue < 60 for _, (red, green, blue) in colours)


def test_that_a_training_paper_shows_it_behind_the_text() -> None:
    real, training = (page_pictures(render(plain("通知"), {}, training=t).pdf, dpi=50)[0] for t in (False, True))
    grey = pixels(training).crop((150, 250, 260, 350)).getcolors(1 << 20) or []
    assert len(pixels(real).crop((150, 250, 260, 350)).getcolors(1 << 20) or []) == 1
    assert any(190 < colour[0] < 250 for _, colour in grey)


@pytest.mark.parametrize("reader", [page_pictures, page_texts])
def test_that_what_is_no_pdf_is_refused(reader: object) -> None:
    with pytest.raises(DocumentFailed) as refused:
        reader("不是文书".encode())
    assert refused.value.code == "document-unreadable"
