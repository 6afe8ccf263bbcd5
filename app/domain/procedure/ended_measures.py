"""A measure of a sealed record that is carried on no further: not issued after all, annulled, or without an object.

The record tells rightly what was decided at the visit; that somebody with authority decided otherwise since stands
beside it, with the ground and the paper that says so. Basis: archives-law-2020:47 (authority and procedure).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import ClassVar

from app.domain.procedure.outcomes import Document, Measure

NOT_ISSUED, ANNULLED, GROUNDLESS = "not_issued", "annulled", "groundless"
END_SORTS: Mapping[str, str] = MappingProxyType(
    {
        NOT_ISSUED: "负责人决定不再印发",
        ANNULLED: "已被撤销（复议、诉讼或者本机关撤销）",
        GROUNDLESS: "无法或者不需继续执行（如单位终止）",
    }
)
ENDABLE = frozenset({"M2", "M3", "M4"})
"""The measures that a record is sealed with; the others are withdrawn."""


@dataclass(frozen=True, slots=True)
class MeasureEnd:
    """Why a measure goes no further. ``decided_by`` is the leader (an officer id), ``paper`` what says the decision."""

    ENTITY: ClassVar[str] = "measure_end"
    id: str
    measure: str
    sort: str
    reason: str
    decided_by: str
    decided_on: date
    paper: str
    officer: str
    at: datetime
    voided: bool = False


def counting(ends: Iterable[MeasureEnd], documents: Iterable[Document]) -> tuple[MeasureEnd, ...]:
    """Return the first end of each measure that counts, in order.

    That it is not issued after all counts for nothing once a paper of it is final: another laptop did not know.
    """
    final = {one.measure for one in documents if one.frozen_at is not None and one.measure}
    found: dict[str, MeasureEnd] = {}
    for one in sorted(ends, key=lambda one: (one.at, one.id)):
        if one.sort != NOT_ISSUED or one.measure not in final:
            found.setdefault(one.measure, one)
    return tuple(found.values())


def going_on(measures: Iterable[Measure], ends: Iterable[MeasureEnd]) -> tuple[Measure, ...]:
    """Return the measures that were not ended."""
    gone = {one.measure for one in ends}
    return tuple(one for one in measures if one.id not in gone)
