"""A table that was looked over and not imported yet: kept in the store until it is entered or given up.

It lies in this laptop's drafts, encrypted and never synced, so that neither another page, nor a lock, nor a crash
loses the columns that were chosen; how its rows stand to the register is looked up anew each time.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from app.services.desk import Desk
from app.services.registers.importing.cells import Cell, Line
from app.services.registers.importing.reading import Table
from app.services.registers.importing.rows import Wish


def keep(desk: Desk, table: Table, wish: Wish) -> None:
    """Keep a table with its columns, in the place of another one kept for the same register."""
    lines = [[one.number, [[cell.text, cell.number, cell.fault] for cell in one.cells]] for one in table.lines]
    said = {
        "name": table.name, "headings": table.headings, "notes": table.notes, "lines": lines,
        "wish": {**asdict(wish), "columns": dict(wish.columns), "usual": dict(wish.usual)},
    }  # fmt: skip
    key = _key(desk, wish.register)
    desk.store.drafts.save_draft(key, json.dumps(said, ensure_ascii=False), desk.now())


def kept(desk: Desk, register: str) -> tuple[Table, Wish] | None:
    """Return the table kept by this officer for a register, None where there is none or it cannot be read."""
    key = _key(desk, register)
    found = next((one.text for one in desk.store.drafts.drafts(_root(desk)) if one.place_key == key), "")
    try:
        return _read(json.loads(found)) if found else None
    except (ValueError, KeyError, TypeError, AttributeError):  # of another version of the program
        return None


def drop(desk: Desk, register: str) -> None:
    """Forget the table kept for a register: it is imported, or given up."""
    desk.store.drafts.drop_draft(_key(desk, register))


def _read(said: dict[str, Any]) -> tuple[Table, Wish]:
    lines = tuple(
        Line(int(number), tuple(Cell(str(text), bool(is_number), str(fault)) for text, is_number, fault in cells))
        for number, cells in said["lines"]
    )
    wish = said["wish"]
    columns = {str(name): int(place) for name, place in wish["columns"].items()}
    return (
        Table(str(said["name"]), tuple(said["headings"]), lines, tuple(said["notes"])),
        Wish(str(wish["register"]), columns, {str(name): str(code) for name, code in wish["usual"].items()}),
    )


def _root(desk: Desk) -> str:
    return f"import-{desk.officer}"


def _key(desk: Desk, register: str) -> str:
    return f"{_root(desk)}/{register}"
