"""The row of one inspection: where it stands, until when, and the words by which it is found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.domain.clock import CHINA, iso
from app.domain.fold import EntityState
from app.domain.namesakes import told_apart
from app.domain.procedure.case import Case, case_from
from app.domain.procedure.countersigns import Unsigned, unsigned_approvals
from app.domain.procedure.decisions import approved_with_authority, returned, words_since
from app.domain.procedure.handover import pending_handover
from app.domain.procedure.mapping import records_from
from app.domain.procedure.outcomes import Content, Document
from app.domain.procedure.rail import CORRECTION_LEFT, DONE, StepState, steps
from app.domain.procedure.rechecks import CORRECTED, is_recheck, ordered_items, parent_of, recheck_words
from app.domain.procedure.rechecks import ORDER as NOTICE
from app.domain.procedure.records import Approval, Inspection, Unit
from app.domain.procedure.tasks import ORDER, end_of, open_corrections, open_tasks
from app.errors import InspectorError
from app.services.case_clocks import clocks
from app.services.checking.sheet import about, sheet_of
from app.services.desk import NO_UNIT_YET, Desk
from app.services.listing.words import joined
from app.services.numbers.ledger import number_text
from app.storage.listing.rows import UNREADABLE, ListedRow

PAPERS = "papers"
CLOSED, CALLED_OFF = "closed", "called_off"
ENDED = (CLOSED, CALLED_OFF)
TITLES = {CLOSED: "已办结", CALLED_OFF: "已取消", UNREADABLE: "暂不能读取"}


def folded(words: str) -> str:
    """Return words as they are compared: full width as half width, capitals as small letters."""
    return unicodedata.normalize("NFKC", words).casefold()


def step_words(cells: Mapping[str, Any]) -> str:
    """Return the step that an inspection stands at with its state, in one line."""
    return " · ".join(str(part) for part in (cells.get("step"), cells.get("words")) if part)


def overdue_at(due: str, now: datetime) -> bool:
    """Return whether a term (an ISO moment, or "") has run out."""
    return bool(due) and due < iso(now)


class RowMaker:
    """Makes rows from the store as it stands; officers and units are read once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._officers = desk.officers()
        self._called = told_apart(list(self._officers.values()))
        self._units: dict[str, Unit] = {}
        registers = desk.shelf.registers
        self._districts = {one.code: one.name for one in registers.districts}
        self._kinds = {one.code: one.label for one in registers.unit_kinds}

    def row(self, root: str, states: Sequence[EntityState]) -> ListedRow | None:
        """Return the row of an inspection; None where there is none under this id."""
        planned = next((one for one in states if one.entity == Inspection.ENTITY), None)
        if planned is None:
            return None
        unit = self._unit(str(planned.value("unit", "")))
        try:
            case = case_from(states, unit, self._officers)
        except ValueError:  # it arrived in part only; its next operations bring it here again
            return ListedRow(root, UNREADABLE, open=True, cells={"unit": unit.name, "words": "等待其余内容同步"})
        if planned.voided:
            return ListedRow(root, CALLED_OFF, open=False, gone=True)
        return self._of(case, states)

    def _unit(self, unit_id: str) -> Unit:
        if unit_id not in self._units:
            state = self._desk.store.read(Unit.ENTITY, unit_id)
            known = None if state is None else next(records_from(Unit, [state]), None)
            self._units[unit_id] = known or Unit(unit_id, NO_UNIT_YET, "", "")
        return self._units[unit_id]

    def _of(self, case: Case, states: Sequence[EntityState]) -> ListedRow:
        plan, unit = case.inspection, case.unit
        state, title, words, step = self._standing(case)
        ended, due, what = state in ENDED, None, ""
        papers, unsigned = ((), ()) if ended else (awaiting_papers(case), unsigned_approvals(case))
        if not ended:
            try:
                due, what = next_due(self._desk, case)
            except InspectorError as failure:  # a paper of another device, whose form has not arrived yet
                state, title, words, step = _unreadable(failure)
        handed = None if ended else pending_handover(plan)
        if handed is not None:
            here = handed.receiver == self._desk.store.device
            words = f"{'主办终端移交给本机，请接收' if here else '主办终端移交中，等待接收'} · {words}"
        if is_recheck(plan):
            title = f"{RECHECK_WORD} · {title}"
        cells = self._cells(case) | {"step": title, "words": words, "next": step, "due_for": what}
        cells["offered_to"] = handed.receiver if handed is not None else ""
        cells["unsigned"] = [_unsigned(one) for one in unsigned]
        sent_back = [(one, back) for one in papers if (back := _returned(case, one, states)) is not None]
        cells["returned"], cells["why_returned"] = len(sent_back), next((back.opinion for _, back in sent_back), "")
        back_again = [one.id for one, _ in sent_back]
        cells["waits_at"] = next((_place(one) for one in papers if one.id not in back_again), "")
        cells["paper_at"] = next((_place(one) for one in [*(one for one, _ in sent_back), *papers]), "")
        return ListedRow(
            root=plan.id,
            state=state,
            open=not ended or bool(step),  # a correction that was begun: the case is closed, the work is not done
            due="" if due is None else iso(due),
            year=_year(case),
            district=unit.district,
            officers=case.handlers,
            awaiting=len(papers) + len(unsigned),
            cells={name: value for name, value in cells.items() if value not in ("", None, [], 0)},
            search=search_words(cells),
            links=(plan.unit, *dict.fromkeys((*plan.officers, *case.handlers))),
        )

    def _standing(self, case: Case) -> tuple[str, str, str, str]:
        """Return the state's key, its title, its words, and the step (or place in it) to go on with, "" for none."""
        plan = case.inspection
        if plan.called_off:
            return CALLED_OFF, TITLES[CALLED_OFF], str(plan.called_off.get("reason", "")), ""
        if plan.closed_at is not None:
            begun = open_corrections(case)
            return CLOSED, TITLES[CLOSED], CORRECTION_LEFT if begun else "", f"{PAPERS}/{begun[0].id}" if begun else ""
        try:
            states = self._rail(case)
        except InspectorError as failure:
            return _unreadable(failure)
        stands = next((one for one in states if one.state != DONE), states[-1])
        return stands.key, stands.title, stands.words, stands.key

    def _rail(self, case: Case) -> tuple[StepState, ...]:
        return steps(case, about(self._desk, sheet_of(self._desk, case)))

    def _cells(self, case: Case) -> dict[str, Any]:
        plan, unit = case.inspection, case.unit
        mode = self._desk.shelf.registers.mode(plan.mode)
        team = [self._called[one] for one in case.handlers if one in self._called]
        return {
            "unit": unit.name,
            "code": unit.credit_code,
            "kind": self._kinds.get(unit.kind, unit.kind),
            "district": self._districts.get(unit.district, unit.district),
            "mode": recheck_words(plan) if is_recheck(plan) else mode.label if mode else plan.mode,
            "reinspects": parent_of(plan),
            "officers": "、".join(team),
            "purpose": plan.purpose,
            "planned": _day(plan.planned_from),
            "visited": _day(case.visits[0].arrived_at if case.visits else None),
            "closed": _day(plan.closed_at),
            "numbers": "、".join(self._numbers(case)),
            "findings": len(case.findings),
            "codes": "、".join(dict.fromkeys(one.code for one in case.findings)),
            "ordered": _day(_term_to_put_right(case)),
            "tasks": len(open_tasks(case)),
        }

    def _numbers(self, case: Case) -> Iterable[str]:
        taken = [*(one.number for one in case.documents), *(one.number for one in case.measures)]
        for one in dict.fromkeys(number for number in taken if number):
            try:
                yield number_text(self._desk, one)
            except InspectorError:  # the ledger of another device, which has not arrived yet
                continue


def _unreadable(failure: InspectorError) -> tuple[str, str, str, str]:
    return UNREADABLE, TITLES[UNREADABLE], failure.title, ""


def next_due(desk: Desk, case: Case) -> tuple[datetime | None, str]:
    """Return the nearest moment by which something must be done, and what: a clock of the case, the visit.

    Raises:
        DocumentFailed: the form of a paper is not on this device.
    """
    begun = case.tasks or case.measures or any(one.lifecycle for one in case.documents)
    running = clocks(desk, case) if begun else ()
    terms = [(one.due, one.title) for one in running if not one.rights and one.ended_at is None]
    if not case.visits and case.inspection.planned_to is not None:
        terms.append((end_of(case.inspection.planned_to), "计划的检查日期"))
    return min(terms, default=(None, ""), key=lambda one: one[0])


def awaiting_papers(case: Case) -> tuple[Document, ...]:
    """Return the drafts that a leader, or somebody with the leader's written delegation, has not approved."""
    return tuple(
        one
        for one in case.documents
        if one.needs_approval and one.state == "draft" and one.id in case.contents
        and not approved_with_authority(case, one)
    )


def _unsigned(one: Unsigned) -> dict[str, str]:
    due = "" if one.due is None else iso(one.due)
    return {"approver": one.approver, "title": one.title, "due": due, "place": one.place}


def _place(paper: Document) -> str:
    """Return the place in an inspection at which a paper is drafted and its decisions stand."""
    return {"D1": "preparation/approval", "D2": "preparation/notice"}.get(paper.kind, f"papers/{paper.id}")


def _returned(case: Case, one: Document, states: Sequence[EntityState]) -> Approval | None:
    content = next((each for each in states if (each.entity, each.entity_id) == (Content.ENTITY, one.id)), None)
    return returned(case, one, words_since(content))


def _year(case: Case) -> int:
    days = [one for one in (case.visits[0].arrived_at if case.visits else None, case.inspection.planned_from) if one]
    return days[0].year if days else 0


def _day(moment: date | datetime | None) -> str:
    if isinstance(moment, datetime):
        moment = moment.astimezone(CHINA).date()
    return "" if moment is None else moment.isoformat()


def _term_to_put_right(case: Case) -> date | None:
    """Return the term that runs for what is not put right, else the last that ran; before a notice, the measure's."""
    items = ordered_items(case, [one.id for one in case.documents if one.kind == NOTICE])
    if left := [one.due for one in items if one.due and one.last != CORRECTED]:
        return date.fromisoformat(min(left))
    if ran := [one.due for one in items if one.due]:
        return date.fromisoformat(max(ran))
    return min((one.due for one in case.measures if one.kind == ORDER and one.due), default=None)


RECHECK_WORD = "复查"
_UNIT = ("unit", "code", "kind", "district")
_ABOUT = ("mode", "officers", "purpose", "step", "words")
_DAYS = ("planned", "visited", "closed", "ordered")
_OWN = ("numbers", "codes")


def search_words(cells: Mapping[str, Any]) -> str:
    """Return the words by which an inspection with these cells is found."""
    return joined(*(_words(cells, names) for names in (_UNIT, _ABOUT, _DAYS, _OWN)))


def _words(cells: Mapping[str, Any], names: Sequence[str]) -> str:
    return folded("\n".join(str(cells[name]) for name in names if cells.get(name)))
