"""Units and officers out of tables: real files of Excel and text, a real store; every fault is told with its row."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

import pytest

from app.domain.problems import Problem
from app.errors import Refused
from app.services.registers.importing.cells import Cell, Line
from app.services.registers.importing.columns import OFFICERS, UNITS, code_of, guess_columns, knows_heading
from app.services.registers.importing.entering import enter, take_back
from app.services.registers.importing.headings import heading_place, headings_of
from app.services.registers.importing.reading import Stopped
from app.services.registers.importing.rows import CHANGED, FAULTY, NEW, SAME, told_under
from app.services.registers.importing.template import write_template
from app.services.registers.officers import confirm_credential
from app.services.registers.units import UnitEntry, add_unit, change_unit, units
from tests.services.office import CODE, UNIT
from tests.services.registers import imported
from tests.services.registers.imported import BODY, HEADINGS, VILLAGE, bring, look, quiet

desk, sheet = imported.desk, imported.sheet


def test_that_an_import_is_one_transaction_and_taken_back_as_one(desk, sheet) -> None:
    before = len(desk.store.operations())
    done = bring(desk, sheet(HEADINGS, VILLAGE, BODY))
    assert (done.new, done.changed) == (2, 0)
    assert {one.txn for one in desk.store.operations()[before:]} == {done.txn}
    assert desk.unit(f"unit-{CODE}").phone == "0312-0000000"
    take_back(desk, done)
    assert units(desk) == ()


def test_that_what_is_registered_is_changed_or_left(desk, sheet) -> None:
    add_unit(desk, UNIT)
    path = sheet(HEADINGS, [*BODY[:3], CODE, "0312-7654321"], VILLAGE)
    found = look(desk, path)[2]
    assert [one.state for one in found] == [CHANGED, NEW]
    assert found[0].changes == (("电话", "0312-0000000", "0312-7654321"),)
    bring(desk, path)
    assert desk.unit(f"unit-{CODE}").address == UNIT.address, "a column that is not there keeps what is registered"
    assert [one.state for one in look(desk, path)[2]] == [SAME, SAME]
    assert bring(desk, path).txn == ""


def test_that_usual_words_for_a_kind_are_understood(desk, sheet) -> None:
    words = {"国家机关": "organ", "事业": "institution", "国企": "enterprise", "村委会": "village"}
    path = sheet(HEADINGS, *([f"演练{word}", word, "竞秀区", "", ""] for word in words))
    told = [one.problems for one in look(desk, path)[2]]
    assert not [one for one in told if any("没有“" in text for text in one)]
    kinds = desk.shelf.registers.unit_kinds
    also = {word: one.code for one in kinds for word in one.also}
    assert [code_of(word, {one.code: one.label for one in kinds}, also) for word in words] == list(words.values())


def test_that_any_fault_keeps_every_row_out(desk, sheet) -> None:
    company = ["演练公司", "企业", "竞秀区", "91130600MA00000000", ""]
    path = sheet(HEADINGS, VILLAGE, company, ["", "国王", "月球", "", ""])
    table, wish, found = look(desk, path)
    assert [one.state for one in found] == [NEW, FAULTY, FAULTY]
    assert "统一社会信用代码" in found[1].problems[0]
    assert "没有“国王”" in found[2].problems[0] and "没有“月球”" in found[2].problems[1]
    with pytest.raises(Refused) as refused:
        enter(desk, table, wish, found, quiet)
    assert refused.value.blockers[0].text.startswith("第 3 行")
    assert units(desk) == ()
    assert enter(desk, table, wish, found, quiet, leave_faulty=True).new == 1


def test_that_all_that_is_wrong_with_a_unit_is_told_at_once(desk, sheet) -> None:
    (row,) = look(desk, sheet(HEADINGS, ["演练公司", "企业", "月球", "91130600MA00000000", ""]))[2]
    assert "没有“月球”" in row.problems[0] and row.problems[1].startswith("统一社会信用代码")


def test_that_a_row_given_twice_is_told(desk, sheet) -> None:
    found = look(desk, sheet(HEADINGS, BODY, BODY))[2]
    assert (found[0].state, found[1].problems) == (NEW, ("与第 2 行重复，请只保留一行",))


def test_that_a_register_changed_since_the_preview_is_looked_over_again(desk, sheet) -> None:
    table, wish, found = look(desk, sheet(HEADINGS, BODY))
    add_unit(desk, UNIT)
    with pytest.raises(Refused) as refused:
        enter(desk, table, wish, found, quiet)
    assert refused.value.code == "register-changed"


def test_that_a_changed_import_is_not_taken_back(desk, sheet) -> None:
    done = bring(desk, sheet(HEADINGS, BODY))
    change_unit(desk, f"unit-{CODE}", phone="0312-1111111")
    with pytest.raises(Refused):
        take_back(desk, done)
    assert desk.unit(f"unit-{CODE}").phone == "0312-1111111"


def people(*rows):
    return [["姓名", "执法证号", "有效期起", "有效期止", "角色"], *rows]


def test_that_officers_are_known_by_card_and_a_new_term_waits_for_confirmation(desk, sheet) -> None:
    path = sheet(*people(
        ["演练己", "演练-0009", datetime(2026, 1, 1), "2030年12月31日", "执法人员、处室负责人"],
        ["演练乙", "演练 - 0002", "2026/6/1", "20291231", ""],
    ))  # fmt: skip
    found = look(desk, path, OFFICERS)[2]
    assert [one.state for one in found] == [NEW, CHANGED]
    bring(desk, path, OFFICERS)
    known = {one.name: one for one in desk.officers().values()}
    assert known["演练己"].roles == ("chief", "officer")
    assert (known["演练乙"].valid_until, known["演练乙"].credential_state) == (date(2029, 12, 31), "pending")
    confirm_credential(desk, "yi")


def test_that_a_card_without_its_zeros_and_with_another_name_is_told(desk, sheet) -> None:
    bring(desk, sheet(*people(["演练己", "00123", "2026-01-01", "2030-12-31", ""])), OFFICERS)
    found = look(desk, sheet(*people(
        ["演练己", 123, "2026-01-01", "2030-12-31", ""], ["演练庚", "演练-0001", "2026-01-01", "明年", ""],
    )), OFFICERS)[2]  # fmt: skip
    assert "可能丢了开头的 0" in found[0].problems[0]
    assert "“明年”不是日期" in found[1].problems[0]


def test_that_only_the_administrator_imports_officers(desk, sheet) -> None:
    table, wish, found = look(desk, sheet(*people(["演练己", "00123", "2026-01-01", "2030-12-31", ""])), OFFICERS)
    with pytest.raises(Refused):
        enter(desk.acting("yi"), table, wish, found, quiet)


def test_that_giving_up_half_way_enters_nothing(desk, sheet) -> None:
    table, wish, found = look(desk, sheet(HEADINGS, BODY))

    def stop(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        enter(desk, table, wish, found, stop)
    assert units(desk) == ()


@pytest.mark.parametrize("register", [UNITS, OFFICERS])
def test_that_the_template_is_read_again(desk, tmp_path, register) -> None:
    path = tmp_path / "template.xlsx"
    write_template(desk, register, path)
    found = look(desk, path, register)[2]
    assert [one.state for one in found] in ([NEW], [CHANGED], [SAME])


def test_that_the_usual_kind_holds_where_the_table_has_none(desk, sheet) -> None:
    path = sheet(["单位名称", "县区"], ["演练村委会", "莲池"])
    assert look(desk, path)[2][0].problems[0] == "单位类别：请选择单位类别"
    found = look(desk, path, kind="village")[2]
    assert (found[0].state, found[0].record.kind) == (NEW, "village")
    assert add_unit(desk, UnitEntry("演练村委会", "village", "130606"))[1] == []
    assert look(desk, path, kind="village")[2][0].state == SAME


def test_that_a_fault_names_its_field_once() -> None:
    wrong = [Problem("credit_code", "统一社会信用代码的校验位不符，请逐位核对。"), Problem("name", "请填写单位名称。")]
    assert told_under("units", wrong, ()) == [
        "统一社会信用代码的校验位不符，请逐位核对", "单位名称：请填写单位名称",
    ]  # fmt: skip


def test_that_a_head_of_two_rows_gives_each_column_its_name(desk, sheet) -> None:
    title = ["演练单位名录", "", "", "", "", ""]
    upper = ["序号", "单位名称", "单位性质", "县区", "信用代码", "联系方式及负责人", ""]
    lower = ["", "", "", "", "", "联系电话", "负责人"]
    row = ["1", VILLAGE[0], VILLAGE[1], VILLAGE[2], "", VILLAGE[4], "演练"]

    def merged(book) -> None:
        for column in "ABCDE":
            book.merge_cells(f"{column}2:{column}3")
        book.merge_cells("F2:G2")

    table, _, found = look(desk, sheet(title, upper, lower, row, arrange=merged))
    assert table.headings == ("序号", "单位名称", "单位性质", "县区", "信用代码", "联系电话", "负责人")
    assert [one.state for one in found] == [NEW]
    assert found[0].record.head == "演练"


def test_that_a_second_row_of_headings_is_no_entry(desk, sheet) -> None:
    table, _, found = look(desk, sheet([*HEADINGS, "负责人"], ["", "", "", "", "", "姓名"], [*VILLAGE, "演练"]))
    assert [one.number for one in found] == [3]
    assert table.notes == ("跳过 1 行：表头第二行（第 2 行）。",)


HEADS = [
    # a date of issue is no end of validity
    ("officers", ["姓名", "执法证件", "有效期", ""], ["", "编号", "起", "止"],
     {"name": 0, "credential": 1, "valid_from": 2, "valid_until": 3}),
    ("officers", ["姓名", "执法证号", "有效期", ""], ["", "", "年", "月"], {"name": 0, "credential": 1}),
    # what a group's column says by itself counts, and what says too little is chosen by a person
    ("units", ["单位名称", "联系人", "", "地址"], ["", "电话", "姓名", ""],
     {"name": 0, "phone": 1, "head": 2, "address": 3}),
    ("units", ["单位名称", "县区", ""], ["", "名称", "代码"], {"name": 0}),
    # a line above the head that names the sender heads no column
    ("units", ["单位", "演练局", "电话", "0571"], ["序号", "单位名称", "备注", "联系电话", "地址"],
     {"name": 1, "phone": 3, "address": 4}),
]  # fmt: skip


@pytest.mark.parametrize(("register", "upper", "lower", "columns"), HEADS)
def test_that_no_column_takes_the_name_of_another_from_a_second_row(register, upper, lower, columns) -> None:
    known = partial(knows_heading, register=register)
    lines = [Line(number, tuple(map(Cell, texts))) for number, texts in enumerate((upper, lower, ["演练"] * 4), 1)]
    headings, begin = headings_of(lines, heading_place(lines, known), known)
    assert (guess_columns(headings, register), begin) == (columns, 2)


def test_that_a_row_of_formulas_without_results_is_no_second_row_of_headings() -> None:
    known = partial(knows_heading, register="units")
    lines = [Line(1, (Cell("单位名称"), Cell("地址"))), Line(2, (Cell(fault="公式没有计算结果"), Cell()))]
    assert headings_of(lines, 0, known) == (("单位名称", "地址"), 1)


def test_that_a_change_is_told_in_words_not_in_codes(desk, sheet) -> None:
    add_unit(desk, UNIT)
    found = look(desk, sheet(HEADINGS, [BODY[0], BODY[1], "莲池区", CODE, "0312-0000000"]))[2]
    assert found[0].changes == (("所在县（市、区）", "竞秀区", "莲池区"),)
