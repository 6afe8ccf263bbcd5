"""What a guard must know beyond the case, and the shape of every guard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.domain.clock import CHINA
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Service
from app.domain.registers import InspectionMode
from app.errors import Blocker

EXPIRES_SOON = timedelta(days=60)


def _unknown(day: date) -> bool | None:
    return None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The moment of an act and what other parts of the program found out for it.

    ``districts`` are the division codes the inspecting bureau has authority over (a city bureau: all of the city, a
    county bureau: its own), ``level`` is city or county, ``modes`` the register of modes. ``inspections_this_year``
    and ``yearly_cap`` count the enterprise's inspections (the cap is the published one, None where none is known).
    ``open_questions`` are the codes of questions neither answered nor marked 未检查 with a reason, ``unfound`` those of
    questions answered 不符合 of which no finding was made yet, ``undecided`` the ids of findings that
    state facts as alternatives, ``beyond`` those about which more is ordered than they
    state. ``record_parts`` are the three parts of the record: content, findings,
    handling. ``order_problems`` is what
    ``app.domain.law.order_basis_problems`` found; ``remedy`` the clause to be printed. ``is_working_day`` answers None
    beyond the last calendar year. ``document`` (a document id) and ``service`` are what the act is about;
    ``lifecycle`` is that of the paper's definition.
    """

    now: datetime
    districts: frozenset[str] = frozenset()
    level: str = ""
    modes: tuple[InspectionMode, ...] = ()
    device: str = ""
    inspections_this_year: int = 0
    yearly_cap: int | None = None
    open_questions: tuple[str, ...] = ()
    unfound: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    record_parts: Mapping[str, str] = field(default_factory=dict)
    document: str = ""
    lifecycle: str = ""
    order_problems: tuple[Blocker, ...] = ()
    remedy: str = ""
    is_working_day: Callable[[date], bool | None] = _unknown
    service: Service | None = None

    @property
    def today(self) -> date:
        """Return the day of the act in China."""
        return self.now.astimezone(CHINA).date()


Guard = Callable[[Case, Circumstances], list[Blocker]]
"""Returns what forbids (or, in the table of warnings, what asks for a reason); an empty list lets the act pass."""


def day_of(moment: datetime) -> date:
    """Return the calendar day of a moment in China."""
    return moment.astimezone(CHINA).date()


def chinese_day(day: date) -> str:
    """Return 2026年3月10日."""
    return f"{day.year}年{day.month}月{day.day}日"


def near_day(day: date, today: date) -> str:
    """Return 3月10日（周二）, a day of another year than today's as 2025年3月10日."""
    if day.year != today.year:
        return chinese_day(day)
    return f"{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"


def chinese_moment(moment: datetime) -> str:
    """Return 2026年3月10日 09:05."""
    local = moment.astimezone(CHINA)
    return f"{chinese_day(local.date())} {local:%H:%M}"


def all_of(*guards: Guard) -> Guard:
    """Return one guard that asks all of these and names what each of them found, once."""

    def together(case: Case, about: Circumstances) -> list[Blocker]:
        found: dict[tuple[str, str], Blocker] = {}
        for guard in guards:
            for blocker in guard(case, about):
                found.setdefault((blocker.code, blocker.text), blocker)
        return list(found.values())

    return together
