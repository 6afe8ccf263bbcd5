"""An act of the officer on an inspection, and the inspection as it stands after it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.domain.clock import CHINA
from app.domain.problems import Problem
from app.services.desk import Desk
from ui.models.inspection_state import InspectionState, inspection_state

Entry = Callable[[Desk], tuple[Any, Sequence[Problem]]]

_TIME = re.compile(r"(\d{1,2})[:：.]?(\d{2})")


@dataclass(frozen=True)
class Acted:
    """What an act made (None where ``problems`` say what is wrong with the entry), and the inspection after it."""

    value: Any
    problems: tuple[Problem, ...]
    state: InspectionState


def acted(desk: Desk, inspection: str, previous: Mapping[str, Any], work: Entry) -> Acted:
    """Return what became of the act.

    Raises:
        Refused: a guard forbids it.
    """
    value, problems = work(desk)
    return Acted(value, tuple(problems), inspection_state(desk, inspection, previous))


def moment_of(text: str, day: date) -> datetime | None:
    """Return the moment of a day written as 09:15 or 0915, None where it is no time of day."""
    found = _TIME.fullmatch(text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return datetime(day.year, day.month, day.day, int(found[1]), int(found[2]), tzinfo=CHINA)
