"""The calls that a device makes to its centre, and the values they carry.

Today they go straight to PostgreSQL (``app.centre.device.postgres``); a gateway with the same calls may come.
Every call may raise ``CentreUnreachable`` (outcome unknown: say hello again) or ``CentreRefused``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

# the version of the calls below that this program speaks
API = 1
LEAF_SIZE = 256 * 1024
LEAVES_A_CALL = 16


class SignedOperation(NamedTuple):
    """One operation as it travels: the exact hashed text, its chain, and on a transaction's last one the signature."""

    raw: str
    chain: str
    signature: bytes | None = None


@dataclass(frozen=True, slots=True)
class CentreAddress:
    """Where a centre is. ``ca_file`` is the PEM of the bureau's authority; without it only loopback is allowed."""

    host: str
    port: int
    database: str
    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Greeting:
    """What hello answers: who the centre is and where this device stands.

    ``next_lseq`` is the only authority on what was received; ``chain_at`` is the chain of ``next_lseq - 1``.
    ``last_seq`` is the newest number of the bureau's feed, ``readable`` the same for each bureau that may be pulled.
    ``certificate`` is this device's, once the bureau issued it. ``schema`` is the centre's version of its schema, 0
    from a centre before version 5; ``offers`` names the calls that came after the first version.
    """

    centre_id: str
    feed_epoch: str
    training: bool
    api_min: int
    api_max: int
    server_time: datetime
    revoked: bool
    device: str = ""
    bureau: str = ""
    next_lseq: int = 1
    chain_at: str = ""
    last_seq: int = 0
    readable: Mapping[str, int] = field(default_factory=dict)
    certificate: Mapping[str, Any] | None = None
    schema: int = 0
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """What the centre kept. ``refused`` = (op_id, reason) of operations that are kept but do not count."""

    next_lseq: int
    accepted: int
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """What verifies a device's signatures: hex public key, and its certificate where it has one."""

    public_key: str | None
    certificate: Mapping[str, Any] | None
    name: str


class FeedRow(NamedTuple):
    """One operation of the feed with its number there."""

    srv_seq: int
    device: str
    operation: SignedOperation


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Neighbouring rows of a feed, and the keys of their devices."""

    rows: tuple[FeedRow, ...]
    devices: Mapping[str, DeviceKey]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many operations of one inspection stand, and the digest over them (``tally_digest``)."""

    root: str
    count: int
    digest: str


class Comparison(NamedTuple):
    """What both sides compare: the tallies, and the root of the bureau's feed (None from a centre of version 1).

    ``feed_root`` = {day, count, last, root, head}, and from version 12 on {signed_root, signed_head}; a device keeps it
    as a witness (app/centre/office/tree.py).
    """

    tallies: tuple[Tally, ...]
    feed_root: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class GivenReceipt:
    """The centre's word on where this device stands: canonical JSON, and the mac that only the centre can make."""

    content: str
    mac: str


@dataclass(frozen=True, slots=True)
class NumberBlock:
    """Document numbers ``low`` to ``high`` (both included) of one kind and year, this device's own."""

    kind: str
    year: int
    low: int
    high: int
    request: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Which leaves of an attachment the centre still wants; none where it is ``finished``."""

    leaves: tuple[int, ...]
    finished: bool


class Wanted(NamedTuple):
    """Attachments that the centre has in part only, in its order; ``more`` follow behind the last."""

    digests: tuple[str, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Release:
    """A published form set, calendar, legal text or program: its content is the attachment ``sha256``."""

    bureau: str
    kind: str
    name: str
    version: str
    sha256: str
    signature: str
    published_at: datetime


class AttachmentTransport(Protocol):
    """The calls that carry attachments, leaf by leaf."""

    def blob_unknown(self, digests: Sequence[str]) -> frozenset[str]:
        """Return the attachments of which the centre has nothing, so that ``blob_store`` may bring them whole."""
        ...

    def blob_store(self, sha256: str, leaves: Sequence[str], content: bytes) -> bool:
        """Hand over an attachment of up to 16 leaves with their digests; return whether the centre has it whole."""
        ...

    def blob_begin(self, sha256: str, size: int, leaves: Sequence[str]) -> Missing:
        """Announce an attachment by its digest and those of its leaves of 256 KiB."""
        ...

    def blob_put(self, sha256: str, first: int, content: bytes) -> None:
        """Hand over up to 16 neighbouring leaves."""
        ...

    def blob_finish(self, sha256: str) -> bool:
        """Return whether the attachment is whole at the centre."""
        ...

    def blob_get(self, sha256: str, first: int, count: int) -> bytes | None:
        """Return leaves, fewer bytes at the end; None where the centre does not have the attachment whole."""
        ...


class CentreTransport(AttachmentTransport, Protocol):
    """One device's line to its centre."""

    def hello(self) -> Greeting:
        """Return who the centre is and where this device stands; a foreign centre or store type is refused."""
        ...

    def push(self, operations: Sequence[SignedOperation]) -> PushAnswer:
        """Hand over whole transactions in order of lseq; what was received before is skipped."""
        ...

    def pull(self, cursor: int, limit: int = 500, bureau: str | None = None) -> FeedPage:
        """Return the rows after ``cursor`` of the own bureau's feed, or of one below it."""
        ...

    def verify(self, cursor: int, count: int = 50) -> Comparison:
        """Return the tallies, up to ``cursor``, of the inspections touched last."""
        ...

    def doubt(self, seq: int, bureau: str | None = None) -> int:
        """Return how many operations the centre set aside as not signed: those of the transaction ending at ``seq``."""
        ...

    def receipt(self, cursor: int, compared: str) -> GivenReceipt | None:
        """Return the centre's receipt at the end of a synchronisation, None from a centre that gives none yet."""
        ...

    def lease(self, kind: str, year: int, count: int, request: str) -> NumberBlock:
        """Return a block of numbers; the same ``request`` gives the same block again."""
        ...

    def release_get(self, kind: str | None = None) -> tuple[Release, ...]:
        """Return the newest release of each name."""
        ...

    def rotate_secret(self, verifier: str) -> None:
        """Replace this device's own secret; only the verifier travels."""
        ...

    def close(self) -> None:
        """End the line; the next call opens it again."""
        ...
