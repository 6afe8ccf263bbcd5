"""How attachments share the line with other work: photos first, and no faster than this laptop's officer allows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.centre.device.local import LocalAttachment
from app.domain.procedure.outcomes import Evidence
from app.errors import InspectorError
from app.services.desk import Desk

RATE, FASTEST = "attachment_rate", 1_000_000
PHOTO = "photo"
_LONGEST_SLEEP = 0.2


@dataclass
class Pace:
    """Holds back what goes over ``rate`` bytes a second, 0 for no limit; ``go_on`` may end the wait by raising."""

    rate: int = 0
    go_on: Callable[[], None] = lambda: None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _free_at: float = 0.0

    def spend(self, count: int) -> None:
        """Return when ``count`` bytes more may go over the line."""
        if self.rate <= 0:
            return
        self._free_at = max(self._free_at, self.clock()) + count / self.rate
        while (left := self._free_at - self.clock()) > 0:
            self.go_on()
            self.sleep(min(left, _LONGEST_SLEEP))


def rate_limit(desk: Desk) -> int:
    """Return the most KB of attachments a second that this laptop exchanges; 0 where nothing was set."""
    kept = desk.store.settings.get(RATE)
    return kept if isinstance(kept, int) else 0


def set_rate_limit(desk: Desk, rate: int) -> None:
    """Keep the most KB of attachments a second; 0 takes the limit away.

    Raises:
        InspectorError: the rate is no whole number of KB that a line could have.
    """
    if not 0 <= rate <= FASTEST:
        advice = f"请填写 0 至 {FASTEST} 之间的整数（单位 KB/秒），0 表示不限速。"
        raise InspectorError("rate-malformed", f"附件限速的数值不对：{rate}", advice)
    desk.store.settings.set(RATE, rate or None)


def photos_first(store: Any, files: Iterable[Any]) -> Sequence[LocalAttachment]:
    """Return the files with the photos of all inspections before the rest; the order is kept within each."""
    wanted = [LocalAttachment(one.sha256, one.size) for one in files]
    if len(wanted) < 2:
        return wanted
    photos = {one.value("sha256") for one in store.read_all(Evidence.ENTITY) if one.value("kind") == PHOTO}
    return sorted(wanted, key=lambda one: one.sha256 not in photos)
