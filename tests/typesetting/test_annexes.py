"""附件 of an official paper: listed below its text and set behind its signature under the same number (GB/T 9704)."""

from dataclasses import replace

import pytest

from app.domain.documents import AnnexBlock, AnnexesBlock, Block, ImprintBlock, StampBlock, TextBlock
from app.typesetting.composing import Sheet, compose
from app.typesetting.layouts import HEIGHT, LEFT, MEASURE, TOP
from app.typesetting.rendering import render
from app.typesetting.slabs import EntryMark, RuleMark, TextMark
from tests.typesetting.papers import GOLDEN, definitions, plain, sample

PITCH = HEIGHT / 22
STAMP = StampBlock("保定市档案局", "2026年11月22日")
IMPRINT = ImprintBlock("保定市档案局办公室", "2026年11月22日", "河北省档案局")
FACTS = [{"text": f"演练问题之{n}：没有离线备份。", "evidence": ""} for n in "甲乙丙丁戊己庚"]


def official(*blocks: Block, **data: object) -> list[Sheet]:
    return compose(replace(plain(layout="official"), blocks=blocks), data, "", training=False)


def lines(sheet: Sheet) -> list[TextMark]:
    marks = [m for m in sheet.marks if isinstance(m, TextMark) and TOP < m.y <= TOP + HEIGHT + 0.1]
    return sorted(marks, key=lambda mark: (mark.y, mark.x + mark.line.runs[0].x))


def texts(sheet: Sheet) -> list[str]:
    return [mark.line.text for mark in lines(sheet)]


def line_number(mark: TextMark) -> float:
    """Return on which line of the grid the middle of a mark's letters stands, 1 for the first."""
    return (mark.y - 0.38 * mark.line.runs[0].size - TOP) / PITCH + 0.5


def with_annex(count: int = 1, *more: Block, **data: object) -> list[Sheet]:
    annexes = [
        one
        for n in range(1, count + 1)
        for one in (AnnexBlock(f"list{n}", f"演练清单之{n}"), TextBlock(f"{{{{ annexed.list{n} }}}}的内容。"))
    ]
    return official(TextBlock("正文。"), AnnexesBlock("annexes"), STAMP, *annexes, IMPRINT, *more, **data)


def test_that_an_annex_begins_a_page_with_its_mark_and_its_title_on_line_three() -> None:
    first, second = with_annex()
    assert texts(first) == ["正文。", "附件：演练清单之1", "保定市档案局", "2026年11月22日"]
    mark, title, text, *_ = lines(second)
    assert mark.line.text == "附件" and mark.x + mark.line.runs[0].x == LEFT
    assert (mark.line.runs[0].face.name, mark.line.runs[0].size) == ("ArchivesHei", 16)
    assert title.line.text == "演练清单之1" and title.line.runs[0].size == 22
    left = title.x + title.line.runs[0].x
    assert left + title.line.width / 2 == pytest.approx(LEFT + MEASURE / 2)
    assert [line_number(one) for one in (mark, title)] == [pytest.approx(n, abs=0.1) for n in (1, 3)]
    (body,) = official(TextBlock("正文。"))
    on_grid = (text.y - lines(body)[0].y) / PITCH
    assert (
        text.line.text == "附件的内容。" and on_grid == pytest.approx(round(on_grid), abs=0.001) and round(on_grid) == 4
    )


def test_that_the_number_of_an_annex_is_the_one_in_the_list() -> None:
    first, second, third = with_annex(2, annexes=["另行装订的演练图纸。"])
    assert texts(first)[1:4] == ["附件：1．演练清单之1", "2．演练清单之2", "3．另行装订的演练图纸"]
    assert [texts(sheet)[:3] for sheet in (second, third)] == [
        ["附件1", "演练清单之1", "附件1的内容。"],
        ["附件2", "演练清单之2", "附件2的内容。"],
    ]
    entries = [mark.title for sheet in (second, third) for mark in sheet.marks if isinstance(mark, EntryMark)]
    assert entries == ["附件1　演练清单之1", "附件2　演练清单之2"]


def test_that_an_annex_left_out_takes_its_blocks_and_its_number_along() -> None:
    blocks = (
        TextBlock("正文{{ annexed.one }}{{ annexed.two }}。"), AnnexesBlock(), STAMP,
        AnnexBlock("one", "甲清单", when="wanted"), TextBlock("甲内容。"),
        AnnexBlock("two", "乙清单"), TextBlock("乙内容。"), IMPRINT,
    )  # fmt: skip
    first, second = official(*blocks, wanted="")
    assert texts(first) == ["正文附件。", "附件：乙清单", "保定市档案局", "2026年11月22日"]
    assert texts(second)[:3] == ["附件", "乙清单", "乙内容。"]
    assert len(official(*blocks, wanted="是")) == 3
    (alone,) = official(TextBlock("正文。"), *blocks[1:5], IMPRINT, wanted="")
    assert texts(alone)[-1] == "2026年11月22日印发" and "甲内容。" not in texts(alone)


def test_that_the_imprint_stands_below_the_last_annex_and_pages_are_counted_on() -> None:
    first, second, third = with_annex(2)
    assert not any(isinstance(mark, RuleMark) for sheet in (first, second) for mark in sheet.marks)
    rules = [mark.y1 for mark in third.marks if isinstance(mark, RuleMark)]
    assert max(rules) == pytest.approx(TOP + HEIGHT)
    numbers = [mark.line.text for sheet in (first, second, third) for mark in sheet.marks
               if isinstance(mark, TextMark) and mark.line.text.startswith("—")]  # fmt: skip
    assert numbers == ["— 1 —", "— 2 —", "— 3 —"]


@pytest.mark.parametrize("count", range(15, 24))
def test_that_the_imprint_is_never_alone_behind_an_annex(count: int) -> None:
    text = TextBlock("案" * (28 * count - 2))
    *_, last = official(TextBlock("正文。"), AnnexesBlock(), STAMP, AnnexBlock("one", "甲清单"), text, IMPRINT)
    assert sum("案案" in line for line in texts(last)) >= 2
    assert texts(last)[-2:] == ["保定市档案局办公室", "2026年11月22日印发"]


def test_that_a_title_of_an_annex_is_never_alone_at_the_foot_and_fills_several_lines() -> None:
    title = "演练市住房保障服务中心\n电子档案管理信息系统专项检查\n发现问题和整改措施清单"
    annex = (AnnexBlock("one", title), TextBlock("案" * 28 * 40))
    _, second, *_ = official(TextBlock("正文。"), AnnexesBlock(), STAMP, *annex)
    assert texts(second)[1:4] == title.split("\n")
    last, text = lines(second)[3:5]
    assert text.line.text.startswith("案") and text.y - last.y > 1.5 * PITCH


def test_that_an_order_with_many_findings_lists_them_in_its_annex() -> None:
    paper = render(definitions()["D11"], sample("D11", facts=FACTS), training=False, copies=["当事人联"])
    *body, annex = paper.text.split("\f")
    assert "见附件《检查发现问题清单》" in "".join(body).replace("\n", "")
    assert "附件：检查发现问题清单" in "".join(body)
    for number, fact in enumerate(FACTS, 1):
        assert f"{number}.{fact['text']}" in annex
        assert fact["text"] not in "".join(body)


CODE = "11130600000000019T"
IN_BRACKETS = "（{}地址：演练路1号）"
ADDRESSED = {
    **dict.fromkeys(("D8", "D11", "D12"), f"对你单位{IN_BRACKETS}"), "D17": f"{IN_BRACKETS}：", "D36": IN_BRACKETS,
}  # fmt: skip


@pytest.mark.parametrize("kind", ADDRESSED)
@pytest.mark.parametrize(("code", "words"), [(CODE, f"统一社会信用代码：{CODE}，"), ("", "")])
def test_that_an_order_names_the_unit_by_its_credit_code_and_leaves_no_blank_without_one(
    kind: str, code: str, words: str
) -> None:
    addressed = sample(kind, unit__code=code, unit__address="演练路1号")
    text = render(definitions()[kind], addressed, training=False).text.replace("\n", "")
    assert ADDRESSED[kind].format(words) in text
    assert ("信用代码" in text) is bool(code)


def test_that_an_order_with_few_findings_has_no_annex() -> None:
    paper = render(definitions()["D11"], sample("D11", facts=FACTS[:6]), training=False)
    assert "附件" not in paper.text and f"6.{FACTS[5]['text']}" in paper.text
    long = [{"text": "演练" * 500, "evidence": ""}]
    assert "附件" in render(definitions()["D11"], sample("D11", facts=long), training=False).text


def test_that_a_transfer_with_much_evidence_lists_it_in_its_annex() -> None:
    paper = render(definitions()["D36"], GOLDEN["D36 annexed"](), training=False)
    assert "附件：移送证据清单" in paper.text and "随案移送证据9件，见附件《移送证据清单》" in paper.text.replace(
        "\n", ""
    )
    assert "附件" not in render(definitions()["D36"], sample("D36"), training=False).text
