"""What must still be done: the duties that a measure brings, when they are due, and what keeps a case open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from types import MappingProxyType

from app.domain import registers
from app.domain.calendar_days import Calendar
from app.domain.clock import CHINA
from app.domain.days import Deadline, Side, Unstated, deadline_for
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document, Measure, Task
from app.domain.procedure.rechecks import (
    AGAIN,
    CLOSE,
    CORRECTED,
    DISCIPLINE,
    EXTEND,
    RECHECK,
    TRANSFER,
    follows,
    ordered_items,
    without_opinion,
)
from app.domain.procedure.settlements import CORRECTION, SUPPLEMENT
from app.domain.terms import ExtensionRule, declared
from app.errors import Blocker

ON_THE_SPOT, ORDER, EMERGENCY = "M1", "M2", "M3"
ORDERS = ("archives-law-2020:45",)
MEASURE_TASK, COUNTERSIGN_TASK = "measure", "countersign"
END_OF_DAY = time(23, 59, 59, tzinfo=CHINA)

# Terms that begin when another duty ends: the 24 hours of a transfer run from the decision to transfer.
STARTS_AFTER: Mapping[str, str] = MappingProxyType({"M8.2": "M8.1"})
# Measures whose terms cannot run before their own basis was found (coercion-law-2011:10, trap T4).
GATED_BY_LAW = frozenset({"M9"})


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing a measure obliges the bureau to do. ``term`` as ``deadline`` reads it ("24h"), "" = no fixed term.

    ``key`` is the measure's code with the ordinal of the term (``M8.2``), or 0 for the measure as a whole; ``extend``
    says whether the term may be made longer; ``by_paper``: nobody ends it by hand, its paper does.
    """

    key: str
    title: str
    term: str
    side: Side
    basis: tuple[str, ...]
    extend: ExtensionRule | None = None
    by_paper: bool = False


def duties_of(kind: registers.Measure) -> tuple[Duty, ...]:
    """Return what a measure brings beyond the papers this program makes; nothing for a complete measure."""
    if kind.complete:
        return ()
    title = f"{kind.label}：{kind.gate}" if kind.gate else kind.label
    whole = Duty(f"{kind.code}.0", title, "", "authority", kind.basis)
    if kind.code in GATED_BY_LAW or not kind.terms:
        return (whole,)
    return tuple(
        Duty(
            f"{kind.code}.{place}", f"{kind.label}：{one.label}", one.term, one.side, one.basis, one.extend,
            one.by_paper,
        )
        for place, one in enumerate(kind.terms, 1)
    )


def first_duties(kind: registers.Measure) -> tuple[Duty, ...]:
    """Return the duties that start with the measure itself."""
    return tuple(one for one in duties_of(kind) if one.key not in STARTS_AFTER)


def following_duty(kind: registers.Measure, ended: str) -> Duty | None:
    """Return the duty that starts when the one with this key ends, None where nothing follows."""
    return next((one for one in duties_of(kind) if STARTS_AFTER.get(one.key) == ended), None)


def counted_duty(duty: Duty, since: datetime, calendar: Calendar, unstated: Unstated) -> Deadline | None:
    """Return how the term of a duty is counted, None for no fixed term; told first how an unstated kind was settled."""
    term, told = declared(duty.term, unstated)
    if term is None:
        return None
    deadline = deadline_for(since, term, duty.side, calendar)
    return replace(deadline, explanation=(*told, *deadline.explanation))


def due_of(duty: Duty, since: datetime, calendar: Calendar, unstated: Unstated) -> datetime | None:
    """Return when a duty is due, None for no fixed term; a day ends with its last second, UTC+8."""
    deadline = counted_duty(duty, since, calendar, unstated)
    if deadline is None or deadline.last_moment is not None:
        return deadline.last_moment if deadline is not None else None
    assert deadline.last_day is not None
    return end_of(deadline.last_day)


def end_of(day: date) -> datetime:
    """Return the last second of a day, UTC+8."""
    return datetime.combine(day, END_OF_DAY)


def open_tasks(case: Case) -> tuple[Task, ...]:
    """Return what must still be done, the nearest term first and those without a term last."""
    waiting = [one for one in case.tasks if one.done_at is None]
    return tuple(sorted(waiting, key=lambda one: (one.due is None, one.due or one.opened_at, one.id)))


def overdue(task: Task, now: datetime) -> bool:
    """Return whether the term of an open task has run out."""
    return task.done_at is None and task.due is not None and task.due < now


def red(task: Task, now: datetime) -> bool:
    """Return whether a task is shown red: a measure or countersignature until it is done, others once overdue."""
    return task.done_at is None and (task.kind in (MEASURE_TASK, COUNTERSIGN_TASK) or overdue(task, now))


def emergencies(case: Case, order: Measure) -> tuple[Measure, ...]:
    """Return the oral emergency orders (M3) that an order's written notice makes good: those over the same findings."""
    about = set(order.findings)
    return tuple(one for one in case.measures if one.kind == EMERGENCY and about & set(one.findings))


def makes_good(case: Case, findings: Iterable[str]) -> bool:
    """Return whether findings were dealt with by an oral emergency order whose written notice is still to come (S147).

    It comes afterwards (随后补发): the seal of the record does not forbid it.
    """
    oral = {finding for one in case.measures if one.kind == EMERGENCY for finding in one.findings}
    written = {finding for one in case.measures if one.kind == ORDER for finding in one.findings}
    wanted = set(findings)
    return bool(wanted) and wanted <= oral - written


def closing_blockers(case: Case) -> list[Blocker]:
    """Return what keeps a case open: tasks, orders not served or not checked again, corrections not sealed."""
    blockers = [_still_open(one) for one in open_tasks(case)]
    waits = without_opinion(case)
    for one in case.measures:
        if one.kind == ORDER and not _served(case, one):
            blockers.append(Blocker("order-not-served", "责令限期改正的执法通知书尚未送达", ORDERS, "papers"))
        elif one.kind == ORDER and waits:
            continue  # it was checked again: its opinion is what is lacking
        elif one.kind == ORDER and not _checked_again(case, one):
            text = "责令改正的事项尚未复查（整改复查意见书）"
            blockers.append(Blocker("order-not-checked", text, ORDERS, "closing/recheck"))
        elif one.kind == ORDER:
            blockers += _after_opinion(case, one)
    text = "复查已经完成，尚未制作整改复查意见书"
    blockers += [Blocker("recheck-without-opinion", text, ORDERS, "closing/recheck") for _ in waits]
    blockers += [
        Blocker("correction-open", "补正或者补充材料还没有签名封存；不需要的，请作废草稿", (), f"papers/{one.id}")
        for one in open_corrections(case)
    ]
    return blockers + [
        Blocker("paper-not-served", "还有文书没有送达或者报送", ("civil-procedure-law-2023:87",), f"papers/{one.id}")
        for one in case.documents
        if one.lifecycle and one.is_served and not (case.was_served(one.id) or case.was_sent(one.id))
    ]


def open_corrections(case: Case) -> tuple[Document, ...]:
    """Return the corrections and supplements that are begun and not sealed; a closed case may have them too."""
    return tuple(one for one in case.documents if one.kind in (CORRECTION, SUPPLEMENT) and one.frozen_at is None)


def _still_open(task: Task) -> Blocker:
    if task.kind == RECHECK:
        return Blocker("recheck-open", f"复查尚未完成：{task.title}", task.basis, "closing/recheck")
    return Blocker("task-open", f"待办事项未完成：{task.title}", task.basis, task.id)


def _checked_again(case: Case, measure: Measure) -> bool:
    notices = {one.id for one in case.documents if one.measure == measure.id}
    return any(one.kind == "D35" and one.subject in notices and one.frozen_at is not None for one in case.documents)


def _after_opinion(case: Case, measure: Measure) -> list[Blocker]:
    """Return what the last opinion on an order said would follow and has not followed yet."""
    said = {follows(case, one.id) for one in case.documents if one.measure == measure.id}
    notices = [one.id for one in case.documents if one.measure == measure.id]
    if CLOSE in said and any(one.last not in ("", CORRECTED) for one in ordered_items(case, notices)):
        text = "复查意见予以结案，而逐项结果中还有没有改正的事项；请再次复查"
        return [Blocker("order-not-carried-out", text, ORDERS, "closing/recheck")]
    again = (told for key, told in _CHECK_AGAIN.items() if key in said)
    found = [Blocker(code, text, ORDERS, "closing/recheck") for code, text in again]
    final = {one.kind for one in case.documents if one.frozen_at is not None}
    return found + [
        Blocker(code, text, basis, f"papers/making/{kind}")
        for key, (kind, code, text, basis) in _PAPERS.items() if key in said and kind not in final
    ]  # fmt: skip


_CHECK_AGAIN: Mapping[str, tuple[str, str]] = MappingProxyType({
    EXTEND: ("order-extended", "整改期限已经延长，期满后尚未再次复查"),
    AGAIN: ("order-continued", "复查意见是继续责令改正，期满后尚未再次复查"),
})  # fmt: skip
_PAPERS: Mapping[str, tuple[str, str, str, tuple[str, ...]]] = MappingProxyType({
    DISCIPLINE: (
        "D32", "discipline-not-proposed", "复查意见是提出处分建议，尚未制作《处分（处理）建议函》",
        ("implementing-regulation-2024:46-p2",),
    ),
    TRANSFER: ("D36", "not-transferred", "复查意见是移送有关部门，尚未制作《案件移送函》", ("penalty-law-2021:27",)),
})  # fmt: skip


def _served(case: Case, measure: Measure) -> bool:
    return any(case.was_served(one.id) for one in case.documents if one.measure == measure.id)
