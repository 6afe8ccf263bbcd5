"""Document numbers from the centre: a block for each kind of paper before the last one is used up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.domain.numbers import Lease
from app.services.desk import Desk
from app.services.numbers import ledger
from app.services.wrong_clock import centre_time, years_at

BLOCK, LOW = 10, 4
_REQUEST = "lease_request"


def numbered_papers(desk: Desk) -> tuple[str, ...]:
    """Return the kinds of paper ("D11") that carry a number, by the forms on the shelf and the bureau's settings."""
    bureau = desk.issuing(desk.bureau)
    folders = sorted(one for one in (desk.forms / "inspections").iterdir() if (one / "documents").is_dir())
    kinds = {
        kind
        for folder in folders
        for kind, definition in desk.shelf.documents(folder.name).items()
        if definition.number_kind and not bureau.number_blockers(kind)
    }
    return tuple(sorted(kinds, key=lambda kind: (len(kind), kind)))  # D2 before D11


def lease_where_low(desk: Desk, transport: Any, papers: Iterable[str]) -> int:
    """Return how many numbers came from the centre for the kinds of paper of which few are left.

    In December the next year's block comes as well: a laptop without a line on the first of January goes on.
    """
    years = years_to_lease(desk)
    left = ledger.numbers_left_of(desk, ((paper, year) for paper in papers for year in years))
    return sum(_lease(desk, transport, paper, year) for (paper, year), few in left.items() if few < LOW)


def years_in_use(desk: Desk) -> tuple[int, ...]:
    """Return the years of which this device keeps numbers: this one, and in December the next."""
    return years_at(desk.now())


def years_to_lease(desk: Desk) -> tuple[int, ...]:
    """Return those that are in use by the centre's clock, too: no numbers of another year for a clock that errs."""
    there = centre_time(desk)
    return tuple(one for one in years_in_use(desk) if there is None or one in years_at(there))


def _lease(desk: Desk, transport: Any, paper: str, year: int) -> int:
    """Return how many numbers a block brought.

    The request is kept before it is sent, so that a lost answer gives the same block again.
    """
    series = ledger.series_of(desk, paper, year)
    name = f"{_REQUEST}:{series.kind}:{year}"
    request = desk.store.settings.get(name)
    if not isinstance(request, str):
        request = desk.identify()
        desk.store.settings.set(name, request)
    block = transport.lease(series.kind, year, BLOCK, request)
    prefix = desk.issuing(desk.bureau).number_prefix
    lease = Lease(series, block.low, block.high, prefix, desk.store.device)
    received = len(ledger.receive_lease(desk, lease))
    desk.store.settings.set(name, None)
    return received
