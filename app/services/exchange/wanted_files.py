"""Files that the centre had whole and lost in part: it asks, and whoever has one offers it again."""

from __future__ import annotations

from app.errors import CentreRefused, CentreUnreachable
from app.services.desk import Desk
from app.services.exchange.link import HearingTransport

OFFERED = "blob_wanted"
# behind which of them the next synchronisation asks on
_ASKED = "wanted_asked"
# pages in vain that one synchronisation pays for: of what a lost laptop never finished, tens of thousands may be named
_PAGES_IN_VAIN = 3


def offer_again(desk: Desk, line: HearingTransport) -> None:
    """Let the files that the centre asks for be sent again as if they never were; a cut line asks the next time.

    All of its pages are asked for while this laptop has something of them; those in vain a few at a time, so that
    nobody waits for them, the others at the next synchronisations.
    """
    if line.greeting is None or OFFERED not in line.greeting.offers:
        return
    kept = desk.store.settings.get(_ASKED, "")
    began = at = kept if isinstance(kept, str) else ""
    try:
        at = _asked_behind(desk, line, began)
    except (CentreUnreachable, CentreRefused):
        return
    if at != began:
        desk.store.settings.set(_ASKED, at)


def _asked_behind(desk: Desk, line: HearingTransport, after: str) -> str:
    """Return behind which file to ask on, "" where the last was named."""
    in_vain = 0
    while in_vain < _PAGES_IN_VAIN:
        page = line.blob_wanted(after)
        if not (page.digests and desk.store.attachments.forget_sent(page.digests)):
            in_vain += 1
        if not page.more or page.digests[-1] <= after:
            return ""
        after = page.digests[-1]
    return after
