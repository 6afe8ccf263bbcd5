"""Random Chinese text with marks, Latin, numbers and rare characters: what must hold on every line does.

No mark where it may not stand, nothing lost, nothing wider than its measure, full lines flush or honestly ragged, no
number or word spread, and the text layer line by line what was set.
"""

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.typesetting.breaking import break_text
from app.typesetting.glyphs import DASHES, NO_END, NO_START, WORD, TextStyle
from app.typesetting.layouts import MEASURE, layout_named
from app.typesetting.lines import WIDEST_GAP, Line
from app.typesetting.preview import page_texts
from app.typesetting.rendering import render
from tests.typesetting.papers import RARE_NAME, plain

BODY = layout_named("official").styles["body"].style
STYLES = st.sampled_from([BODY, TextStyle("hei", 16, 442.2 / 28), TextStyle("kai", 14), TextStyle("song", 10)])
HANZI = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)
RARE = st.sampled_from([*RARE_NAME, RARE_NAME])
CLOSERS = st.sampled_from("，。、；：？！）》”’】…·％")
OPENERS = st.sampled_from("（《“‘【〔")
LATIN = st.sampled_from(["2026", "SHA-256", "PDF/A-2u", "12", "3.5%", "OFD", "a", "1,204", "30", "0312-0000002"])
WHOLE = st.sampled_from(
    ["——", "……", "保档执通〔2026〕12号", "2026年11月28日", "第四十八条", "六十日", "第（六）项", "20 MB"]
)
PIECES = st.lists(st.one_of(HANZI, HANZI, CLOSERS, OPENERS, LATIN, WHOLE, RARE, st.just(" ")), min_size=1, max_size=60)
TIED = ["2026年11月28日", "2026年6月8日", "9时05分", "第四十八条", "第（六）项", "六个月", "十五个工作日", "20 MB"]


def sentence(pieces: list[str]) -> str:
    """Return the pieces with at most two marks and one space in a row, as sentences have them."""
    out = "案"
    marks = 0
    for piece in pieces:
        is_mark = piece[0] in NO_START or piece[0] in NO_END or piece == " "
        marks = marks + 1 if is_mark else 0
        if marks > 2:
            out, marks = out + "档", 0
        # nobody sees or reads back a space beside a full-width mark
        out += "" if piece == " " and (out[-1] == " " or out[-1] in NO_START | NO_END) else piece
    return out.strip() + "案"


def places(line: Line) -> Iterator[tuple[str, float, float]]:
    """Yield each glyph of a line with its left edge and own width."""
    for run in line.runs:
        x = run.x
        for character in run.text:
            width = run.face.width(character, run.size)
            yield character, x, width
            x += width + run.spacing


def within(line: Line, style: TextStyle) -> Iterator[float]:
    """Yield what stands between neighbours that are never spread, beyond their own width on the grid."""
    for (first, x, width), (second, after, _) in itertools.pairwise(places(line)):
        if (WORD.match(first) and WORD.match(second)) or (first in DASHES and first == second):
            yield after - x - width * style.advance / style.size


@given(PIECES, STYLES, st.sampled_from([MEASURE, 300.0, 130.0]))
def test_that_every_line_of_any_text_is_lawful(pieces: list[str], style: TextStyle, measure: float) -> None:
    text = sentence(pieces)
    lines = break_text(text, style, measure, indent=2 * style.advance)
    for line in lines[1:]:
        assert line.text[0] not in NO_START and line.text[0] != " "
    for line in lines[:-1]:
        assert line.text.rstrip()[-1] not in NO_END
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")


@given(PIECES, STYLES, st.sampled_from([MEASURE, 300.0, 130.0]))
def test_that_no_line_leaves_its_measure_or_spreads_a_number(
    pieces: list[str], style: TextStyle, measure: float
) -> None:
    for number, line in enumerate(break_text(sentence(pieces), style, measure, indent=2 * style.advance)):
        left = 0.0 if number else 2 * style.advance
        glyphs = list(places(line))
        assert glyphs[0][1] >= left - style.advance / 2 - 0.1
        # a mark at the end may hang out with its white half
        assert glyphs[-1][1] + glyphs[-1][2] <= measure + style.advance / 2 + 0.1
        assert left + line.width <= measure + 0.1
        assert all(abs(extra) < 0.05 for extra in within(line, style))
        for (_, x, width), (_, after, _) in itertools.pairwise(glyphs):
            assert -style.size / 2 - 0.5 <= after - x - width <= (WIDEST_GAP + 0.5) * style.advance


@given(PIECES)
def test_that_a_line_is_flush_or_too_loose_to_be(pieces: list[str]) -> None:
    for line in break_text(sentence(pieces), BODY, MEASURE)[:-1]:
        pairs = list(itertools.pairwise(places(line)))
        gaps = sum(1 for (a, _, _), (b, _, _) in pairs if not (WORD.match(a) and WORD.match(b)))
        changes = len(line.runs) - 1
        rest = MEASURE - line.width
        narrow = line.width <= 20 * BODY.advance
        assert rest < 0.1 or rest > (0.1 if narrow else 0.25) * BODY.advance * (gaps - changes) * 0.5


@settings(max_examples=40, deadline=None)
@given(PIECES, st.sampled_from(["body", "hei", "kai", "song"]))
def test_that_each_line_is_read_back_as_it_was_set(pieces: list[str], style: str) -> None:
    paper = render(plain(sentence(pieces) * 2, style=style), {}, training=True)
    for set_page, read_page in zip(paper.text.split("\f"), page_texts(paper.pdf), strict=True):
        # pdfium reads a hyphen at the end of a line as U+0002 and joins the lines
        read = read_page.replace("\x02", "-\r\n").split("\r\n")
        assert [line.strip() for line in read if line.strip()] == [line.strip() for line in set_page.split("\n")]


@pytest.mark.parametrize("whole", TIED)
def test_that_dates_terms_and_numbers_of_articles_stay_on_one_line(whole: str) -> None:
    for before in range(22, 34):
        lines = break_text("档" * before + whole + "案" * 40, BODY, MEASURE)
        assert any(whole in line.text for line in lines), [line.text for line in lines]


def test_that_a_tie_gives_way_where_the_line_would_be_too_loose() -> None:
    first, second, *_ = break_text("日期" + "2026年11月28日" + "案" * 30, TextStyle("fang", 12), 90)
    assert first.text == "日期2026年11月"
    assert second.text.startswith("28日")


def test_that_a_line_before_a_whole_date_is_ragged_rather_than_its_characters_far_apart() -> None:
    wide = 0.2 * BODY.advance
    for before in range(22, 34):
        for line in break_text("档" * before + "2026年11月28日" + "案" * 40, BODY, MEASURE):
            pairs = itertools.pairwise(places(line))
            assert all(after - x - BODY.advance <= wide + 0.1 for (a, x, _), (_, after, _) in pairs if a in "档案")
