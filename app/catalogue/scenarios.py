"""Scenarios of the rehearsal: one TOML file tells a whole inspection with made-up people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.catalogue.toml_reader import Problem, TomlFile, TomlTable, read_toml

SCHEMA = 1
TABLES: Mapping[str, tuple[str, ...]] = {
    "inspection": ("unit", "mode", "source", "purpose", "planned_from", "planned_to", "place", "officers"),
    "visit": ("arrived", "persons", "rights"),
    "answers": ("from",),
    "measures": ("at",),
    "record": ("at", "statement", "read_back", "signatures"),
}
LISTS: Mapping[str, tuple[str, ...]] = {
    "officers": ("key", "name", "credential", "valid_from", "valid_until", "roles"),
    "units": ("key", "name", "kind", "district"),
    "evidence": ("key", "file", "kind", "medium", "method", "proves"),
    "services": ("document", "at", "way", "recipient", "place"),
    "expected": ("check", "after", "want"),
}
OPTIONAL = ("approvals", "sampling", "second")


@dataclass(frozen=True)
class Scenario:
    """A scenario as read: ``content`` is the TOML, ``folder`` where its sample files lie, ``clock`` its start."""

    name: str
    title: str
    form: str
    bureau: str
    clock: datetime
    folder: Path
    content: Mapping[str, Any]

    def section(self, name: str) -> Mapping[str, Any]:
        """Return one table, empty where the scenario leaves it out."""
        return dict(self.content.get(name, {}))

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        """Return the rows of one list of tables, empty where the scenario leaves it out."""
        return list(self.content.get(name, []))


def load_scenario(path: Path) -> tuple[Scenario | None, list[Problem]]:
    """Return the scenario and what is wrong with its file; no scenario where it cannot be played."""
    file = read_toml(path)
    top = file.top
    if top.number("schema", default=SCHEMA) != SCHEMA:
        top.report("schema", "不认识的情景格式版本", f"请改为 {SCHEMA}")
    texts = {key: top.text(key) for key in ("name", "title", "form", "bureau")}
    clock = top.raw("clock", required=True)
    if not isinstance(clock, datetime) or clock.tzinfo is None:
        top.report("clock", "开始时间必须带时区", "请写成 2026-06-05T15:00:00+08:00")
    _check_sections(top, file)
    if file.problems:
        return None, file.problems
    return Scenario(**texts, clock=clock, folder=path.parent, content=file.content), []


def _check_sections(top: TomlTable, file: TomlFile) -> None:
    for name, keys in TABLES.items():
        table = top.table(name, required=True)
        for key in keys:
            table.raw(key, required=True)
    for name, keys in LISTS.items():
        for row in top.tables(name, required=True):
            for key in keys:
                row.raw(key, required=True)
    for name in OPTIONAL:
        top.raw(name)
    top.refuse_unknown_keys()
