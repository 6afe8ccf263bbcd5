"""What waits for the decision of the chief or leader at the desk, over all inspections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.procedure.case import REVIEWER as REVIEWER
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import Officer
from app.services.desk import Desk
from app.services.listing.due import ToCountersign, WorkRow, awaiting, unsigned_by
from app.services.listing.refreshing import refresh
from app.services.preparation.approvals import drafted_at
from ui.models.deciders import DECIDING, Approver, deciders
from ui.models.moments import moment_words
from ui.models.paper_view import PaperView, paper_view
from ui.models.papers import APPROVE, PaperRow, act_of, papers, returned

_OF_THE_LAPTOP = {"not-lead-device", "handover-pending"}  # who decides does so on any


@dataclass(frozen=True, slots=True)
class Waiting:
    """One paper that waits for a decision: of which inspection and unit, who drafted it and when."""

    inspection: str
    unit: str
    paper: PaperRow
    drafted: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """One waiting paper opened: as the paper step shows it, with the roles in which this officer may decide.

    ``others`` are the other papers of the inspection, to be read beside it.
    """

    waiting: Waiting
    view: PaperView
    myself: tuple[Approver, ...]
    others: tuple[PaperRow, ...] = ()


def roles_here(desk: Desk) -> tuple[str, ...]:
    """Return in which roles the officer at the desk decides on papers; empty for everybody else."""
    return deciding_roles(desk.officers().get(desk.officer))


def deciding_roles(officer: Officer | None) -> tuple[str, ...]:
    """Return in which of their roles an officer decides on papers; empty for everybody else."""
    return tuple(one for one in DECIDING if officer is not None and one in officer.roles)


def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """Return the papers that wait for this officer, those of the newest inspections first."""
    roles = roles_here(desk)
    if not roles:
        return ()
    refresh(desk)
    return tuple(paper for one in awaiting(desk) if one.papers for paper in _of(desk, one, roles))


def unsigned_here(desk: Desk) -> tuple[tuple[WorkRow, ToCountersign], ...]:
    """Return what the officer at the desk approved by phone and has not signed yet, the nearest term first."""
    refresh(desk)
    return unsigned_by(desk, desk.officer)


def chosen(desk: Desk, one: Waiting) -> Chosen:
    """Return a waiting paper with its file and earlier decisions."""
    able = deciders(desk, one.inspection, one.paper.kind)
    mine = tuple(who for who in able if who.id == desk.officer and who.role in one.roles)
    known = papers(desk, desk.case(one.inspection))
    others = tuple(row for row in known if row.id and row.id != one.paper.id)
    view = paper_view(desk, one.inspection, one.paper)
    lacking = tuple(reason for reason in view.lacking if reason.code not in _OF_THE_LAPTOP)
    return Chosen(one, replace(view, lacking=lacking), mine, others)


def _of(desk: Desk, row: WorkRow, roles: Sequence[str]) -> list[Waiting]:
    case = desk.case(row.inspection)
    if case.inspection.closed_at is not None or case.inspection.called_off:
        return []
    rows = {one.id: one for one in papers(desk, case)}
    found = []
    for one in case.documents:
        if not one.needs_approval or act_of(case, one) != APPROVE or returned(desk, case, one) is not None:
            continue
        drafted = drafted_at(desk, one.id)
        asked = tuple(role for role in roles if not _decided(case, one, role, drafted))
        if asked:
            when = moment_words(drafted) if drafted else ""
            found.append(Waiting(row.inspection, row.unit, rows[one.id], when, asked))
    return found


def _decided(case: Case, document: Document, role: str, since: datetime | None) -> bool:
    """Return whether this role has decided on the words as they stand: after a return they are drafted again."""
    known = (document.id, document.measure or document.id)
    return any(
        one.role == role and one.document in known and (since is None or one.at >= since) for one in case.approvals
    )
