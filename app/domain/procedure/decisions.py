"""What was decided on a paper's words as they stand: approved with authority, or returned."""

from __future__ import annotations

from datetime import datetime

from app.domain.clock import moment_of_stamp
from app.domain.fold import EntityState
from app.domain.procedure.case import REVIEWER, Case
from app.domain.procedure.guards_preparation import decided_with_authority
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import Approval


def approved_with_authority(case: Case, document: Document) -> bool:
    """Return whether the leader, or somebody with the leader's written delegation, approved a paper."""
    decision = case.approved(document.id) or (case.approved(document.measure) if document.measure else None)
    return decision is not None and decided_with_authority(decision)


def words_since(content: EntityState | None) -> datetime | None:
    """Return when the words of a paper came to stand as they do, None where it has none."""
    live = None if content is None or "digest" not in content.fields else content.fields["digest"].current
    return None if live is None else moment_of_stamp(live.hlc)


def returned(case: Case, document: Document, since: datetime | None) -> Approval | None:
    """Return what sent a paper back, of the decisions on the words that stand ``since`` then.

    It is the last decision or the last legal review: a decision does not take the place of a review (法制审核), nor a
    review that of a decision.
    """
    known = (document.id, document.measure or document.id)
    decided = [one for one in case.approvals if one.document in known and (since is None or one.at >= since)]
    reviews = [one for one in decided if one.role == REVIEWER]
    decisions = [one for one in decided if one.role != REVIEWER]
    refused = [one for one in (*reviews[-1:], *decisions[-1:]) if one.decision != "approve"]
    return max(refused, key=lambda one: one.at, default=None)
