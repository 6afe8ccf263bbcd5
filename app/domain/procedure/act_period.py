"""When the act behind a finding was done: the day that decides which law applies, old or new (从旧兼从轻).

Basis: penalty-law-2021:36 (a continuing act counts from its end) and 37 (the law of the day of the act).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class ActPeriod:
    """From when until when an act was done, under the id of its finding; ``continuing``: it still goes on.

    It stands outside the record's seal: when something was done often comes to light only afterwards.
    """

    ENTITY: ClassVar[str] = "act_period"
    id: str
    began: date | None = None
    ended: date | None = None
    continuing: bool = False
    voided: bool = False

    @property
    def known(self) -> bool:
        """Return whether it was told when the act ended, or that it goes on."""
        return self.continuing or self.ended is not None

    def last_day(self, today: date) -> date:
        """Return the day whose law decides: the last one of the act, today where it goes on or nothing is known."""
        return self.ended if self.ended is not None and not self.continuing else today


def period_problems(period: ActPeriod, today: date) -> list[Problem]:
    """Return what is wrong with a period (Chinese), by field."""
    found = []
    if period.began is not None and period.began > today:
        found.append(Problem("began", "行为开始的日期不能晚于今天。"))
    if period.ended is not None and period.ended > today:
        found.append(Problem("ended", "行为终了的日期不能晚于今天；还没有终了的，请选“仍在持续”。"))
    if period.continuing and period.ended is not None:
        found.append(Problem("ended", "仍在持续的行为没有终了的日期。"))
    if period.began is not None and period.ended is not None and period.ended < period.began:
        found.append(Problem("ended", "行为终了的日期不能早于开始的日期。"))
    return found
