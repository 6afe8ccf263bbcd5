"""Operations that no laptop can take in: what makes one so, and the centre's word with which a feed goes on over it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.domain.operations import CENTRE_DEVICE, LARGEST_INTEGER, REFUSE, Json, Operation

SET_ASIDE = "set-aside"
# why it was: its text cannot be read, its device did not sign it, or it is entered as another than its text says
UNREADABLE, UNSIGNED, UNLIKE = "unreadable", "unsigned", "unlike-its-text"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """The place in a device's log that stays empty on laptops; the next operation is chained to ``chain``.

    ``name`` is what the device is called at the centre.
    """

    device: str
    lseq: int
    chain: str
    seq: int
    fault: str
    reason: str
    name: str = ""


def word_of(passed: PassedOver, raw_sha256: str) -> Json:
    """Return the value of the centre's operation."""
    return {
        "reason": SET_ASIDE, "device": passed.device, "lseq": passed.lseq, "chain": passed.chain, "seq": passed.seq,
        "fault": passed.fault, "why": passed.reason, "name": passed.name, "raw_sha256": raw_sha256,
    }  # fmt: skip


def passed_over(value: object) -> PassedOver | None:
    """Return what the value of a refusal says was set aside, None where it refuses otherwise."""
    if not isinstance(value, dict) or value.get("reason") != SET_ASIDE:
        return None
    try:
        texts = (str(value[name]) for name in ("fault", "why", "name"))
        return PassedOver(str(value["device"]), int(value["lseq"]), str(value["chain"]), int(value["seq"]), *texts)
    except (KeyError, TypeError, ValueError):
        return None


def word_of_centre(one: Operation) -> PassedOver | None:
    """Return what an operation says was set aside, None for every other."""
    return passed_over(one.value) if one.kind == REFUSE and one.device == CENTRE_DEVICE else None


def can_be_taken_in(one: Operation) -> bool:
    """Return whether a laptop can keep an operation and compute digests over it: its parts are what they should be."""
    texts = (one.device, one.txn, one.op_id, one.kind, one.entity, one.entity_id, one.field, one.officer, one.hlc)
    if {type(text) for text in texts} != {str} or type(one.lseq) is not int or type(one.v) is not int:
        return False
    if "\0" in one.op_id or "\0" in one.entity_id or any(type(base) is not str for base in one.base):
        return False
    return one.value is None or type(one.value) in (str, bool) or _has_digest(one.value)


def _has_digest(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return abs(value) <= LARGEST_INTEGER
    if isinstance(value, list):
        return all(map(_has_digest, value))
    return all(map(_has_digest, value.values())) if isinstance(value, dict) else True
