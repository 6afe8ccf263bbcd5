"""Every clock of a case: what started it, when it runs out and why, what ended it, what comes next.

Clocks are computed, never stored: from the orders and their service, the duties of measures, and the terms that papers
start by their definitions. So a corrected date of service moves them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from app.domain.calendar_days import Calendar, day_text
from app.domain.days import Unstated, deadline_for
from app.domain.documents import DocumentDefinition
from app.domain.entries import APPROVED, FINAL, SENT, SERVED, PaperClock, holds, moment_of
from app.domain.procedure.case import Case
from app.domain.procedure.guards_service import in_transit
from app.domain.procedure.more_time import grants, later_of, term_given
from app.domain.procedure.outcomes import Document, Measure, Task
from app.domain.procedure.rechecks import running_terms
from app.domain.procedure.rectification import reports_on
from app.domain.procedure.tasks import ORDER, end_of
from app.domain.terms import ExtensionRule, declared

REINSPECTION, STOP = "D35", "D12"
NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})
RUNNING, OVERDUE, ENDED = "running", "overdue", "ended"
TASK, PAPER, ORDERED = "task", "paper", "order"
UNIT_REPORTS = "单位报告整改情况"


@dataclass(frozen=True)
class Clock:
    """One term. ``source`` is task, paper or order, ``subject`` the id of the task or document it belongs to.

    ``due`` is its last moment; ``explanation`` tells in words how it was counted; ``rights``: it is the party's, nobody
    in the bureau must act on it; ``ended_at`` when it was met, None while it runs; ``next_kinds`` what papers end it;
    ``extend`` whether it may be made longer, ``extended`` how often that was done.
    """

    inspection: str
    title: str
    source: str
    subject: str
    due: datetime
    started: datetime | date | None = None
    explanation: tuple[str, ...] = ()
    provisional: bool = False
    rights: bool = False
    ended_at: datetime | None = None
    next_kinds: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    extend: ExtensionRule | None = None
    extended: int = 0

    def state(self, now: datetime) -> str:
        """Return running, overdue or ended; a right of the party that has run out has ended."""
        if self.ended_at is not None or (self.rights and self.due < now):
            return ENDED
        return OVERDUE if self.due < now else RUNNING


def clocks_of(
    case: Case,
    definitions: Mapping[str, DocumentDefinition],
    calendar: Calendar,
    unstated: Unstated,
    counted: Mapping[str, tuple[str, ...]] = NOTHING,
) -> tuple[Clock, ...]:
    """Return all clocks of a case, the nearest first.

    ``definitions`` are those of the papers it has, by kind; ``unstated`` settles terms without a kind of day;
    ``counted`` tells of tasks, by id, how they were counted.
    """
    found = [_task_clock(case, one, counted.get(one.id, ())) for one in case.tasks if one.due is not None]
    for measure in case.measures:
        if measure.kind == ORDER and measure.due is not None:
            found += _order_clocks(case, measure)
    for stop in (one for one in case.documents if one.kind == STOP):
        last = moment_of(case.entries.get(stop.id, {}).get("report_by"))
        if last is not None:
            found += _report_clock(case, stop, _day(last), moment_served(case, stop.id))
    for document in case.documents:
        definition = definitions.get(document.kind)
        if definition is not None and definition.procedure is not None:
            found += _paper_clocks(case, document, definition.procedure.clocks, calendar, unstated)
            found = _of_duties(case, document, definition.procedure.clocks, found)
    closed = case.inspection.closed_at
    stopped = [replace(one, ended_at=closed) if closed and one.ended_at is None else one for one in found]
    return tuple(sorted(stopped, key=lambda one: (one.due, one.subject, one.title)))


def moment_served(case: Case, document: str) -> datetime | None:
    """Return when a document counts as served, proved by its receipt; None while it is not."""
    if not case.was_served(document):
        return None
    return max((one.effective_at or one.at for one in case.services if one.document == document), default=None)


def _task_clock(case: Case, task: Task, counted: tuple[str, ...]) -> Clock:
    assert task.due is not None
    told = counted or (f"自{_words(task.opened_at)}起，至{_words(task.due)}止。",)
    return Clock(
        case.inspection.id, task.title, TASK, task.id, task.due, task.opened_at,
        told, ended_at=task.done_at, basis=task.basis,
    )  # fmt: skip


def _order_clocks(case: Case, measure: Measure) -> list[Clock]:
    assert measure.due is not None
    notice = next((one for one in case.documents if one.measure == measure.id and one.kind == "D11"), None)
    served = moment_served(case, notice.id) if notice is not None else None
    checked = _first_final(case, (REINSPECTION,), notice) if notice is not None else None
    told: tuple[str, ...] = (f"执法通知书确定的期限：{day_text(measure.due)}前（含当日）。",)
    if served is None:
        posted = [in_transit(one) for one in case.services if notice is not None and one.document == notice.id]
        told = (*told, "通知书尚未送达，期限对当事人还没有效力。", *(f"通知书{one}" for one in posted if one))
    last, given = (measure.due, ()) if notice is None else _with_more_time(case, notice.id, measure.due, checked)
    told = (*told, *given)
    clock = Clock(
        case.inspection.id, "责令改正期限届满，复查", ORDERED, notice.id if notice else measure.id, end_of(last),
        served, told, ended_at=checked, next_kinds=(REINSPECTION,), basis=("archives-law-2020:45",),
    )  # fmt: skip
    return [clock, *(_report_clock(case, notice, measure.report_by or measure.due, served) if notice else ())]


def _with_more_time(
    case: Case, order: str, day: date, ended: datetime | None, since: datetime | None = None
) -> tuple[date, tuple[str, ...]]:
    """Return the last day of a term as answers to the unit's applications left it, with the sentence that tells it.

    Where something ordered keeps its old term, so does the clock: the nearest counts, until the term was ``ended``.
    """
    told = grants(case, order, since)
    given = [one for one in told if ended is None or one.frozen_at is None or one.frozen_at < ended]
    if not given:
        return day, ()
    granted = date.fromisoformat(term_given(case, given[-1]))
    last = later_of(day, running_terms(case, [order]) if ended is None else [granted])
    return last, () if last == day else (f"已答复单位的延期申请，期限延长至{day_text(last)}（含当日）。",)


def _report_clock(case: Case, notice: Document, last: date | None, served: datetime | None) -> list[Clock]:
    """Return until when the unit has to report on what was ordered; met by its report, or by a re-inspection."""
    if last is None or served is None:
        return []
    checked = _first_final(case, (REINSPECTION,), notice)
    came = [one.received_at for one in reports_on(case.unit_reports, notice.id)]
    told = f"通知书确定的报告期限：{day_text(last)}前（含当日）。"
    ended = min([*came, *([checked] if checked is not None else [])], default=None)
    last, given = _with_more_time(case, notice.id, last, ended)
    return [Clock(
        case.inspection.id, UNIT_REPORTS, ORDERED, notice.id, end_of(last), served, (told, *given), ended_at=ended,
        next_kinds=(REINSPECTION,), basis=("archives-law-2020:45",),
    )]  # fmt: skip


def _paper_clocks(
    case: Case, document: Document, clocks: Iterable[PaperClock], calendar: Calendar, unstated: Unstated
) -> list[Clock]:
    values = case.entries.get(document.id, {})
    found = []
    for one in clocks:
        started = _started(case, document, one.starts, draft=one.to_approve)
        if started is None or not holds(one.when, values):
            continue
        clock = _counted(case, document, one, started, calendar, unstated)
        if clock is not None:
            found.append(clock)
    return found


def _of_duties(
    case: Case, document: Document, clocks: Iterable[PaperClock], found: list[Clock]
) -> list[Clock]:
    """Return the clocks with one for each duty whose term a paper tells: counted from the paper, ended with the duty.

    A case is filed when its form is approved, whatever day the measure was noted down. Basis: penalty-law-2021:60.
    """
    for one in (clock for clock in clocks if clock.duty):
        told = next((each for each in found if (each.subject, each.title) == (document.id, one.title)), None)
        tasks = {task.id for task in case.tasks if task.duty == one.duty and task.subject == document.measure}
        noted = next((each for each in found if each.source == TASK and each.subject in tasks), None)
        if told is None or noted is None:
            continue
        why = (f"自{_words(told.started)}文书批准时起算；" if isinstance(told.started, datetime) else "",)
        ended = noted.ended_at or told.ended_at
        joined = replace(
            noted, due=told.due, started=told.started, explanation=(*filter(None, why), *told.explanation),
            provisional=told.provisional, ended_at=ended, next_kinds=told.next_kinds,
        )  # fmt: skip
        found = [joined if each is noted else each for each in found if each is not told]
    return found


def _counted(
    case: Case, document: Document, one: PaperClock, started: datetime | date, calendar: Calendar, unstated: Unstated
) -> Clock | None:
    extended = len(extensions(case, document, one.extend.by)) if one.extend is not None else 0
    own = Clock(
        case.inspection.id, one.title, PAPER, document.id, end_of(date.max), started, rights=one.rights,
        ended_at=_paper_end(case, one, document), next_kinds=one.ends, basis=one.basis,
        extend=one.extend, extended=extended,
    )  # fmt: skip
    if one.until:
        last = moment_of(case.entries.get(document.id, {}).get(one.until))
        if last is None:
            return None
        day = _day(last)
        told: tuple[str, ...] = (f"文书写明的期限：至{day_text(day)}（含当日）。",)
        if REINSPECTION in one.ends:
            day, given = _with_more_time(case, document.subject, day, own.ended_at, document.frozen_at)
            told = (*told, *given)
        return replace(own, due=end_of(day), explanation=told)
    term, settled = declared(one.term, unstated)
    assert term is not None
    deadline = deadline_for(started, term, one.side, calendar)
    due = deadline.last_moment or end_of(deadline.last_day or date.max)
    return replace(own, due=due, explanation=(*settled, *deadline.explanation), provisional=deadline.provisional)


def _paper_end(case: Case, one: PaperClock, document: Document) -> datetime | None:
    """Return when the term of a paper was met: approved, or by the first of the papers that end it."""
    if one.to_approve:
        given = [each.at for each in case.approvals if each.document == document.id and each.decision == "approve"]
        return min(given, default=None)
    return _first_final(case, one.ends, document) if one.ends else None


def extensions(case: Case, followed: Document, kind: str) -> tuple[Document, ...]:
    """Return the final papers of a kind that made the term of another longer."""
    return tuple(
        one for one in case.documents
        if kind and one.kind == kind and one.subject == followed.id and one.frozen_at is not None
    )  # fmt: skip


def _started(case: Case, document: Document, starts: str, *, draft: bool = False) -> datetime | date | None:
    if starts == APPROVED:
        given = case.approved(document.id)
        return given.at if given is not None else None
    if document.frozen_at is None and not draft:
        return None
    if starts == FINAL:
        return document.frozen_at
    if starts == SERVED:
        return moment_served(case, document.id)
    if starts == SENT:
        return max((one.at for one in case.sendings if one.document == document.id), default=None)
    return moment_of(case.entries.get(document.id, {}).get(starts))


def _first_final(case: Case, kinds: Iterable[str], followed: Document) -> datetime | None:
    """Return when the first paper of the kinds that follows this one became final."""
    ends = [
        one.frozen_at for one in case.documents
        if one.kind in kinds and one.frozen_at is not None and one.id != followed.id
        and (one.subject == followed.id or one.subject == followed.subject != "")
        and (followed.frozen_at is None or one.frozen_at >= followed.frozen_at)
    ]  # fmt: skip
    return min(ends, default=None)


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _words(moment: datetime) -> str:
    return f"{day_text(moment)}{moment:%H:%M}"
