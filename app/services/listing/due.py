"""What there is to do at this desk: terms that end, inspections under way, papers to approve, what waits for sync."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.domain.clock import iso
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.tasks import end_of
from app.services.correcting.changes import waiting_changes
from app.services.desk import Desk
from app.services.exchange.link import LINK
from app.services.exchange.queue import disagreeing
from app.services.listing.namesakes import unit_names
from app.services.listing.rows import CLOSED, overdue_at, step_words
from app.storage.listing.rows import ListedRow

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ToCountersign:
    """An approval by phone that waits for its signed paper: by whom, until which day, and where that is bound."""

    approver: str
    title: str
    due: str
    overdue: bool
    place: str

    @property
    def bound_at(self) -> str:
        """Return the place in the inspection where the photo of the signed paper is bound."""
        return f"{self.place}/countersign" if self.place.startswith("papers/") else self.place


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One inspection with something to do: ``words`` say what, ``due`` is a day or "", ``step`` is where to go on.

    ``officers`` are the ids of its team: others read it.

    ``papers`` of it wait for a decision; ``returned`` tells that another one was returned and waits for its officer.
    ``paper_at`` is the place of the paper that waits for approval or was ``returned``, with the reason; ``waits_at``
    that of one that waits, whatever else was returned ("" where the row was made by an older version). ``offered_to``
    is the laptop that the lead is handed over to while that waits for its answer.
    """

    inspection: str
    unit: str
    words: str
    step: str
    due: str = ""
    overdue: bool = False
    returned: bool = False
    papers: int = 0
    unsigned: tuple[ToCountersign, ...] = ()
    why_returned: str = ""
    paper_at: str = ""
    waits_at: str = ""
    officers: tuple[str, ...] = ()
    offered_to: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The first rows of what there is to do of one kind, and how many there are in all."""

    rows: tuple[WorkRow, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """The desk at a glance. ``pending`` counts operations, None where there is no centre to sync with.

    ``conflicts`` counts the fields on which laptops disagree, ``refused`` the operations that
    were not taken and still wait for somebody.
    """

    total: int
    due: Group
    overdue: int
    under_way: Group
    awaiting: Group
    unsent: Group
    pending: int | None
    conflicts: int = 0
    refused: int = 0


def work_to_do(desk: Desk, most: int) -> Work:
    """Return what there is to do, ``most`` rows of each kind; the rows of the list must have been refreshed."""
    listing = desk.store.listing
    now = desk.now()
    until = iso(end_of(day_of(now) + SOON))
    terms: Sequence[tuple[str, int]] = listing.open_terms()
    waiting = pending(desk)
    return Work(
        total=listing.count(),
        due=Group(
            _rows(desk, listing.open_rows(most, due_until=until), terms=True),
            sum("" < due <= until for due, _ in terms),
        ),
        overdue=sum(overdue_at(due, now) for due, _ in terms),
        under_way=Group(_rows(desk, listing.open_rows(most, first=CLOSED)), len(terms)),  # corrections first
        awaiting=Group(_rows(desk, listing.open_rows(most, awaiting=True)), sum(papers > 0 for _, papers in terms)),
        unsent=_unsent(desk, most) if waiting else Group(),
        pending=waiting,
        conflicts=disagreeing(desk),
        refused=waiting_changes(desk),
    )


def awaiting(desk: Desk) -> tuple[WorkRow, ...]:
    """Return every inspection in which something waits for a decision or a signed paper, the rows being fresh."""
    listing = desk.store.listing
    count = sum(papers > 0 for _, papers in listing.open_terms())
    return _rows(desk, listing.open_rows(count, awaiting=True))


def unsigned_by(desk: Desk, officer: str) -> tuple[tuple[WorkRow, ToCountersign], ...]:
    """Return what an officer approved by phone and has not signed yet, the rows of the list being fresh."""
    found = [(row, one) for row in awaiting(desk) for one in row.unsigned if one.approver == officer]
    return tuple(sorted(found, key=lambda one: one[1].due))


def pending(desk: Desk) -> int | None:
    """Return how many operations wait for the centre, None where there is no centre."""
    if desk.store.settings.get(LINK) is None:
        return None
    return int(desk.store.replication.pending())


def unsent_inspections(desk: Desk) -> frozenset[str] | None:
    """Return the inspections of which the centre lacks something, None where there is no centre."""
    if desk.store.settings.get(LINK) is None:
        return None
    return frozenset(desk.store.listing.unsent(desk.store.replication.sync_state().acked_lseq))


def _rows(desk: Desk, listed: Sequence[ListedRow], *, terms: bool = False) -> tuple[WorkRow, ...]:
    now = desk.now()
    units = unit_names(desk, {one.root: one.cells for one in listed})
    return tuple(
        WorkRow(
            inspection=one.root,
            unit=units[one.root],
            words=str(one.cells.get("due_for", "")) if terms else step_words(one.cells),
            step=str(one.cells.get("next", "")),
            due=one.due[:10],
            overdue=overdue_at(one.due, now),
            returned=bool(one.cells.get("returned")),
            papers=max(0, one.awaiting - len(one.cells.get("unsigned", ())) - int(one.cells.get("returned", 0))),
            unsigned=tuple(
                ToCountersign(of["approver"], of["title"], of["due"][:10], overdue_at(of["due"], now), of["place"])
                for of in one.cells.get("unsigned", ())
            ),
            paper_at=str(one.cells.get("paper_at", "")),
            waits_at=str(one.cells.get("waits_at", "")),
            why_returned=str(one.cells.get("why_returned", "")),
            officers=one.officers,
            offered_to=str(one.cells.get("offered_to", "")),
        )
        for one in listed
    )


def _unsent(desk: Desk, most: int) -> Group:
    roots = sorted(unsent_inspections(desk) or (), reverse=True)
    cells = desk.store.listing.cells(roots[:most])
    rows = [ListedRow(root, "", open=True, cells=cells[root]) for root in roots[:most] if root in cells]
    return Group(_rows(desk, rows), len(roots))
