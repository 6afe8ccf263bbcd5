"""A new secret of this device after each synchronisation, so that an old copy of it is worth little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.centre.device.sync import SyncReport
from app.centre.secrecy import new_secret, scram_verifier
from app.domain.clock import CHINA
from app.errors import CentreRefused, CentreUnreachable
from app.services.desk import Desk
from app.services.exchange.link import HearingTransport, keep_link, link_of

# former secrets kept: the last ones, and one of each day before
LAST, DAYS = 20, 60


def rotate_secret(desk: Desk, line: HearingTransport, report: SyncReport) -> bool:
    """Return whether the centre confirmed a new secret of this device; it is only tried where all went through.

    The new one is kept before the centre hears of it, beside the one that opened the line: where the answer is lost,
    one of the two opens the next. A store brought back from a backup older than this has neither: its administrator
    lets it in again (``centre device readmit``).
    """
    if report.problem is not None or not line.accepted:
        return False
    link, fresh = link_of(desk.store), new_secret()
    keep_link(desk.store, replace(link, secrets=(fresh, line.accepted)))
    try:
        line.rotate_secret(scram_verifier(fresh))
    except (CentreUnreachable, CentreRefused):
        return False
    given_up = (f"{desk.now().astimezone(CHINA):%Y-%m-%d}", line.accepted)
    keep_link(desk.store, replace(link, secrets=(fresh,), former=remembered((given_up, *link.former))))
    return True


def remembered(former: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the former secrets to keep, newest first: the last ones, and before them the last of each day.

    A backup is mostly made at night, so the last of its day is the one that a restored centre knows.
    """
    kept, days = list(former[:LAST]), {day for day, _ in former[:LAST]}
    for day, secret in former[LAST:]:
        if day not in days and len(kept) < LAST + DAYS:
            kept.append((day, secret))
            days.add(day)
    return tuple(kept)
