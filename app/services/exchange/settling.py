"""Settling a copied laptop's second past whose copy never comes back: an administrator enters anew what it says.

Nothing is taken away. What counts by it alone is recorded once more, as this laptop's own, and so reaches the centre
and everybody; an operation of its own says who did so, why, of which operations, and what was left. Should the copy be
let in again after all, its operations take their places as before, behind what was entered.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.domain.entity_words import field_words
from app.domain.operations import ADD, SET, Change, Json, Operation, root_of
from app.domain.problems import LONGEST_LINE, typing_faults
from app.errors import Blocker, Refused
from app.services.desk import Desk
from app.services.exchange.queue import device_name, unit_of
from app.services.exchange.second_pasts import OTHER_RECORD, SETTLED, settled
from app.storage.undo import NEVER_UNDONE

ADMINISTRATOR = "administrator"
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a settlement, as operations of the other record.

    ``entered`` are recorded anew, ``overtaken`` say nothing any more that stands, ``left`` were not entered: numbers,
    signatures and papers, what is sealed, and what competes with another value, which a person resolves.
    """

    entered: tuple[Operation, ...]
    overtaken: tuple[Operation, ...]
    left: tuple[Operation, ...]


def waiting_operations(desk: Desk, device: str) -> tuple[Operation, ...]:
    """Return what is here of a laptop's other record and neither at a centre nor settled, in its order."""
    done = settled(desk)
    return tuple(one for one in desk.store.second_pasts.operations(device) if one.op_id not in done)


def words_of(desk: Desk, one: Operation) -> str:
    """Return one operation as people read it: where it stood, who recorded what of which unit."""
    known = desk.officers().get(one.officer)
    value = one.value if isinstance(one.value, str) else json.dumps(one.value, ensure_ascii=False)
    short = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    root, _, part = one.entity_id.partition("/")
    unit = unit_of(desk, root)
    where = one.entity_id if not unit else f"{unit}，{part}" if part else unit
    who = known.name if known is not None else one.officer
    return f"第 {one.lseq} 条　{who}　{field_words(one.entity, one.field)}（{where}）：{short}"


def may_settle(desk: Desk) -> bool:
    """Return whether the officer at work is an administrator."""
    acting = desk.officers().get(desk.officer)
    return acting is not None and ADMINISTRATOR in acting.roles


def reason_fault(reason: str) -> str:
    """Return what is wrong with a reason, "" where nothing is."""
    if not reason.strip():
        return "没有写原因。"
    faults = typing_faults({"reason": reason.strip()}, LONGEST_LINE)
    return f"原因：{faults[0].text}" if faults else ""


def settle(desk: Desk, device: str, reason: str) -> Settled:
    """Enter what a laptop's other record says and settle it; repeating it after a failure goes on.

    Raises:
        Refused: the officer is no administrator, there is no reason or one too long, or nothing to settle.
    """
    waiting = waiting_operations(desk, device)
    _insist_allowed(desk, device, reason, waiting)
    entered, overtaken, left = list[Operation](), list[Operation](), list[Operation]()
    for _, ours in groupby(sorted(waiting, key=_root), key=_root):
        mine = list(ours)
        heads = {one.key: desk.store.heads(one.key) for one in mine}
        standing = [one for one in mine if one.op_id in heads[one.key]]
        overtaken += [one for one in mine if one.op_id not in heads[one.key]]
        able = [one for one in standing if _can_be_entered(desk, one, heads[one.key])]
        (entered if _recorded(desk, able) else left).extend(able)
        left += [one for one in standing if one not in able]
    about: dict[str, Json] = {
        "reason": reason.strip(), "operations": [one.op_id for one in waiting],
        "entered": len(entered), "left": [one.op_id for one in left],
    }  # fmt: skip
    desk.commit([Change(OTHER_RECORD, device, SETTLED, about, ADD)], also=(ADMINISTRATOR,))
    return Settled(tuple(entered), tuple(overtaken), tuple(left))


def _insist_allowed(desk: Desk, device: str, reason: str, waiting: Sequence[Operation]) -> None:
    blockers = []
    if not may_settle(desk):
        blockers.append(Blocker("not-administrator", "只有管理员可以了结另一份记录。"))
    if fault := reason_fault(reason):
        blockers.append(Blocker("reason-unfit" if reason.strip() else "reason-missing", fault))
    if not waiting:
        name = device_name(desk, device)
        blockers.append(Blocker("nothing-to-settle", f"本机没有{name}的另一份记录，或者已经了结。"))
    if blockers:
        raise Refused("没有了结。", tuple(blockers), "内容都还在本机，照常使用。")


def _can_be_entered(desk: Desk, one: Operation, heads: Sequence[str]) -> bool:
    if one.entity in NEVER_UNDONE or one.kind not in (SET, ADD):
        return False
    return one.kind == ADD or tuple(heads) == (one.op_id,)


def _recorded(desk: Desk, operations: Sequence[Operation]) -> bool:
    """Return whether they were recorded anew, each in the place of the same; not where something of it is sealed."""
    changes = [Change(one.entity, one.entity_id, one.field, one.value, one.kind, (one.op_id,)) for one in operations]
    try:
        if changes:
            desk.commit(changes, also=(ADMINISTRATOR,))
    except Refused:
        return False
    return True


def _root(one: Operation) -> str:
    return root_of(one.entity_id)
