"""Reads a checklist from an XLSForm workbook (.xlsx): the sheets survey, choices and settings."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from app.catalogue.survey_rows import SurveyReader
from app.catalogue.survey_vocabulary import TRANSLATED_COLUMNS, column_of, first_of, is_yes
from app.catalogue.toml_reader import Problem
from app.domain.checklist.model import CheckItem, Checklist, Fault, Inspection

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})
_EXPRESSIONS = frozenset({
    "required", "relevant", "constraint", "calculation", "default", "read_only", "repeat_count",
})  # fmt: skip
_LARGEST_FILE = 50_000_000

Sheet = Sequence[Sequence[Any]]


def load_workbook_checklist(path: Path, root: Path | None = None) -> tuple[Checklist | None, list[Problem]]:
    """Return the checklist of a workbook, or None and every fault with its sheet row.

    Columns the program does not know are ignored; columns that would change what the form does (``choice_filter``,
    ``trigger`` …) are faults. ``label::Language`` columns: the default language of the settings, else the first.
    """
    name = path.relative_to(root).as_posix() if root is not None and path.is_relative_to(root) else path.name
    sheets, fault = _read_sheets(path)
    if fault is not None:
        return None, [Problem(name, fault.row, fault.fault, fault.remedy)]
    checklist, faults = _checklist(sheets)
    problems = [Problem(name, _place(one), one.fault, one.remedy) for one in faults]
    return (None if problems else checklist), problems


def _place(fault: Fault) -> int | str:
    return f"{fault.sheet} 表第 {fault.row} 行" if fault.sheet else fault.row


def _read_sheets(path: Path) -> tuple[dict[str, Sheet], Fault | None]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}, Fault(0, "文件不存在", "请检查路径")
    except OSError as error:
        return {}, Fault(0, f"文件无法读取（{error.strerror or type(error).__name__}）", "请关闭占用它的程序后重试")
    if len(content) > _LARGEST_FILE:
        return {}, Fault(0, "工作簿超过 50 MB", "请删除其中的图片和无关工作表")
    return _opened(content)


def _opened(content: bytes) -> tuple[dict[str, Sheet], Fault | None]:
    from openpyxl import load_workbook  # a fifth of a second that a TOML checklist need not wait for

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Row by row: a stray cell in the last row and one in the last column span seventeen thousand million.
            book = load_workbook(BytesIO(content), data_only=True, read_only=True)
            sheets: dict[str, Sheet] = {sheet.title.strip().lower(): _written_rows(sheet) for sheet in book.worksheets}
    except Exception:  # noqa: BLE001 - openpyxl raises whatever the damaged part happens to raise
        return {}, Fault(0, "文件不是可读的 .xlsx 工作簿，或已损坏", "请用 Excel 或 WPS 打开后另存为 .xlsx")
    return sheets, None


def _written_rows(sheet: Any) -> Sheet:
    """Return the rows as far as cells were written; what a producer noted as the sheet's size may be wrong."""
    sheet.reset_dimensions()
    return list(sheet.iter_rows(values_only=True))


def _checklist(sheets: dict[str, Sheet]) -> tuple[Checklist, list[Fault]]:
    survey = sheets.get("survey") if len(sheets) != 1 else next(iter(sheets.values()))
    if survey is None:
        return Checklist(), [Fault(0, "缺少工作表 survey", "请把题目放在名为 survey 的工作表中")]
    settings = next((cells for _, cells in _rows(sheets.get("settings", ()), "")), {})
    language = settings.get("default_language", "")
    reader = SurveyReader()
    reader.faults.extend(_header_faults(survey, ("type", "name"), ""))
    for at, cells in _rows(survey, language):
        reader.take(cells, at, _inspection(cells))
    choices = sheets.get("choices", ())
    if choices:
        reader.faults.extend(_header_faults(choices, ("list_name", "name"), "choices"))
    for at, cells in _rows(choices, language):
        reader.take_choice(cells, at)
    checklist = Checklist(
        title=first_of((settings.get("form_title", ""), settings.get("title", ""), settings.get("form_id", ""))),
        form_id=first_of((settings.get("form_id", ""), settings.get("id_string", ""))),
        version=settings.get("version", ""),
        rows=tuple(reader.rows),
        choices=reader.finished_choices(),
        items=_items(reader),
    )
    return checklist, reader.faults


def _items(reader: SurveyReader) -> tuple[CheckItem, ...]:
    keys = dict.fromkeys(row.inspection.item for row in reader.rows if row.inspection.item)
    return tuple(CheckItem(key, key, "") for key in keys)


def _header_faults(sheet: Sheet, wanted: Iterable[str], name: str) -> Iterator[Fault]:
    header = sheet[0] if sheet else ()
    found = [column_of(str(cell))[0] for cell in header if cell is not None]
    for column in wanted:
        if column not in found:
            yield Fault(1, f"表头缺少 {column} 列", f"请在第一行补上 {column}", name)


def _rows(sheet: Sheet, language: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number and the filled cells of every row below the header, each column in one language."""
    header = [column_of(str(cell)) if cell is not None else ("", "") for cell in (sheet[0] if sheet else ())]
    for number, row in enumerate(sheet[1:], 2):
        texts = [_text(cell) for cell in row]
        if not any(texts):
            continue
        by_language: dict[str, dict[str, str]] = {}
        for (column, spoken), text in zip(header, texts, strict=False):
            if column and text:
                by_language.setdefault(column, {}).setdefault(spoken, text)
        yield number, {column: _tidy(column, _chosen(found, language)) for column, found in by_language.items()}


def _chosen(found: dict[str, str], language: str) -> str:
    return found.get("") or found.get(language) or next(iter(found.values()))


def _tidy(column: str, text: str) -> str:
    text = text.translate(_QUOTES) if column in _EXPRESSIONS else text
    keep_lines = column in TRANSLATED_COLUMNS or column in _LIST_COLUMNS
    return text if keep_lines else re.sub(r"\s+", " ", text)


def _text(value: Any) -> str:
    """Return a cell as the text that its writer saw: whole numbers without a point, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).replace("\u00a0", " ").strip()


_LIST_COLUMNS = frozenset({
    "basis", "order_basis", "stage", "evidence", "measure", "phrases", "applies_to", "consequence",
    "demands",
})  # fmt: skip


def _inspection(cells: dict[str, str]) -> Inspection:
    """Return what the columns of our own say; lists are one per line."""
    size = cells.get("sample_size", "")
    return Inspection(
        code=cells.get("code", ""),
        item=cells.get("item", ""),
        supervision=cells.get("supervision", ""),
        basis=_lines(cells, "basis"),
        order_basis=_lines(cells, "order_basis"),
        order_basis_state=cells.get("order_basis_state", ""),
        stage=_lines(cells, "stage"),
        evidence=_lines(cells, "evidence"),
        evidence_rule=cells.get("evidence_rule", "wanted"),
        finding=cells.get("finding", ""),
        demand=cells.get("demand", ""),
        demands=_lines(cells, "demands"),
        consequence=_lines(cells, "consequence"),
        severity=cells.get("severity", ""),
        measures=_lines(cells, "measure"),
        reverse=is_yes(cells.get("reverse", "")),
        secret=is_yes(cells.get("secret", "")),
        phrases=_lines(cells, "phrases"),
        special=is_yes(cells.get("special", "")),
        sample=cells.get("sample", ""),
        sample_size=int(size) if size.isdecimal() else 0,
        applies_to=_lines(cells, "applies_to"),
    )


def _lines(cells: dict[str, str], column: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cells.get(column, "").splitlines() if part.strip())
