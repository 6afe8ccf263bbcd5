"""Times: China Standard Time without a time-zone database, and the hybrid logical clock of operations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")
LATEST = 253_402_128_000  # seconds: the last days of the year 9999, where moments end
_STAMP = re.compile(r"([0-9a-f]{12})-([0-9a-f]{6})-")


def iso(moment: datetime) -> str:
    """Return a moment as ISO 8601 with +08:00 and milliseconds where it has any.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    local = moment.astimezone(CHINA)
    return local.isoformat(timespec="milliseconds" if local.microsecond else "seconds")


@dataclass(frozen=True, slots=True, order=True)
class HybridClock:
    """The last stamp given or seen: wall milliseconds since 1970 and a counter that breaks ties."""

    wall: int = 0
    counter: int = 0

    def tick(self, now: datetime) -> HybridClock:
        """Return the next stamp; it never runs backwards when the machine's clock does."""
        wall = int(now.timestamp() * 1000)
        return HybridClock(wall, 0) if wall > self.wall else HybridClock(self.wall, self.counter + 1)

    def observe(self, stamp: str, now: datetime, ahead: timedelta = timedelta(hours=24)) -> HybridClock:
        """Return the clock after seeing a foreign stamp; one more than ``ahead`` of now, or unreadable, is ignored.

        A device that writes such stamps is refused by the centre, and must not keep the others from going on.
        """
        found = _STAMP.match(stamp)
        if found is None:
            return self
        seen = HybridClock(int(found[1], 16), int(found[2], 16))
        if seen.wall > int((now + ahead).timestamp() * 1000):
            return self
        return max(self, seen, key=lambda one: (one.wall, one.counter))

    def stamp(self, device: str) -> str:
        """Return the text that sorts like the clock: hex wall (12), hex counter (6), device."""
        return f"{self.wall:012x}-{self.counter:06x}-{device}"


def moment_of_stamp(stamp: str) -> datetime:
    """Return the moment that a stamp of the hybrid clock names, to the millisecond; 1970 where it cannot be read."""
    found = _STAMP.match(stamp)
    return datetime.fromtimestamp(min(int(found[1], 16) / 1000, LATEST) if found is not None else 0, CHINA)
