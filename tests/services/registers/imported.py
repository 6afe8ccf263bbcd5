"""A desk and its tables to be imported: real files of Excel and text, a real store."""

from __future__ import annotations

import openpyxl
import pytest

from app.services.registers.importing.columns import UNITS, guess_columns, knows_heading
from app.services.registers.importing.entering import enter
from app.services.registers.importing.matching import match_rows
from app.services.registers.importing.reading import read_table
from app.services.registers.importing.rows import Wish
from tests.services.office import CODE, office

HEADINGS = ["单位全称", "类型", "县区", "信用代码", "联系电话"]
VILLAGE = ["演练村委会", "村（社区）", "莲池区", "", "0312-0000001"]
BODY = ["保定市演练示范局", "机关", "竞秀区", CODE, "0312-0000000"]


@pytest.fixture
def desk(tmp_path):
    with office(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def sheet(tmp_path):
    """Write rows into a workbook and return its path."""

    def write(*rows, arrange=lambda sheet: None):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        arrange(book.active)
        path = tmp_path / "table.xlsx"
        book.save(path)
        return path

    return write


def quiet(done: int, total: int) -> None:
    """Hear of progress and say nothing."""


def read(path, register=UNITS):
    return read_table(path, lambda text: knows_heading(text, register))


def look(desk, path, register=UNITS, **usual):
    table = read(path, register)
    wish = Wish(register, guess_columns(table.headings, register), usual)
    return table, wish, match_rows(desk, table, wish)


def bring(desk, path, register=UNITS, **how):
    table, wish, found = look(desk, path, register)
    return enter(desk, table, wish, found, quiet, **how)
