"""Sampling tables that hold fewer pieces than their question asks for, though the question has its conclusion."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.checklist.items import sample_summary, verdict_of
from app.domain.checklist.verdicts import CONFORMS, VIOLATES
from app.services.checking.sheet import Sheet

_CHECKED = (CONFORMS, VIOLATES)  # what does not apply or was not checked needs no pieces


@dataclass(frozen=True, slots=True)
class ShortSample:
    """A question by path and code, with the pieces looked at and wanted."""

    path: str
    code: str
    checked: int
    wanted: int


def short_samples(opened: Sheet) -> tuple[ShortSample, ...]:
    """Return the tables that are not full, in the order of the checklist; they forbid nothing."""
    case = opened.case
    found = []
    for path, row in opened.questions().items():
        summary = sample_summary(row, case.answers, case.rows)
        if summary is None or summary.complete or verdict_of(case.answers.get(path)).verdict not in _CHECKED:
            continue
        found.append(ShortSample(path, row.inspection.code, summary.checked, summary.wanted))
    return tuple(found)
