"""What the import page works with: the file read, its columns chosen, and what becomes of each row in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.services.desk import Desk
from app.services.registers.importing.columns import FIELDS, UNITS, guess_columns, knows_heading
from app.services.registers.importing.entering import insist_may_import
from app.services.registers.importing.keeping import drop, keep, kept
from app.services.registers.importing.matching import match_rows, missing_columns
from app.services.registers.importing.reading import Heard, Table, read_table
from app.services.registers.importing.rows import CHANGED, FAULTY, NEW, SAME, Match, Wish
from ui.models.register_table import Row
from ui.models.remembered import Remembered

tr = partial(QCoreApplication.translate, "Importing")
FIXED = "="  # what a column's choice begins with where one code holds for every row


@dataclass(frozen=True)
class Looked:
    """A table with the columns chosen for it and what becomes of its rows; ``missing`` are columns still needed."""

    table: Table
    wish: Wish
    rows: tuple[Match, ...] = ()
    missing: tuple[str, ...] = ()

    def count(self, state: str) -> int:
        """Return how many rows are in a state."""
        return Counter(one.state for one in self.rows)[state]


def open_table(desk: Desk, register: str, path: Path, heard: Heard) -> Looked:
    """Return the table of a file with its columns as remembered or guessed, looked over."""
    insist_may_import(desk, register)
    table = read_table(path, lambda text: knows_heading(text, register), heard)
    columns = guess_columns(table.headings, register)
    remembered = Remembered(f"import-{register}")
    for one in FIELDS[register]:
        for heading in remembered.words(one.name):
            if heading in table.headings:
                columns[one.name] = table.headings.index(heading)
                break
    return look_over(desk, table, Wish(register, columns), heard)


def look_over(desk: Desk, table: Table, wish: Wish, heard: Heard) -> Looked:
    """Return the table looked over with these columns; nothing is matched while a needed column is missing.

    It is kept until it is imported or given up.
    """
    keep(desk, table, wish)
    missing = missing_columns(wish)
    return Looked(table, wish, () if missing else match_rows(desk, table, wish, heard), missing)


def resumed(desk: Desk, register: str, heard: Heard) -> Looked | None:
    """Return the table that was looked over before and neither imported nor given up, looked over again."""
    found = kept(desk, register)
    return None if found is None else look_over(desk, *found, heard)


def unfinished_imports(desk: Desk) -> Mapping[str, tuple[str, int]]:
    """Return the name and the number of rows of each table that waits to be imported, by register."""
    found = {register: kept(desk, register) for register in FIELDS}
    return {register: (one[0].name, len(one[0].lines)) for register, one in found.items() if one is not None}


def give_up(desk: Desk, register: str) -> None:
    """Forget the table that waits to be imported."""
    drop(desk, register)


def remember_columns(looked: Looked) -> None:
    """Offer these columns at once where a table has the same headings."""
    remembered = Remembered(f"import-{looked.wish.register}")
    for name, place in looked.wish.columns.items():
        remembered.keep(name, looked.table.headings[place])


def fixed_choices(desk: Desk, register: str) -> Mapping[str, Mapping[str, str]]:
    """Return what may hold for every row, by field: code to words."""
    if register != UNITS:
        return {}
    known = desk.shelf.registers
    return {
        "kind": {one.code: one.label for one in known.unit_kinds},
        "district": {one.code: one.name for one in known.districts if one.enabled},
    }


def state_words(state: str) -> str:
    """Return a state of a row in words."""
    return {NEW: tr("新增"), CHANGED: tr("更新"), SAME: tr("不变"), FAULTY: tr("有错误")}[state]


def row_of(one: Match) -> Row:
    """Return the row of the preview that tells what becomes of a row of the table."""
    if one.problems:
        told = "；".join((*one.problems, *one.warnings))
    else:
        changes = [
            tr("{title}：{before} → {after}").format(title=title, before=before or tr("空"), after=after or tr("空"))
            for title, before, after in one.changes
        ]
        told = "；".join((*changes, *one.warnings)) or "—"
    warns = 3 if one.state == FAULTY else -1
    return Row(str(one.number), (str(one.number), one.name or "—", state_words(one.state), told), warns)
