"""Forms fit their pages: nothing spills alone to a last page, and nothing that belongs together is parted."""

import copy
from dataclasses import replace
from typing import Any

import pytest

from app.domain.documents import Column, DocumentDefinition, TableBlock, TextBlock
from app.typesetting.breaking import break_text
from app.typesetting.composing import LITTLE, compose
from app.typesetting.glyphs import TextStyle
from app.typesetting.layouts import HEIGHT, LEFT, MEASURE, TOP
from app.typesetting.slabs import RuleMark, TextMark
from tests.typesetting.papers import VARIANTS, definitions, left_in_place, plain, sample, variant


def busy_approval() -> dict[str, Any]:
    """An approval form whose cells run to the lengths of everyday work, not signed yet."""
    data = sample(
        "D1",
        request__source="日常检查计划：保定市档案局2026年度演练检查计划第1项",
        request__source_detail="",
        request__scope="检查电子档案的形成、保管、利用、移交情况；" + "制度、工作程序与全程管理登记；" * 6,
        unit__name="保定市演练示范局（演练单位）",
    )
    for one in data["approvals"]:
        one["signature"] = None
    return data


def busy_receipt() -> dict[str, Any]:
    """A paper left behind, whose receipt needed two lines of a second page before."""
    data = left_in_place()
    data["refusal"]["reason"] = "称须先向上级主管部门报告，拒绝签收"
    data["unit"]["name"] = "保定市演练示范局（演练单位）"
    data["service"]["place"] = "保定市竞秀区演练路1号办公楼三层会议室"
    return data


TYPICAL = {
    **VARIANTS,
    "D1 busy": busy_approval,
    "D33 busy": busy_receipt,
}
PAGES = {
    "D1": 1, "D1 busy": 1, "D2": 3, "D11": 3, "D33": 1, "D33 left": 1, "D33 busy": 1, "D4": 8, "D4 minimal": 2,
}  # fmt: skip


def pages_of(name: str) -> list[Any]:
    definition = definitions()[name.split()[0]]
    return compose(definition, TYPICAL[name](), definition.copies[0] if definition.copies else "", training=True)


def filled(sheet: Any) -> float:
    """Return the share of the type area above the lowest line or rule."""
    lows = [m.y if isinstance(m, TextMark) else m.y2 for m in sheet.marks if isinstance(m, TextMark | RuleMark)]
    return (max(low for low in lows if low <= TOP + HEIGHT + 0.1) - TOP) / HEIGHT


def lines(sheet: Any) -> list[str]:
    return [mark.line.text for mark in sheet.marks if isinstance(mark, TextMark)]


@pytest.mark.parametrize("name", PAGES)
def test_that_typical_papers_take_the_pages_they_should(name: str) -> None:
    assert len(pages_of(name)) == PAGES[name]


@pytest.mark.parametrize("name", [name for name in TYPICAL if not name.startswith(("D2", "D11"))])
def test_that_no_form_ends_on_a_page_that_holds_next_to_nothing(name: str) -> None:
    sheets = pages_of(name)
    assert len(sheets) == 1 or filled(sheets[-1]) >= LITTLE


def lined(count: int, layout: str = "form") -> DocumentDefinition:
    return replace(plain(layout=layout), blocks=(TextBlock("\n".join(f"第{n}行" for n in range(count))),))


def test_that_lines_move_closer_where_that_saves_a_page() -> None:
    (sheet,) = compose(lined(28), {}, "", training=False)
    assert sum("行" in text for text in lines(sheet)) == 28


def test_that_lines_keep_their_distance_where_a_page_cannot_be_saved() -> None:
    first, _ = compose(lined(31), {}, "", training=False)
    assert sum("行" in text for text in lines(first)) == 26


def test_that_official_papers_keep_their_grid() -> None:
    sheets = compose(lined(23, layout="official"), {}, "", training=False)
    assert len(sheets) == 2


@pytest.mark.parametrize("rows", range(2, 60))
def test_that_no_low_row_stands_alone_at_a_break(rows: int) -> None:
    block = TableBlock("rows", (Column("序号", "{{ index }}"), Column("事项", "{{ item }}", width=4.0)), caption="清单")
    definition = replace(plain(), blocks=(TextBlock("上文。\n" * 15), block, TextBlock("下文。\n" * 20)))
    for sheet in compose(definition, {"rows": ["事项甲"] * rows}, "", training=False):
        assert sum(text == "事项甲" for text in lines(sheet)) != 1


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("演练-0001", "我局执法人员演练甲（执法证号：演练-0001）、演练乙（执法证号：演练-0001）进行了检查，"),
        ("保档执通〔2026〕12号", "另行制作《档案监督检查执法通知书》（保档执通〔2026〕12号）送达，"),
        ("证据12", "操作日志仅保存三个月，系统管理员可以清空，见证据12。"),
    ],
)
def test_that_a_number_is_never_parted_from_its_prefix(number: str, text: str) -> None:
    style = TextStyle("fang", 12)
    for width in range(160, 400, 3):
        whole = "".join(f"{line.text}\n" for line in break_text(text * 3, style, width))
        assert whole.count(number) == whole.replace("\n", "").count(number)


def test_that_a_file_name_is_cut_after_a_sign() -> None:
    style = TextStyle("song", 10)
    assert [line.text for line in break_text("signed-page.jpg", style, 68)] == ["signed-", "page.jpg"]


def signed_by(**person: Any) -> list[str]:
    data = sample("D4")
    data["signatures"] = [{**data["signatures"][0], **person}, *data["signatures"][1:]]
    return lines(compose(definitions()["D4"], data, "", training=False)[-1])


def test_that_a_cell_signed_by_hand_says_where_the_sheet_is() -> None:
    note = "（已在纸质文书上签名，影像见证据5）"
    assert note in signed_by(strokes=None, note=note)
    assert note not in signed_by(note=note)


def test_that_a_long_name_has_a_line_of_its_own() -> None:
    shown = signed_by(role="被检查单位负责人", name="演练市信息中心主任演练甲")
    assert "被检查单位负责人（签名）：" in shown
    assert "演练市信息中心主任演练甲" in shown
    assert "执法人员（签名）：演练甲" in signed_by(role="执法人员", name="演练甲")


def test_that_an_approval_by_phone_shows_what_is_still_due() -> None:
    data = sample("D1")
    assert "（待补签）" in lines(compose(definitions()["D1"], data, "", training=False)[-1])
    signed = copy.deepcopy(data)
    signed["approvals"][2].update(signature=data["approvals"][0]["signature"])
    assert "（待补签）" not in lines(compose(definitions()["D1"], signed, "", training=False)[-1])


@pytest.mark.parametrize("letter", "0abdf")
def test_that_a_digest_takes_four_lines_of_sixteen(letter: str) -> None:
    data = sample("D4")
    data["evidence"] = [{**data["evidence"][0], "sha256": "0123456789abcde" + letter * 49}]
    shown = [text for sheet in compose(definitions()["D4"], data, "", training=False) for text in lines(sheet)]
    assert "0123456789abcde" + letter in shown
    assert shown.count(letter * 16) == 3


def test_that_an_inspection_of_one_day_names_the_day_once() -> None:
    def words(starts: str, ends: str) -> str:
        data = sample("D2", request__starts=starts, request__ends=ends)
        return "".join(t for sheet in compose(definitions()["D2"], data, "", training=False) for t in lines(sheet))

    assert "时间：2026年6月8日。" in words("2026-06-08", "2026-06-08")
    assert "时间：2026年6月8日9时00分。" in words("2026-06-08T09:00", "2026-06-08")
    assert "时间：2026年6月8日起，至2026年6月9日止。" in words("2026-06-08", "2026-06-09")


@pytest.mark.parametrize("name", VARIANTS)
def test_that_lines_set_closer_still_stand_inside_the_page(name: str) -> None:
    definition, data = variant(name)
    for sheet in compose(definition, data, "", training=False):
        for mark in sheet.marks:
            if isinstance(mark, RuleMark) and mark.y2 <= TOP + HEIGHT:
                assert mark.x1 >= LEFT - 0.1 and mark.x2 <= LEFT + MEASURE + 0.1
