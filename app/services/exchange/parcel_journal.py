"""What was exchanged by file: the log of parcels, and the laptops that sent one with what each told to have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from app.domain.clock import iso
from app.domain.operations import Json
from app.services.desk import Desk
from app.services.exchange.brought import Brought, as_kept
from app.services.exchange.journal import LOG
from app.services.exchange.parcel_content import Head
from app.services.exchange.second_pasts import PEERS

JOURNAL = "parcel_journal"
KEPT_ENTRIES = 200
SENT, TAKEN_IN = "sent", "taken-in"


def peers(desk: Desk) -> tuple[str, ...]:
    """Return the laptops that sent a parcel before: for them the difference is enough."""
    kept = desk.store.settings.get(PEERS, {})
    return tuple(sorted(cast("dict[str, Any]", kept)))


def known_of(desk: Desk, peer: str) -> Mapping[str, Any]:
    """Return what a laptop told to have; nothing of one that told nothing."""
    kept = cast("dict[str, Any]", desk.store.settings.get(PEERS, {}))
    return cast("Mapping[str, Any]", kept.get(peer, {}))


def remember(desk: Desk, head: Head) -> None:
    """Keep what the sender of a parcel has; the own parcel tells nothing new."""
    if head.device == desk.store.device:
        return
    kept = dict(cast("dict[str, Any]", desk.store.settings.get(PEERS, {})))
    kept[head.device] = {"reach": dict(head.reach), "holds": list(head.holds), "at": head.made_at}
    desk.store.settings.set(PEERS, cast(Json, kept))


def journal(desk: Desk) -> tuple[Mapping[str, Any], ...]:
    """Return what was sent and taken in, newest first: when, with whom, how much, the parcel's digest."""
    return tuple(reversed(cast("list[Mapping[str, Any]]", desk.store.settings.get(JOURNAL, []))))


def handed_on(desk: Desk) -> int:
    """Return up to which own operation (lseq) a parcel took along what was done here, 0 where none did."""
    return max((int(one.get("reached") or 0) for one in journal(desk)), default=0)


def enter(
    desk: Desk, kind: str, device: str, operations: int, files: int, digest: str, *, log: list[int] | None = None,
    reached: int = 0, came: Brought | None = None,
) -> None:
    """Enter a parcel that was written or taken in."""
    entries = cast("list[Any]", desk.store.settings.get(JOURNAL, []))
    entry = {
        "at": iso(desk.now()), "kind": kind, "device": device, "officer": desk.officer, "operations": operations,
        "files": files, "digest": digest, LOG: log, "reached": reached,
        "brought": as_kept(came) if came is not None else None,
    }  # fmt: skip
    desk.store.settings.set(JOURNAL, [*entries, entry][-KEPT_ENTRIES:])
