"""How the line to the centre stood last, for the badge in the top bar."""

from __future__ import annotations

from app.services.desk import Desk
from app.services.listing.due import pending


def waiting_and_offline(desk: Desk) -> tuple[int | None, bool]:
    """Return how many operations wait for the centre, None where there is none, and whether it was out of reach."""
    from app.services.exchange.journal import LAST_SYNC  # the centre's libraries come behind the first page

    waiting = pending(desk)
    last = desk.store.settings.get(LAST_SYNC)
    return waiting, waiting is not None and isinstance(last, dict) and last.get("state") == "unreachable"
