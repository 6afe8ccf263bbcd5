"""What a seal names: the entities it covers and the operations it saw."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from app.domain.fold import EntityState
from app.domain.operations import SEAL, SEAL_ENTITY, SEAL_FIELD, Change, FieldKey, Json, Operation


def covers_of(states: Iterable[EntityState], entities: Collection[str]) -> list[tuple[str, str]]:
    """Return (entity, id) of every state whose kind is listed, voided ones included, in order."""
    return sorted({(one.entity, one.entity_id) for one in states if one.entity in entities})


def tips_of(
    operations: Iterable[Operation], covers: Collection[tuple[str, str]], refused: Collection[str] = ()
) -> list[str]:
    """Return the op_ids that no other standing operation of the same field names as base, removes included."""
    covered = set(covers)
    fields: dict[FieldKey, list[Operation]] = {}
    for one in operations:
        if (one.entity, one.entity_id) in covered and one.op_id not in refused:
            fields.setdefault(one.key, []).append(one)
    tips: list[str] = []
    for group in fields.values():
        named = {base for one in group for base in one.base}
        tips += [one.op_id for one in group if one.op_id not in named]
    return sorted(tips)


def seal_change(
    seal_id: str, covers: Sequence[tuple[str, str]], heads: Sequence[str], described: dict[str, Json]
) -> Change:
    """Return the change that seals. ``described`` adds purpose, document, digest, sm3 and officer to the value."""
    value: dict[str, Json] = {"covers": [[a, b] for a, b in covers], "heads": list(heads), **described}
    return Change(SEAL_ENTITY, seal_id, SEAL_FIELD, value, SEAL)
