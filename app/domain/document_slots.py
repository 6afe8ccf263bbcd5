"""Which mandatory slots of a paper its data leave blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.documents import DocumentDefinition, Slot


@dataclass(frozen=True)
class MissingSlot:
    """One mandatory field left blank: ``path`` with the index of the element, Chinese ``name`` and ``place``."""

    path: str
    name: str
    place: str


def missing_slots(definition: DocumentDefinition, data: Mapping[str, Any]) -> list[MissingSlot]:
    """Return every mandatory slot that the data leave blank, in the definition's order; empty means printable."""
    missing: list[MissingSlot] = []
    for slot in definition.slots:
        if _asked(slot.when, data):
            missing += _missing_of(slot, data)
    return missing


def value_at(data: Any, path: str) -> Any:
    """Return what stands at a dotted path of the data, None where the path ends early."""
    for part in path.split("."):
        if not isinstance(data, Mapping) or part not in data:
            return None
        data = data[part]
    return data


def is_blank(value: Any) -> bool:
    """Return whether a value says nothing: None, white space, an empty list or table. 0 and False say something."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, Sequence | Mapping) and not value)


def _asked(when: str, data: Mapping[str, Any]) -> bool:
    if not when:
        return True
    if when.startswith("!"):
        return not value_at(data, when[1:])
    path, equals, wanted = when.partition("=")
    value = value_at(data, path)
    return str(value) == wanted if equals else bool(value)


def _missing_of(slot: Slot, data: Mapping[str, Any]) -> list[MissingSlot]:
    path, repeated, rest = slot.path.partition("[]")
    value = value_at(data, path)
    if not repeated:
        return [MissingSlot(path, slot.name, slot.place)] if is_blank(value) else []
    rows = value if isinstance(value, Sequence) and not isinstance(value, str) else []
    if len(rows) < slot.least:
        shown = slot.name if slot.least < 2 else f"{slot.name}（至少{slot.least}项）"
        return [MissingSlot(f"{path}[{len(rows)}]", shown, slot.place)]
    inner = rest.lstrip(".")
    blanks = [n for n, row in enumerate(rows) if is_blank(value_at(row, inner) if inner else row)]
    return [MissingSlot(f"{path}[{n}]{rest}", f"{slot.name}（第{n + 1}项）", slot.place) for n in blanks]
