"""Who carries an inspection on after its record was sealed: an officer leaves it or joins it, with the reason.

The record names who inspected, and that stays. Papers, service and what follows are carried out by two officers of the
bureau (penalty-law-2021:42), who need not be the same: people retire, move on and fall ill while a term runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Relief:
    """One officer who joins an inspection after the seal or leaves it; ``lent_by`` lends one of another bureau."""

    ENTITY: ClassVar[str] = "relief"
    id: str
    officer: str
    joins: bool
    reason: str
    by: str
    at: datetime
    lent_by: str = ""
    voided: bool = False


def in_order(reliefs: Iterable[Relief]) -> tuple[Relief, ...]:
    """Return the changes as they were made, the last one last."""
    return tuple(sorted(reliefs, key=lambda one: (one.at, one.id)))


def handlers_of(team: Iterable[str], reliefs: Iterable[Relief]) -> tuple[str, ...]:
    """Return who carries it on now: the team of the record but who left, and who joined."""
    held = dict.fromkeys(team, True) | {one.officer: one.joins for one in in_order(reliefs)}
    return tuple(one for one, here in held.items() if here)
