"""Identity of what is created: UUIDv7 that sort by creation."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from threading import Lock

IDENTITY = "_identity"  # the setting: which device and store this is


class IdentitySource:
    """Makes UUIDv7 text; the ids of one source always ascend, also when the clock runs backwards."""

    def __init__(self, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        self._random = random_bytes
        self._last = 0
        self._lock = Lock()

    def new(self, now: datetime) -> str:
        """Return a new id: 48 bits of milliseconds, 12 bits of counter, 62 bits of chance."""
        with self._lock:
            self._last = max(int(now.timestamp() * 1000) << 12, self._last + 1)
            wall, counter = self._last >> 12, self._last & 0xFFF
        chance = int.from_bytes(self._random(8), "big") & (2**62 - 1)
        text = f"{wall << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | chance:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
