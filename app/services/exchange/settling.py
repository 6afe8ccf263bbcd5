"""Settling a copied laptop's second past whose copy never comes back: an administrator enters anew what it says.

Nothing is taken away. What counts by it alone is recorded once more, as this laptop's own, and so reaches the centre
and everybody; an operation of its own says who did so, why, of which operations, and what was left. Should the copy be
let in again after all, its operations take their places as before, behind what was entered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.domain.operations import ADD, SET, Change, Json, Operation, root_of
from app.errors import Blocker, Refused
from app.services.desk import Desk
from app.services.exchange.second_pasts import OTHER_RECORD, SETTLED, settled
from app.storage.undo import NEVER_UNDONE

ADMINISTRATOR = "administrator"


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


def settle(desk: Desk, device: str, reason: str) -> Settled:
    """Enter what a laptop's other record says and settle it; repeating it after a failure goes on.

    Raises:
        Refused: the officer is no administrator, there is no reason, or nothing to settle.
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
    acting = desk.officers().get(desk.officer)
    blockers = []
    if acting is None or ADMINISTRATOR not in acting.roles:
        blockers.append(Blocker("not-administrator", "只有管理员可以了结另一份记录。"))
    if not reason.strip():
        blockers.append(Blocker("reason-missing", "没有写原因。"))
    if not waiting:
        blockers.append(Blocker("nothing-to-settle", f"本机没有终端 {device} 的另一份记录，或者已经了结。"))
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
