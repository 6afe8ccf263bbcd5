"""The sheet 说明 of a workbook: what it lists, by which filter, in which columns, and when it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

TITLE = "说明"
WRAPPED = Alignment(wrap_text=True, vertical="top")
_LONGEST = 32_767  # signs in a cell, by the format


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list was exported: the name of its kept filter ("" for none) and its conditions in words."""

    saved: str = ""
    conditions: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Return what the sheet says of it."""
        return (
            ("常用筛选", self.saved or "未使用已保存的筛选"),
            ("筛选条件", "；".join(self.conditions) or "无，列出全部检查"),
        )


def made_at(moment: datetime) -> str:
    """Return when a workbook was made, as its sheet says it."""
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"


def tell(book: Any, rows: Sequence[tuple[str, str]]) -> Any:
    """Return the sheet 说明, added behind the others, with a line for each pair."""
    sheet = book.create_sheet(TITLE)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 80
    for name, words in rows:
        sheet.append([_words(sheet, name, bold=True), _words(sheet, words)])
    return sheet


def _words(sheet: Any, words: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", words)[:_LONGEST])
    cell.data_type = "s"  # what somebody typed into the filter is never computed
    cell.font, cell.alignment = Font(bold=bold), WRAPPED
    return cell
