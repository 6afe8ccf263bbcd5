"""What was worked out from something that was read: asked for again from the same thing, it is not worked out again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")

REMEMBERED = 12


class WorkedOut:
    """Remembers by the very object that something was worked out from, which must never change. Safe from threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[int, str], tuple[object, Any]] = OrderedDict()

    def of(
        self, source: object, name: str, make: Callable[[], T], still: Callable[[T], bool] = lambda made: True
    ) -> T:
        """Return what ``make`` makes of ``source``, or what it made before where ``still`` holds of it."""
        key = id(source), name
        with self._lock:
            known = self._known.get(key)
        if known is not None and known[0] is source and still(cast(T, known[1])):
            return cast(T, known[1])
        made = make()
        with self._lock:
            self._known[key] = source, made  # kept with its source, whose id belongs to no other thing meanwhile
            self._known.move_to_end(key)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return made
