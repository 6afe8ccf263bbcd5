"""Bring the rows up to the store: what was touched is made anew, in short turns, the newest inspections first."""

from __future__ import annotations

from collections.abc import Callable

from app.services.desk import Desk
from app.services.listed import mark
from app.services.listing.rows import RowMaker

Progress = Callable[[int, int], None]
AT_ONCE = 20


def _quiet(done: int, total: int) -> None:
    """Take progress without showing it."""


def _never() -> bool:
    return False


def refresh(
    desk: Desk, *, most: int | None = None, progress: Progress = _quiet, cancelled: Callable[[], bool] = _never
) -> int:
    """Make stale rows anew (``most`` of them, or all) and return how many are still stale.

    Cancelled, what was made stays made; the rest is stale still. Several threads may call it.
    """
    done, left = 0, _turn(desk, 0)
    total = left if most is None else min(most, left)
    while left and done < total and not cancelled():
        progress(done, total)
        size = min(AT_ONCE, total - done)
        left = _turn(desk, size)
        done += size
    return left


def _turn(desk: Desk, size: int) -> int:
    """Look what was touched, make the rows of some inspections, and return how many are left."""
    listing = desk.store.listing
    with listing.turn():
        left = mark(desk)
        roots = listing.stale(size) if size else ()
        if not roots:
            return left
        maker = RowMaker(desk)  # read after the scan: a later change of an officer marks these rows again
        listing.write({root: maker.row(root, listing.entities(root)) for root in roots})
        return left - len(roots)
