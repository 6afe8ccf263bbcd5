"""One entry of 全程记录."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, or a term to come (``ahead``). ``step`` is the step of the rail that holds it."""

    at: datetime
    kind: str
    title: str
    detail: str = ""
    step: str = ""
    ahead: bool = False
