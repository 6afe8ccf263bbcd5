"""Units and officers out of tables: real files of Excel and text, a real store; every fault is told with its row."""

from __future__ import annotations

import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from app.domain.problems import Problem
from app.errors import InspectorError, Refused
from app.services.registers.importing import keeping, matching, reading
from app.services.registers.importing.columns import OFFICERS, UNITS, code_of, guess_columns, knows_heading
from app.services.registers.importing.entering import enter, take_back
from app.services.registers.importing.matching import CHANGED, FAULTY, NEW, SAME, Wish, match_rows
from app.services.registers.importing.reading import Stopped, read_table
from app.services.registers.importing.template import write_template
from app.services.registers.officers import confirm_credential
from app.services.registers.units import UnitEntry, add_unit, change_unit, units
from tests.services.office import CODE, UNIT, office

HEADINGS = ["单位全称", "类型", "县区", "信用代码", "联系电话"]
VILLAGE = ["演练村委会", "村（社区）", "莲池区", "", "0312-0000001"]
BODY = ["保定市演练示范局", "机关", "竞秀区", CODE, "0312-0000000"]


@pytest.fixture
def desk(tmp_path):
    with office(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def sheet(tmp_path):
    """Write rows into a workbook and return its path."""

    def write(*rows, arrange=lambda sheet: None):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        arrange(book.active)
        path = tmp_path / "table.xlsx"
        book.save(path)
        return path

    return write


def quiet(done: int, total: int) -> None:
    """Hear of progress and say nothing."""


def read(path, register=UNITS):
    return read_table(path, lambda text: knows_heading(text, register))


def look(desk, path, register=UNITS, **usual):
    table = read(path, register)
    wish = Wish(register, guess_columns(table.headings, register), usual)
    return table, wish, match_rows(desk, table, wish)


def bring(desk, path, register=UNITS, **how):
    table, wish, found = look(desk, path, register)
    return enter(desk, table, wish, found, quiet, **how)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_that_text_files_of_every_usual_encoding_are_read(desk, tmp_path, encoding) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes("\r\n".join(",".join(one) for one in (HEADINGS, VILLAGE, BODY)).encode(encoding))
    assert [(one.number, one.name, one.state) for one in look(desk, path)[2]] == [
        (2, "演练村委会", NEW), (3, "保定市演练示范局", NEW)
    ]  # fmt: skip


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


def test_that_titles_above_the_headings_and_merged_cells_are_read(desk, sheet) -> None:
    def arrange(page) -> None:
        page.merge_cells("A1:E1")
        page.merge_cells("C3:C4")

    other = ["演练居委会", "村（社区）", None, "", ""]
    table, _, found = look(desk, sheet(["演练单位一览表"], HEADINGS, VILLAGE, other, arrange=arrange))
    assert [one.state for one in found] == [NEW, NEW]
    assert found[1].record.district == "130606"
    assert "上下合并的单元格" in table.notes[0]


def test_that_a_formula_without_its_result_is_told(desk, sheet) -> None:
    found = look(desk, sheet(HEADINGS, [*VILLAGE[:4], "=A1"]))[2]
    assert found[0].state == FAULTY and "公式没有计算结果" in found[0].problems[0]


def test_that_digits_lost_by_excel_are_told(desk, sheet, tmp_path) -> None:
    found = look(desk, sheet(HEADINGS, ["演练公司", "企业", "竞秀区", 911306000000000190, ""]))[2]
    assert "15 位以后已变成 0" in found[0].problems[0]
    path = tmp_path / "units.csv"
    path.write_text("\n".join([",".join(HEADINGS), "演练公司,企业,竞秀区,9.11306E+17,"]), "utf-8")
    assert "科学计数法" in look(desk, path)[2][0].problems[0]


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


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, "table-locked"),
        ("a.xlsx", b"PK\x03\x04 cut short", "table-damaged"),
        ("a.csv", b"a,b\n\0\0,c", "table-damaged"),
        ("a.csv", b"\xff\x00\x81 \x8f", "table-encoding"),
        ("a.csv", b"", "table-empty"),
        ("a.csv", "单位名称,类别\n".encode(), "table-empty"),
        ("a.xls", b"x", "table-kind"),
        ("gone.csv", None, "table-unreadable"),
    ],
)
def test_that_a_file_that_is_no_table_says_what_to_do(tmp_path, name, content, code) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InspectorError) as failed:
        read(path)
    assert failed.value.code == code and failed.value.advice


@pytest.mark.parametrize(("rows", "read_in"), [(3, True), (4, False)])
def test_that_a_table_may_have_so_many_rows_below_its_headings(tmp_path, monkeypatch, rows: int, read_in: bool) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    path = tmp_path / "units.csv"
    lines = ["单位名称,单位类别", *(f"演练单位{number},机关" for number in range(rows))]
    path.write_text("\n".join(lines), encoding="utf-8")
    if read_in:
        assert len(read(path).lines) == rows
        return
    with pytest.raises(InspectorError, match="超过 3 行"):
        read(path)


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"lines": 1}', '{"name": "a", "headings": [], "notes": [], "lines": [], "wish": []}',
               '{"name": "a", "headings": [], "notes": [], "lines": [], "wish": {"columns": []}}'],
)  # fmt: skip
def test_that_a_kept_table_that_cannot_be_read_is_none(desk, sheet, damage: str) -> None:
    table, wish, _ = look(desk, sheet(HEADINGS, VILLAGE))
    keeping.keep(desk, table, wish)
    assert keeping.kept(desk, UNITS) is not None
    key = f"import-{desk.officer}/{UNITS}"
    desk.store.drafts.save_draft(key, damage, desk.now())
    assert keeping.kept(desk, UNITS) is None


def test_that_a_workbook_with_a_broken_sheet_is_told(sheet, tmp_path) -> None:
    whole, broken = sheet(HEADINGS, VILLAGE), tmp_path / "broken.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for one in source.namelist():
            content = source.read(one)
            target.writestr(one, content[: len(content) // 2] if one.startswith("xl/worksheets") else content)
    with pytest.raises(InspectorError) as failed:
        read(broken)
    assert failed.value.code == "table-damaged"


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


def test_that_a_workbook_with_any_byte_wrong_is_told_in_chinese(tmp_path, sheet) -> None:
    whole = sheet(HEADINGS, BODY, VILLAGE).read_bytes()
    told = set()
    for place in range(0, len(whole), 7):
        damaged = tmp_path / "damaged.xlsx"
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            read(damaged)
        except InspectorError as error:
            told.add(error.code)
    assert "table-damaged" in told


def test_that_a_fault_names_its_field_once() -> None:
    wrong = [Problem("credit_code", "统一社会信用代码的校验位不符，请逐位核对。"), Problem("name", "请填写单位名称。")]
    assert matching._told("units", wrong, ()) == [
        "统一社会信用代码的校验位不符，请逐位核对", "单位名称：请填写单位名称",
    ]  # fmt: skip
