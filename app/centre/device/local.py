"""What the sync loop asks of this device's own store. The services join it to ``app.storage``.

Two small protocols, so that neither package knows the other. Operations come and go as ``SignedOperation``: the exact
text, its chain, and the signature on the last operation of each transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.centre.device.transport import DeviceKey, SignedOperation


@dataclass(frozen=True, slots=True)
class Progress:
    """How far this device has come with one centre; empty before the first hello."""

    centre_id: str = ""
    feed_epoch: str = ""
    acked_lseq: int = 0
    cursor: int = 0


@dataclass(frozen=True, slots=True)
class LocalAttachment:
    """An attached file by the digest of its content; ``size`` in bytes."""

    sha256: str
    size: int


class LocalLog(Protocol):
    """This device's operations and those of others."""

    def position(self) -> tuple[int, str]:
        """Return the last own lseq and its chain; (0, "") before the first."""
        ...

    def chain_at(self, lseq: int) -> str | None:
        """Return the chain of an own operation, None where this store does not have it."""
        ...

    def progress(self) -> Progress:
        """Return what ``keep_progress`` kept last."""
        ...

    def keep_progress(self, progress: Progress, server_ahead_ms: int) -> None:
        """Keep a new progress durably, with the centre's clock minus this machine's; ``acked_lseq`` may go back."""
        ...

    def go_on_behind(self, next_lseq: int, chain: str) -> int:
        """Make room for own operations that only the centre has, on a store that came from a backup or was copied.

        What was recorded since moves behind ``next_lseq - 1``, whose chain the centre names. Return how many moved.
        To be called again when what the centre has came: what of it had been recorded here takes no second place.
        """
        ...

    def outgoing(self, after_lseq: int, limit: int) -> Sequence[Sequence[SignedOperation]]:
        """Return the next own transactions, whole and in order: at least one where there is any."""
        ...

    def acknowledge(self, lseq: int) -> None:
        """Keep that the centre has the own operations up to ``lseq``."""
        ...

    def receive(self, rows: Sequence[SignedOperation], cursor: int, keys: Mapping[str, DeviceKey]) -> int:
        """Take in a page and keep the cursor with it; what is here already is skipped. Return how many were new."""
        ...

    def operations_of(self, roots: Sequence[str]) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Return (op_id, chain) of all operations of each inspection that the centre has acknowledged or sent."""
        ...

    def open_questions(self) -> tuple[int, int]:
        """Return how many operations stand refused, and how many fields in conflict, for a person to look at."""
        ...


class IncomingFile(Protocol):
    """A file on its way in; the leaves that came stay over a cut and over a restart."""

    def missing(self) -> Sequence[int]:
        """Return the numbers of the leaves that are not here yet."""
        ...

    def put(self, number: int, leaf: bytes) -> None:
        """Keep one leaf of 256 KiB; the last may be shorter."""
        ...

    def finish(self) -> None:
        """Take the whole into the vault; IntegrityBroken where its digest is another (its leaves are dropped)."""
        ...


class LocalFiles(Protocol):
    """This device's vault of attachments."""

    def to_send(self) -> Sequence[LocalAttachment]:
        """Return the files that the centre does not have yet, small ones first."""
        ...

    def to_fetch(self) -> Sequence[LocalAttachment]:
        """Return the files that are cited but not here, small ones first."""
        ...

    def leaves(self, sha256: str) -> Sequence[str]:
        """Return the SHA-256 of each leaf of a file that is here."""
        ...

    def leaf(self, sha256: str, number: int) -> bytes:
        """Return one leaf of a file that is here."""
        ...

    def sent(self, sha256: str) -> None:
        """Keep that the centre has the file whole."""
        ...

    def incoming(self, attachment: LocalAttachment) -> IncomingFile:
        """Return the file on its way in, going on where an earlier try stopped."""
        ...
