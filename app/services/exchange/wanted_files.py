"""Files that the centre had whole and lost in part: it asks, and whoever has one offers it again."""

from __future__ import annotations

from app.errors import CentreRefused, CentreUnreachable
from app.services.desk import Desk
from app.services.exchange.link import HearingTransport

OFFERED = "blob_wanted"


def offer_again(desk: Desk, line: HearingTransport) -> None:
    """Let the files that the centre asks for be sent again as if they never were; a cut line asks the next time."""
    if line.greeting is None or OFFERED not in line.greeting.offers:
        return
    try:
        wanted = line.blob_wanted()
    except (CentreUnreachable, CentreRefused):
        return
    if wanted:
        desk.store.attachments.forget_sent(wanted)
