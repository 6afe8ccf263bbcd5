"""What a device does at a place of the feed that nobody signed: it asks the centre, which judges and sets it aside.

Since version 11 of the schema (app/centre/sql/v011/20_doubt.sql). Laptops of earlier programs go on over it then, too.
"""

from __future__ import annotations

from app.centre.device.transport import CentreTransport, FeedPage
from app.domain.operations import CENTRE_DEVICE
from app.errors import IntegrityBroken
from app.sealing.canonical import parse
from app.sealing.signing import verify_transaction

# each settles up to fifty transactions; what is left comes with the next synchronisation
MOST = 20


class Doubts:
    """Follows the pages of a feed as they are taken in; ``page`` is the one that is."""

    def __init__(self, transport: CentreTransport, bureau: str | None = None) -> None:
        self._transport, self._bureau, self._asked = transport, bureau, 0
        self.page: FeedPage | None = None

    def settled(self) -> bool:
        """Return whether the page may be asked for again, since the centre set aside what kept it from being taken in.

        May raise CentreUnreachable or CentreRefused.
        """
        seq = None if self.page is None else unsigned_at(self.page)
        self._asked += 1
        return seq is not None and self._asked <= MOST and self._transport.doubt(seq, self._bureau) > 0


def unsigned_at(page: FeedPage) -> int | None:
    """Return the number of the first operation whose signature is not its device's; None where there is none."""
    for row in page.rows:
        raw, chain, signature = row.operation
        if row.device == CENTRE_DEVICE or signature is None:
            continue
        try:
            key = page.devices.get(row.device)
            public = bytes.fromhex((key and key.public_key) or "")
            signed = verify_transaction(public, row.device, parse(raw, chain).txn, chain, signature)
        except (ValueError, IntegrityBroken):
            signed = False
        if not signed:
            return row.srv_seq
    return None
