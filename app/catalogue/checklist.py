"""Reads a checklist from checklist.toml or a workbook; every fault has file, row, fault and remedy.

Layout of checklist.toml, in this order: ``[settings]`` (with ``[[settings.item]]`` for check items), the flat ordered
``[[survey]]`` in XLSForm's vocabulary with the keys of our own, ``[[choices]]``. See forms/README.md.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from app.catalogue.survey_rows import SurveyReader
from app.catalogue.survey_vocabulary import (
    LOOK_COLUMNS,
    REFUSED_COLUMNS,
    SURVEY_COLUMNS,
    column_of,
)
from app.catalogue.toml_reader import Problem, TomlFile, TomlTable, read_toml
from app.catalogue.xlsform import load_workbook_checklist
from app.domain.checklist.form import Form, compile_form
from app.domain.checklist.model import SCALES, CheckItem, Checklist, Inspection

_OWN_KEYS = frozenset({
    "code", "item", "supervision", "basis", "order_basis", "order_basis_state", "stage", "evidence", "evidence_rule",
    "finding", "demand", "demands", "consequence", "severity", "measure", "reverse", "secret", "phrases", "special",
    "sample", "sample_size", "applies_to", "scale", "was",
})  # fmt: skip

_KNOWN_COLUMNS = frozenset({*SURVEY_COLUMNS, *REFUSED_COLUMNS, *LOOK_COLUMNS})
_LOOK_PREFIXES = ("media::", "body::", "control::")


def load_checklist(path: Path, root: Path | None = None) -> tuple[Checklist | None, list[Problem]]:
    """Return the checklist of a TOML file or workbook, None where it has faults; it is not compiled yet."""
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return load_workbook_checklist(path, root)
    if path.suffix.lower() != ".toml":
        return None, [Problem(path.name, 0, "文件类型不支持", "请给出 .toml 检查表或 .xlsx 工作簿")]
    file = read_toml(path, root)
    checklist = _checklist(file) if file.readable else None
    return (None if file.problems else checklist), file.problems


def load_form(path: Path, root: Path | None = None) -> tuple[Form | None, list[Problem]]:
    """Return the form of a file, compiled and ready for play, None where anything forbids that."""
    checklist, problems = load_checklist(path, root)
    if checklist is None:
        return None, problems
    form, faults = compile_form(checklist)
    name = path.relative_to(root).as_posix() if root is not None and path.is_relative_to(root) else path.name
    return form, [Problem(name, one.row, one.fault, one.remedy) for one in faults]


def _checklist(file: TomlFile) -> Checklist:
    top = file.top
    settings = top.table("settings")
    reader = SurveyReader()
    for table in top.tables("survey", required=True):
        _take_row(reader, table)
    for table in top.tables("choices"):
        reader.take_choice(_cells(table), table.row)
    items = tuple(_item(table) for table in settings.tables("item"))
    top.refuse_unknown_keys()
    for fault in reader.faults:
        file.report(fault.row, fault.fault, fault.remedy)
    return Checklist(
        title=settings.text("title", required=False) or settings.text("form_title", required=False),
        form_id=settings.text("form_id", required=False),
        version=_as_text(settings.raw("version")),
        rows=tuple(reader.rows),
        choices=reader.finished_choices(),
        items=items,
    )


def _item(table: TomlTable) -> CheckItem:
    item = CheckItem(table.text("key"), table.text("title"), table.text("text"), table.text("source", required=False))
    table.refuse_unknown_keys()
    return item


def _take_row(reader: SurveyReader, table: TomlTable) -> None:
    for key, value in table.values.items():
        if key in _OWN_KEYS:
            continue
        column = column_of(key)[0]
        if column not in _KNOWN_COLUMNS and not key.startswith(_LOOK_PREFIXES):
            table.report(key, f"不认识的键“{key}”", "请删除或改正；可用的键见 forms/README.md")
        elif isinstance(value, dict) or (isinstance(value, list) and column != "default"):
            table.report(key, f"“{key}”的类型不对", "请改为文字、数字或 true、false")
    reader.take(_cells(table), table.row, _inspection(table), table.texts("was"))


def _cells(table: TomlTable) -> dict[str, str]:
    """Return the row's values as the texts that a sheet would have, by column; a language gives way to none."""
    cells: dict[str, str] = {}
    spoken: dict[str, str] = {}
    for key, value in table.values.items():
        column, language = column_of(key)
        text = "" if key in _OWN_KEYS else _as_text(value)
        if text:
            (spoken if language else cells).setdefault(column, text)
    return {**spoken, **cells}


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list):
        return " ".join(map(_as_text, value))
    return str(value).strip()


def _inspection(table: TomlTable) -> Inspection:
    return Inspection(
        code=table.text("code", required=False),
        item=table.text("item", required=False),
        supervision=table.text("supervision", required=False),
        basis=table.texts("basis"),
        order_basis=table.texts("order_basis"),
        order_basis_state=table.text("order_basis_state", required=False),
        stage=table.texts("stage"),
        evidence=table.texts("evidence"),
        evidence_rule=table.text("evidence_rule", required=False, default="wanted", allowed=("wanted", "forbidden")),
        finding=table.text("finding", required=False),
        demand=table.text("demand", required=False),
        demands=table.texts("demands"),
        consequence=table.texts("consequence"),
        severity=table.text("severity", required=False),
        measures=table.texts("measure"),
        reverse=table.flag("reverse"),
        secret=table.flag("secret"),
        phrases=table.texts("phrases"),
        special=table.flag("special"),
        sample=table.text("sample", required=False),
        sample_size=table.number("sample_size", required=False),
        applies_to=table.texts("applies_to"),
        scale=table.text("scale", required=False, allowed=SCALES),
    )
