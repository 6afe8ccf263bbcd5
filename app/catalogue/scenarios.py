"""Scenarios of the rehearsal: one TOML file tells a whole inspection with made-up people (forms/README.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.catalogue.scenario_references import check_references
from app.catalogue.toml_reader import Problem, TomlTable, read_toml

SCHEMA = 1
TEXT, TEXTS, DAY, MOMENT, FLAG, FREE = "text", "texts", "day", "moment", "flag", "free"
Fields = Mapping[str, str]
"""Keys of a table with their types; a key that ends in ``?`` may be left out, one in ``*`` may be an empty text."""

TABLES: Mapping[str, Fields] = {
    "inspection": {
        "unit": TEXT, "mode": TEXT, "source": FREE, "purpose": TEXT, "planned_from": DAY, "planned_to": DAY,
        "place": TEXT, "secrecy": TEXT, "prepare": TEXT, "contact": TEXT, "officers": TEXTS,
    },
    "visit": {"arrived": MOMENT, "rights": FREE},
    "visit.rights": {"person": TEXT, "acknowledged": TEXT, "recusal": FREE, "statement": FREE},
    "answers": {"from": MOMENT},
    "record": {"at": MOMENT, "statement": FREE, "read_back": FREE},
    "record.statement": {"person": TEXT, "text*": TEXT},
    "record.read_back": {"person": TEXT, "mode": TEXT},
    "sampling?": {"rows": FREE},
    "measures?": {"at": MOMENT},
    "measures.order?": {"term": TEXT, "report_way": TEXT, "codes?": TEXTS},
    "second?": {
        "unit": TEXT, "purpose": TEXT, "planned_from": DAY, "planned_to": DAY, "place": TEXT, "arrived": MOMENT,
        "sealed": MOMENT, "merge": FREE, "conflict": FREE, "refused": FREE,
    },
    "second.merge?": {"first": TEXT, "second": TEXT},
    "second.conflict?": {"code": TEXT, "first": TEXT, "second": TEXT, "settled": TEXT},
    "second.refused?": {"code": TEXT, "verdict": TEXT, "severity?": TEXT, "note?": TEXT, "reason?": TEXT},
}  # fmt: skip
LISTS: Mapping[str, Fields] = {
    "officers": {
        "key": TEXT, "name": TEXT, "credential": TEXT, "valid_from": DAY, "valid_until": DAY, "roles": TEXTS,
        "office?": TEXT, "post?": TEXT,
    },
    "units": {
        "key": TEXT, "name": TEXT, "kind": TEXT, "district": TEXT, "credit_code?": TEXT, "address?": TEXT,
        "head?": TEXT, "head_post?": TEXT, "phone?": TEXT,
    },
    "visit.persons": {
        "key": TEXT, "name": TEXT, "post": TEXT, "role": TEXT, "id_number?": TEXT, "phone?": TEXT, "employer?": TEXT,
    },
    "visit.recordings?": {"number": TEXT, "camera": TEXT, "started": MOMENT, "ended": MOMENT, "content": TEXT},
    "answers.given?": {"code": TEXT, "verdict": TEXT, "reason?": TEXT, "severity?": TEXT, "note?": TEXT},
    "evidence?": {
        "key": TEXT, "file": TEXT, "kind": TEXT, "medium": TEXT, "method": TEXT, "proves": TEXT, "links?": TEXTS,
        "set_aside?": TEXT, "original?": FLAG, "copied?": FLAG, "ground?": FREE, "provider?": TEXT,
    },
    "measures.facts?": {"code": TEXT, "found": FREE},
    "measures.on_the_spot?": {"codes": TEXTS, "text": TEXT},
    "measures.order.items?": {"code": TEXT, "text": TEXT, "aim?": TEXT},
    "record.signatures": {
        "who": TEXT, "role": TEXT, "way": TEXT, "paper?": TEXT, "reason?": TEXT, "witness?": TEXT, "media?": TEXTS,
    },
    "services": {
        "document": TEXT, "at": MOMENT, "way": TEXT, "recipient": TEXT, "place": TEXT, "refusal?": TEXT,
        "witnesses?": TEXTS, "media?": TEXTS,
    },
    "acts?": {
        "after": TEXT, "at": MOMENT, "key?": TEXT, "leave?": FLAG, "arrive?": FREE, "refuse_entry?": FREE,
        "measure?": FREE, "recheck?": FREE, "reported?": FREE, "paper?": TEXT, "values?": FREE, "approve?": FREE,
        "sign?": FREE, "reasons?": FREE, "serve?": FREE, "send?": FREE, "blocked?": TEXTS,
    },
    "expected?": {"check": TEXT, "after": TEXT, "want": FREE},
}  # fmt: skip
STEP_FIELDS: Fields = {"by": TEXT, "role": TEXT, "channel": TEXT, "opinion": TEXT}
NESTED: Mapping[str, tuple[str, ...]] = {
    "visit": ("persons", "recordings"),
    "answers": ("given",),
    "measures": ("facts", "on_the_spot", "order"),
    "measures.order": ("items",),
    "record": ("signatures",),
}


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
    """Return the scenario and what is wrong with its file; no scenario where it cannot be played.

    Whether its codes are in the checklist is not looked at here.
    """
    file = read_toml(path)
    if not file.readable:
        return None, file.problems
    top = file.top
    if top.number("schema", default=SCHEMA) != SCHEMA:
        top.report("schema", "不认识的情景格式版本", f"请改为 {SCHEMA}")
    texts = {key: top.text(key) for key in ("name", "title", "form", "bureau")}
    clock = _moment(top, "clock", True)
    top.flag("backup")
    _check_sections(top)
    top.refuse_unknown_keys()
    if not file.problems:
        check_references(file, path.parent)
    if file.problems or clock is None:
        return None, file.problems
    return Scenario(**texts, clock=clock, folder=path.parent, content=file.content), []


def _check_sections(top: TomlTable) -> None:
    for name, fields in TABLES.items():
        for table in _tables_at(top, name, listed=False):
            _check_fields(table, fields, NESTED.get(name.rstrip("?"), ()))
    for name, fields in LISTS.items():
        for table in _tables_at(top, name, listed=True):
            _check_fields(table, fields, ())
    for paper in _approvals(top):
        _moment(paper, "at", True)
        for step in paper.tables("steps", required=True):
            _check_fields(step, STEP_FIELDS, ())
        paper.refuse_unknown_keys()


def _approvals(top: TomlTable) -> list[TomlTable]:
    approvals = top.table("approvals", required=True)
    found = [approvals.table("D1", required=True)] if approvals.values else []
    found += [approvals.table(kind) for kind in approvals.values if kind != "D1"]
    return [one for one in found if one.values]


def _tables_at(top: TomlTable, name: str, *, listed: bool) -> list[TomlTable]:
    """Return the tables at a dotted name; a missing one is reported unless the name ends in ``?``."""
    *outer, last = name.rstrip("?").split(".")
    required = not name.endswith("?")
    table = top
    for part in outer:
        table = table.table(part)
        if not table.values:
            return []
    if listed:
        return table.tables(last, required)
    inner = table.table(last, required)
    return [inner] if inner.values else []


def _check_fields(table: TomlTable, fields: Fields, nested: tuple[str, ...]) -> None:
    for key in nested:
        table.raw(key)
    for name, kind in fields.items():
        _check_field(table, name.rstrip("?*"), kind, name[-1])
    table.refuse_unknown_keys()


def _check_field(table: TomlTable, key: str, kind: str, mark: str) -> None:
    required = mark != "?"
    if kind == TEXT:
        if mark == "*":
            table.raw(key, required)
        table.text(key, required and mark != "*")
    elif kind == TEXTS:
        table.texts(key, required)
    elif kind == DAY:
        table.day(key, required)
    elif kind == FLAG:
        table.flag(key)
    elif kind == MOMENT:
        _moment(table, key, required)
    else:
        table.raw(key, required)


def _moment(table: TomlTable, key: str, required: bool) -> datetime | None:
    value = table.raw(key, required)
    if value is None or (isinstance(value, datetime) and value.tzinfo is not None):
        return value
    table.report(key, f"“{key}”须是带时区的时间", "请写成 2026-06-05T15:00:00+08:00，不加引号")
    return None

