"""The scenario's clock: it stands where the scenario put it and moves on a second with each reading."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.domain.clock import CHINA

STEP = timedelta(seconds=1)


class ScenarioClock:
    """A clock that a rehearsal drives, so that it passes in any year."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(CHINA)

    def __call__(self) -> datetime:
        """Return the next moment."""
        self._now += STEP
        return self._now

    def jump(self, to: datetime) -> None:
        """Go on to a later moment; an earlier one changes nothing."""
        self._now = max(self._now, to.astimezone(CHINA))
