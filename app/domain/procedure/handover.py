"""Handover of an inspection's lead device (主办终端): offered by one laptop, accepted or declined by the other.

Each act has its own field in the inspection's course and names the offer that it is about, so that two laptops never
write the same field. Between offer and answer neither of them seals or uses numbers; only an acceptance moves the lead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.procedure.records import Inspection

OFFER, ANSWER, BACK = "handover", "handover_answer", "handover_back"
OFFERED, ACCEPTED, DECLINED, TAKEN_BACK = "offered", "accepted", "declined", "taken_back"


@dataclass(frozen=True, slots=True)
class Handover:
    """The last handover of an inspection and how it stands.

    ``officer`` is who is to go on ("" for anybody of the team), ``by`` who offered it; ``ended_by`` and ``ended_at``
    who accepted, declined or took it back and when, ``reason`` why.
    """

    id: str
    giver: str
    receiver: str
    officer: str
    by: str
    at: str
    note: str
    state: str = OFFERED
    ended_by: str = ""
    ended_at: str = ""
    reason: str = ""


def handover_of(plan: Inspection) -> Handover | None:
    """Return the last handover that was offered, None where there never was one."""
    offer = plan.handover
    if not offer.get("id"):
        return None
    told = {name: str(offer.get(name) or "") for name in ("id", "giver", "receiver", "officer", "by", "at", "note")}
    for ended, states in ((plan.handover_answer, (ACCEPTED, DECLINED)), (plan.handover_back, (TAKEN_BACK,))):
        if ended.get("offer") == offer["id"] and ended.get("state") in states:
            return Handover(**told, **_ending(ended))
    return Handover(**told)


def pending_handover(plan: Inspection) -> Handover | None:
    """Return the handover that waits for its answer; none where the lead moved on otherwise (a lost laptop)."""
    found = handover_of(plan)
    if found is None or found.state != OFFERED or found.giver != plan.lead_device:
        return None
    return found


def _ending(told: Mapping[str, Any]) -> dict[str, str]:
    return {
        "state": str(told.get("state")),
        "ended_by": str(told.get("by") or ""),
        "ended_at": str(told.get("at") or ""),
        "reason": str(told.get("reason") or ""),
    }
