"""Each row of a table held against the register: new, changed, the same, or at fault with what to do."""

from __future__ import annotations

from dataclasses import replace

from app.services.desk import Desk
from app.services.registers.importing.columns import FIELDS, UNITS
from app.services.registers.importing.officer_rows import OfficerRows
from app.services.registers.importing.reading import Heard, Table
from app.services.registers.importing.rows import FAULTY, Match, Wish
from app.services.registers.importing.unit_rows import UnitRows


def match_rows(desk: Desk, table: Table, wish: Wish, heard: Heard = lambda done, total: None) -> tuple[Match, ...]:
    """Return what becomes of every row of the table, without recording anything.

    Raises:
        Stopped: ``heard`` raised it.
    """
    matcher: UnitRows | OfficerRows = UnitRows(desk, wish) if wish.register == UNITS else OfficerRows(desk, wish)
    found: list[Match] = []
    seen: dict[str, int] = {}
    for place, line in enumerate(table.lines):
        if place % 200 == 0:
            heard(place, len(table.lines))
        one = matcher.match(line)
        if one.key and one.key in seen:
            text = f"与第 {seen[one.key]} 行重复，请只保留一行"
            one = replace(one, state=FAULTY, problems=(*one.problems, text), record=None)
        elif one.key:
            seen[one.key] = line.number
        found.append(one)
    return tuple(found)


def missing_columns(wish: Wish) -> tuple[str, ...]:
    """Return the titles of the fields that must have a column and have none."""
    return tuple(one.title for one in FIELDS[wish.register] if one.needed and one.name not in wish.columns)
