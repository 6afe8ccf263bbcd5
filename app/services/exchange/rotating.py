"""A new secret of this device after each synchronisation, so that an old copy of it is worth little."""

from __future__ import annotations

from dataclasses import replace

from app.centre.secrecy import new_secret, scram_verifier
from app.centre.sync import SyncReport
from app.errors import CentreRefused, CentreUnreachable
from app.services.desk import Desk
from app.services.exchange.link import HearingTransport, keep_link, link_of


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
    finally:
        line.close()
    keep_link(desk.store, replace(link, secrets=(fresh,)))
    return True
