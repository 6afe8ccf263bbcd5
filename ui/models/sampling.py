"""A sampling table as a grid: columns by type, cells with what is wrong, and the counter of its question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.domain.checklist.answers import as_shown
from app.domain.checklist.items import sample_summary
from app.domain.checklist.model import UNASKED_TYPES
from app.services.checking.answering import ANSWER, add_row, answer, remove_row, undo
from app.services.checking.sheet import Sheet, sheet
from app.services.desk import Desk
from ui.models.inspection_state import InspectionState, inspection_state

SELECT = "select_one"


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("sampling", text)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``choices`` are (name, label) pairs of a select, empty for what is typed."""

    name: str
    title: str
    hint: str
    required: bool
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the path it is kept under, the value as entered, what is shown, and what is wrong with it."""

    path: str
    value: Any
    shown: str
    problem: str = ""
    relevant: bool = True


@dataclass(frozen=True)
class Grid:
    """A sampling table. ``counter`` is (looked at, wanted)."""

    repeat: str
    title: str
    columns: tuple[Column, ...]
    ids: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    counter: tuple[int, int]
    failed: int
    relevant: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to a table that can be taken back: its transaction, and for a cell its path and value before.

    A block that was pasted is one step with many ``parts``.
    """

    txn: str
    path: str = ""
    before: Any = None
    parts: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Showing:
    """The table that is shown: of which question in which inspection."""

    inspection: str
    previous: Mapping[str, Any]
    question: str
    repeat: str


@dataclass(frozen=True)
class Filled:
    """A grid after an act: what was done (None: nothing was recorded), what is wrong at ``path``, the inspection."""

    grid: Grid
    state: InspectionState
    step: Step | None = None
    problems: tuple[str, ...] = ()
    path: str = ""


def grid(desk: Desk, inspection: str, question: str) -> Grid:
    """Return the sampling table of a question."""
    return _grid(sheet(desk, inspection), question)


def filled(desk: Desk, showing: Showing, step: Step | None = None) -> Filled:
    """Return the grid and the inspection as they stand, after a step where one was done."""
    state = inspection_state(desk, showing.inspection, showing.previous)
    return Filled(grid(desk, showing.inspection, showing.question), state, step)


def entered(desk: Desk, showing: Showing, path: str, value: Any) -> Filled:
    """Return the table after a cell was left; a wrong value is told and not recorded."""
    stood = desk.store.read(ANSWER, f"{showing.inspection}/{path}")
    before = None if stood is None else stood.value("value")
    given = answer(desk, showing.inspection, path, value)
    after = filled(desk, showing, Step(given.txn, path, before) if given.txn else None)
    return replace(after, problems=given.problems, path=path)


def added(desk: Desk, showing: Showing) -> Filled:
    """Return the table with a new row at its end."""
    row_id = add_row(desk, showing.inspection, showing.repeat)
    operations = desk.store.operations(showing.inspection)
    txn = next(one.txn for one in reversed(operations) if one.value == row_id)
    return filled(desk, showing, Step(txn))


def removed(desk: Desk, showing: Showing, row_id: str) -> Filled:
    """Return the table without a row."""
    return filled(desk, showing, Step(remove_row(desk, showing.inspection, showing.repeat, row_id)))


def taken_back(desk: Desk, showing: Showing, step: Step, *, again: bool) -> Filled:
    """Return the table without a step; ``again``: its cell was put back before, so the value is entered as it was."""
    for part in reversed(step.parts):
        taken_back(desk, showing, part, again=bool(part.path))
    if step.parts:
        return filled(desk, showing)
    if again:
        answer(desk, showing.inspection, step.path, step.before)
    else:
        undo(desk, showing.inspection, step.txn)
    return filled(desk, showing)


def _grid(opened: Sheet, question: str) -> Grid:
    row = opened.question(question)
    repeat = row.inspection.sample
    arrangement, play = opened.form.arrangement, opened.play
    node = arrangement.nodes[arrangement.by_name[repeat]]
    columns = [one for one in arrangement.children(node.index) if one.row.type not in UNASKED_TYPES]
    ids = play.rows.ids(node.index, ())
    cells = tuple(_row(opened, [one.index for one in columns], (row_id,)) for row_id in ids)
    summary = sample_summary(row, opened.case.answers, opened.case.rows)
    assert summary is not None
    return Grid(
        repeat, node.row.label, tuple(_column(opened, one.index) for one in columns), ids, cells,
        (summary.checked, summary.wanted), summary.failed, play.is_relevant(node.index),
    )  # fmt: skip


def _row(opened: Sheet, columns: list[int], rows: tuple[str, ...]) -> tuple[Cell, ...]:
    """Return the cells of a row; what it still needs is marked once anything was filled in."""
    cells = tuple(_cell(opened, index, rows) for index in columns)
    if all(one.value is None for one in cells):
        return cells
    needed = [opened.play.is_required(index, rows) for index in columns]
    return tuple(
        replace(one, problem=tr("请填写")) if need and one.value is None else one
        for one, need in zip(cells, needed, strict=True)
    )


def _column(opened: Sheet, index: int) -> Column:
    row = opened.form.nodes[index].row
    known = opened.checklist.choices if row.type.startswith(SELECT) else ()
    choices = [one for one in known if one.list_name == row.list_name]
    return Column(row.name, row.label, row.hint, bool(row.required), tuple((one.name, one.label) for one in choices))


def _cell(opened: Sheet, index: int, rows: tuple[str, ...]) -> Cell:
    play, row = opened.play, opened.form.nodes[index].row
    value = as_shown(play.value(index, rows))
    labels = {one.name: one.label for one in opened.checklist.choices if one.list_name == row.list_name}
    problems = play.problems(index, rows)
    shown = "" if value is None else labels.get(str(value), str(value))
    return Cell(opened.stored((index, rows)), value, shown, "；".join(problems), play.is_relevant(index, rows))
