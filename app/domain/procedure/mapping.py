"""From fields of an entity to a frozen record, by the record's own field names and types.

A record class names its entity in ``ENTITY``. Field types: str, int, bool, ``date``, ``datetime`` (ISO text in the
store), ``tuple[...]`` (a list value, or the elements of an add-wins set when listed in ``SETS``), a mapping, or
any of these ``| None``. A field never set keeps the class's default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar, get_type_hints

from app.domain.clock import iso
from app.domain.fold import EntityState
from app.domain.operations import ADD, Change, Json


class Record(Protocol):
    """A frozen dataclass that mirrors one entity; ``id`` is the full entity id."""

    ENTITY: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str:
        """Return the full entity id."""
        ...


R = TypeVar("R", bound=Record)


def record_from(cls: type[R], state: EntityState) -> R:
    """Return the record of an entity; unknown fields of the entity are left out.

    Raises:
        ValueError: a field without default was never set, or a date cannot be read.
    """
    plan = _plan(cls)
    values: dict[str, Any] = {"id": state.entity_id}
    stored = state.fields
    for name in plan.sets:
        values[name] = state.elements(name)
    for name, read, required in plan.fields:
        if (found := stored.get(name)) is not None and (current := found.current) is not None:
            values[name] = None if current.value is None else read(current.value)
        elif required:
            raise ValueError(f"{state.entity} {state.entity_id}: {name} was never set")
    if plan.tells_voided:
        values["voided"] = state.voided
    return cls(**values)


def records_from(cls: type[R], states: Iterable[EntityState]) -> Iterator[R]:
    """Give the records of a register; what lacks a field or says it in another kind is none.

    A laptop gone bad, or another program, may have sent it; it must not stop everybody's work with the others.
    """
    for state in states:
        try:
            yield record_from(cls, state)
        except (ValueError, TypeError, AttributeError):
            continue


class _Plan(NamedTuple):
    """How a record is made: its sets, and of its other fields the name, how a value is read, whether it must stand."""

    sets: tuple[str, ...]
    fields: tuple[tuple[str, Callable[[Any], object], bool], ...]
    tells_voided: bool


@cache
def _plan(cls: type) -> _Plan:
    """Return the plan of a record class; made once, since every page makes hundreds of records."""
    hints = get_type_hints(cls)
    sets: frozenset[str] = getattr(cls, "SETS", frozenset())
    own = [one for one in fields(cls) if one.name not in ("id", "voided")]
    read = tuple(
        (one.name, _reader(hints[one.name]), one.default is MISSING and one.default_factory is MISSING)
        for one in own
        if one.name not in sets
    )
    return _Plan(tuple(one.name for one in own if one.name in sets), read, "voided" in hints)


def _reader(hint: object) -> Callable[[Any], object]:
    """Return how a stored value of a type is read; only the kinds of date need their own way."""
    text = str(hint)
    if hint is str:
        return _text
    if hint is datetime or "datetime.datetime" in text:
        return lambda value: datetime.fromisoformat(str(value))
    if hint is date or "datetime.date" in text:
        return lambda value: date.fromisoformat(str(value))
    return lambda value: tuple(value) if isinstance(value, list) else value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def to_json(value: object) -> Json:
    """Return a field value as stored: dates as ISO text, tuples as lists, mappings with text keys."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list, frozenset)):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): to_json(item) for name, item in value.items()}
    assert value is None or isinstance(value, (bool, int, str)), type(value)
    return value


def changes_of(record: Record, *names: str) -> list[Change]:
    """Return the changes that record these fields (all that differ from their default when none is named)."""
    sets: frozenset[str] = getattr(record, "SETS", frozenset())
    entity_id = record.id
    changes: list[Change] = []
    for one in fields(record):
        value = getattr(record, one.name)
        required = one.default is MISSING and one.default_factory is MISSING
        unnamed_default = not names and not required and (value == one.default or value in ((), None, {}))
        if one.name in ("id", "voided") or (names and one.name not in names) or unnamed_default:
            continue
        if one.name in sets:
            changes += [Change(record.ENTITY, entity_id, one.name, to_json(item), ADD) for item in value]
        else:
            changes.append(Change(record.ENTITY, entity_id, one.name, to_json(value)))
    return changes
