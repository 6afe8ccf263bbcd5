"""What came from another laptop, in what a person works with: inspections, papers, evidence, registers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.operations import root_of
from app.domain.procedure.outcomes import Document, Evidence
from app.domain.procedure.records import Inspection, Officer, Unit
from app.domain.received_reports import ReceivedReport
from app.services.desk import Desk

REGISTERED = frozenset({Unit.ENTITY, Officer.ENTITY, ReceivedReport.ENTITY})


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
        return bool(self.new or self.changed or self.registered)


def brought(desk: Desk, since: int) -> Brought:
    """Return what others' operations behind a place in the log brought."""
    lookup, own = desk.store.lookup, desk.store.device
    found = lookup.come(since, own)
    counted: dict[str, set[str]] = {}
    for entity, entity_id in found:
        counted.setdefault(entity, set()).add(entity_id)
    roots = {root_of(entity_id) for _, entity_id in found}
    inspections = {root for root in roots if desk.store.read(Inspection.ENTITY, root) is not None}
    new = inspections - lookup.known_at(since, Inspection.ENTITY, inspections)
    return Brought(
        len(new), len(inspections - new), len(counted.get(Document.ENTITY, ())), len(counted.get(Evidence.ENTITY, ())),
        sum(len(counted.get(one, ())) for one in REGISTERED),
    )  # fmt: skip


def as_kept(found: Brought) -> dict[str, int]:
    """Return it as the log of exchanges keeps it."""
    return {name: getattr(found, name) for name in Brought.__slots__}


def kept(entry: Mapping[str, Any]) -> Brought | None:
    """Return what an entry of that log says, None where it is older than this account."""
    told = entry.get("brought")
    return Brought(**{name: int(told.get(name, 0)) for name in Brought.__slots__}) if isinstance(told, dict) else None
