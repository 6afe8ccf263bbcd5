"""What the centre has of the operations of others, as its feed tells.

A laptop may hold operations that the centre does not have: a colleague's that came by stick before the colleague
synchronised, and what was there before the centre came back from a backup. Until whoever wrote them delivers them, they
are no difference between the two sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from app.centre.device.transport import SignedOperation
from app.domain.operations import Json
from app.sealing.canonical import parse
from app.services.exchange.link import LINK

_HEARD, _CARRIED = "_heard_since_restore", "_carried_by_file"


def note_carried(store: Any, reach: Mapping[str, int]) -> None:
    """Keep which operations of others come by file: up to ``reach`` of each device. To be called before they do.

    Nothing is to be kept where there is no centre to compare with.
    """
    if store.settings.get(LINK) is None:
        return
    here, carried = store.relay.reach(), cast("dict[str, list[list[int]]]", store.settings.get(_CARRIED) or {})
    new = {device: [here.get(device, 0) + 1, int(last)] for device, last in reach.items() if device != store.device}
    new = {device: run for device, run in new.items() if run[0] <= run[1]}
    for device, run in new.items():
        runs = carried.setdefault(device, [])
        if runs and runs[-1][1] + 1 == run[0]:
            runs[-1][1] = run[1]
        else:
            runs.append(run)
    if new:
        store.settings.set(_CARRIED, cast(Json, carried))


class Heard:
    """The runs of operations, by device, that came in since a restore; everything counts where there was none.

    What came by file counts from when the feed brings it too.
    """

    def __init__(self, store: Any) -> None:
        self._store = store
        kept = store.settings.get(_HEARD)
        self._runs = None if kept is None else cast("dict[str, list[list[int]]]", kept)
        self._carried = cast("dict[str, list[list[int]]]", store.settings.get(_CARRIED) or {})

    def begin(self) -> None:
        """Forget what the centre had: it was restored."""
        self._runs = {}
        self._store.settings.set(_HEARD, {})

    def note(self, rows: Iterable[SignedOperation]) -> None:
        """Keep what came in; nothing to do where the centre was never restored and nothing came by file."""
        if self._runs is None and not self._carried:
            return
        places = [(one.device, one.lseq) for one in (parse(row.raw, row.chain) for row in rows)]
        if self._carried:
            self._take_off(places)
        if self._runs is not None:
            for device, lseq in places:
                _add(self._runs.setdefault(device, []), lseq)
            self._store.settings.set(_HEARD, cast(Json, self._runs))

    def _take_off(self, places: Iterable[tuple[str, int]]) -> None:
        heard = [(device, lseq) for device, lseq in places if device in self._carried]
        for device, lseq in heard:
            left = [_without(run, lseq) for run in self._carried[device]]
            self._carried[device] = [run for runs in left for run in runs]
        if heard:
            self._carried = {device: runs for device, runs in self._carried.items() if runs}
            self._store.settings.set(_CARRIED, cast(Json, self._carried or None))

    @property
    def everything(self) -> bool:
        """Whether the centre has all that is here of other devices."""
        return self._runs is None and not self._carried

    def has(self, device: str, lseq: int) -> bool:
        """Return whether the centre has that operation of another device."""
        if self._carried and any(low <= lseq <= high for low, high in self._carried.get(device, ())):
            return False
        if self._runs is None:
            return True
        return any(low <= lseq <= high for low, high in self._runs.get(device, ()))


def _add(runs: list[list[int]], lseq: int) -> None:
    for run in runs:
        if run[0] <= lseq <= run[1]:
            return
        if lseq == run[1] + 1:
            run[1] = lseq
            return
    runs.append([lseq, lseq])


def _without(run: list[int], lseq: int) -> list[list[int]]:
    low, high = run
    if not low <= lseq <= high:
        return [run]
    return [part for part in ([low, lseq - 1], [lseq + 1, high]) if part[0] <= part[1]]
