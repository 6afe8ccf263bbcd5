"""Reads forms/registers: unit_kinds, districts, inspection_modes, severities, measures and received_reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar, cast

from app.catalogue.legal import PARTIES
from app.catalogue.terms import read_extension
from app.catalogue.toml_reader import Problem, TomlFile, TomlTable, read_toml
from app.domain.days import Side
from app.domain.registers import (
    District,
    InspectionMode,
    Measure,
    MeasureTerm,
    ModeSource,
    Registers,
    ReportKind,
    Severity,
    SourceField,
    UnitKind,
)
from app.domain.terms import declared_problems


class Coded(Protocol):
    """Anything with a code of its own."""

    @property
    def code(self) -> str:
        """Return the code."""


Row = TypeVar("Row", bound=Coded)


def load_registers(folder: Path) -> tuple[Registers, list[Problem]]:
    """Return the registers of ``folder`` (forms/registers) and every problem found."""
    problems: list[Problem] = []
    registers = Registers(
        unit_kinds=_read_rows(folder / "unit_kinds.toml", "unit_kind", _unit_kind, problems),
        districts=_read_rows(folder / "districts.toml", "district", _district, problems),
        modes=_modes(folder / "inspection_modes.toml", problems),
        severities=_read_rows(folder / "severities.toml", "severity", _severity, problems),
        measures=_read_rows(folder / "measures.toml", "measure", _measure, problems),
        reports=_read_rows(folder / "received_reports.toml", "report", _report, problems),
    )
    return registers, problems


def _read_rows(path: Path, key: str, read: Callable[[TomlTable], Row], problems: list[Problem]) -> tuple[Row, ...]:
    file = read_toml(path, path.parent.parent)
    rows = _rows_of(file, key, read)
    file.top.refuse_unknown_keys()
    problems += file.problems
    return rows


def _rows_of(file: TomlFile, key: str, read: Callable[[TomlTable], Row]) -> tuple[Row, ...]:
    found: dict[str, Row] = {}
    for row in file.top.tables(key, required=file.readable):
        one = read(row)
        row.refuse_unknown_keys()
        if one.code in found:
            row.report("code", f"编号“{one.code}”重复", "每个编号只能出现一次")
        elif one.code:
            found[one.code] = one
    return tuple(found.values())


def _unit_kind(row: TomlTable) -> UnitKind:
    party = row.text("party", allowed=PARTIES)
    return UnitKind(row.text("code"), row.text("label"), party, row.flag("enterprise"), row.texts("also"))


def _district(row: TomlTable) -> District:
    return District(row.text("code"), row.text("name"), row.flag("enabled", True), row.texts("also"))


def _severity(row: TomlTable) -> Severity:
    return Severity(row.text("code"), row.text("label"), row.number("rank"), row.flag("reason_required"))


def _modes(path: Path, problems: list[Problem]) -> tuple[InspectionMode, ...]:
    file = read_toml(path, path.parent.parent)
    fields = {one.code: one for one in _rows_of(file, "field", _field)}
    modes = _rows_of(file, "mode", lambda row: _mode(row, fields))
    file.top.refuse_unknown_keys()
    problems += file.problems
    return modes


def _field(row: TomlTable) -> SourceField:
    return SourceField(
        row.text("code"), row.text("label"), row.text("told", required=False), row.flag("internal")
    )


def _mode(row: TomlTable, fields: dict[str, SourceField]) -> InspectionMode:
    sources = tuple(_source(one, fields) for one in row.tables("source", required=True))
    return InspectionMode(row.text("code"), row.text("label"), row.texts("basis", required=True), sources)


def _source(row: TomlTable, fields: dict[str, SourceField]) -> ModeSource:
    groups = [text.split("|") for text in row.texts("requires", required=True)]
    for code in (code for group in groups for code in group if code not in fields):
        row.report("requires", f"不认识的填写项“{code}”", f"可用：{'、'.join(fields)}")
    requires = tuple(tuple(fields[code] for code in group if code in fields) for group in groups)
    level = row.text("level", required=False, allowed=("", "city", "county"))
    source = ModeSource(row.text("code"), row.text("label"), tuple(filter(None, requires)), level)
    row.refuse_unknown_keys()
    return source


def _measure(row: TomlTable) -> Measure:
    return Measure(
        code=row.text("code"),
        label=row.text("label"),
        documents=row.texts("documents", required=True),
        complete=row.flag("complete"),
        basis=row.texts("basis"),
        terms=tuple(_term(one) for one in row.tables("term")),
        gate=row.text("gate", required=False),
        note=row.text("note", required=False),
    )


def _report(row: TomlTable) -> ReportKind:
    term = _term(row.table("term")) if "term" in row.values else None
    basis, note = row.texts("basis", required=True), row.text("note", required=False)
    return ReportKind(row.text("code"), row.text("label"), basis, term, note)


def _term(row: TomlTable) -> MeasureTerm:
    text, side = row.text("term"), row.text("side", allowed=("party", "authority"))
    for problem in declared_problems(text):
        row.report("term", problem, "请按 7wd、15d、10u、6mo、2y、24h 的写法填写")
    term = MeasureTerm(
        row.text("label"), text, cast(Side, side), row.text("starts"), row.texts("basis"), read_extension(row),
        row.flag("by_paper"),
    )  # fmt: skip
    row.refuse_unknown_keys()
    return term
