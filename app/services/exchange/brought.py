"""What came from other laptops, or went to the centre, in what a person works with: inspections, papers, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.procedure.outcomes import Document, Evidence
from app.domain.procedure.records import Inspection, Officer, Unit
from app.domain.received_reports import ReceivedReport
from app.services.desk import Desk
from app.storage.log.lookup import Come

REGISTERED = frozenset({Unit.ENTITY, Officer.ENTITY, ReceivedReport.ENTITY})
BROUGHT, DELIVERED = "brought", "delivered"
"""The keys of an entry of a log of exchanges that hold what came and what went."""


@dataclass(frozen=True, slots=True)
class Brought:
    """How many inspections are ``new`` here and how many others were ``changed``; papers and evidence with news.

    ``registered`` counts units, officers and received reports.
    """

    new: int = 0
    changed: int = 0
    papers: int = 0
    evidence: int = 0
    registered: int = 0

    @property
    def anything(self) -> bool:
        """Return whether a person can see any of it."""
        return bool(self.inspections or self.registered)

    @property
    def inspections(self) -> int:
        """Return how many inspections it is of."""
        return self.new + self.changed


def brought(desk: Desk, since: int) -> Brought:
    """Return what others' operations behind a place in the log brought."""
    return brought_of(desk, since)[0]


def brought_of(desk: Desk, since: int) -> tuple[Brought, tuple[str, ...]]:
    """Return the same, and the inspections it is of, the newest first."""
    lookup = desk.store.lookup
    found = lookup.come(since, desk.store.device)
    inspections = _inspections(desk, found)
    new = len(inspections) - len(lookup.known_at(since, Inspection.ENTITY, inspections))
    return _counted(found, new, len(inspections) - new), tuple(sorted(inspections, reverse=True))


def delivered(desk: Desk, first: int, last: int) -> Brought:
    """Return what own operations behind the ``first`` and up to the ``last`` are of; each inspection is ``changed``."""
    if last <= first:
        return Brought()
    found = desk.store.lookup.recorded(desk.store.device, first, last)
    return _counted(found, 0, len(_inspections(desk, found)))


def _inspections(desk: Desk, found: Come) -> frozenset[str]:
    lookup = desk.store.lookup
    known: frozenset[str] = lookup.known_at(lookup.log_end(), Inspection.ENTITY, found.roots)
    return known


def _counted(found: Come, new: int, changed: int) -> Brought:
    counted = found.entities
    return Brought(
        new, changed, counted.get(Document.ENTITY, 0), counted.get(Evidence.ENTITY, 0),
        sum(counted.get(one, 0) for one in REGISTERED),
    )  # fmt: skip


def as_kept(found: Brought) -> dict[str, int]:
    """Return it as the log of exchanges keeps it."""
    return {name: getattr(found, name) for name in Brought.__slots__}


def kept(entry: Mapping[str, Any], key: str = BROUGHT) -> Brought | None:
    """Return what an entry of that log says, None where it is older than this account."""
    told = entry.get(key)
    return Brought(**{name: int(told.get(name, 0)) for name in Brought.__slots__}) if isinstance(told, dict) else None
