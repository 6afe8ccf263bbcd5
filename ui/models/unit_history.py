"""The past of a unit in words: what its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QCoreApplication

from app.domain.checklist.verdicts import SEVERITIES
from app.domain.clock import CHINA
from app.domain.namesakes import name_of
from app.domain.procedure.case import Case
from app.domain.procedure.rail import DONE, steps
from app.domain.procedure.rechecks import is_recheck, recheck_words
from app.domain.procedure.records import Unit
from app.errors import DocumentFailed
from app.services.checking.sheet import about, form_of, sheet_of
from app.services.desk import Desk
from app.services.listing.rows import next_due
from app.services.unit_past import Contact, Frequency, Repeated, UnitHistory, day_of_case, unit_history
from ui.models.moments import column_words, day_words

tr = partial(QCoreApplication.translate, "UnitHistory")


@dataclass(frozen=True)
class PastFinding:
    """A finding of one inspection, with the measures that deal with it in words."""

    code: str
    text: str
    severity: str
    measures: str


@dataclass(frozen=True)
class PastInspection:
    """One inspection of the unit. ``due`` is the nearest open term, None where nothing is open."""

    id: str
    day: str
    mode: str
    form: str
    state: str
    officers: str
    findings: tuple[PastFinding, ...]
    measures: str
    due: datetime | None
    overdue: bool


@dataclass(frozen=True)
class UnitPast:
    """Everything the page of a unit shows."""

    unit: Unit
    kind: str
    district: str
    inspections: tuple[PastInspection, ...]
    repeated: tuple[tuple[str, str], ...]
    contacts: tuple[tuple[str, str], ...]
    frequency: str
    frequency_warns: bool
    same_code: str


def unit_past(desk: Desk, unit_id: str) -> UnitPast:
    """Return the past of a unit as its page shows it."""
    past = unit_history(desk, unit_id)
    registers = desk.shelf.registers
    kind, district = registers.unit_kind(past.unit.kind), registers.district(past.unit.district)
    words, warns = frequency_words(past.frequency, enterprise=past.unit.enterprise)
    if past.unreadable:
        more = tr("另有 {count} 次检查的内容还没有全部到达本机，没有列出，请同步后再看。")
        words += more.format(count=past.unreadable)
    return UnitPast(
        unit=past.unit,
        kind=kind.label if kind else past.unit.kind,
        district=district.name if district else past.unit.district,
        inspections=tuple(_inspection(desk, one) for one in past.cases),
        repeated=tuple(_repeated(desk, past, one) for one in past.repeated),
        contacts=tuple(_contact(one) for one in past.contacts),
        frequency=words,
        frequency_warns=warns,
        same_code="、".join(one.name for one in past.same_code),
    )


def frequency_words(frequency: Frequency, *, enterprise: bool) -> tuple[str, bool]:
    """Return how often a unit was inspected this year in words, and whether the cap is reached."""
    counted = tr("{year}年已安排 {count} 次检查").format(year=frequency.year, count=frequency.counted)
    if not enterprise:
        return tr("{counted}。").format(counted=counted), False
    if frequency.cap is None:
        return tr("{counted}；尚未登记公布的年度上限（见“设置·本机关”）。").format(counted=counted), False
    if frequency.counted >= frequency.cap:
        return tr("{counted}，已达年度上限 {cap} 次。再检查须写明理由。").format(
            counted=counted, cap=frequency.cap
        ), True
    left = frequency.cap - frequency.counted
    return tr("{counted}，年度上限 {cap} 次，还可安排 {left} 次。").format(
        counted=counted, cap=frequency.cap, left=left
    ), False


def _inspection(desk: Desk, case: Case) -> PastInspection:
    plan = case.inspection
    mode = desk.shelf.registers.mode(plan.mode)
    ended = plan.closed_at is not None or bool(plan.called_off)
    due = None if ended else _next_due(desk, case)
    day = day_of_case(case)
    return PastInspection(
        id=plan.id,
        day="—" if day == date.min else column_words(day, desk.now().astimezone(CHINA).date()),
        mode=recheck_words(plan) if is_recheck(plan) else mode.label if mode else plan.mode,
        form=_title(desk, case),
        state=_state(desk, case),
        officers="、".join(name_of(case, one) for one in plan.officers if one in case.officers),
        findings=tuple(
            PastFinding(one.code, one.text, SEVERITIES.get(one.severity, one.severity), _measures(desk, case, one.id))
            for one in case.findings
        ),
        measures=_measures(desk, case, ""),
        due=due,
        overdue=due is not None and due < desk.now(),
    )


def _next_due(desk: Desk, case: Case) -> datetime | None:
    try:
        return next_due(desk, case)[0]
    except DocumentFailed:  # the form of a paper has not come yet
        return None


def _state(desk: Desk, case: Case) -> str:
    if case.inspection.called_off:
        return tr("已取消")
    if case.inspection.closed_at is not None:
        return tr("已办结")
    try:
        states = steps(case, about(desk, sheet_of(desk, case)))
    except DocumentFailed:
        return tr("检查表还没有同步到本机")
    at = next((one for one in states if one.state != DONE), states[-1])
    return tr("{step} · {words}").format(step=at.title, words=at.words)


def _measures(desk: Desk, case: Case, finding: str) -> str:
    """Return the measures that deal with a finding ("" = all of the inspection), with their limits."""
    told = []
    for one in case.measures:
        if finding and finding not in one.findings:
            continue
        kind = desk.shelf.registers.measure(one.kind)
        words = kind.label if kind else one.kind
        until = tr("（期限 {day}）").format(day=day_words(one.due)) if one.due else ""
        told.append(words + until)
    return "；".join(dict.fromkeys(told))


def _repeated(desk: Desk, past: UnitHistory, one: Repeated) -> tuple[str, str]:
    """Return the question found violated again and again, and on which days."""
    case = next(known for known in past.cases if known.inspection.form == one.form)
    texts = [found.text for known in past.cases for found in known.findings if found.question == one.question]
    words = _label(desk, case, one) or texts[0]
    days = "、".join(day_words(day) for day in one.days)
    return f"{one.code}  {words}", tr("{count} 次：{days}").format(count=len(one.days), days=days)


def _label(desk: Desk, case: Case, one: Repeated) -> str:
    try:
        row = form_of(desk, case).checklist.question_of_code(one.code)
    except DocumentFailed:
        return ""
    return row.label if row is not None else ""


def _title(desk: Desk, case: Case) -> str:
    try:
        return form_of(desk, case).checklist.title
    except DocumentFailed:  # the attachment has not come yet: the rest of the past is shown all the same
        return tr("检查表还没有同步到本机")


def _contact(one: Contact) -> tuple[str, str]:
    about = " ".join(part for part in (one.person.post, one.person.phone) if part)
    met = tr("{day} 见过").format(day=day_words(one.last_met))
    return one.person.name, "\n".join(part for part in (about, met) if part)
