"""A block of cells copied in Excel or WPS, put into a sampling table: rows are added, every value is checked."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO

from app.services.checking.answering import ANSWER, add_row, answer
from app.services.desk import Desk
from ui.models.sampling import Cell, Column, Filled, Grid, Showing, Step, filled, grid, tr

MOST_ROWS = 200


def block_of(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the cells of a copied block, row by row; empty lines at its end are left out."""
    rows = [tuple(cell.strip() for cell in row) for row in csv.reader(StringIO(text), delimiter="\t")]
    while rows and not any(rows[-1]):
        rows.pop()
    return tuple(rows)


def pasted(desk: Desk, showing: Showing, text: str, row: int, column: int) -> Filled:
    """Return the table with a block put in from a cell on, to the right and downwards; it is one step to take back.

    What is wrong with a value is told with its row and column; that value is not recorded, the others are.
    """
    block = block_of(text)[:MOST_ROWS]
    table, parts, problems = grid(desk, showing.inspection, showing.question), [], []
    for _ in range(row + len(block) - len(table.ids)):
        row_id = add_row(desk, showing.inspection, showing.repeat)
        operations = desk.store.operations(showing.inspection)
        parts.append(Step(next(one.txn for one in reversed(operations) if one.value == row_id)))
    table = grid(desk, showing.inspection, showing.question)
    for down, values in enumerate(block):
        cells = table.cells[row + down][column:]
        for one, cell, words in zip(table.columns[column:], cells, values, strict=False):
            told, step = _put(desk, showing, one, cell, words)
            parts += [step] if step is not None else []
            where = tr("第 {row} 行“{column}”：{told}")
            problems += [where.format(row=row + down + 1, column=one.title, told=said) for said in told]
    after = filled(desk, showing, Step("", parts=tuple(parts)) if parts else None)
    return replace(after, problems=(*problems, *_left_out(text, block, table, column)))


def _put(desk: Desk, showing: Showing, column: Column, cell: Cell, words: str) -> tuple[Sequence[str], Step | None]:
    if not words or words == cell.shown:
        return (), None
    names = {label: name for name, label in column.choices} | {name: name for name, _ in column.choices}
    if column.choices and words not in names:
        listed = "、".join(label for _, label in column.choices)
        return (tr("“{words}”不在选项中，可填：{listed}。").format(words=words, listed=listed),), None
    stood = desk.store.read(ANSWER, f"{showing.inspection}/{cell.path}")
    given = answer(desk, showing.inspection, cell.path, names.get(words, words))
    before = None if stood is None else stood.value("value")
    return given.problems, Step(given.txn, cell.path, before) if given.txn else None


def _left_out(text: str, block: Sequence[Sequence[str]], table: Grid, column: int) -> list[str]:
    told = []
    if len(block_of(text)) > len(block):
        told.append(tr("一次最多粘贴 {n} 行，其余没有粘贴。").format(n=MOST_ROWS))
    if any(len(row) > len(table.columns) - column for row in block):
        told.append(tr("粘贴的列比表格多，多出的列没有粘贴。"))
    return told
