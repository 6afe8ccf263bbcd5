"""The terms that papers start: counted as declared, unstated days settled, extensions noted."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.domain.calendar_days import Calendar
from app.domain.clock import CHINA
from app.domain.days import Term, Unstated
from app.domain.documents import DocumentDefinition
from app.domain.entries import PaperClock, Procedure
from app.domain.procedure.case import Case
from app.domain.procedure.clocks import Clock, clocks_of
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import Inspection, Unit
from app.domain.terms import ExtensionRule

MADE = datetime(2026, 6, 8, 15, 0, tzinfo=CHINA)
CALENDAR = Calendar(2026, 2026, {date(2026, 6, 19): "端午节"}, {})
ONCE = ExtensionRule(1, Term(30, "d"), ("coercion-law-2011:25-p1",), "D20")


def definition(kind: str, *clocks: PaperClock) -> DocumentDefinition:
    place = Procedure("seizure", clocks=clocks)
    return DocumentDefinition(kind, "演练文书", "", "stamped", "form", (), (), (), procedure=place)


def counted(clock: PaperClock, unit: str = "d", *more: Document) -> Clock:
    papers = (Document("i/a", "D17", frozen_at=MADE), *more)
    unit_of = Unit("u", "演练单位", "organ", "130600")
    entries = {"i/a": {"until": "2026-07-08"}}
    case = Case(Inspection("i", "130600", "u", "f", "routine"), unit_of, {}, documents=papers, entries=entries)
    (found,) = clocks_of(case, {"D17": definition("D17", clock)}, CALENDAR, Unstated(unit, "演练"))
    return found


@pytest.mark.parametrize(("unit", "due", "kind"), [
    ("d", date(2026, 6, 18), "日历日"), ("wd", date(2026, 6, 23), "工作日"),
])  # fmt: skip
def test_that_a_paper_counts_a_term_without_a_kind_of_day_as_set(unit: str, due: date, kind: str) -> None:
    clock = counted(PaperClock("答复", "final", "party", "10u"), unit)
    assert clock.due.date() == due
    assert f"以{kind}计算（演练）" in clock.explanation[0]


@pytest.mark.parametrize(("more", "times"), [
    ((), 0),
    ((Document("i/b", "D20", subject="i/a"),), 0),
    ((Document("i/b", "D20", subject="i/z", frozen_at=MADE),), 0),
    ((Document("i/b", "D20", subject="i/a", frozen_at=MADE),), 1),
])  # fmt: skip
def test_that_only_a_final_extension_of_this_paper_counts(more: tuple[Document, ...], times: int) -> None:
    clock = counted(PaperClock("期限", "final", "authority", until="until", extend=ONCE), "d", *more)
    assert (clock.extended, clock.extend) == (times, ONCE)
