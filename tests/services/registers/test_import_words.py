"""What offices write in their tables: words for the city and for kinds, totals and remarks, every fault of a row."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import InspectorError
from app.services.registers.importing.asides import aside_of, told_asides
from app.services.registers.importing.columns import OFFICERS
from app.services.registers.importing.rows import FAULTY, NEW, SAME
from app.services.registers.officers import ROLES
from tests.services.office import CODE
from tests.services.registers import imported
from tests.services.registers.imported import BODY, HEADINGS, VILLAGE, look, read
from tests.services.registers.test_importing import people

desk, sheet = imported.desk, imported.sheet


@pytest.mark.parametrize("word", ["市本级", "市直", "保定市本级", "保定市（市本级）", "130600"])
def test_that_the_city_itself_is_understood(desk, sheet, word: str) -> None:
    (row,) = look(desk, sheet(HEADINGS, ["保定市演练示范局", "机关", word, CODE, ""]))[2]
    assert (row.state, row.record.district) == (NEW, "130600")


def test_that_a_heading_with_a_note_in_brackets_and_a_name_wrapped_by_hand_are_understood(desk, sheet) -> None:
    headings = ["单位名称（全称）", "类别", "级别", "信用代码", "法定代表人（负责人）"]
    (row,) = look(desk, sheet(headings, ["保定市演练\n示范局", "机关", "市本级", CODE, "演练负责人"]))[2]
    assert (row.record.name, row.record.head) == ("保定市演练示范局", "演练负责人")


def test_that_a_column_of_levels_is_the_district(desk, sheet) -> None:
    path = sheet(["单位名称", "类别", "级别", "信用代码"], ["保定市演练示范局", "机关", "市本级", CODE])
    (row,) = look(desk, path)[2]
    assert row.record.district == "130600"


def test_that_a_district_may_follow_its_city(desk, sheet) -> None:
    (row,) = look(desk, sheet(HEADINGS, ["演练村委会", "村", "河北省保定市 莲池区", "", ""]))[2]
    assert row.record.district == "130606"


@pytest.mark.parametrize(
    ("word", "kind"), [("学校", "institution"), ("医院", "institution"), ("有限公司", "enterprise")]
)
def test_that_a_usual_kind_is_understood_and_told(desk, sheet, word: str, kind: str) -> None:
    (row,) = look(desk, sheet(HEADINGS, ["演练单位", word, "市本级", CODE, ""]))[2]
    label = desk.shelf.registers.unit_kind(kind).label
    assert row.record.kind == kind
    assert row.warnings == (f"单位类别：“{word}”按“{label}”登记", "所在县（市、区）：“市本级”按“保定市（市本级）”登记")


def test_that_a_kind_that_says_nothing_sure_tells_which_kinds_there_are(desk, sheet) -> None:
    (row,) = look(desk, sheet(HEADINGS, ["演练单位", "民办学校", "莲池区", CODE, ""]))[2]
    assert row.state == FAULTY
    assert "没有“民办学校”" in row.problems[0] and "事业单位" in row.problems[0] and "企业" in row.problems[0]


def test_that_totals_and_remarks_are_left_out_and_told(desk, sheet) -> None:
    path = sheet(
        HEADINGS, VILLAGE, ["小计", "", "", 1, ""], BODY, ["合 计", "2", "", "", ""], [],
        ["填表人：演练甲", "", "审核人：演练乙", "", ""], ["说明：1.本表由各县区填报；"], ["2.一单位一行。"],
    )  # fmt: skip
    table, _, found = look(desk, path)
    assert [(one.number, one.state) for one in found] == [(2, NEW), (4, NEW)]
    assert table.notes == ("跳过 5 行：小计（第 3 行）、合计（第 5 行）、填表人（第 7 行）、说明（第 8、9 行）。",)


def test_that_a_table_with_nothing_but_a_total_has_no_rows(sheet) -> None:
    with pytest.raises(InspectorError) as failed:
        read(sheet(HEADINGS, ["合计", 0]))
    assert failed.value.code == "table-empty"


@pytest.mark.parametrize(
    ("texts", "what"),
    [
        (["1", "合计：25家"], "合计"),
        (["制表人（签字）：", "演练甲", "日期：2026-03-01", ""], "制表人(签字)"),
        (["注：本表一式两份"], "注"),
        (["演练说明书印刷厂", "企业"], ""),
        (["合计会计师事务所", "企业"], ""),
        (["备注：已迁址", "演练公司", "企业", "莲池区"], ""),
        (["2.一单位一行"], ""),
    ],
)  # fmt: skip
def test_that_only_what_is_no_entry_is_left_out(texts, what: str) -> None:
    assert aside_of(texts, after=False) == what


def test_that_many_rows_left_out_are_told_shortly() -> None:
    (told,) = told_asides(dict.fromkeys(range(1, 31), "小计"))
    assert told == "跳过 30 行：小计（第 1、2、3、4、5、6、7、8、9、10 等 30 行）。"


def test_that_all_that_is_wrong_with_an_officer_is_told_at_once(desk, sheet) -> None:
    (row,) = look(desk, sheet(*people(["", "演练-0009", "明年", "", "国王"])), OFFICERS)[2]
    assert [one.split("：")[0] for one in row.problems] == ["有效期自", "角色", "姓名", "有效期至"]


def test_that_a_role_that_cannot_be_read_asks_for_no_card(desk, sheet) -> None:
    (row,) = look(desk, sheet(*people(["演练己", "", "", "", "国王"])), OFFICERS)[2]
    assert [one.split("：")[0] for one in row.problems] == ["角色"]


def test_that_a_row_at_fault_is_told_to_stand_there_twice(desk, sheet) -> None:
    found = look(desk, sheet(HEADINGS, BODY, [BODY[0], "国王", *BODY[2:]]))[2]
    assert found[1].problems[0].startswith("单位类别") and found[1].problems[1] == "与第 2 行重复，请只保留一行"


def test_that_a_day_kept_as_the_number_of_excel_is_understood_and_told(desk, sheet) -> None:
    heads = ["姓名", "处室", "执法证号", "有效期自", "有效期至"]
    rows = [["演练丑", "执法处", "演练-0201", 45292, 47483], ["演练寅", "执法处", "演练-0202", 12, 47483]]
    first, second = look(desk, sheet(heads, *rows), OFFICERS)[2]
    assert first.state == NEW
    assert (first.record.valid_from, first.record.valid_until) == (date(2024, 1, 1), date(2029, 12, 31))
    assert first.warnings[0] == "有效期自：Excel 的日期序号 45292 按 2024-01-01 登记"
    assert second.state == FAULTY and "“12”不是日期" in second.problems[0]


def test_that_roles_in_another_order_are_no_change(desk, sheet) -> None:
    known = next(one for one in desk.officers().values() if len(one.roles) > 1)
    words = "、".join(ROLES[one] for one in reversed(known.roles))
    row = [known.name, known.office, known.credential, words]
    (found,) = look(desk, sheet(["姓名", "处室", "执法证号", "角色"], row), OFFICERS)[2]
    assert found.state == SAME


def test_that_full_width_numbers_are_registered_half_width_and_known_again(desk, sheet) -> None:
    heads = ["姓名", "处室", "执法证号", "有效期自", "有效期至", "电话"]
    wide = ["演练卯", "执法处", "演练－０２０３", "2024-01-01", "2029-12-31", "０３１２－１２３４５６７"]
    plain = [*wide[:2], "演练-0203", *wide[3:]]
    first, second = look(desk, sheet(heads, wide, plain), OFFICERS)[2]
    assert (first.record.credential, first.record.phone) == ("演练-0203", "0312-1234567")
    assert second.state == FAULTY and "与第 2 行重复" in second.problems[0]
    (village,) = look(desk, sheet(HEADINGS, [*VILLAGE[:4], "０３１２－１２３４５６７"]))[2]
    assert village.record.phone == "0312-1234567"
