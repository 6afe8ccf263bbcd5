"""The layout of official papers (GB/T 9704-2012): head, title, annexes, the stamp's place, imprint, page numbers."""

from dataclasses import replace

import pytest

from app.domain.documents import AnnexesBlock, Block, HeadBlock, ImprintBlock, StampBlock, TextBlock, TitleBlock
from app.typesetting.breaking import natural_width
from app.typesetting.composing import Sheet, compose
from app.typesetting.layouts import HEIGHT, LEFT, MEASURE, MM, PAGE_WIDTH, TOP, layout_named
from app.typesetting.officials import STAMP_ROOM
from app.typesetting.slabs import RuleMark, TextMark
from app.typesetting.titles import shaped
from tests.typesetting.papers import plain, sample, variant

TITLE = layout_named("official").styles["title"].style
PITCH, EM = HEIGHT / 22, MEASURE / 28
LONG = [
    "保定市档案局关于对保定市住房保障服务中心开展电子档案管理情况专项监督检查的通知",
    "河北省档案局关于印发《河北省机关电子档案移交与接收办法实施方案（试行）》的通知",
    "保定市档案局关于责令立即停止违法行为的通知书",
    "保定市自然资源和规划局档案管理违法案件移送函及涉嫌犯罪案件移送书清单",
]
IMPRINT = ImprintBlock("保定市档案局办公室", "2026年11月22日", "河北省档案局，保定市人民政府办公室")
STAMP = StampBlock("保定市档案局", "2026年11月22日")


def official(*blocks: Block, **data: object) -> list[Sheet]:
    return compose(replace(plain(layout="official"), blocks=blocks), data, "", training=False)


def marks(sheet: Sheet) -> list[TextMark]:
    return [mark for mark in sheet.marks if isinstance(mark, TextMark)]


def mark_texts(sheet: Sheet) -> set[str]:
    return {mark.line.text for mark in marks(sheet)}


def mark_of(sheet: Sheet, text: str) -> TextMark:
    return next(mark for mark in marks(sheet) if mark.line.text == text)


def left_of(mark: TextMark) -> float:
    return mark.x + mark.line.runs[0].x


def centre_of(mark: TextMark) -> float:
    return left_of(mark) + mark.line.width / 2


def test_that_the_red_head_stands_where_the_standard_puts_it() -> None:
    (sheet,) = official(HeadBlock("保定市档案局", "保档执通〔2026〕12号"), TextBlock("正文。"))
    name, number = mark_of(sheet, "保定市档案局"), mark_of(sheet, "保档执通〔2026〕12号")
    assert name.line.runs[0].colour == "red"
    assert centre_of(name) == centre_of(number) == pytest.approx(PAGE_WIDTH / 2 + MM)
    (rule,) = [m for m in sheet.marks if isinstance(m, RuleMark)]
    assert (rule.colour, rule.x1, rule.x2) == ("red", LEFT, LEFT + MEASURE)
    assert 4 * MM <= rule.y1 - number.y <= 4 * MM + PITCH / 2


def test_that_a_paper_to_a_higher_body_names_its_signer() -> None:
    (sheet,) = official(HeadBlock("保定市档案局", "保档报〔2026〕3号", "演练甲"), TextBlock("正文。"))
    number, name = mark_of(sheet, "保档报〔2026〕3号"), mark_of(sheet, "演练甲")
    assert left_of(number) == pytest.approx(LEFT + EM)
    assert name.y == number.y == mark_of(sheet, "签发人：").y
    assert left_of(name) + name.line.width == pytest.approx(LEFT + MEASURE - EM)
    assert name.line.runs[0].face.name == "ArchivesKai"


def test_that_copy_number_secrecy_and_urgency_stand_at_the_upper_left() -> None:
    texts = {"copy_number": "{{ no }}", "secrecy": "{{ secrecy }}", "urgency": "{{ urgency }}"}
    head = HeadBlock("保定市档案局", "保档函〔2026〕1号", **texts)
    words = {"no": "000001", "secrecy": "秘密★1年", "urgency": "特急"}
    (sheet,) = official(head, TextBlock("正文。"), **words)
    found = [mark_of(sheet, text) for text in words.values()]
    assert [round((mark.y - found[0].y) / PITCH, 3) for mark in found] == [0, 1, 2]
    assert {left_of(mark) for mark in found} == {LEFT}
    assert [mark.line.runs[0].face.name for mark in found[1:]] == ["ArchivesHei"] * 2
    assert found[0].y > TOP and found[-1].y < TOP + 35 * MM < mark_of(sheet, "保定市档案局").y
    # what is left blank takes no line
    (fewer,) = official(head, TextBlock("正文。"), **words | {"no": "", "secrecy": ""})
    assert mark_of(fewer, "特急").y == found[0].y


@pytest.mark.parametrize("title", LONG)
def test_that_a_long_title_is_broken_by_sense_and_shaped(title: str) -> None:
    parts = shaped(title, TITLE, MEASURE)
    widths = [natural_width(part, TITLE) for part in parts]
    assert "".join(parts) == title and len(parts) > 1
    assert max(widths) <= MEASURE and min(widths) > 0.3 * max(widths)
    assert not (len(widths) == 3 and widths[1] < min(widths[0], widths[2]))
    for word in ("档案", "通知", "监督", "检查", "停止", "移送", "犯罪", "服务中心", "方案"):
        assert "|".join(parts).count(word) == title.count(word)


def test_that_a_title_ends_its_line_before_the_matter() -> None:
    assert shaped(LONG[2], TITLE, MEASURE) == ["保定市档案局", "关于责令立即停止违法行为的通知书"]
    assert shaped("档案监督检查执法通知书", TITLE, MEASURE) == ["档案监督检查执法通知书"]


def test_that_a_title_parts_neither_electronic_archives_nor_what_stands_in_brackets() -> None:
    title = "关于演练市住房保障服务中心电子档案管理重大问题的报告"
    assert "电子档案" in "|".join(shaped(title, TITLE, MEASURE))
    unit = "演练市自然资源和规划局不动产登记与测绘地理信息档案服务保障中心（演练单位）"
    title = f"关于给予{unit}有关责任人员处分（处理）的建议函"
    assert "|".join(shaped(title, TITLE, MEASURE)).count("（演练单位）") == 1


@pytest.mark.parametrize("length", [70, 90, 200, 10_000])
def test_that_a_text_too_long_for_a_title_is_set_at_once_and_loses_nothing(length: int) -> None:
    # 90 characters can be broken in some hundred million ways
    text = ("演练自治州直属特别行政管理委员会档案和地方志编纂以及党史研究工作管理局" * 300)[:length]
    assert "".join(shaped(text, TITLE, MEASURE)) == text


@pytest.mark.parametrize("lines", [1, 2])
def test_that_the_text_below_a_title_is_on_the_grid(lines: int) -> None:
    (sheet,) = official(TitleBlock("\n".join(["通知书"] * lines)), TextBlock("正文。"))
    on_grid = (mark_of(sheet, "正文。").y - TOP) / PITCH
    (first,) = official(TextBlock("正文。"))
    lines_down = on_grid - (mark_of(first, "正文。").y - TOP) / PITCH
    assert lines_down == pytest.approx(round(lines_down), abs=0.001)


def test_that_annexes_are_numbered_and_hang_under_their_names() -> None:
    long = "整改情况报告表及逐项说明" * 4
    (sheet,) = official(TextBlock("正文。"), AnnexesBlock("annexes"), annexes=[long + "。", "证据清单"])
    first, second, *_ = marks(sheet)[1:]
    last = mark_of(sheet, "2．证据清单")
    body = layout_named("official").body.style
    assert first.line.text.startswith("附件：1．整改情况")
    assert left_of(first) == pytest.approx(LEFT + 2 * EM)
    assert left_of(last) == pytest.approx(LEFT + 5 * EM)
    assert left_of(second) == pytest.approx(LEFT + 5 * EM + natural_width("1．", body))
    assert not second.line.text.endswith("。")
    (one,) = official(TextBlock("正文。"), AnnexesBlock("annexes"), annexes=["证据清单"])
    assert marks(one)[1].line.text == "附件：证据清单"
    assert official(TextBlock("正文。"), AnnexesBlock("annexes")) == official(TextBlock("正文。"))


@pytest.mark.parametrize("lines", range(17, 23))
def test_that_annexes_take_text_along_to_their_page(lines: int) -> None:
    blocks = (TextBlock("案" * (28 * lines - 2)), AnnexesBlock("annexes"), STAMP)
    for sheet in official(*blocks, annexes=["检查表", "证据清单"]):
        assert not mark_texts(sheet) & {"附件：1．检查表"} or sum("案案" in t for t in mark_texts(sheet)) >= 1


def test_that_the_issuing_body_stands_over_the_date_four_characters_in() -> None:
    (sheet,) = official(TextBlock("正文。"), STAMP)
    agency, date = mark_of(sheet, "保定市档案局"), mark_of(sheet, "2026年11月22日")
    assert left_of(date) + date.line.width == pytest.approx(LEFT + MEASURE - 4 * EM)
    assert centre_of(agency) == pytest.approx(centre_of(date))
    top = (agency.y + date.y) / 2 - STAMP_ROOM / 2 - mark_of(sheet, "正文。").y
    # a quarter of a line lies between baseline and foot
    assert 0.25 * PITCH < top <= 1.25 * PITCH


@pytest.mark.parametrize("lines", [1, 12, 16, 17, 22, 23, 40])
def test_that_the_signature_lands_on_the_stamp_of_a_stamped_sheet(lines: int) -> None:
    place = {"stamp": {"x": 140, "y": 215}}
    *_, last = official(TextBlock("案" * (28 * lines - 2)), STAMP, IMPRINT, paper=place)
    agency, date = mark_of(last, "保定市档案局"), mark_of(last, "2026年11月22日")
    assert centre_of(agency) == pytest.approx(140 * MM) == centre_of(date)
    assert (agency.y + date.y) / 2 == pytest.approx(215 * MM, abs=0.4 * PITCH)
    text = [mark.y for mark in marks(last) if "案案" in mark.line.text]
    assert len(text) >= min(lines, 2) and max(text) <= 215 * MM - STAMP_ROOM / 2 + 1


@pytest.mark.parametrize("lines", range(10, 24))
def test_that_the_imprint_ends_the_last_page_with_the_stamp_above_it(lines: int) -> None:
    *before, last = official(TextBlock("案" * (28 * lines - 2)), STAMP, IMPRINT)
    rules = sorted((m for m in last.marks if isinstance(m, RuleMark)), key=lambda m: m.y1)
    assert [round(rule.width / MM, 2) for rule in rules] == [0.35, 0.25, 0.35]
    assert rules[-1].y1 == pytest.approx(TOP + HEIGHT)
    assert not any(isinstance(m, RuleMark) for sheet in before for m in sheet.marks)
    assert mark_of(last, "2026年11月22日").y < rules[0].y1
    assert sum("案案" in mark.line.text for mark in marks(last)) >= 2
    assert left_of(mark_of(last, "保定市档案局办公室")) == pytest.approx(LEFT + 14)
    issued = mark_of(last, "2026年11月22日印发")
    assert left_of(issued) + issued.line.width == pytest.approx(LEFT + MEASURE - 14)
    assert mark_of(last, "抄送：河北省档案局，保定市人民政府办公室。")


@pytest.mark.parametrize("y", [218, 226, 230])
@pytest.mark.parametrize("lines", [1, 14, 21, 22, 23, 40])
@pytest.mark.parametrize("bodies", [1, 3, 12])
def test_that_an_imprint_without_room_below_a_pre_stamped_place_has_the_last_page(
    y: int, lines: int, bodies: int
) -> None:
    imprint = replace(IMPRINT, copies="，".join(["演练市互联网信息办公室"] * bodies))
    text = TextBlock("案" * (28 * lines - 2))
    sheets = official(text, STAMP, imprint, paper={"stamp": {"x": 140, "y": y}})
    (stamped,) = [sheet for sheet in sheets if "保定市档案局" in mark_texts(sheet)]
    agency, date = mark_of(stamped, "保定市档案局"), mark_of(stamped, "2026年11月22日")
    assert (agency.y + date.y) / 2 == pytest.approx(y * MM, abs=0.4 * PITCH)
    assert sum("案案" in mark.line.text for mark in marks(stamped)) >= min(lines, 2)
    rules = [mark.y1 for mark in sheets[-1].marks if isinstance(mark, RuleMark)]
    assert max(rules) == pytest.approx(TOP + HEIGHT)
    if stamped is sheets[-1]:
        assert min(rules) >= y * MM + STAMP_ROOM / 2 - 1
    else:
        assert stamped is sheets[-2] and not any(isinstance(mark, RuleMark) for mark in stamped.marks)


def test_that_the_stamp_moves_closer_where_that_saves_a_page() -> None:
    pages = [len(official(TextBlock("案" * (28 * lines - 2)), STAMP)) for lines in range(16, 20)]
    assert pages == [1, 1, 1, 2]


def test_that_page_numbers_stand_outside_right_and_left_by_turns() -> None:
    first, second = official(TextBlock("案" * 28 * 30))[:2]
    odd, even = mark_of(first, "— 1 —"), mark_of(second, "— 2 —")
    assert left_of(odd) + odd.line.width == pytest.approx(LEFT + MEASURE - 14)
    assert left_of(even) == pytest.approx(LEFT + 14)
    assert odd.y - 14 <= TOP + HEIGHT + 7 * MM <= odd.y


@pytest.mark.parametrize("name", ["D2", "D11", "D11 urgent"])
def test_that_the_first_page_of_a_notice_shows_its_text(name: str) -> None:
    definition, data = variant(name)
    first = compose(definition, data, definition.copies[0], training=False)[0]
    assert any(mark.line.text.startswith(sample("D2")["unit"]["name"][:4]) for mark in marks(first))
    assert sum(m.line.width > 0.9 * MEASURE for m in marks(first)) >= 2
