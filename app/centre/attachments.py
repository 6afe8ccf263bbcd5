"""Attachments both ways in leaves: begin, what is missing, put, finish; and get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.centre.local import IncomingFile, LocalAttachment, LocalFiles
from app.centre.transport import LEAF_SIZE, LEAVES_A_CALL, AttachmentTransport


def leaf_count(size: int) -> int:
    """Return how many leaves a file of ``size`` bytes has."""
    return -(-size // LEAF_SIZE)


def send(transport: AttachmentTransport, files: LocalFiles, attachment: LocalAttachment) -> bool:
    """Return whether the centre has the file whole after being sent what it lacked."""
    sha256, size = attachment.sha256, attachment.size
    missing = transport.blob_begin(sha256, size, files.leaves(sha256)[: leaf_count(size)])
    if not missing.finished:
        for first, count in _pieces(missing.leaves):
            content = b"".join(files.leaf(sha256, number) for number in range(first, first + count))
            transport.blob_put(sha256, first, content)
        if not transport.blob_finish(sha256):
            return False
    files.sent(sha256)
    return True


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
    for first, count in _pieces(incoming.missing()):
        content = transport.blob_get(sha256, first, count)
        if content is None:
            return False
        for number in range(count):
            incoming.put(first + number, content[number * LEAF_SIZE : (number + 1) * LEAF_SIZE])
    incoming.finish()
    return True


def _pieces(leaves: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give neighbouring leaves as (first, count), growing from one leaf to sixteen: little is lost by a cut."""
    at, allowed = 0, 1
    while at < len(leaves):
        count = 1
        while count < allowed and at + count < len(leaves) and leaves[at + count] == leaves[at] + count:
            count += 1
        yield leaves[at], count
        at, allowed = at + count, min(2 * allowed, LEAVES_A_CALL)
