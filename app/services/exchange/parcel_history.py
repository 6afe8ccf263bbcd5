"""Where a parcel and this store tell of the same laptop: they must tell the same past.

A data folder that was copied, or set back by an image of its disk, writes a second past under one name. A store that
was brought back from a backup lacks its own latest work: colleagues have it, and it comes back with their parcels.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from app.domain.operations import Operation
from app.errors import IntegrityBroken
from app.services.exchange.parcel_content import Head
from app.storage.exchange.renumbering import RESTORED_AT

# A parcel of the future was made by a wrong clock, or read by one; one so old may just as well have lain about.
_AHEAD, _LONG_AGO = timedelta(minutes=10), timedelta(days=30)


def is_odd(made_at: datetime, now: datetime) -> bool:
    """Return whether a parcel made then cannot have come just now by a right clock."""
    return not now - _LONG_AGO < made_at < now + _AHEAD


class Meeting:
    """Hears of each operation of a parcel; ``lost_here``: it holds work of this laptop that a restore lost.

    ``apart`` are the laptops besides the sender that have another past here: theirs is left out, the rest is not.
    """

    def __init__(self, store: Any, head: Head, apart: Collection[str] = ()) -> None:
        self._store, self._own, self._sender = store, str(store.device), head.device
        self.apart = set(apart)
        reach, restored = dict(store.relay.reach()), store.settings.get(RESTORED_AT)
        self._since = restored if isinstance(restored, int) else None
        if self._since is not None:  # what was recorded since has never left, and makes room
            reach[self._own] = min(self._since, reach.get(self._own, 0))
        self._places = {device: min(last, int(head.reach.get(device, 0))) for device, last in reach.items()}
        self._end: tuple[int, str] | None = None

    @property
    def lost_here(self) -> bool:
        """Return whether own operations came that this store does not have."""
        if self._since is None or self._own in self.apart or self._end is None:
            return False
        return bool(self._store.relay.chain_at(self._own, self._end[0]) != self._end[1])

    def meet(self, one: Operation) -> None:
        """Take note of an operation.

        Raises:
            IntegrityBroken: the sender itself has another past here.
        """
        if one.device == self._own:
            self._end = (one.lseq, one.chain)
        if self._places.get(one.device) == one.lseq:
            here = self._store.relay.chain_at(one.device, one.lseq)
            if here is not None and here != one.chain:
                if one.device == self._sender:
                    raise two_pasts(one.device)
                self.apart.add(one.device)

    def make_room(self) -> None:
        """Move what was recorded since a restore behind the own work that comes back, unless there is room already."""
        if self._since is not None and self._end is not None and self._end[0] > self._since and self.lost_here:
            lseq, chain = self._end
            self._store.replication.go_on_behind(lseq + 1, chain, self._store.device_key)


def two_pasts(device: str) -> IntegrityBroken:
    """Return the error for a laptop that two stores tell different things of."""
    title = f"终端 {device} 有两份不同的记录：它的数据文件夹可能被复制到另一台电脑上用过，或被磁盘映像退回过。"
    advice = (
        "没有收下其中任何内容，两边的内容都还在，请都不要删除。请联系管理员确定以哪一台为准，"
        "另一台重新接入（有中心库的，见“同步·重新接入”）以后再交换。"
    )
    return IntegrityBroken("device-forked", title, advice)
