"""A table as a person keeps it in Excel, WPS or a text file: its heading row and the rows below it, as texts."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.domain.characters import in_one_line
from app.errors import InspectorError, StorageFailed
from app.services.registers.importing.asides import aside_of, told_asides
from app.services.registers.importing.cells import EMPTY, Cell, Line
from app.services.registers.importing.headings import heading_place, headings_of

LARGEST_FILE, LARGEST_UNPACKED = 30_000_000, 400_000_000
MOST_ROWS, EXACT_DIGITS = 50_000, 15
# a name wrapped by hand in its cell
_BROKEN_NAME = re.compile(r"(?<=[\u4e00-\u9fff（）])\s*[\r\n]+\s*(?=[\u4e00-\u9fff（）])")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+\d+")
# Excel and WPS wrap a workbook with an opening password in the container of the old .xls.
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What zipfile, zlib and openpyxl raise where single bytes are wrong (RuntimeError: packed in a way it cannot).
_BROKEN = (
    LookupError, ValueError, TypeError, SyntaxError, AttributeError, EOFError, ArithmeticError, RuntimeError,
    zlib.error,
)  # fmt: skip
Heard = Callable[[int, int], None]


class Stopped(Exception):
    """The person gave up while a table was being read or looked over."""


@dataclass(frozen=True)
class Table:
    """Headings and rows of a file; ``notes`` tell in Chinese what had to be done to read it."""

    name: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


@dataclass
class _Raw:
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_table(path: Path, known: Callable[[str], bool], heard: Heard = lambda done, total: None) -> Table:
    """Return the table of an .xlsx or .csv file; ``known`` tells whether a text is a heading one looks for.

    Raises:
        InspectorError: another kind of file, damaged, too large, or without any row; the advice says what to do.
        Stopped: ``heard`` raised it.
    """
    kinds = {".xlsx": _read_workbook, ".xlsm": _read_workbook, ".csv": _read_text, ".txt": _read_text}
    read = kinds.get(path.suffix.lower())
    if read is None:
        advice = "请在 Excel 或 WPS 中另存为 .xlsx 或 .csv 后重新选择。"
        raise InspectorError("table-kind", f"不能读取 {path.suffix or '没有扩展名的'} 文件。", advice)
    try:
        if not path.is_file():  # a pipe would be read for ever
            raise FileNotFoundError(path)
        if path.stat().st_size > LARGEST_FILE:
            raise InspectorError("table-large", "文件超过 30 MB。", "请只保留要导入的一张表，另存后重新选择。")
        raw = read(path, heard)
    except OSError as error:
        advice = "请关闭正在打开它的程序，核对文件还在，然后重新选择。"
        raise StorageFailed("table-unreadable", "文件打不开。", advice) from error
    return _table(path.name, raw, known)


def _table(name: str, raw: _Raw, known: Callable[[str], bool]) -> Table:
    filled = [one for one in raw.lines if any(cell.text or cell.fault for cell in one.cells)]
    if len(filled) > MOST_ROWS + 1:  # the headings are no row of the register
        raise InspectorError("table-large", f"表格超过 {MOST_ROWS} 行。", "请分成几个文件，分次导入。")
    place = heading_place(filled, known)
    if place is None or place + 1 >= len(filled):
        raise _without_rows()
    headings, begin = headings_of(filled, place, known)
    width = len(headings)
    lines: list[Line] = []
    asides: dict[int, str] = {filled[at].number: "表头第二行" for at in range(place + 1, begin)}
    aside = ""
    for one in filled[begin:]:
        aside = aside_of([cell.text for cell in one.cells], after=bool(aside))
        if aside:
            asides[one.number] = aside
        else:
            lines.append(Line(one.number, (*one.cells, *[EMPTY] * (width - len(one.cells)))[:width]))
    if not lines:
        raise _without_rows()
    return Table(name, headings, tuple(lines), (*raw.notes, *told_asides(asides)))


def _read_text(path: Path, heard: Heard) -> _Raw:
    content = path.read_bytes()
    text, note = _decoded(content)
    if "\0" in text:
        raise _damaged()
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;，", key=first.count)
    raw = _Raw(notes=[note] if note else [])
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            if number % 500 == 0:
                heard(number, 0)
            raw.lines.append(Line(number, tuple(_text_cell(one) for one in row)))
    except csv.Error as error:
        raise _damaged() from error
    return raw


def _decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a .csv: UTF-8 with or without a mark, UTF-16 with one, else GB18030 as Excel writes it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), ""
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("gb18030"), "文件按 GB18030（国标码）读取。"
    except UnicodeDecodeError as error:
        advice = "请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新选择。"
        raise InspectorError("table-encoding", "文件的文字编码无法识别。", advice) from error


def _text_cell(text: str) -> Cell:
    cleaned = in_one_line(_BROKEN_NAME.sub("", text))
    if len(cleaned) > 1 and cleaned.startswith('="') and cleaned.endswith('"'):  # how some programs keep zeros
        return Cell(cleaned[2:-1])
    if _SCIENTIFIC.fullmatch(cleaned):
        fault = f"“{cleaned}”是科学计数法，后面的数字已丢失；请在原表中把这一列设为“文本”后重新填写"
        return Cell(cleaned, True, fault)
    return Cell(cleaned, cleaned.isdecimal() and not cleaned.startswith("0"))


def _read_workbook(path: Path, heard: Heard) -> _Raw:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        content = path.read_bytes()  # held here: a damaged one would leave the file open
        if content.startswith(_OLD_CONTAINER):
            raise _locked_or_old()
        formulas = _formulas_in(content)
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        plain = openpyxl.load_workbook(io.BytesIO(content)) if formulas else None
        sheet, raw = book.active or book.worksheets[0], _Raw()
        if len(book.worksheets) > 1:
            raw.notes.append(f"文件有 {len(book.worksheets)} 张表，只读取“{sheet.title}”。")
        _take_rows(sheet, plain[sheet.title] if plain is not None else None, raw, heard)
    except (InspectorError, Stopped, OSError):
        raise
    except (zipfile.BadZipFile, InvalidFileException, *_BROKEN) as error:
        raise _damaged() from error
    return raw


def _formulas_in(content: bytes) -> bool:
    """Return whether any sheet holds a formula; refuse what would swell beyond all measure."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(one.file_size for one in archive.infolist()) > LARGEST_UNPACKED:
            raise InspectorError("table-large", "文件展开后过大。", "请只保留要导入的一张表，另存后重新选择。")
        sheets = [one for one in archive.namelist() if one.startswith("xl/worksheets/")]
        return any(re.search(rb"<f[ >/]", archive.read(one)) for one in sheets)


def _take_rows(sheet: Any, plain: Any, raw: _Raw, heard: Heard) -> None:
    covered = {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
        if row > area.min_row and area.max_col == area.min_col
    }
    if covered:
        raw.notes.append("上下合并的单元格按同一内容填入各行。")
    calculated = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number % 200 == 0:
            heard(number, sheet.max_row)
        cells = []
        for one in row:
            source = sheet.cell(*covered[one.row, one.column]) if (one.row, one.column) in covered else one
            formula = plain is not None and plain.cell(source.row, source.column).data_type == "f"
            calculated += formula
            cells.append(_workbook_cell(source, formula))
        raw.lines.append(Line(number, tuple(cells)))
    if calculated:
        raw.notes.append(f"{calculated} 个单元格是公式，按显示的结果读取。")


def _workbook_cell(cell: Any, formula: bool) -> Cell:
    value = cell.value
    if value is None:
        return Cell(fault="公式没有计算结果，请在 Excel 中打开并保存一次，或改为文字") if formula else EMPTY
    if cell.data_type == "e":
        return Cell(str(value), fault=f"单元格显示为错误值 {value}，请改正")
    if isinstance(value, datetime | date):
        return Cell(f"{value:%Y-%m-%d}")
    if isinstance(value, bool):
        return Cell("是" if value else "否")
    if isinstance(value, int | float):
        return _number_cell(value)
    return Cell(in_one_line(_BROKEN_NAME.sub("", str(value))))


def _number_cell(value: float) -> Cell:
    text = str(int(value)) if float(value).is_integer() else str(value)
    if len(text.lstrip("-")) > EXACT_DIGITS:
        return Cell(text, True, f"“{text}”在 Excel 中是数字，15 位以后已变成 0；请把这一列设为“文本”后重新填写")
    return Cell(text, True)


def _without_rows() -> InspectorError:
    advice = "请保留一行列名（如“单位名称”），下面每行一条；可先保存模板，照模板填写。"
    return InspectorError("table-empty", "文件中没有可导入的行。", advice)


def _locked_or_old() -> InspectorError:
    advice = "请在 Excel 或 WPS 中打开，取消打开密码，另存为新的 .xlsx 后重新选择。"
    return InspectorError("table-locked", "表格设有打开密码，或者是旧的 .xls 格式。", advice)


def _damaged() -> InspectorError:
    advice = "请在 Excel 或 WPS 中打开并另存为新的 .xlsx 后重新选择；打不开的请向提供者索取原文件。"
    return InspectorError("table-damaged", "文件已损坏，或者不是表格。", advice)
