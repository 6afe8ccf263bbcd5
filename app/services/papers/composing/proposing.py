"""What the case proposes for a new paper's form: texts from templates, rows from the orders, evidence or people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.document_slots import value_at
from app.domain.documents import DocumentDefinition
from app.domain.entries import ARTICLES, CHOICES, EVIDENCE, FINDINGS, PERSON, ROWS, EntryField
from app.domain.procedure.case import Case
from app.domain.procedure.guards_preparation import inspection_approval
from app.domain.procedure.more_time import ANSWER, APPLICATION, application_to_answer
from app.domain.procedure.outcomes import Document
from app.domain.procedure.rechecks import CORRECTED, OPINION, SOURCE, ordered_items
from app.domain.procedure.rectification import MORE_TIME, REPORT, reports_on
from app.domain.procedure.trap_rules_penalties import CLOSING
from app.services.desk import Desk
from app.services.papers.composing.closed import execution_words, result_words
from app.services.papers.composing.filled import before, evidence_row, person_words
from app.services.papers.composing.followed import history, proposed_articles
from app.services.papers.composing.rechecked import for_opinion
from app.services.papers.composing.wording import day_of, head, minute, person_name

LISTED = {FINDINGS, EVIDENCE}
PROPOSAL = "D32"


def proposals(desk: Desk, case: Case, definition: DocumentDefinition, document: Document) -> dict[str, Any]:
    """Return the values a paper's form begins with; fields for which the case proposes nothing are left out."""
    known = known_words(desk, case, document)
    found = {one.name: _proposed(case, one, known, document) for one in definition.entries}
    if known["recheck"]:
        found[SOURCE] = known["recheck"]["id"]
    if document.kind == ANSWER and known["application"]:
        found[APPLICATION] = known["application"]["id"]
    return {name: value for name, value in found.items() if value not in ("", None, [])}


def known_words(desk: Desk, case: Case, document: Document) -> Mapping[str, Any]:
    """Return what templates of proposals may cite. Rows: ``orders``, ``left``, ``exhibits``, ``people``.

    ``left`` is what was ordered with a term and not found right yet; ``recheck`` what a sealed re-inspection found
    (``for_opinion``), ``application`` what the unit asked for more time with; {} without one.
    """
    now = desk.now()
    carried = [one for one in case.measures if not document.measure or one.id == document.measure]
    measure = carried[-1] if carried else None
    items = ordered_items(case, [document.subject])
    return {
        **head(desk, case, document, day_of(now)),
        "now": minute(now),
        "today": day_of(now),
        "leader": person_name(case, given.approver) if (given := inspection_approval(case)) is not None else "",
        "place": case.visits[-1].place if case.visits else case.inspection.place,
        "before": before(desk, case, document),
        "measure": {
            "kind": measure.kind if measure else "",
            "text": measure.text if measure else "",
            "at": minute(measure.decided_at) if measure and measure.decided_at else "",
        },
        "orders": [{"text": one.text, "due": one.due} for one in items],
        "left": [{"text": one.text, "due": one.due} for one in items if one.due and one.last != CORRECTED],
        "exhibits": [evidence_row(case, one.id) for one in case.evidence if not one.set_aside],
        "people": [person_words(case, one.id) for one in case.persons],
        "recheck": for_opinion(desk, case, document) if document.kind == OPINION else {},
        "reported_on": _came_on(case, document, REPORT),
        "asked_on": _came_on(case, document, MORE_TIME),
        "application": _application(case, document),
        "history": history(desk, case) if document.kind == PROPOSAL else "",
        "consequences": proposed_articles(desk, case) if document.kind == PROPOSAL else "",
        "handled": result_words(desk, case) if document.kind == CLOSING else "",
        "executed": execution_words(desk, case) if document.kind == CLOSING else "",
        "facts": "；".join(one.text.rstrip("。") for one in _findings(case, document)),
    }


def _application(case: Case, document: Document) -> dict[str, str]:
    """Return the application that an answer would be about: its day, words, the day asked for, and its scans by id."""
    asked = application_to_answer(case, document.subject)
    if asked is None:
        return {}
    until = asked.until.isoformat() if asked.until is not None else ""
    return {
        "id": asked.id, "on": day_of(asked.received_at), "text": asked.text, "until": until,
        "evidence": " ".join(asked.evidence),
    }  # fmt: skip


def _came_on(case: Case, document: Document, sort: str) -> str:
    """Return the day on which the unit's last report, or application, on the order came, "" for none."""
    came = reports_on(case.unit_reports, document.subject, sort)
    return day_of(came[-1].received_at) if came else ""


def _findings(case: Case, document: Document) -> list[Any]:
    measure = next((one for one in case.measures if one.id == document.measure), None)
    wanted = set(measure.findings) if measure else set()
    return [one for one in case.findings if not wanted or one.id in wanted]


def _proposed(case: Case, one: EntryField, known: Mapping[str, Any], document: Document) -> Any:
    # jinja costs 0.1 s, which the unlock prompt must not wait for
    from app.typesetting.templates import fill

    # a definition pinned before fields could be taken over has them under the same names
    if given := value_at(known, one.taken or f"recheck.{one.name}"):
        return given
    if one.type == ROWS:
        rows = value_at(known, one.rows_from) if one.rows_from else [dict(row) for row in one.rows]
        return [
            {cell.name: fill(cell.default, {**known, "item": row}) if cell.default else row.get(cell.name, "")
             for cell in one.columns}
            for row in rows or ()
        ]  # fmt: skip
    if one.type == FINDINGS:
        return [finding.id for finding in _findings(case, document)]
    if one.type == PERSON:
        found = next((who.id for who in case.persons if who.role == one.default), "")
        return found or (case.persons[0].id if case.persons and one.required else "")
    if one.type in (EVIDENCE, CHOICES, ARTICLES):
        return fill(one.default, known).split() if one.default else []
    return fill(one.default, known) if one.default else ""
