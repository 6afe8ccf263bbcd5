"""One entry of 全程记录."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, or a term to come (``ahead``). ``step`` is the step of the rail that holds it.

    ``day_only``: it was told on which day it happened, not at which hour.
    """

    at: datetime
    kind: str
    title: str
    detail: str = ""
    step: str = ""
    ahead: bool = False
    day_only: bool = False
