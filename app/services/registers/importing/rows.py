"""What is asked of a table and what becomes of each of its rows; how cells are read and faults are worded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from app.domain.problems import Problem
from app.domain.procedure.records import Officer, Unit
from app.services.registers.importing.cells import EMPTY, Cell, Line
from app.services.registers.importing.columns import FIELDS
from app.services.registers.officers import ROLES

NEW, CHANGED, SAME, FAULTY = "new", "changed", "same", "faulty"
_DAY = re.compile(r"\D*(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*|\D*(\d{4})(\d{2})(\d{2})\D*")

_SERIAL_BEGIN, _SERIALS = date(1899, 12, 30), range(29_221, 73_051)  # 1980 to 2099


@dataclass(frozen=True)
class Wish:
    """What is to be done with a table: the column of each field, and what holds where a cell says nothing."""

    register: str
    columns: Mapping[str, int]
    usual: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """What becomes of one row. ``changes`` are (title, before, after); ``record`` is what the register will hold.

    ``key``: by what it would be known again, also of a row at fault.
    """

    number: int
    name: str
    state: str
    changes: tuple[tuple[str, str, str], ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    record: Unit | Officer | None = None
    names: tuple[str, ...] = ()
    key: str = ""


def day_of(text: str) -> date | None:
    """Return the day written as 2027-12-31, 2027/12/31, 2027年12月31日 or 20271231, None for anything else."""
    found = _DAY.fullmatch(text.strip())
    try:
        return None if found is None else date(*(int(one) for one in found.groups() if one))
    except ValueError:
        return None


def day_of_serial(text: str) -> date | None:
    """Return the day that Excel counts with a number of this century or shortly before it, None for any other."""
    number = int(text) if text.isdigit() else 0
    return _SERIAL_BEGIN + timedelta(days=number) if number in _SERIALS else None


def cell_of(line: Line, wish: Wish, name: str) -> Cell:
    """Return the cell of a field, an empty one where the field has no column."""
    place = wish.columns.get(name)
    return EMPTY if place is None or place >= len(line.cells) else line.cells[place]


def texts_of(line: Line, wish: Wish) -> tuple[dict[str, str], list[str]]:
    """Return the text of each field and why some cells cannot be relied on."""
    texts, faults = {}, []
    for one in FIELDS[wish.register]:
        cell = cell_of(line, wish, one.name)
        texts[one.name] = cell.text or wish.usual.get(one.name, "")
        if cell.fault:
            faults.append(f"{one.title}：{cell.fault}")
    return texts, faults


def _under(title: str, text: str) -> str:
    """Return a problem under the title of its field, once where the words begin with it."""
    return text if text.startswith(title) else f"{title}：{text}"


def told_under(register_name: str, problems: Sequence[Problem], already: Sequence[str]) -> list[str]:
    """Return the problems under the titles of their fields, without those of cells that cannot be relied on anyway."""
    titles = {one.name: one.title for one in FIELDS[register_name]}
    told = [_under(titles.get(one.field, one.field), one.text.rstrip("。")) for one in problems]
    return [one for one in told if not any(known.startswith(one.split("：")[0]) for known in already)]


def different(
    before: Unit | Officer,
    after: Unit | Officer,
    fields: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> tuple[tuple[str, str, str], ...]:
    """Return what differs between two records as (title, before, after); ``words`` are those of codes, by field."""

    def shown(record: Unit | Officer, name: str) -> str:
        text = _shown(getattr(record, name))
        return words.get(name, {}).get(text, text)

    return tuple(
        (title, shown(before, name), shown(after, name))
        for name, title in fields.items()
        if unlike(before, after, name)
    )


def unlike(before: Unit | Officer, after: Unit | Officer, name: str) -> bool:
    """Return whether two records differ in a field; the order of roles says nothing."""
    one, other = getattr(before, name), getattr(after, name)
    return set(one) != set(other) if isinstance(one, tuple) else bool(one != other)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(ROLES.get(str(one), str(one)) for one in value)
    return "" if value is None else str(value)
