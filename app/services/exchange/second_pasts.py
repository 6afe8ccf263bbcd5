"""Two pasts of one copied laptop: the centre's in the laptop's numbers, the other one's kept beside it.

A colleague may have brought the second by stick before the centre told the first. What both say counts here; the centre
gets the second from the copy itself, once that is let in again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from app.domain.operations import Json
from app.sealing.arriving import Incoming
from app.services.desk import Desk
from app.storage.exchange.second_pasts import SecondPast

__all__ = ["PEERS", "SecondPast", "make_way", "only_here", "settled"]

OTHER_RECORD, SETTLED = "other_record", "settled"
PEERS = "parcel_peers"


def make_way(store: Any, batch: Sequence[Incoming], keys: Mapping[str, bytes]) -> bool:
    """Return whether a page of the feed can be taken in now: it told another past than a stick had brought.

    What colleagues told to have of that laptop is known for the common past only from now on, so that parcels for them
    build on nothing else.
    """
    parted: dict[str, int] = store.second_pasts.make_way(batch, keys)
    if parted:
        kept = cast("dict[str, Any]", store.settings.get(PEERS, {}))
        common = {peer: {**told, "reach": _up_to(told.get("reach", {}), parted)} for peer, told in kept.items()}
        store.settings.set(PEERS, cast(Json, common))
    return bool(parted)


def only_here(desk: Desk) -> tuple[SecondPast, ...]:
    """Return what came of other laptops' second pasts and is at no centre yet, by laptop."""
    return tuple(desk.store.second_pasts.kept(settled(desk)))


def settled(desk: Desk) -> frozenset[str]:
    """Return the op_ids of second pasts that an administrator settled (``app.services.exchange.settling``)."""
    told = (one.elements(SETTLED) for one in desk.store.read_all(OTHER_RECORD))
    values = [value for elements in told for value in elements if isinstance(value, dict)]
    return frozenset(str(op_id) for one in values for op_id in cast("list[str]", one.get("operations") or ()))


def _up_to(reach: Mapping[str, int], parted: Mapping[str, int]) -> dict[str, int]:
    return {device: min(last, parted.get(device, last + 1) - 1) for device, last in reach.items()}
