"""Blank rows that are struck out stand below a row that was filled in, and leave the signatures room to move."""

from dataclasses import replace

import pytest

from app.domain.documents import Column, DocumentDefinition, SignatureBlock, StampBlock, TableBlock, TextBlock
from app.typesetting.composing import Sheet, compose
from app.typesetting.layouts import HEIGHT, TOP
from app.typesetting.slabs import RuleMark, TextMark
from tests.typesetting.papers import definitions, plain, sample

STATEMENT = "以上清单经核对无误。"


def listing(lines: int, *more: object, rows: int = 3) -> DocumentDefinition:
    columns = (Column("序号", "{{ index }}"), Column("名称", "{{ item }}", width=4.0))
    table = TableBlock(each="rows", columns=columns, caption="物品清单", blank=rows)
    return replace(plain(layout="form"), blocks=(TextBlock("案" * 31 * lines, indent=0), table, *more))


def struck(sheet: Sheet) -> bool:
    return any(isinstance(m, RuleMark) and m.x1 != m.x2 and m.y1 != m.y2 and m.x2 - m.x1 > 300 for m in sheet.marks)


def texts(sheet: Sheet) -> list[str]:
    marks = (m for m in sheet.marks if isinstance(m, TextMark) and TOP < m.y <= TOP + HEIGHT + 0.1)
    return [mark.line.text for mark in sorted(marks, key=lambda m: (m.y, m.x))]


@pytest.mark.parametrize("lines", range(18, 34))
def test_that_struck_rows_follow_a_filled_row_on_their_page(lines: int) -> None:
    sheets = compose(listing(lines), {"rows": ["演练服务器硬盘"]}, "", training=False)
    (page,) = [sheet for sheet in sheets if struck(sheet)]
    assert "演练服务器硬盘" in texts(page)


@pytest.mark.parametrize("height", [4, 8, 30])
@pytest.mark.parametrize("lines", range(2, 34, 2))
def test_that_struck_rows_follow_a_tall_row_or_its_last_line(lines: int, height: int) -> None:
    tall = "\n".join(f"演练服务器第{number}块硬盘" for number in range(height))
    sheets = compose(listing(lines, rows=6), {"rows": ["演练主机", tall]}, "", training=False)
    (page,) = [sheet for sheet in sheets if struck(sheet)]
    assert f"演练服务器第{height - 1}块硬盘" in texts(page)


def test_that_a_tall_row_above_struck_rows_is_still_parted_where_much_would_stay_blank() -> None:
    tall = "\n".join(f"演练服务器第{number}块硬盘" for number in range(8))
    parted = 0
    for lines in range(2, 34):
        sheets = compose(listing(lines, rows=6), {"rows": ["演练主机", tall]}, "", training=False)
        shown = [texts(sheet) for sheet in sheets]
        first, last = (
            next(at for at, page in enumerate(shown) if f"演练服务器第{number}块硬盘" in page) for number in (0, 7)
        )
        parted += first != last
    assert parted


@pytest.mark.parametrize("lines", range(8, 20))
def test_that_a_table_stays_where_only_the_signatures_do_not_fit(lines: int) -> None:
    statement = TextBlock(STATEMENT, style="hei", keep=True)
    people = [{"role": "执法人员", "name": f"演练{name}", "at": "", "strokes": None} for name in "甲乙丙丁"]
    definition = listing(lines, statement, SignatureBlock("people"), rows=6)
    sheets = compose(definition, {"rows": ["演练服务器硬盘"], "people": people}, "", training=False)
    assert struck(sheets[0]) and len(sheets) <= 2
    (signed,) = [sheet for sheet in sheets if any("（签名）" in text for text in texts(sheet))]
    assert STATEMENT in texts(signed)


@pytest.mark.parametrize("lines", range(10, 26))
def test_that_signatures_and_stamps_right_below_struck_rows_take_the_table_along(lines: int) -> None:
    stamp = StampBlock("保定市档案局", "2026年11月22日")
    last = texts(compose(listing(lines, stamp), {"rows": ["演练服务器硬盘"]}, "", training=False)[-1])
    assert "演练服务器硬盘" in last


@pytest.mark.parametrize("kind", ["D6", "D10", "D17"])
def test_that_no_paper_goes_on_with_struck_rows_alone(kind: str) -> None:
    sheets = compose(definitions()[kind], sample(kind), "", training=False)
    assert not any("（续表）" in text for sheet in sheets for text in texts(sheet))
