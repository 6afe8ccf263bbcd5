"""Taking back what was recorded: voided with reason and officer, never deleted."""

from __future__ import annotations

from app.domain.characters import says_nothing
from app.domain.clock import iso
from app.domain.operations import VOID, VOID_FIELD, Change
from app.errors import Blocker
from app.services.desk import Desk, insist


def voiding(desk: Desk, entity: str, entity_id: str, reason: str) -> Change:
    """Return the change that voids an entity, with reason, officer and time.

    Raises:
        Refused: no reason was given.
    """
    if says_nothing(reason):
        insist("作废须写明原因。", [Blocker("void-without-reason", "请填写作废的原因", (), entity_id)])
    value = {"reason": reason.strip(), "officer": desk.officer, "at": iso(desk.now())}
    return Change(entity, entity_id, VOID_FIELD, dict(value), VOID)
