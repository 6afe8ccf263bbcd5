"""Tables as people have them: every usual encoding, titles above the headings, damage told in Chinese."""

from __future__ import annotations

import zipfile

import pytest

from app.errors import InspectorError
from app.services.registers.importing import keeping, reading
from app.services.registers.importing.columns import UNITS
from app.services.registers.importing.rows import FAULTY, NEW
from tests.services.registers import imported
from tests.services.registers.imported import BODY, HEADINGS, VILLAGE, look, read

desk, sheet = imported.desk, imported.sheet


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_that_text_files_of_every_usual_encoding_are_read(desk, tmp_path, encoding) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes("\r\n".join(",".join(one) for one in (HEADINGS, VILLAGE, BODY)).encode(encoding))
    assert [(one.number, one.name, one.state) for one in look(desk, path)[2]] == [
        (2, "演练村委会", NEW), (3, "保定市演练示范局", NEW)
    ]  # fmt: skip


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
