"""Lines end flush, and no mark stands where Chinese type must not have it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.typesetting.breaking import break_text, natural_width, one_line
from app.typesetting.glyphs import NO_END, NO_START, TextStyle
from app.typesetting.lines import Line

BODY = TextStyle("fang", 16, 442.2 / 28)
MEASURE = 442.2

HANZI = st.sampled_from("档案监督检查执法通知书责令限期改正电子文件归档备份日志管理员一二三")
CLOSERS = st.sampled_from("，。、；：？！）》”’】…—·％")
OPENERS = st.sampled_from("（《“‘【〔")
LATIN = st.sampled_from(["2026", "SHA-256", "PDF/A", "12", "3.5%", "OFD", "a", "1,204", "30"])
PIECES = st.lists(
    st.one_of(HANZI, HANZI, HANZI, HANZI, CLOSERS, OPENERS, LATIN, st.sampled_from(["——", "……", "〔2026〕12号", " "])),
    min_size=1,
    max_size=160,
)


def spaced(pieces: list[str]) -> str:
    """Return the pieces with at most two closing or opening marks in a row, as sentences have them."""
    out: list[str] = []
    for piece in pieces:
        marks = [p for p in out[-2:] if p[-1] in NO_START or p[-1] in NO_END]
        if len(marks) == 2 and (piece[0] in NO_START or piece[0] in NO_END):
            out.append("案")
        out.append(piece)
    return "案" + "".join(out).strip() + "案"


def right_edge(line: Line) -> float:
    last = line.runs[-1]
    return last.x + sum(last.face.width(c, last.size) + last.spacing for c in last.text) - last.spacing


@given(PIECES)
def test_that_no_line_begins_or_ends_with_a_forbidden_mark(pieces: list[str]) -> None:
    lines = [line.text for line in break_text(spaced(pieces), BODY, MEASURE, indent=2 * BODY.advance)]
    assert not [line for line in lines[1:] if line[0] in NO_START]
    assert not [line for line in lines[:-1] if line.rstrip()[-1] in NO_END]


@given(PIECES)
def test_that_breaking_loses_no_character(pieces: list[str]) -> None:
    text = spaced(pieces)
    assert "".join(line.text for line in break_text(text, BODY, MEASURE)).replace(" ", "") == text.replace(" ", "")


@given(PIECES, st.integers(80, 440))
def test_that_no_line_is_wider_than_the_measure(pieces: list[str], measure: int) -> None:
    for line in break_text(spaced(pieces), BODY, measure):
        assert line.width <= measure + 0.5


def test_that_twenty_eight_characters_fill_a_line_of_the_grid() -> None:
    lines = break_text("档" * 60, BODY, MEASURE)
    assert [len(line.text) for line in lines] == [28, 28, 4]


def test_that_full_lines_end_flush_and_the_last_one_does_not() -> None:
    text = "演练单位应当根据有关规定，于2026年12月22日前改正；逾期不改正的，依法处理。" * 5
    *full, last = break_text(text, BODY, MEASURE)
    assert all(line.width == pytest.approx(MEASURE, abs=0.05) for line in full)
    assert last.width < MEASURE


@pytest.mark.parametrize("length", range(2, 40))
def test_that_a_line_of_a_cell_is_left_ragged_rather_than_set_letter_by_letter(length: int) -> None:
    cell = TextStyle("fang", 12)
    title = ("演练检查计划年度电子档案管理情况专项监督检查工作方案" * 2)[:length]
    for line in break_text(f"来源：市档案局检查计划：《{title}》（保档演练〔2026〕1号）", cell, 296.0):
        assert all(run.spacing <= 0.13 * cell.advance for run in line.runs), line.text


def test_that_a_comma_is_pulled_in_rather_than_begin_a_line() -> None:
    first, second = break_text("档" * 28 + "，" + "案" * 5, BODY, MEASURE)
    assert (first.text, second.text) == ("档" * 27, "档，案案案案案")
    squeezed, _ = break_text("档，" * 13 + "档案" + "，" + "案" * 5, BODY, MEASURE)
    assert squeezed.text == "档，" * 13 + "档案，"


@pytest.mark.parametrize("whole", ["——", "……", "2026年", "〔2026〕12号", "3.5%", "冀F00000001", "第12号"])
def test_that_what_belongs_together_stays_on_one_line(whole: str) -> None:
    for before in range(20, 30):
        lines = break_text("档" * before + whole + "案" * 10, BODY, MEASURE)
        assert any(whole in line.text for line in lines), [line.text for line in lines]


def test_that_neighbouring_marks_share_their_white_space() -> None:
    apart = natural_width("（甲）档、乙", BODY)
    together = natural_width("（甲）、档乙", BODY)
    assert apart - together == pytest.approx(BODY.advance / 2)


@pytest.mark.parametrize("count", range(30, 90))
@pytest.mark.parametrize("end", ["。", "）。", ""])
def test_that_no_line_holds_a_single_character(count: int, end: str) -> None:
    for measure in (MEASURE, 130.0):
        *_, before, last = break_text("档" * count + end, BODY, measure)
        assert last.text.count("档") >= 2
        assert len(before.text) >= 4


def test_that_a_short_cell_of_its_own_may_hold_a_single_character() -> None:
    assert [line.text for line in break_text("无。", BODY, MEASURE)] == ["无。"]
    assert [line.text for line in break_text("档档档档档", BODY, 4.2 * BODY.advance)] == ["档档档档", "档"]


def test_that_a_digest_longer_than_the_line_is_cut_and_kept_whole_in_sum() -> None:
    digest = "9f86d081884c7d659a2feaa0c55ad015" * 6
    lines = break_text(digest, BODY, MEASURE)
    assert len(lines) > 1
    assert "".join(line.text for line in lines) == digest


def test_that_a_line_that_must_not_break_is_set_smaller() -> None:
    text = "保定市住房保障服务中心电子档案管理信息系统检查记录" * 2
    line = one_line(text, BODY, 300)
    assert line.text == text
    assert line.width == pytest.approx(300)


def test_that_runs_stand_where_their_glyphs_were_placed() -> None:
    for line in break_text("（演练）2026年《档案法》㛃䶮，根据第3.5项“备份”规定——执行。" * 3, BODY, MEASURE):
        assert right_edge(line) <= MEASURE + BODY.advance / 2 + 0.5
        places = [run.x for run in line.runs]
        assert places == sorted(places)
