"""A workbook to begin with: the headings of a register, one made-up row, and what may stand in each column."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.services.desk import Desk
from app.services.registers.importing.columns import FIELDS, OFFICERS, UNITS
from app.services.registers.officers import ROLES
from app.services.saving import save_file

ROWS = 1000
EXAMPLES = {
    UNITS: (
        "保定市演练示范局", "机关", "竞秀区", "11130600000000019T", "演练路1号", "演练负责人", "局长", "0312-0000000",
    ),
    OFFICERS: ("演练甲", "执法人员", "执法处", "科员", "0312-0000001", "演练-0001", "2026-01-01", "2030-12-31"),
}  # fmt: skip


def write_template(desk: Desk, register: str, path: Path) -> None:
    """Write the template of a register.

    Raises:
        StorageFailed: it cannot be written there.
    """
    import openpyxl  # 10 MB that most days never need
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet, guide = book.active, book.create_sheet("填写说明")
    sheet.title = "导入"
    words = _words(desk, register)
    guide.append(("第 2 行是示例，请删去后填写。", "", "日期写成 2027-12-31；代码、证号、电话按文本填写。"))
    for place, one in enumerate(FIELDS[register], 1):
        sheet.cell(1, place, one.title).font = Font(bold=True)
        sheet.cell(2, place, EXAMPLES[register][place - 1])
        sheet.column_dimensions[get_column_letter(place)].width = 24
        for row in range(2, ROWS + 2):
            sheet.cell(row, place).number_format = "@"  # text: a leading zero and eighteen digits stay
        told = f"可填：{'、'.join(words[one.name])}" if one.name in words else ""
        guide.append((one.title, "必填" if one.needed else "", told))
        if one.name in words and one.name != "roles":  # several roles may stand in one cell
            _offer(sheet, guide, place, words[one.name])
    guide.column_dimensions["A"].width, guide.column_dimensions["C"].width = 34, 80
    sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    save_file(path, content.getvalue(), "模板")


def _words(desk: Desk, register: str) -> Mapping[str, tuple[str, ...]]:
    if register == OFFICERS:
        return {"roles": tuple(ROLES.values())}
    known = desk.shelf.registers
    return {
        "kind": tuple(one.label for one in known.unit_kinds),
        "district": tuple(one.name for one in known.districts if one.enabled),
    }


def _offer(sheet: Any, guide: Any, place: int, words: tuple[str, ...]) -> None:
    """Offer the words as a list in the cells of a column; they stand beside the guide."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    column = get_column_letter(place + 5)
    for row, word in enumerate(words, 1):
        guide[f"{column}{row}"] = word
    rule = DataValidation("list", f"'填写说明'!${column}$1:${column}${len(words)}", allow_blank=True)
    sheet.add_data_validation(rule)
    letter = get_column_letter(place)
    rule.add(f"{letter}2:{letter}{ROWS + 1}")
