"""Cells and rows of a table as texts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """A cell as text. ``number``: it was kept as a number; ``fault``: why its text cannot be relied on."""

    text: str = ""
    number: bool = False
    fault: str = ""


EMPTY = Cell()


@dataclass(frozen=True)
class Line:
    """One row of the table under its number in the file."""

    number: int
    cells: tuple[Cell, ...]
