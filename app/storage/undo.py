"""Undo: new operations back to the old value, only where this device's operation still stands at the head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.engine import Connection

from app.domain.operations import ADD, REMOVE, SET, VOID, Change, FieldKey, Operation
from app.errors import Blocker, Refused
from app.storage.log.projection import operations_by_id
from app.storage.log.reading import field_state, transaction_operations
from app.storage.log.standing import standing_of

# Numbers, signatures, seals and what papers and people rely on: taken back only by void, with a reason.
NEVER_UNDONE = frozenset({"number", "signature", "seal", "document", "approval", "service", "operation"})


def undoing(connection: Connection, device: str, txn: str) -> list[Change]:
    """Return the changes that take back one transaction of this device.

    Raises:
        Refused: it is not this device's, something in it is never undone, or later changes stand on it.
    """
    operations = transaction_operations(connection, device, txn)
    blockers = [] if operations else [Blocker("undo-foreign", "没有可以撤销的本机操作。")]
    blockers += [
        Blocker("undo-never", "编号、签名、封存、文书、审批和送达不能撤销，只能注明原因作废。", (), one.entity_id)
        for one in operations
        if one.entity in NEVER_UNDONE or one.kind not in _WAYS
    ]
    changes: list[Change] = []
    if not blockers:
        groups: dict[FieldKey, list[Operation]] = {}
        for one in operations:
            groups.setdefault(one.key, []).append(one)
        heads = {key: tuple(sorted(found)) for key, found in standing_of(connection, groups).live.items()}
        for key, group in groups.items():
            changes += _field_back(connection, key, group, heads.get(key, ()), blockers)
    if blockers:
        raise Refused("不能撤销。", blockers, "请直接修改为正确的内容。", "undo")
    return changes


def _field_back(
    connection: Connection,
    key: FieldKey,
    group: Sequence[Operation],
    heads: tuple[str, ...],
    blockers: list[Blocker],
) -> list[Change]:
    if group[0].kind in (ADD, REMOVE):
        elements = field_state(connection, key).elements
        return [change for one in reversed(group) for change in _element_back(one, set(heads), elements)]
    last = group[-1].op_id
    if heads != (last,):
        blockers.append(Blocker("undo-later", "该内容之后又有改动。", (), key.entity_id))
        return []
    before = operations_by_id(connection, group[0].base) if group[0].base else []
    if any(one.value != before[0].value for one in before):
        blockers.append(Blocker("undo-conflict", "改动之前存在未解决的冲突。", (), key.entity_id))
        return []
    if not before:
        return [Change(key.entity, key.entity_id, key.field, None, REMOVE, (last,))]
    return [Change(key.entity, key.entity_id, key.field, before[0].value, before[0].kind, (last,))]


def _element_back(one: Operation, heads: set[str], elements: Sequence[object]) -> list[Change]:
    if one.kind == ADD:
        # An addition that renewed one already there took nothing in, so there is nothing to take back.
        fresh = one.op_id in heads and not one.base
        return [Change(one.entity, one.entity_id, one.field, one.value, REMOVE, (one.op_id,))] if fresh else []
    there = one.value in elements or not one.base
    return [] if there else [Change(one.entity, one.entity_id, one.field, one.value, ADD)]


_WAYS: Mapping[str, str] = {SET: "value", VOID: "value", ADD: "element", REMOVE: "element"}
