"""What a centre that came back from a backup has of the operations of others: told by its feed, since the restore.

A laptop may hold operations of colleagues, and of the centre itself, that the backup did not have. Until whoever wrote
them delivers them again, they are no difference between the two sides.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from app.centre.transport import SignedOperation
from app.domain.operations import Json
from app.sealing.canonical import parse

_HEARD = "_heard_since_restore"


class Heard:
    """The runs of operations, by device, that came in since a restore; everything counts where there was none."""

    def __init__(self, store: Any) -> None:
        self._store = store
        kept = store.settings.get(_HEARD)
        self._runs = None if kept is None else cast("dict[str, list[list[int]]]", kept)

    def begin(self) -> None:
        """Forget what the centre had: it was restored."""
        self._runs = {}
        self._store.settings.set(_HEARD, {})

    def note(self, rows: Iterable[SignedOperation]) -> None:
        """Keep what came in; nothing to do where the centre was never restored."""
        if self._runs is None:
            return
        for one in rows:
            operation = parse(one.raw, one.chain)
            _add(self._runs.setdefault(operation.device, []), operation.lseq)
        self._store.settings.set(_HEARD, cast(Json, self._runs))

    def has(self, device: str, lseq: int) -> bool:
        """Return whether the centre has that operation of another device."""
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
