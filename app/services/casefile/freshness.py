"""Whether a case file that was made still holds all papers: what was made, signed or served later is not in it."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.fold import EntityState
from app.domain.operations import Change
from app.domain.procedure.case import COURSE, Case
from app.domain.procedure.outcomes import Content, Document, Evidence, Service, Signature
from app.domain.procedure.records import Approval
from app.domain.procedure.rectification import UnitReport
from app.services.attaching import AttachedFile
from app.services.casefile.gathering import sealed_rechecks
from app.services.casefile.keeping import FIELD as KEEPING
from app.services.desk import Desk

FILE_NAME = "案卷.pdf"
_BOUND = frozenset(one.ENTITY for one in (Approval, Content, Document, Evidence, Service, Signature, UnitReport))


def kept_case_files(desk: Desk, inspection: str) -> tuple[str, ...]:
    """Return the digests of the complete case files that were made of an inspection, in order."""
    return tuple(one.entity_id.rsplit("/", 1)[1] for one in _files(desk.store.read_root(inspection)))


def latest_case_file(desk: Desk, inspection: str) -> str:
    """Return the digest of the complete case file that was made last, "" where there is none."""
    kept = _files(desk.store.read_root(inspection))
    return max(kept, key=_latest).entity_id.rsplit("/", 1)[1] if kept else ""


def outdated(desk: Desk, case: Case) -> bool:
    """Return whether papers or evidence came, or changed, since the last case file; False where there is none.

    So did the period for which it is kept.
    """
    states = desk.store.read_root(case.inspection.id)
    made = max(map(_latest, _files(states)), default="")
    if not made:
        return False
    again = (one for whole in sealed_rechecks(desk, case) for one in desk.store.read_root(whole.inspection.id))
    course = (one for one in states if one.entity == COURSE and KEEPING in one.fields)
    if any(live.hlc > made for one in course for live in one.fields[KEEPING].live):
        return True
    return any(
        one.entity in _BOUND and (not one.voided or one.entity == UnitReport.ENTITY) and _latest(one) > made
        for one in (*states, *again)
    )


def made_again(inspection: str, sha256: str) -> list[Change]:
    """Return the change that tells a file made again to be the latest, though its content is the same."""
    return [Change(AttachedFile.ENTITY, f"{inspection}/{sha256}", "name", FILE_NAME)]


def _files(states: Iterable[EntityState]) -> list[EntityState]:
    kept = (one for one in states if one.entity == AttachedFile.ENTITY and not one.voided)
    return [one for one in kept if one.value("name") == FILE_NAME]


def _latest(state: EntityState) -> str:
    return max((live.hlc for each in state.fields.values() for live in each.live), default="")
