"""Operations: one change of one field, the unit of commit and of sync.

An operation is immutable and identified by ``op_id`` (UUIDv7) and by (``device``, ``lseq``), gap-free per device.
``base`` names the operations of the same field that the author saw as current. Entity ids of everything inside an
inspection begin with the inspection's id: ``<inspection>`` for itself, ``<inspection>/<local id>`` for its parts,
where the local id is a UUIDv7 or, for answers, the question path (``q1_1``, ``q2_4_sample[<row>]/result``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

SET, ADD, REMOVE, VOID, SEAL, REFUSE = "set", "add", "remove", "void", "seal", "refuse"
CENTRE_DEVICE = "centre"
OPERATION_VERSION = 1
LARGEST_INTEGER = 2**53 - 1

SEAL_ENTITY = "seal"
SEAL_FIELD = "seal"
VOID_FIELD = "void"
REFUSED_ENTITY = "operation"
REFUSED_FIELD = "refused"


class Operation(NamedTuple):
    """One signed change. ``raw`` is the canonical JSON of every field but raw and chain; ``chain`` is hex.

    ``chain`` = SHA-256(previous chain of the device as hex text, raw), both UTF-8; the first previous chain is "".
    """

    device: str
    lseq: int
    txn: str
    op_id: str
    kind: str
    v: int
    entity: str
    entity_id: str
    field: str
    value: Json
    base: tuple[str, ...]
    officer: str
    hlc: str
    training: bool
    raw: str = ""
    chain: str = ""

    @property
    def key(self) -> FieldKey:
        """Return the field that this operation changes."""
        return FieldKey(self.entity, self.entity_id, self.field)


@dataclass(frozen=True, slots=True, order=True)
class FieldKey:
    """The address of one field: entity kind, entity id, field name."""

    entity: str
    entity_id: str
    field: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a service asks the store to record; the store adds identity, base, clock and chain.

    ``kind`` is set, add, remove, void or seal. ``base`` is filled only to override the current heads (undo, tests).
    """

    entity: str
    entity_id: str
    field: str
    value: Json
    kind: str = SET
    base: tuple[str, ...] | None = None


def content_of(operation: Operation) -> dict[str, Json]:
    """Return the fields that are hashed: every field but raw and chain, ready for canonical JSON."""
    return {
        "device": operation.device,
        "lseq": operation.lseq,
        "txn": operation.txn,
        "op_id": operation.op_id,
        "kind": operation.kind,
        "v": operation.v,
        "entity": operation.entity,
        "entity_id": operation.entity_id,
        "field": operation.field,
        "value": operation.value,
        "base": list(operation.base),
        "officer": operation.officer,
        "hlc": operation.hlc,
        "training": operation.training,
    }


def operation_from(content: Mapping[str, object], raw: str, chain: str) -> Operation:
    """Return the operation whose parsed ``raw`` is ``content``; unknown extra fields stay in ``raw`` alone.

    Raises:
        KeyError: a required field is missing.
    """
    found: Mapping[str, Any] = content
    base = found["base"]
    assert isinstance(base, list)
    return Operation(  # by position: a rebuild makes a hundred thousand
        found["device"], found["lseq"], found["txn"], found["op_id"], found["kind"], found["v"], found["entity"],
        found["entity_id"], found["field"], found["value"], tuple(base), found["officer"], found["hlc"],
        bool(found["training"]), raw, chain,
    )  # fmt: skip


def root_of(entity_id: str) -> str:
    """Return the inspection (or register entry) that an entity belongs to: the id before the first slash."""
    return entity_id.split("/", 1)[0]


def value_problems(value: object, place: str = "") -> list[str]:
    """Return why a value cannot be stored: floats, integers beyond 2^53-1 and other types need to be text."""
    if value is None or isinstance(value, (bool, str)):
        return []
    if isinstance(value, int):
        return [] if abs(value) <= LARGEST_INTEGER else [f"{place}: integer beyond 2^53-1 must be text"]
    if isinstance(value, (list, tuple)):
        return [p for i, item in enumerate(value) for p in value_problems(item, f"{place}[{i}]")]
    if isinstance(value, Mapping):
        return [p for name, item in value.items() for p in value_problems(item, f"{place}.{name}")]
    return [f"{place}: {type(value).__name__} must be text"]
