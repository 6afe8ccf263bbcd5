"""Attachments both ways in leaves: begin, what is missing, put, finish; and get."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, repeat
from typing import TypeVar

from app.centre.device.local import IncomingFile, LocalAttachment, LocalFiles
from app.centre.device.transport import LEAF_SIZE, LEAVES_A_CALL, AttachmentTransport
from app.centre.failures import passed_over
from app.errors import InspectorError, IntegrityBroken

_Got = TypeVar("_Got")

# what is wrong with one file, and with no other: the disk does not give it back, or the centre does not take it
_OF_ONE_FILE = (
    "blob-missing", "blob-unreadable", "blob-damaged", "attachment-malformed", "attachment-unknown", "leaf-damaged",
)  # fmt: skip


def leaf_count(size: int) -> int:
    """Return how many leaves a file of ``size`` bytes has."""
    return -(-size // LEAF_SIZE)


@dataclass
class Exchange:
    """Files both ways over one line. One that is damaged holds up no other: it is passed over and told of."""

    transport: AttachmentTransport
    files: LocalFiles
    moved: Callable[[], None]
    sent: int = 0
    fetched: int = 0
    _unsent: list[InspectorError] = field(default_factory=list)
    _spoiled: int = 0

    def run(self) -> None:
        """Send what the centre lacks, then fetch what is cited here."""
        self._unsent, self._spoiled = [], 0
        for whole in Sender(self.transport, self.files, self._unsent.append).send_all(self.files.to_send()):
            self.sent += whole
            self._note(whole)
        for one in self.files.to_fetch():
            try:
                whole = fetch(self.transport, self.files, one)
            except IntegrityBroken:
                self._spoiled += 1
                continue
            self.fetched += whole
            self._note(whole)

    def _note(self, whole: bool) -> None:
        if whole:  # what goes round in a circle is no progress
            self.moved()

    def fault(self) -> InspectorError | None:
        """Return what is to be told of files that the last run passed over, None where it passed over none."""
        return passed_over(len(self._unsent), self._spoiled) if self._unsent or self._spoiled else None


class Sender:
    """Sends files over one line: in leaves, ever more at a time; small ones whole once the line carried as much.

    While a whole one is on its way the next is read. After a cut a new sender begins with single leaves again.
    ``faulty`` hears of each file that cannot be sent, while the others go on.
    """

    def __init__(
        self, transport: AttachmentTransport, files: LocalFiles,
        faulty: Callable[[InspectorError], None] = lambda error: None,
    ) -> None:  # fmt: skip
        self._transport = transport
        self._files = files
        self._faulty = faulty
        self._allowed = 1

    def send_all(self, attachments: Sequence[LocalAttachment]) -> Iterator[bool]:
        """Give for each file whether the centre has it whole after being sent what it lacked."""
        unknown = self._transport.blob_unknown([one.sha256 for one in attachments]) if attachments else frozenset()
        with ThreadPoolExecutor(1, "attachments") as line:
            underway: tuple[LocalAttachment, Future[bool]] | None = None
            for one in attachments:
                small = leaf_count(one.size) <= self._allowed and one.sha256 in unknown
                leaves = self._tried(partial(self._read, one)) if small else None
                if underway is not None:
                    yield bool(self._tried(partial(self._settled, *underway)))
                    underway = None
                if not small:
                    yield bool(self._tried(partial(self._sent_in_leaves, one)))
                elif leaves is not None:
                    digests = [hashlib.sha256(leaf).hexdigest() for leaf in leaves]
                    underway = one, line.submit(self._transport.blob_store, one.sha256, digests, b"".join(leaves))
            if underway is not None:
                yield bool(self._tried(partial(self._settled, *underway)))

    def _tried(self, act: Callable[[], _Got]) -> _Got | None:
        try:
            return act()
        except InspectorError as error:
            if error.code not in _OF_ONE_FILE:
                raise
            self._faulty(error)
            return None

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
