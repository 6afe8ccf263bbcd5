"""Reading on in the feeds of the bureaus below: for the reports that they sent upward, and for nothing else.

Their cases stay with them; what is kept here is what their reports say (app/domain/reports_below.py), and the file of
each report that is meant for this bureau.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, cast

from app.centre.device.doubting import Doubts
from app.centre.device.feed import require_contiguous
from app.centre.device.transport import AttachmentTransport, CentreTransport, FeedPage, Greeting
from app.domain.operations import CENTRE_DEVICE, Json, Operation
from app.domain.reports_below import gather
from app.domain.set_aside import word_of_centre
from app.errors import CentreRefused, CentreUnreachable, IntegrityBroken
from app.sealing.arriving import readable
from app.sealing.canonical import next_chain
from app.sealing.signing import verify_transaction
from app.services.desk import Desk
from app.services.exchange.releases import content_of
from app.services.registers.arrived import BELOW, BROKEN, note_spoiled, papers_to_fetch

READS = 2
"""What is gathered: 2 = the files of the reports too. What was gathered otherwise is read anew."""

LARGEST_PAPER = 32 * 1024**2
PAGE_OPERATIONS, MOST_PAGES = 2000, 25
"""How much of one bureau's feed is read in one synchronisation; the rest with the next ones."""


def look_below(
    desk: Desk, line: CentreTransport, greeting: Greeting | None, cancelled: Callable[[], bool] = lambda: False
) -> None:
    """Keep what is new in the reports of the bureaus below.

    A cut line, a refusal, or a person who no longer wants to wait leaves the rest to the next time.
    """
    if greeting is None:
        return
    kept = dict(cast("Mapping[str, Any]", desk.store.settings.get(BELOW) or {}))
    for bureau, last in sorted(greeting.readable.items()):
        if bureau == desk.bureau:
            continue
        before = kept.get(bureau)
        held = dict(before) if before and _goes_on(before, greeting) else _fresh(greeting)
        cut = False
        try:
            _read_on(line, bureau, held, last, cancelled)
            held.pop(BROKEN, None)
        except (CentreUnreachable, CentreRefused):
            cut = True
        except IntegrityBroken:
            held[BROKEN] = True  # nothing of a page that does not fit is told; the register says so
        if held != before:
            kept[bureau] = held
            desk.store.settings.set(BELOW, cast(Json, kept))
        if cut:
            return
    fetch_papers(desk, line, greeting.feed_epoch, cancelled)


def fetch_papers(
    desk: Desk, line: AttachmentTransport, epoch: str, cancelled: Callable[[], bool] = lambda: False
) -> None:
    """Take the files of reports to this bureau from the centre, where they are not here yet; the rest the next time.

    A spoiled or too large one is remembered and not fetched again: its report says what to do.
    """
    for sha256 in papers_to_fetch(desk, epoch):
        if cancelled():
            return
        try:
            content = content_of(line, sha256, LARGEST_PAPER)
        except (CentreUnreachable, CentreRefused):
            return
        if not content:
            continue  # the bureau below has not sent it whole yet
        if hashlib.sha256(content).hexdigest() != sha256:
            note_spoiled(desk, sha256, epoch)
            continue
        blob = desk.vault.put(content)
        desk.store.attachments.note(blob.sha256, blob.sm3, blob.size, here=True, sent=True)


def _goes_on(before: Mapping[str, Any], greeting: Greeting) -> bool:
    return before.get("epoch") == greeting.feed_epoch and before.get("reads") == READS


def _fresh(greeting: Greeting) -> dict[str, Any]:
    return {"epoch": greeting.feed_epoch, "reads": READS, "cursor": 0, "chains": {}, "told": {}}


def _read_on(
    line: CentreTransport, bureau: str, held: dict[str, Any], last: int, cancelled: Callable[[], bool]
) -> None:
    doubts = Doubts(line, bureau)
    for _ in range(MOST_PAGES):
        if held["cursor"] >= last or cancelled():
            return
        page = line.pull(held["cursor"], PAGE_OPERATIONS, bureau)
        if not page.rows:
            return
        require_contiguous(page, held["cursor"])
        told = {sort: {key: _copied(one) for key, one in rows.items()} for sort, rows in held["told"].items()}
        chains, doubts.page = dict(held["chains"]), page
        try:
            gather(told, _sound(page, chains))
        except IntegrityBroken:
            if not doubts.settled():
                raise
            continue
        held.update(told=told, chains=chains, cursor=page.rows[-1].srv_seq)


def _copied(one: Any) -> Any:
    return dict(one) if isinstance(one, Mapping) else one


def _sound(page: FeedPage, chains: dict[str, str]) -> list[Operation]:
    """Return the operations of a page, each chained to the one before it, each transaction signed by its device.

    Raises:
        IntegrityBroken: one is not.
    """
    found = []
    for row in page.rows:
        one, key = readable(row.operation.raw, row.operation.chain), page.devices.get(row.device)
        signature = row.operation.signature
        if row.device != CENTRE_DEVICE:
            fits = next_chain(chains.get(row.device, ""), row.operation.raw) == row.operation.chain
            if signature is not None and key is not None and key.public_key:
                public = bytes.fromhex(key.public_key)
                fits = fits and verify_transaction(public, row.device, one.txn, row.operation.chain, signature)
            if not fits:
                raise IntegrityBroken("feed-broken", "下级机关的记录与其签名不符，未接收。", "请联系管理员核验中心库。")
            chains[row.device] = row.operation.chain
        elif (passed := word_of_centre(one)) is not None and passed.seq == row.srv_seq:
            chains[passed.device] = passed.chain  # said once more at its own number, when the device went on long ago
        found.append(one)
    return found
