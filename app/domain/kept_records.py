"""Records kept as JSON, between programs of different versions.

A later program keeps fields that this one does not know. Where the later one was taken off again, they are passed over
when read, and stand as they were when written back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, ClassVar, Protocol, TypeVar


class Kept(Protocol):
    """A dataclass that is kept as JSON."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


R = TypeVar("R", bound=Kept)


def record_of(cls: type[R], told: Mapping[str, Any]) -> R:
    """Return a record from the fields that its class knows.

    Raises:
        TypeError: one without default is missing.
    """
    return cls(**{one.name: told[one.name] for one in fields(cls) if one.name in told})


def unknown_to(cls: type[Kept], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what else is told, which a later program keeps."""
    known = {one.name for one in fields(cls)}
    return {name: value for name, value in told.items() if name not in known}


def over(before: object, now: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as it is kept now, with what else was kept of it before."""
    return {**before, **now} if isinstance(before, Mapping) else dict(now)


def each_over(before: object, now: Iterable[Mapping[str, Any]], same: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return records as they are kept now, each over what was kept before of the one that is alike in ``same``."""
    listed = before if isinstance(before, list) else []
    known = {tuple(one.get(name) for name in same): one for one in listed if isinstance(one, Mapping)}
    return [over(known.get(tuple(one.get(name) for name in same)), one) for one in now]
