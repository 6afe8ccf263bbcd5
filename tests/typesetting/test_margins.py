"""Codes and cut lines stand outside the type area, are read back from the page, and leave everything else as it was."""

from __future__ import annotations

import base64
import io
import random
import re
from functools import cache

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from app.domain.codes import typed_code
from app.typesetting.artwork import code_squares
from app.typesetting.composing import compose
from app.typesetting.layouts import LEFT, MEASURE, MM, PAGE_HEIGHT, TOP
from app.typesetting.margins import CODE_SIZE, CODE_TOP, Margins, with_margins
from app.typesetting.preview import page_pictures, page_texts
from app.typesetting.rendering import RenderedDocument, render
from app.typesetting.slabs import EntryMark, Mark, RuleMark, ShapeMark, TextMark
from tests.typesetting.papers import KINDS, definitions, sample

# as long as a code gets: 243 bytes
CODE = "DAJC1:" + base64.b32encode(random.Random(7).randbytes(245)).decode().rstrip("=")
TYPED = typed_code("7f" * 32)
DPI = 150


@cache
def paper(kind: str) -> RenderedDocument:
    return render(definitions()[kind], sample(kind), training=True, code=CODE, typed=TYPED)


def codes_on(picture: bytes) -> list[zxingcpp.Barcode]:
    return list(zxingcpp.read_barcodes(Image.open(io.BytesIO(picture))))


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_first_page_of_each_copy_holds_the_code_and_no_other_page_does(kind: str) -> None:
    found = [[one.text for one in codes_on(picture)] for picture in page_pictures(paper(kind).pdf, DPI)]
    copies = max(1, len(definitions()[kind].copies))
    pages = len(found) // copies
    assert found == ([[CODE]] + [[]] * (pages - 1)) * copies


def test_that_the_square_is_as_large_as_a_phone_wants_and_has_white_around_it() -> None:
    picture = Image.open(io.BytesIO(page_pictures(paper("D11").pdf, 300)[0]))
    corners = codes_on(page_pictures(paper("D11").pdf, 300)[0])[0].position
    millimetres = (corners.top_right.x - corners.top_left.x) / 300 * 25.4
    assert 19.5 <= millimetres <= 21.5
    quiet = round(4 * CODE_SIZE / 65 / 72 * 300) - 2
    left, top = round((LEFT + MEASURE - CODE_SIZE) / 72 * 300), round(CODE_TOP / 72 * 300)
    right, bottom = left + round(CODE_SIZE / 72 * 300), top + round(CODE_SIZE / 72 * 300)
    around = picture.convert("L").crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
    around.paste(255, (quiet - 2, quiet - 2, quiet + right - left + 2, quiet + bottom - top + 2))
    assert around.getextrema()[0] > 250


def test_that_the_code_is_drawn_as_one_path() -> None:
    with pikepdf.open(io.BytesIO(paper("D33").pdf)) as opened:
        content = opened.pages[0].Contents.read_bytes()
    squares = [len(re.findall(rb"\bre\b", part)) for part in re.split(rb"\bf\b", content)]
    assert max(squares) == len(code_squares(CODE))
    assert sum(1 for one in squares if one) == 1


def test_that_every_page_carries_the_typed_code_in_its_text() -> None:
    for kind in ("D4", "D11"):
        assert all(TYPED in text for text in page_texts(paper(kind).pdf))
        assert all(TYPED in page for page in paper(kind).text.split("\f"))


def box(mark: Mark) -> tuple[float, float]:
    """Return the height at which a mark begins and ends, from the top of the paper."""
    if isinstance(mark, RuleMark):
        return mark.y1, mark.y2
    if isinstance(mark, ShapeMark):
        return mark.y, mark.y + mark.scale
    size = max((run.size for run in mark.line.runs), default=0.0)
    return mark.y - size, mark.y + 0.2 * size


@pytest.mark.parametrize("kind", KINDS)
def test_that_nothing_of_it_touches_what_stands_on_the_paper(kind: str) -> None:
    definition = definitions()[kind]
    for place, copy in enumerate(definition.copies or ("",)):
        own = compose(definition, sample(kind), copy, training=False)
        last = len(definition.copies or ("",)) - 1
        marked = with_margins(own, Margins(CODE, TYPED, "保档执通〔2026〕12号", place > 0, place < last))
        for before, after in zip(own, marked, strict=True):
            added = after.marks[len(before.marks) :]
            assert after.marks[: len(before.marks)] == before.marks
            for mark in added:
                upper, lower = box(mark)
                assert lower <= TOP - 2 * MM or upper >= PAGE_HEIGHT - 14 * MM
                assert upper >= 8 * MM and lower <= PAGE_HEIGHT - 8 * MM
                near = [one for one in before.marks if not isinstance(one, EntryMark) and _meet(mark, one)]
                assert not near, near


def _meet(one: Mark, other: Mark) -> bool:
    (top, bottom), (upper, lower) = box(one), box(other)
    return top < lower and upper < bottom and _sides(one)[0] < _sides(other)[1] and _sides(other)[0] < _sides(one)[1]


def _sides(mark: Mark) -> tuple[float, float]:
    if isinstance(mark, RuleMark):
        return min(mark.x1, mark.x2), max(mark.x1, mark.x2)
    if isinstance(mark, ShapeMark):
        return mark.x, mark.x + mark.scale
    return mark.x, mark.x + mark.line.width


def test_that_the_number_stands_on_both_sides_of_the_cut() -> None:
    pages = paper("D11").text.split("\f")
    number = str(sample("D11")["number"])
    cut = [f"骑缝　{number}" in page for page in pages]
    half = len(pages) // 2
    assert cut == [*[False] * (half - 1), True, True, *[False] * (half - 1)]
    assert all("骑缝" not in page for page in paper("D4").text.split("\f"))


def test_that_a_copy_alone_keeps_its_own_side_of_the_cut() -> None:
    alone = render(definitions()["D11"], sample("D11"), training=False, copies=("存根联",), code=CODE, typed=TYPED)
    pages = alone.text.split("\f")
    assert "骑缝" in pages[0] and all("骑缝" not in page for page in pages[1:])


def test_that_lines_of_the_margin_are_texts_and_rules_only() -> None:
    own = compose(definitions()["D33"], sample("D33"), "", training=False)
    added = with_margins(own, Margins("", TYPED))[0].marks[len(own[0].marks) :]
    assert [type(one) for one in added] == [TextMark]
