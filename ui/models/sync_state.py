"""How this device stands with its centre, as far as this device knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.services.desk import Desk
from app.services.exchange.link import LINK
from app.services.exchange.syncing import LAST_SYNC, pending_count


@dataclass(frozen=True)
class SyncState:
    """``centre`` is where it is, "" where there is none; ``last`` the report of the last sync with its time ``at``."""

    centre: str = ""
    bureau: str = ""
    pending: int = 0
    refused: int = 0
    conflicts: int = 0
    last: Mapping[str, Any] = field(default_factory=dict)


def sync_state(desk: Desk) -> SyncState:
    """Return how things stand; nothing is sent."""
    link = desk.store.settings.get(LINK)
    last = desk.store.settings.get(LAST_SYNC)
    if not isinstance(link, dict):
        return SyncState(last=last if isinstance(last, dict) else {})
    return SyncState(
        centre=f"{link['host']}:{link['port']}",
        bureau=str(link["bureau_name"]),
        pending=pending_count(desk),
        refused=len(desk.store.refused()),
        conflicts=len(desk.store.conflicts()),
        last=last if isinstance(last, dict) else {},
    )
