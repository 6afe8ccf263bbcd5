"""Cells and narrow places: numbers are never torn, nothing is left open to be filled in later, nothing gets lost."""

import itertools

import pytest

from app.catalogue.documents import read_document
from app.domain.bureaus import STAMP_DOWN
from app.domain.documents import TableBlock
from app.errors import DocumentFailed
from app.typesetting.breaking import break_text, natural_width
from app.typesetting.composing import compose
from app.typesetting.glyphs import TextStyle
from app.typesetting.layouts import HEIGHT, MEASURE, TOP, layout_named
from app.typesetting.officials import IMPRINT
from app.typesetting.rendering import render
from app.typesetting.rows import PAD_X, set_cell
from app.typesetting.slabs import TextMark
from tests.typesetting.case_files import FORMS
from tests.typesetting.papers import definitions, minimal_record, sample

TABLE = layout_named("form").table
LONG_BODY = "演练自治州直属特别行政管理委员会档案和地方志编纂以及党史研究工作管理局"


@pytest.mark.parametrize("day", ["2026年6月8日", "2026年11月22日"])
def test_that_a_date_wider_than_its_cell_is_set_smaller_and_not_torn(day: str) -> None:
    (natural,) = set_cell(day, 400, TABLE).lines
    for share in (0.99, 0.9, 0.75):
        (line,) = set_cell(day, natural.width * share + 2 * PAD_X, TABLE).lines
        assert line.text == day and line.width <= natural.width * share + 0.1


def test_that_the_index_of_a_case_file_has_room_for_the_longest_date() -> None:
    index, _ = read_document(FORMS / "casefile" / "index.toml", FORMS)
    assert index is not None
    (columns,) = [block.columns for block in index.blocks if isinstance(block, TableBlock)]
    share = next(one.width for one in columns if one.title == "日期") / sum(one.width for one in columns)
    assert natural_width("2026年12月30日", TABLE.style) <= share * MEASURE - 2 * PAD_X


@pytest.mark.parametrize("number", ["证据93", "证据199", "保档执通〔2026〕123号", "12,345,678元"])
def test_that_a_number_wider_than_its_cell_is_set_smaller_and_not_torn(number: str) -> None:
    (natural,) = set_cell(number, 400, TABLE).lines
    for share in (0.95, 0.85, 0.75):
        (line,) = set_cell(number, natural.width * share + 2 * PAD_X, TABLE).lines
        assert line.text == number and line.width <= natural.width * share + 0.1


def test_that_text_is_broken_and_not_set_smaller() -> None:
    assert len(set_cell("演练档案局", 40 + 2 * PAD_X, TABLE).lines) == 2


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("文件 log-export.csv", ["文件 log-", "export.csv"]),
        ("文件 exportoflogs.csv", ["文件 ", "exportoflogs.csv"]),
    ],
)
def test_that_a_file_name_is_cut_after_a_sign_or_goes_down_whole(text: str, lines: list[str]) -> None:
    assert [line.text for line in break_text(text, TextStyle("song", 10), 88)] == [one.strip() for one in lines]


def test_that_the_kind_of_a_paper_stays_whole_in_a_narrow_cell() -> None:
    first, second = set_cell("档案监督检查执法通知书", 108 + 2 * PAD_X, layout_named("form").cell).lines
    assert (first.text, second.text) == ("档案监督检查执法", "通知书")


def marks_of(kind: str, **changes: object) -> list[TextMark]:
    definition = definitions()[kind]
    sheets = compose(definition, sample(kind, **changes), definition.copies[0], training=False)
    return [mark for mark in sheets[-1].marks if isinstance(mark, TextMark)]


def test_that_a_long_issuer_is_broken_in_the_imprint_and_not_set_smaller() -> None:
    marks = marks_of("D11", bureau__name=LONG_BODY)
    (issued,) = [mark for mark in marks if mark.line.text.endswith("印发")]
    issuer = [mark for mark in marks if mark.line.text in LONG_BODY and issued.y - 25 < mark.y <= issued.y]
    assert "".join(mark.line.text for mark in issuer) == LONG_BODY
    assert {run.size for mark in issuer for run in mark.line.runs} == {IMPRINT.size}


def test_that_more_copies_than_an_imprint_holds_stop_the_paper() -> None:
    with pytest.raises(DocumentFailed, match="抄送机关过多"):
        render(definitions()["D11"], sample("D11", copies_to=["演练市互联网信息办公室"] * 200), training=False)


@pytest.mark.parametrize("digits", [60, 80])
def test_that_a_very_long_number_leaves_no_room_for_dashes_and_stays_whole(digits: int) -> None:
    number = f"保档执通〔2026〕{'9' * digits}号"
    paper = render(definitions()["D11"], sample("D11", number=number), training=False)
    assert f"骑缝　{number}" in paper.text


def test_that_blank_cells_of_a_signed_table_hold_a_stroke() -> None:
    record = sample("D4")
    blank = sum(not row["note"] for row in record["checklist"])
    notes = render(definitions()["D4"], record, training=False).text.split("\n").count("/")
    assert blank and notes >= blank
    assert "/" not in render(definitions()["D4"], record, training=False, draft=True).text.split("\n")


def test_that_headings_stand_at_even_distances_below_the_text() -> None:
    sheets = compose(definitions()["D4"], minimal_record(), "", training=False)
    lines = [mark for mark in sheets[-1].marks if isinstance(mark, TextMark)]
    gaps = {
        round(after.y - before.y, 2)
        for before, after in itertools.pairwise(sorted(lines, key=lambda mark: mark.y))
        if after.line.text.startswith(("二、", "三、", "四、"))
    }
    assert len(gaps) == 1


@pytest.mark.parametrize("kind", ["D2", "D11"])
def test_that_a_stamp_at_any_place_a_bureau_may_name_has_text_above_it(kind: str) -> None:
    for y in STAMP_DOWN:
        marks = marks_of(kind, paper={"stamp": {"x": 140, "y": y}, "fonts": ""})
        date = min(mark.y for mark in marks if mark.line.text.endswith("日"))
        assert sum(TOP < mark.y < date - 40 for mark in marks) >= 2


def test_that_what_is_left_of_a_page_before_the_signatures_is_said_to_be_blank() -> None:
    said = []
    for lines in range(1, 22):
        record = {**minimal_record(), "statement": "演练。\n" * lines}
        for sheet in compose(definitions()["D4"], record, "", training=False)[1:-1]:
            texts = [mark for mark in sheet.marks if isinstance(mark, TextMark) and mark.y < TOP + HEIGHT]
            blank = [mark for mark in texts if mark.line.text == "（本页以下空白）"]
            left = TOP + HEIGHT - max(mark.y for mark in texts if mark not in blank)
            said.append(bool(blank))
            assert blank if left > 0.2 * HEIGHT else not blank or left > 0.15 * HEIGHT
            assert not blank or blank[0] is max(texts, key=lambda mark: mark.y)
        drafts = compose(definitions()["D4"], record, "", training=False, draft=True)
        marks = [mark for one in drafts for mark in one.marks if isinstance(mark, TextMark)]
        assert all(mark.line.text != "（本页以下空白）" for mark in marks)
    assert {*said} == {True, False}


def test_that_a_head_of_more_than_half_a_page_is_not_set_on_every_page() -> None:
    columns = [{"title": "演练" * 600}, *({"title": title} for title in ("件号", "结果"))]
    samples = [{"code": "1.1", "title": "抽样表", "columns": columns, "rows": [["1", "演练", "合格"]] * 8}]
    usual = [{**samples[0], "columns": [{"title": "序号"}, *columns[1:]]}]
    long, short = (len(compose(definitions()["D4"], sample("D4", samples=one), "", False)) for one in (samples, usual))
    assert long - short <= 3
