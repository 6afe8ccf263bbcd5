"""What a reader copies out of a paper is what was set, rare names included."""

import io
import itertools
import re

import pikepdf
import pytest

from app.typesetting.breaking import break_text
from app.typesetting.layouts import MEASURE, layout_named
from app.typesetting.lines import Line
from app.typesetting.preview import page_texts
from app.typesetting.rendering import render
from tests.typesetting.papers import RARE_NAME, VARIANTS, plain, squashed, variant


@pytest.mark.parametrize("name", VARIANTS)
def test_that_the_text_layer_holds_every_character_that_was_set(name: str) -> None:
    definition, data = variant(name)
    paper = render(definition, data, training=True)
    shown = page_texts(paper.pdf)
    for set_page, read_page in zip(paper.text.split("\f"), shown, strict=True):
        # pdfium reads a hyphen at the end of a line as U+0002
        assert sorted(squashed(read_page.replace("\x02", "-"))) == sorted(squashed(set_page))


def test_that_running_text_is_read_in_the_order_in_which_it_was_set() -> None:
    text = f"{RARE_NAME}于2026年11月22日签收《通知书》，编号为保档执通〔2026〕12号；“逾期”——不改正的……依法处理。" * 6
    paper = render(plain(text, style="body"), {}, training=False)
    (shown,) = page_texts(paper.pdf)
    assert squashed(text) in squashed(shown)


@pytest.mark.parametrize("style", ["body", "hei", "kai", "song"])
def test_that_rare_names_are_read_in_every_style(style: str) -> None:
    paper = render(plain(f"签收人：{RARE_NAME}", style=style), {}, training=False)
    assert RARE_NAME in squashed(page_texts(paper.pdf)[0])


def test_that_the_training_mark_is_no_text() -> None:
    real = render(plain("通知书"), {}, training=False)
    training = render(plain("通知书"), {}, training=True)
    assert page_texts(training.pdf) == page_texts(real.pdf)
    assert training.pdf != real.pdf


def test_that_more_than_two_hundred_different_characters_keep_their_meaning() -> None:
    text = "".join(chr(0x4E00 + 7 * n) for n in range(900))
    paper = render(plain(text, style="song"), {}, training=False)
    assert squashed("".join(page_texts(paper.pdf))).startswith(text[:500])


def test_that_invisible_characters_are_dropped_and_not_refused() -> None:
    paper = render(plain("演练\u200b甲\ufeff于\u00ad今日"), {}, training=False)
    assert "演练甲于今日" in paper.text


# a reader (poppler) ends a word where glyphs are further apart, or overlap more, than a tenth of their size
PARTING = 0.1
SPAN = re.compile(rb"/Span <</ActualText <FEFF([0-9A-F]+)>>> BDC(.*?)EMC", re.DOTALL)


def said_and_shown(pdf: bytes) -> list[tuple[str, int]]:
    """Return what each span of a file says, and how many glyphs it shows."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        spans = [found for page in file.pages for found in SPAN.findall(page.Contents.read_bytes())]
        return [(_words(said), _glyphs(file.make_stream(inner))) for said, inner in spans]


def _words(said: bytes) -> str:
    return bytes.fromhex(said.decode("ascii")).decode("utf-16-be")


def _glyphs(content: pikepdf.Object) -> int:
    shown = [one for operands, name in pikepdf.parse_content_stream(content) if str(name) == "Tj" for one in operands]
    return sum(len(bytes(one)) // 2 for one in shown)


def parts_for_a_reader(line: Line) -> bool:
    places = []
    for run in line.runs:
        x = run.x
        for character in run.text:
            width = run.face.width(character, run.size)
            places.append((x, x + width, run.size))
            x += width + run.spacing
    return any(abs(x - end) > PARTING * size for (_, end, size), (x, _, _) in itertools.pairwise(places))


def test_that_lines_a_reader_might_part_say_what_stands_in_them() -> None:
    text = "你单位应当于2026年12月25日前（含当日），以书面形式（一式二份）、“逐项”报告：整改情况（见证据1）。" * 4
    paper = render(plain(text), {}, training=True)
    style = layout_named("form").body.style
    parted = [line.text for line in break_text(text, style, MEASURE, 2 * style.advance) if parts_for_a_reader(line)]
    said = said_and_shown(paper.pdf)
    assert parted and {*parted} <= {words for words, _ in said}
    assert all(len(words) == glyphs for words, glyphs in said)
    assert page_texts(paper.pdf)[0].split() == paper.text.split()


def test_that_an_even_line_says_nothing_of_itself() -> None:
    assert not said_and_shown(render(plain("演练档案局检查记录"), {}, training=False).pdf)


def test_that_characters_beyond_the_first_plane_are_left_to_the_fonts_map() -> None:
    text = f"演练（{RARE_NAME}）、“演练”（{RARE_NAME}），于2026年12月25日（含当日）、签收。" * 5
    paper = render(plain(text), {}, training=False)
    said = said_and_shown(paper.pdf)
    assert said and all(max(words) <= "\uffff" for words, _ in said)
    assert squashed(text) in squashed(page_texts(paper.pdf)[0])
