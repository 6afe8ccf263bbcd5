"""Pages: what belongs together stays together, tables go on under their head, the stamp is never alone."""

import re
from dataclasses import replace
from itertools import combinations

import pytest

from app.domain.documents import (
    Cell,
    Column,
    FormBlock,
    FormRow,
    GapBlock,
    SignatureBlock,
    StampBlock,
    TableBlock,
    TextBlock,
)
from app.typesetting.composing import Sheet, compose
from app.typesetting.layouts import HEIGHT, LEFT, MEASURE, PAGE_HEIGHT, TOP
from app.typesetting.pages import paginate
from app.typesetting.slabs import Frame, RuleMark, ShapeMark, Slab, TextMark, gap
from tests.typesetting.papers import GOLDEN, definitions, plain


def texts(sheet: Sheet) -> list[str]:
    """Return the lines inside the type area."""
    marks = (m for m in sheet.marks if isinstance(m, TextMark) and TOP < m.y <= TOP + HEIGHT + 0.1)
    return [mark.line.text for mark in sorted(marks, key=lambda m: (m.y, m.x))]


def with_blocks(*blocks: object, layout: str = "official") -> object:
    return replace(plain(layout=layout), blocks=blocks)


def test_that_a_chain_moves_whole_to_the_next_page() -> None:
    pages = paginate([Slab(60), Slab(30, keep=True), Slab(30)], 100)
    assert [page.used for page in pages] == [60, 60]


def test_that_a_chain_taller_than_a_page_is_parted_after_all() -> None:
    pages = paginate([Slab(40, keep=True) for _ in range(4)] + [Slab(40)], 100)
    assert [page.used for page in pages] == [80, 80, 40]


def test_that_white_space_vanishes_at_the_top_of_a_page() -> None:
    pages = paginate([Slab(95), gap(20), Slab(50)], 100)
    assert [page.used for page in pages] == [95, 50]


def test_that_a_frame_goes_on_under_its_head() -> None:
    head = Slab(10)
    frame = Frame(0, 100, head=(head,))
    pages = paginate([Slab(40, frame=frame) for _ in range(4)], 100)
    assert [page.used for page in pages] == [80, 90]
    closing = [m for m in pages[0].marks if isinstance(m, RuleMark)]
    assert [(m.y1, m.x2) for m in closing] == [(80, 100)]


def test_that_an_official_page_holds_twenty_two_lines() -> None:
    sheets = compose(plain("档" * 28 * 60, layout="official"), {}, "", training=False)
    assert [len(texts(sheet)) for sheet in sheets] == [22, 22, 17]


@pytest.mark.parametrize("lines", range(14, 24))
def test_that_a_stamp_is_never_alone_on_its_page(lines: int) -> None:
    body = TextBlock("案" * (28 * lines - 2))
    definition = with_blocks(body, StampBlock("保定市档案局", "2026年11月22日"))
    last = texts(compose(definition, {}, "", training=False)[-1])
    assert last[-2:] == ["保定市档案局", "2026年11月22日"]
    assert len(last) >= 4


@pytest.mark.parametrize("lines", range(20, 27))
def test_that_signatures_stand_below_some_text_on_their_page(lines: int) -> None:
    text = TextBlock("案" * 31 * lines, indent=0)
    definition = with_blocks(text, GapBlock(0.5), SignatureBlock("people"), layout="form")
    people = [{"role": "执法人员", "name": name, "at": "", "strokes": None} for name in "甲乙丙"]
    last = texts(compose(definition, {"people": people}, "", training=False)[-1])
    assert sum("案" in text for text in last) >= 2
    assert sum("（签名）" in text for text in last) == 3


def test_that_gaps_of_blocks_left_out_do_not_add_up() -> None:
    one = with_blocks(TextBlock("上"), GapBlock(1), TextBlock("下"), layout="form")
    left_out = (TextBlock("中", when="no"), GapBlock(1))
    many = with_blocks(TextBlock("上"), GapBlock(1), *left_out, TextBlock("下"), layout="form")
    assert compose(one, {}, "", training=False) == compose(many, {"no": ""}, "", training=False)


@pytest.mark.parametrize("lines", range(19, 25))
def test_that_no_first_or_last_line_of_a_paragraph_is_left_alone(lines: int) -> None:
    definition = with_blocks(TextBlock("甲" * 28 * lines, indent=0), TextBlock("乙" * 28 * 4, indent=0))
    for sheet in compose(definition, {}, "", training=False):
        for letter in "甲乙":
            assert sum(letter in text for text in texts(sheet)) != 1


def table(rows: int, **more: object) -> TableBlock:
    columns = (Column("序号", "{{ index }}"), Column("事项", "{{ item }}", width=4.0))
    return TableBlock(each="rows", columns=columns, caption="清单", **more)


def test_that_a_table_repeats_its_head_with_its_name() -> None:
    definition = with_blocks(table(60), layout="form")
    first, second, *_ = compose(definition, {"rows": ["事项"] * 60}, "", training=False)
    assert texts(first)[:3] == ["清单", "序号", "事项"]
    assert texts(second)[:3] == ["清单（续表）", "序号", "事项"]


def test_that_rows_left_blank_are_struck_out() -> None:
    definition = with_blocks(table(2, blank=6), layout="form")
    (sheet,) = compose(definition, {"rows": ["一", "二"]}, "", training=False)
    slanting = [m for m in sheet.marks if isinstance(m, RuleMark) and m.x1 != m.x2 and m.y1 != m.y2]
    assert len(slanting) == 1


def test_that_a_parted_row_keeps_its_text_off_the_rules() -> None:
    row = FormRow((Cell("陈述意见", label=True), Cell("{{ words }}", width=5.0)))
    definition = with_blocks(FormBlock((row,)), layout="form")
    for sheet in compose(definition, {"words": "意见。" * 1_000}, "", training=False):
        level = [m.y1 for m in sheet.marks if isinstance(m, RuleMark) and m.y1 == m.y2]
        words = [m.y for m in sheet.marks if isinstance(m, TextMark) and "意见。意见" in m.line.text]
        assert max(level) - max(words) >= 6
        assert min(words) - min(level) >= 15


@pytest.mark.parametrize("above", range(12, 27))
def test_that_a_row_is_parted_rather_than_leave_much_of_a_page_blank(above: int) -> None:
    row = FormRow((Cell("陈述意见", label=True), Cell("{{ words }}", width=5.0)))
    definition = with_blocks(TextBlock("\n".join(["上文。"] * above), indent=0), FormBlock((row,)), layout="form")
    first, *rest = compose(definition, {"words": "意见。" * 90}, "", training=False)
    lowest = max(m.y for m in first.marks if isinstance(m, TextMark) and m.y <= TOP + HEIGHT)
    assert not rest or TOP + HEIGHT - lowest <= 0.2 * HEIGHT
    for sheet in (first, *rest):
        assert sum("意见" in text and "陈述" not in text for text in texts(sheet)) != 1


@pytest.mark.parametrize(("words", "draft", "strokes"), [("", False, 1), ("", True, 0), ("无", False, 0)])
def test_that_a_blank_cell_is_struck_out_unless_it_is_to_be_filled(words: str, draft: bool, strokes: int) -> None:
    row = FormRow((Cell("备注", label=True), Cell("{{ words }}"), Cell("", signer="签名：|")))
    definition = with_blocks(FormBlock((row,)), layout="form")
    (sheet,) = compose(definition, {"words": words}, "", training=False, draft=draft)
    slanting = [m for m in sheet.marks if isinstance(m, RuleMark) and m.x1 != m.x2 and m.y1 != m.y2]
    assert len(slanting) == strokes


def test_that_a_tall_cell_is_parted_at_a_line_and_its_label_said_again() -> None:
    row = FormRow((Cell("陈述意见", label=True), Cell("{{ words }}", width=5.0)))
    definition = with_blocks(FormBlock((row,)), layout="form")
    sheets = compose(definition, {"words": "意见。" * 1_000}, "", training=False)
    assert len(sheets) > 1
    for sheet in sheets[1:]:
        assert texts(sheet)[0] == "试排（续表）"
        assert "陈述意见" in texts(sheet)
        assert "（续）" in texts(sheet)


@pytest.mark.parametrize("name", GOLDEN)
def test_that_nothing_stands_outside_the_margins(name: str) -> None:
    definition, data = definitions()[name.split()[0]], GOLDEN[name]()
    for sheet in compose(definition, data, "存根联", training=True):
        for mark in sheet.marks:
            if isinstance(mark, TextMark):
                assert mark.x >= LEFT - 1
                assert mark.x + mark.line.width <= LEFT + MEASURE + 8
                assert 28 < mark.y < PAGE_HEIGHT - 28
            if isinstance(mark, ShapeMark):
                assert mark.x + mark.scale * 100 >= LEFT


@pytest.mark.parametrize("name", GOLDEN)
def test_that_lines_do_not_run_into_each_other(name: str) -> None:
    definition, data = definitions()[name.split()[0]], GOLDEN[name]()
    for sheet in compose(definition, data, "", training=False):
        marks = [m for m in sheet.marks if isinstance(m, TextMark) and m.line.runs]
        spans = [(m.y, m.x + m.line.runs[0].x, m.x + m.line.runs[0].x + m.line.width) for m in marks]
        for (y1, left1, right1), (y2, left2, right2) in combinations(spans, 2):
            assert abs(y1 - y2) > 9 or right1 <= left2 + 0.5 or right2 <= left1 + 0.5


@pytest.mark.parametrize("name", GOLDEN)
def test_that_no_heading_or_title_ends_a_page(name: str) -> None:
    definition = definitions()[name.split()[0]]
    for sheet in compose(definition, GOLDEN[name](), "", training=False):
        last = next(text for text in reversed(texts(sheet)) if text)
        assert not re.match("[一二三四五六七八九十]、", last) and last not in definition.title
        assert "（续表）" not in last
