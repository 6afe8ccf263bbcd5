"""Attachments both ways in leaves: begin, what is missing, put, finish; and get."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, repeat

from app.centre.local import IncomingFile, LocalAttachment, LocalFiles
from app.centre.transport import LEAF_SIZE, LEAVES_A_CALL, AttachmentTransport


def leaf_count(size: int) -> int:
    """Return how many leaves a file of ``size`` bytes has."""
    return -(-size // LEAF_SIZE)


class Sender:
    """Sends files over one line: in leaves, ever more at a time; small ones whole once the line carried as much.

    While a whole one is on its way the next is read. After a cut a new sender begins with single leaves again.
    """

    def __init__(self, transport: AttachmentTransport, files: LocalFiles) -> None:
        self._transport = transport
        self._files = files
        self._allowed = 1

    def send_all(self, attachments: Sequence[LocalAttachment]) -> Iterator[bool]:
        """Give for each file whether the centre has it whole after being sent what it lacked."""
        unknown = self._transport.blob_unknown([one.sha256 for one in attachments]) if attachments else frozenset()
        with ThreadPoolExecutor(1, "attachments") as line:
            underway: tuple[LocalAttachment, Future[bool]] | None = None
            for one in attachments:
                small = leaf_count(one.size) <= self._allowed and one.sha256 in unknown
                leaves = self._read(one) if small else None
                if underway is not None:
                    yield self._settled(*underway)
                    underway = None
                if leaves is None:
                    yield self._sent_in_leaves(one)
                else:
                    digests = [hashlib.sha256(leaf).hexdigest() for leaf in leaves]
                    underway = one, line.submit(self._transport.blob_store, one.sha256, digests, b"".join(leaves))
            if underway is not None:
                yield self._settled(*underway)

    def _read(self, attachment: LocalAttachment) -> list[bytes]:
        return [self._files.leaf(attachment.sha256, number) for number in range(leaf_count(attachment.size))]

    def _settled(self, attachment: LocalAttachment, stored: Future[bool]) -> bool:
        whole = stored.result()
        self._went_through()
        if whole:
            self._files.sent(attachment.sha256)
        return whole

    def _sent_in_leaves(self, attachment: LocalAttachment) -> bool:
        sha256, size = attachment.sha256, attachment.size
        missing = self._transport.blob_begin(sha256, size, self._files.leaves(sha256)[: leaf_count(size)])
        if not missing.finished:
            for first, count in _pieces(missing.leaves, lambda: self._allowed):
                content = b"".join(self._files.leaf(sha256, number) for number in range(first, first + count))
                self._transport.blob_put(sha256, first, content)
                self._went_through()
            if not self._transport.blob_finish(sha256):
                return False
        self._files.sent(sha256)
        return True

    def _went_through(self) -> None:
        self._allowed = min(2 * self._allowed, LEAVES_A_CALL)


def fetch(transport: AttachmentTransport, files: LocalFiles, attachment: LocalAttachment) -> bool:
    """Return whether the file is here now; False where nobody has finished sending it yet.

    Raises:
        IntegrityBroken: what arrived is not what its digest says; nothing of it was kept.
    """
    return fetch_into(transport, files.incoming(attachment), attachment.sha256)


def fetch_into(transport: AttachmentTransport, incoming: IncomingFile, sha256: str) -> bool:
    """Return whether a file on its way in is whole now; it goes on where an earlier try stopped.

    Raises:
        IntegrityBroken: what arrived is not what its digest says; nothing of it was kept.
    """
    for first, count in _pieces(incoming.missing(), _growing()):
        content = transport.blob_get(sha256, first, count)
        if content is None:
            return False
        for number in range(count):
            incoming.put(first + number, content[number * LEAF_SIZE : (number + 1) * LEAF_SIZE])
    incoming.finish()
    return True


def _pieces(leaves: Sequence[int], allowed: Callable[[], int]) -> Iterator[tuple[int, int]]:
    """Give neighbouring leaves as (first, count), as many at a time as are ``allowed`` by then."""
    at = 0
    while at < len(leaves):
        count, most = 1, allowed()
        while count < most and at + count < len(leaves) and leaves[at + count] == leaves[at] + count:
            count += 1
        yield leaves[at], count
        at += count


def _growing() -> Callable[[], int]:
    """Return what allows one leaf, then two, up to sixteen: little is lost by a cut."""
    counts = chain((1, 2, 4, 8), repeat(LEAVES_A_CALL))
    return lambda: next(counts)
