"""The one fold: state as a pure function of the set of operations.

Per field the state is its live operations: admitted, and not named in the ``base`` of another admitted operation of
the same field. Arrival order never matters. Two rules decide admission:

* a ``refuse`` operation of the centre excludes the operation it names;
* an active seal on an entity admits only the operations it covers and their ancestors (through ``base``); where two
  active seals cover one entity, the ancestors of either are admitted until one of the seals is voided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.operations import (
    ADD,
    CENTRE_DEVICE,
    REFUSE,
    REMOVE,
    SEAL,
    SEAL_ENTITY,
    SET,
    VOID,
    FieldKey,
    Json,
    Operation,
)


@dataclass(frozen=True, slots=True)
class Live:
    """One operation that stands: its value counts now."""

    op_id: str
    kind: str
    value: Json
    hlc: str
    device: str
    officer: str


@dataclass(frozen=True, slots=True)
class FieldState:
    """What stands in one field. ``live`` is ordered by op_id; ``refused`` names the operations not admitted."""

    key: FieldKey
    live: tuple[Live, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """Return the op_ids that a new operation on this field takes as its base (a remove takes its element's)."""
        return tuple(one.op_id for one in self.live)

    @property
    def current(self) -> Live | None:
        """Return the latest live ``set``/``void``/``seal`` by (hlc, op_id), also while a conflict is open."""
        if len(self.live) == 1:
            return self.live[0] if self.live[0].kind != ADD else None
        singles = [one for one in self.live if one.kind != ADD]
        return max(singles, key=lambda one: (one.hlc, one.op_id), default=None)

    @property
    def value(self) -> Json:
        """Return the value shown; None where nothing was ever set."""
        current = self.current
        return None if current is None else current.value

    @property
    def elements(self) -> tuple[Json, ...]:
        """Return the distinct elements of an add-wins set, in order of first addition (by op_id)."""
        seen: list[Json] = []
        for one in self.live:
            if one.kind == ADD and one.value not in seen:
                seen.append(one.value)
        return tuple(seen)

    @property
    def conflicting(self) -> bool:
        """Return whether live values differ, so that a person must choose."""
        if len(self.live) < 2:
            return False
        values = [one.value for one in self.live if one.kind == SET]
        return any(value != values[0] for value in values[1:])


@dataclass(frozen=True, slots=True)
class SealCover:
    """The part of a seal that admission needs: entities covered and the operations it saw."""

    op_id: str
    covers: frozenset[tuple[str, str]]
    heads: frozenset[str]


@dataclass(frozen=True, slots=True)
class EntityState:
    """All fields of one entity, by field name."""

    entity: str
    entity_id: str
    fields: Mapping[str, FieldState] = field(default_factory=dict)

    def value(self, name: str, default: Json = None) -> Json:
        """Return the shown value of a field, or ``default`` where it was never set."""
        state = self.fields.get(name)
        current = None if state is None else state.current
        return default if current is None else current.value

    def elements(self, name: str) -> tuple[Json, ...]:
        """Return the elements of a set field."""
        state = self.fields.get(name)
        return () if state is None else state.elements

    @property
    def voided(self) -> bool:
        """Return whether the entity was voided (it stays readable, with reason and officer)."""
        state = self.fields.get(VOID)
        return state is not None and bool(state.live)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return the names of fields with an open conflict."""
        return tuple(sorted(name for name, state in self.fields.items() if state.conflicting))


def seal_cover(operation: Operation) -> SealCover:
    """Return the cover of a seal operation; its value holds ``covers`` [[entity, entity_id]] and ``heads`` [op_id]."""
    value = operation.value if isinstance(operation.value, dict) else {}
    covers = value.get("covers") or []
    heads = value.get("heads") or []
    assert isinstance(covers, list) and isinstance(heads, list)
    pairs = frozenset((str(one[0]), str(one[1])) for one in covers if isinstance(one, list) and len(one) == 2)
    return SealCover(operation.op_id, frozenset(p for p in pairs if p[0] != SEAL_ENTITY), frozenset(map(str, heads)))


def fold_field(
    key: FieldKey, operations: Iterable[Operation], seals: Sequence[SealCover], refused: Collection[str]
) -> FieldState:
    """Return the state of one field from all its operations, the active seals on its entity and refused op_ids."""
    if isinstance(operations, list) and len(operations) == 1 and not seals:
        only = operations[0]  # the way of most fields, and the same as below
        if only.op_id not in refused and only.op_id not in only.base:
            return FieldState(key, () if only.kind == REMOVE else (_live(only),))
    ops = {one.op_id: one for one in operations if one.op_id not in refused}
    admitted = ops if not seals else {i: ops[i] for i in _sealed_closure(ops, seals)}
    superseded = {base for one in admitted.values() for base in one.base}
    live = [
        _live(one)
        for one in admitted.values()
        if one.op_id not in superseded and one.kind != REMOVE
    ]
    turned_away = tuple(sorted(i for i in ops if i not in admitted))
    return FieldState(key, tuple(sorted(live, key=lambda one: one.op_id)), turned_away)


def _live(one: Operation) -> Live:
    return Live(one.op_id, one.kind, one.value, one.hlc, one.device, one.officer)


def _sealed_closure(ops: Mapping[str, Operation], seals: Sequence[SealCover]) -> set[str]:
    waiting = [head for seal in seals for head in seal.heads if head in ops]
    reached: set[str] = set()
    while waiting:
        op_id = waiting.pop()
        if op_id in reached or op_id not in ops:
            continue
        reached.add(op_id)
        waiting.extend(ops[op_id].base)
    return reached


def refused_by_centre(operations: Iterable[Operation]) -> frozenset[str]:
    """Return the op_ids that the centre refused."""
    return frozenset(o.entity_id for o in operations if o.kind == REFUSE and o.device == CENTRE_DEVICE)


def active_seals(operations: Iterable[Operation], refused: Collection[str] = ()) -> tuple[SealCover, ...]:
    """Return the covers of all seals that are neither refused nor voided, ordered by op_id."""
    standing = [o for o in operations if o.op_id not in refused]
    voided = {o.entity_id for o in standing if o.kind == VOID and o.entity == SEAL_ENTITY}
    seals = (o for o in standing if o.kind == SEAL and o.entity_id not in voided)
    return tuple(seal_cover(o) for o in sorted(seals, key=lambda one: one.op_id))


def fold(operations: Iterable[Operation]) -> dict[FieldKey, FieldState]:
    """Return the whole state of a set of operations: the reference that every incremental path must equal."""
    unique = {one.op_id: one for one in operations}.values()
    refused = refused_by_centre(unique)
    covering: dict[tuple[str, str], list[SealCover]] = {}
    for seal in active_seals(unique, refused):
        for pair in seal.covers:
            covering.setdefault(pair, []).append(seal)
    groups: dict[tuple[str, str, str], list[Operation]] = {}
    for one in unique:
        groups.setdefault((one.entity, one.entity_id, one.field), []).append(one)
    states = (
        fold_field(FieldKey(*place), ops, covering.get(place[:2], ()), refused) for place, ops in groups.items()
    )
    return {state.key: state for state in states}


def state_line(state: FieldState) -> dict[str, Json] | None:
    """Return the JSON line of a field for the fold digest, or None where nothing lives in it."""
    if not state.live:
        return None
    live: list[Json] = [[one.op_id, one.kind, one.value] for one in state.live]
    return {"entity": state.key.entity, "entity_id": state.key.entity_id, "field": state.key.field, "live": live}
