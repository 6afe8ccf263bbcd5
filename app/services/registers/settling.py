"""Settling what two laptops registered differently: the address of a unit, the telephone of an officer."""

from __future__ import annotations

from app.domain.fold import FieldState, Live
from app.domain.operations import SET, Change
from app.domain.procedure.records import Officer, Unit
from app.domain.received_reports import ReceivedReport
from app.errors import Blocker
from app.services.desk import Desk, insist, missing
from app.services.registers.officers import not_administrator

SETTLED = frozenset({Unit.ENTITY, Officer.ENTITY, ReceivedReport.ENTITY})
"""The registers whose entries are settled by choosing a value; numbers are kept by their ledger."""

NEVER_CHOSEN = frozenset({"public_key"})
FOLLOWS = (Unit.ENTITY, "enterprise")
"""What goes with the kind of a unit and is never chosen by itself."""


def register_conflicts(desk: Desk) -> tuple[FieldState, ...]:
    """Return the fields of register entries in which values compete, each with its candidates."""
    found = (one for one in desk.store.conflicts() if one.key.entity in SETTLED)
    return tuple(one for one in found if (one.key.entity, one.key.field) != FOLLOWS)


def settle_register(desk: Desk, chosen: str) -> str:
    """Return the transaction that says the candidate whose operation is ``chosen`` again, so that no other competes.

    Raises:
        Refused: there is no such conflict any more, the field is not settled by choosing, or it is of an officer and
            who acts is no administrator.
    """
    field, one = _candidate(desk, chosen)
    key = field.key
    blockers = not_administrator(desk) if key.entity == Officer.ENTITY else []
    if key.field in NEVER_CHOSEN:
        text = "签名密钥不能在此选定，请由管理员重新登记该人员。"
        blockers.append(Blocker("conflict-of-key", text, place="officers"))
    insist("不能选定。", blockers)
    kept = [Change(key.entity, key.entity_id, key.field, one.value)]
    kind = desk.shelf.registers.unit_kind(str(one.value)) if (key.entity, key.field) == (Unit.ENTITY, "kind") else None
    if kind is not None:
        kept.append(Change(key.entity, key.entity_id, FOLLOWS[1], kind.enterprise))
    return str(desk.commit(kept).txn)


def _candidate(desk: Desk, chosen: str) -> tuple[FieldState, Live]:
    for field in register_conflicts(desk):
        for one in field.live:
            if one.op_id == chosen and one.kind == SET:
                return field, one
    raise missing("conflict", "这处不一致已经处理，或者它来自更早的同步。", "请刷新后核对。")
