"""The checklist that an inspection was planned with, and what today's adds to it without changing a word on paper."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from app.catalogue.checklist import load_checklist
from app.catalogue.toml_reader import Problem
from app.domain.checklist.form import Form, compile_form
from app.domain.checklist.model import Checklist, SurveyRow
from app.errors import DocumentFailed
from app.services.shelf import usable


@lru_cache(maxsize=8)
def pinned_form(content: bytes, today: bytes = b"") -> Form:
    """Return the form of a pinned checklist's bytes; ``today`` are those of the one in force, empty for none.

    A checklist pinned before each fact had its own demand takes the demands of today's question of the same name and
    the very same wording: an order of such an inspection is held to what was found, too.

    Raises:
        DocumentFailed: the pinned checklist cannot be used.
    """
    checklist, problems = _read(content)
    newer, wrong = _read(today) if today else (None, [])
    if checklist is not None and newer is not None and not wrong:
        checklist = _with_demands(checklist, newer)
    form, faults = compile_form(checklist) if checklist is not None else (None, [])
    if form is None or faults:
        raise DocumentFailed("form-faulty", "这次检查所用的检查表不能读取。", "请同步后重试。")
    return usable(form, problems)


def _read(content: bytes) -> tuple[Checklist | None, list[Problem]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "checklist.toml"
        path.write_bytes(content)
        return load_checklist(path)


def _with_demands(checklist: Checklist, newer: Checklist) -> Checklist:
    known = {one.name: one for one in newer.questions()}
    return replace(checklist, rows=tuple(_row(one, known.get(one.name)) for one in checklist.rows))


def _row(row: SurveyRow, newer: SurveyRow | None) -> SurveyRow:
    own = row.inspection
    if newer is None or own.demands or not own.finding or own.finding != newer.inspection.finding:
        return row
    return replace(row, inspection=replace(own, demands=newer.inspection.demands))
