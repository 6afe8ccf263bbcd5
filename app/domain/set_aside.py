"""Operations that no laptop can take in: what makes one so, and the centre's word with which a feed goes on over it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.operations import CENTRE_DEVICE, REFUSE, Json, Operation

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
    """Return whether a laptop can keep an operation: its parts are what they should be (``parse_strictly`` its value).

    Joining is the quickest way to ask whether all are texts: a new laptop asks a million times.
    """
    try:
        "".join((one.device, one.txn, one.kind, one.entity, one.field, one.officer, one.hlc, *one.base))
        identities = f"{one.op_id:s}\n{one.entity_id:s}"
    except (TypeError, ValueError):
        return False
    return "\0" not in identities and type(one.lseq) is int and type(one.v) is int
