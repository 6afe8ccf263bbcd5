"""The rules of Chinese setting and of GB/T 9704 that are not about one block: marks, units, levels, feet, ink."""

import io
import re
import unicodedata

import pikepdf
import pytest
from hypothesis import given

from app.domain.documents import HeadBlock, TableBlock, TextBlock, TitleBlock
from app.domain.ink import bounds
from app.typesetting.breaking import break_text, natural_width
from app.typesetting.composing import Sheet, compose
from app.typesetting.fonts import MissingGlyph, face_for
from app.typesetting.glyphs import CLOSING, NO_END, NO_START
from app.typesetting.grids import INK_HEIGHT
from app.typesetting.layouts import HEIGHT, LEFT, MEASURE, MM, TOP, layout_named
from app.typesetting.rendering import render
from app.typesetting.slabs import RuleMark, ShapeMark, TextMark
from app.typesetting.templates import day_in_words
from tests.typesetting.papers import GOLDEN, KINDS, definitions, inked, overlong, plain, sample
from tests.typesetting.test_annexes import line_number, official
from tests.typesetting.test_random_text import BODY, PIECES, places, sentence

EM, PITCH = BODY.advance, HEIGHT / 22
BLOCKS = (range(0x20, 0x7F), range(0xA0, 0x100), range(0x2010, 0x2045), range(0x3000, 0x3040), range(0xFF00, 0xFFF0))
MARKS = [chr(code) for block in BLOCKS for code in block]
OTHER_CLOSING = "，。、；：？！．·‧・～〜…⋯—―–％‰℃℉°々%,.;:!?′″"
OFFICIAL = [kind for kind in KINDS if definitions()[kind].layout == "official"]
TABLED = [kind for kind in OFFICIAL if any(isinstance(one, TableBlock) for one in definitions()[kind].blocks)]
SIGNED = [kind for kind in KINDS if definitions()[kind].lifecycle == "signed" and definitions()[kind].foot.signers]


def has_glyph(character: str) -> bool:
    try:
        return bool(face_for("fang", character))
    except MissingGlyph:
        return False


def lines(sheet: Sheet) -> list[TextMark]:
    marks = [m for m in sheet.marks if isinstance(m, TextMark) and TOP < m.y <= TOP + HEIGHT + 0.1 and m.line.runs]
    return sorted(marks, key=lambda mark: (mark.y, left_of(mark)))


def left_of(mark: TextMark) -> float:
    return mark.x + mark.line.runs[0].x


def test_that_every_mark_that_opens_or_closes_is_known() -> None:
    closing = {one for one in MARKS if unicodedata.category(one) in ("Pe", "Pf")} | set(OTHER_CLOSING)
    opening = {one for one in MARKS if unicodedata.category(one) in ("Ps", "Pi")}
    assert (closing - NO_START, opening - NO_END) == (set(), set())


@pytest.mark.parametrize("mark", sorted(one for one in NO_START if has_glyph(one)))
def test_that_a_closing_mark_never_begins_a_line(mark: str) -> None:
    for before in range(24, 32):
        _, *later = break_text("档" * before + mark + "案" * 40, BODY, MEASURE)
        assert not any(line.text.startswith(mark) for line in later)


@pytest.mark.parametrize("mark", sorted(one for one in NO_END if has_glyph(one)))
def test_that_an_opening_mark_never_ends_a_line(mark: str) -> None:
    for before in range(24, 32):
        *full, _ = break_text("档" * before + mark + "案" * 40, BODY, MEASURE)
        assert not any(line.text.endswith(mark) for line in full)


@pytest.mark.parametrize("whole", [2 * one for one in "—―…⋯" if has_glyph(one)])
def test_that_dashes_and_ellipses_are_never_parted_or_spread(whole: str) -> None:
    for before in range(14, 31):
        lines = break_text("档" * before + whole + "档ABCDEFGHI" + "案" * 40, BODY, MEASURE)
        found = [line for line in lines if whole[0] in line.text]
        (line,) = found
        assert line.text.count(whole[0]) == 2
        own = face_for("fang", whole[0]).width(whole[0], BODY.size) * EM / BODY.size
        starts = [x for character, x, _ in places(line) if character == whole[0]]
        assert starts[1] - starts[0] == pytest.approx(own, abs=0.05)


@given(PIECES)
def test_that_a_line_is_squeezed_by_half_an_em_and_the_blank_half_of_its_last_mark(pieces: list[str]) -> None:
    for number, line in enumerate(break_text(sentence(pieces), BODY, MEASURE, indent=2 * EM)):
        room = MEASURE - (0 if number else 2 * EM)
        over = natural_width(line.text.rstrip(), BODY) - room
        assert over <= EM + 0.1
        assert over <= 0.1 or line.text[-1] in CLOSING


def test_that_marks_give_no_more_than_half_an_em_together() -> None:
    fits, _ = break_text("档，" * 13 + "档案，" + "案" * 9, BODY, MEASURE)
    assert fits.text == "档，" * 13 + "档案，"
    too_much, _ = break_text("档，" * 13 + "档案）。" + "案" * 9, BODY, MEASURE)
    assert too_much.text == "档，" * 13 + "档"


@pytest.mark.parametrize("text", ["前16位", "77字节", "30毫米", "第3类", "2栋", "6级", "30平方米", "8工作日", "24小时"])
def test_that_a_number_is_never_parted_from_its_unit(text: str) -> None:
    _, number, unit = re.split(r"(\d+)", text)
    for before in range(20, 30):
        whole = "\n".join(line.text for line in break_text("档" * before + text + "案" * 30, BODY, MEASURE))
        assert number + unit in whole


def test_that_a_narrow_head_keeps_a_number_with_its_unit() -> None:
    for width in range(40, 90):
        assert "16\n位" not in "\n".join(line.text for line in break_text("SM3（前16位）", BODY, width))


def test_that_only_the_first_line_of_a_paragraph_is_two_characters_in() -> None:
    for layout in ("official", "form"):
        style = layout_named(layout).body.style
        (sheet,) = compose(plain("档" * 100, "案" * 100, layout=layout), {}, "", training=False)
        lefts = [round((left_of(mark) - LEFT) / style.advance, 3) for mark in lines(sheet)]
        assert [left for left in lefts if left] == [2, 2] and lefts.count(0) == len(lefts) - 2


@pytest.mark.parametrize("count", [1, 2, 3])
def test_that_the_title_is_two_lines_below_the_red_rule_and_the_addressee_one_below_the_title(count: int) -> None:
    head = HeadBlock("保定市档案局", "保档执通〔2026〕12号")
    (sheet,) = official(head, TitleBlock("\n".join(["通知书"] * count)), TextBlock("演练单位：", indent=0))
    (rule,) = [mark for mark in sheet.marks if isinstance(mark, RuleMark)]
    _, _, *title, addressee = lines(sheet)
    assert 2 * PITCH <= title[0].y - 22 * 0.88 - rule.y1 <= 3 * PITCH
    assert 1.6 <= line_number(addressee) - line_number(title[-1]) <= 2.4
    assert line_number(addressee) == pytest.approx(round(line_number(addressee)), abs=0.11)
    assert left_of(addressee) == LEFT


def below_tables(sheet: Sheet) -> list[TextMark]:
    """Return the lines of body text that stand below a rule of a table on their page."""
    rules = [m.y1 for m in sheet.marks if isinstance(m, RuleMark) and m.y1 == m.y2 and m.colour == "black"]
    return [m for m in lines(sheet) if m.line.runs[0].size == 16 and any(y < m.y for y in rules)]


@pytest.mark.parametrize("kind", TABLED)
def test_that_the_text_of_an_official_paper_is_on_the_grid_again_below_a_table(kind: str) -> None:
    stamp, shown = {sample(kind)["bureau"]["name"], day_in_words(sample(kind)["made_on"])}, 0
    for data in (sample(kind), overlong(kind)):
        for sheet in compose(definitions()[kind], data, "", training=False):
            for mark in below_tables(sheet):
                shown += 1
                assert mark.line.text in stamp or line_number(mark) == pytest.approx(round(line_number(mark)), abs=0.11)
    assert shown > 2 or kind == "D36"  # whose long list stands in its annex


@pytest.mark.parametrize("kind", OFFICIAL)
def test_that_a_paper_names_its_addressee_flush_left_below_the_title(kind: str) -> None:
    definition = definitions()[kind]
    place = next(n for n, block in enumerate(definition.blocks) if isinstance(block, TitleBlock))
    addressee = definition.blocks[place + 1]
    assert isinstance(addressee, TextBlock) and addressee.indent == 0 and addressee.text.endswith("：")


@pytest.mark.parametrize("name", [name for name in GOLDEN if name.split()[0] in OFFICIAL])
def test_that_levels_of_the_text_are_set_in_their_fonts(name: str) -> None:
    definition = definitions()[name.split()[0]]
    for sheet in compose(definition, GOLDEN[name](), definition.copies[0] if definition.copies else "", False):
        for mark in lines(sheet):
            if re.match("[一二三四五六七八九十]{1,3}、", mark.line.text) and left_of(mark) > LEFT + EM:
                assert mark.line.runs[0].face.name == "ArchivesHei"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if definitions()[kind].layout == "form"])
def test_that_every_page_of_a_form_tells_its_number_and_their_count(kind: str) -> None:
    sheets = compose(definitions()[kind], overlong(kind), "", training=False)
    for number, sheet in enumerate(sheets, 1):
        text = f"第 {number} 页　共 {len(sheets)} 页"
        (mark,) = [mark for mark in sheet.marks if isinstance(mark, TextMark) and mark.line.text == text]
        assert left_of(mark) + mark.line.width / 2 == pytest.approx(LEFT + MEASURE / 2)
        assert mark.y > TOP + HEIGHT


@pytest.mark.parametrize("kind", SIGNED)
@pytest.mark.parametrize("signing", ["paper", "screen"])
def test_that_each_page_is_signed_and_says_where_the_times_are(kind: str, signing: str) -> None:
    definition, data = definitions()[kind], {**inked(overlong(kind)), "signing": signing}
    if signing == "paper":
        data["signatures"] = [{**one, "strokes": None} for one in data["signatures"]]
    signers = [f"{one['name']}：" for one in data["signatures"] if not one["refused"]]
    *before, last = compose(definition, data, "", training=False)
    assert before and signers
    for sheet in before:
        below = [m.line.text for m in sheet.marks if isinstance(m, TextMark) and m.y > TOP + HEIGHT]
        rules = [m for m in sheet.marks if isinstance(m, RuleMark) and m.y1 == m.y2 > TOP + HEIGHT + 1]
        told = any("签名" in text and f"第 {len(before) + 1} 页" in text for text in below)
        assert set(signers) <= set(below)
        assert (len(rules) == len(signers), told) == (signing == "paper", signing == "screen")
    assert not any(isinstance(m, RuleMark) and m.y1 > TOP + HEIGHT + 1 for m in last.marks)


def test_that_every_record_signed_on_paper_has_a_foot_to_sign_each_page_on() -> None:
    signed = {kind for kind in KINDS if definitions()[kind].lifecycle == "signed"}
    # a receipt is signed cell by cell
    assert signed - set(SIGNED) == {"D33"}


def test_that_ink_is_drawn_as_outlines_inside_its_cell() -> None:
    data = sample("D4")
    *_, last = compose(definitions()["D4"], data, "", training=False)
    inks = [mark for mark in last.marks if isinstance(mark, ShapeMark)]
    assert len(inks) == sum(bool(one["strokes"]) for one in data["signatures"]) > 1
    level = sorted({mark.y1 for mark in last.marks if isinstance(mark, RuleMark) and mark.y1 == mark.y2})
    for mark, signature in zip(inks, data["signatures"], strict=True):
        ink = signature["strokes"]
        x1, y1, x2, y2 = (side * mark.scale for side in bounds(ink["strokes"] if isinstance(ink, dict) else ink))
        assert mark.scale <= 72 / 2540 + 1e-9 and y2 - y1 <= INK_HEIGHT + 0.1
        above = max(y for y in level if y <= mark.y + y1)
        below = min(y for y in level if y > above)
        assert mark.y + y2 <= below
        column = LEFT if mark.x + x1 < LEFT + MEASURE / 2 else LEFT + MEASURE / 2
        assert column <= mark.x + x1 and mark.x + x2 <= column + MEASURE / 2
    with pikepdf.open(io.BytesIO(render(definitions()["D4"], data, training=False).pdf)) as file:
        drawn = [str(operator) for _, operator in pikepdf.parse_content_stream(file.pages[-1])]
        assert drawn.count("c") > 20 and "Do" not in drawn and "BI" not in drawn


def test_that_the_type_area_is_where_the_standard_puts_it() -> None:
    assert (TOP, LEFT, MEASURE, HEIGHT) == (37 * MM, 28 * MM, 156 * MM, 225 * MM)
    (sheet,) = compose(plain("档" * 28 * 22, layout="official"), {}, "", training=False)[:1]
    marks = lines(sheet)
    assert [round(line_number(mark), 1) for mark in marks] == pytest.approx(list(range(1, len(marks) + 1)), abs=0.11)
    assert marks[0].line.runs[0].size == 16


def test_that_a_report_to_a_higher_body_names_its_signer_and_no_other_paper_does() -> None:
    definition = definitions()["D14"]
    shown = render(definition, sample("D14"), training=False).text.split("\n")
    assert shown[shown.index("签发人：") + 1] == "演练丁"
    aside = sample("D14", keys__audience="department", asked__signer=False)
    assert "签发人：" not in render(definition, aside, training=False).text
    before = {name: value for name, value in sample("D14").items() if name != "signer"}
    before["asked"] = {name: asked for name, asked in before["asked"].items() if name != "signer"}
    assert "签发人：" not in render(definition, before, training=False).text  # words frozen before there was the field
