"""What a parcel holds, as one stream: a head, files, signed transactions, and the sender's signature over it all.

Each record is four bytes of length (big endian) and canonical JSON. After the head come the files' plain bytes in its
order, so that whoever takes them in holds no operation that cites a file still missing. The last record is
``{"digest", "signature"}``: SHA-256 of everything before it, signed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast

from app.domain.kept_records import record_of
from app.domain.operations import Operation
from app.sealing.arriving import Incoming
from app.sealing.canonical import canonical, parse, read_json
from app.sealing.signing import KeyPair, signature_valid
from app.storage.exchange.parcel_file import damaged, of_newer_program

_ANY_SCHEMA = "archives-inspection parcel "
SCHEMA = f"{_ANY_SCHEMA}1"
LONGEST_RECORD = 64 * 1024**2
PIECE = 256 * 1024
_SIGNED = b"archives-inspection parcel\n"


@dataclass(frozen=True, slots=True)
class ParcelFile:
    """One file in the parcel: digests in hex, size in bytes."""

    sha256: str
    sm3: str
    size: int


@dataclass(frozen=True)
class Head:
    """Who sends what. ``base`` is, by device, the last operation that the receiver must have already, as [lseq, chain].

    ``reach`` and ``holds`` tell what the sender has after it: what need not be sent back. ``certificates`` are those of
    every device whose operations are inside, by device.
    """

    device: str
    bureau: str
    training: bool
    officer: str
    made_at: str
    certificates: Mapping[str, Mapping[str, Any]]
    base: Mapping[str, Sequence[Any]]
    reach: Mapping[str, int]
    operations: int
    files: tuple[ParcelFile, ...]
    holds: tuple[str, ...]
    schema: str = SCHEMA

    def as_json(self) -> dict[str, Any]:
        """Return the head as it travels."""
        return {**asdict(self), "files": [asdict(one) for one in self.files], "holds": list(self.holds)}


def head_from(content: Mapping[str, Any]) -> Head:
    """Return the head of a parcel.

    Raises:
        IntegrityBroken: it is no head, or of a newer program.
    """
    schema = str(content.get("schema"))
    if schema != SCHEMA:
        raise of_newer_program() if schema.startswith(_ANY_SCHEMA) else damaged()
    try:
        files = tuple(record_of(ParcelFile, one) for one in content["files"])
        found = record_of(Head, {**content, "files": files, "holds": tuple(content["holds"])})
        sound = _is_sound(found)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged() from error
    if not sound:
        raise damaged()
    return found


def _is_sound(head: Head) -> bool:
    """Return whether each part of a head is what it should be; a colleague's program may have a fault of its own."""
    words = (head.device, head.bureau, head.officer, head.made_at, *head.holds, *head.reach, *head.base)
    counts = (head.operations, *head.reach.values(), *(lseq for lseq, _ in head.base.values()))
    files = all(_is_count(one.size) and isinstance(one.sha256 + one.sm3, str) for one in head.files)
    keys = all(isinstance(one["public_key"], str) for one in head.certificates.values())
    made_at = datetime.fromisoformat(head.made_at)
    return (
        files and keys and made_at.tzinfo is not None and isinstance(head.training, bool)
        and all(isinstance(one, str) for one in words) and all(map(_is_count, counts))
    )  # fmt: skip


def _is_count(told: object) -> bool:
    return isinstance(told, int) and told >= 0


class Packer:
    """Writes a parcel's records and keeps the digest that is signed at the end."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()

    def record(self, content: Mapping[str, Any]) -> None:
        """Write one record."""
        raw = canonical(content)
        self.plain(len(raw).to_bytes(4, "big") + raw)

    def plain(self, content: bytes) -> None:
        """Write bytes of a file."""
        self._digest.update(content)
        self._stream.write(content)

    def operation(self, one: Operation, signature: bytes | None) -> None:
        """Write one operation; the last of its transaction carries the signature."""
        self.record({"raw": one.raw, "chain": one.chain, "signature": signature.hex() if signature else None})

    def sign(self, key: KeyPair) -> str:
        """Write the end of the parcel and return its digest."""
        digest = self._digest.hexdigest()
        self.record({"digest": digest, "signature": key.sign(_SIGNED + digest.encode()).hex()})
        return digest


class Unpacker:
    """Reads a parcel once, from its beginning to its end; whatever does not fit is damage."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.head = head_from(self._record())

    def operations(self) -> Iterator[tuple[Operation, Incoming]]:
        """Give the operations in the order of the parcel."""
        for _ in range(self.head.operations):
            content = self._record()
            signature = content.get("signature")
            try:
                raw, chain = str(content["raw"]), str(content["chain"])
                signed = None if signature is None else bytes.fromhex(str(signature))
            except (KeyError, ValueError) as error:
                raise damaged() from error
            yield parse(raw, chain), Incoming(raw, chain, signed)

    def files(self) -> Iterator[tuple[ParcelFile, PlainFile]]:
        """Give each file with its content as a stream; what is not read of it is passed over."""
        for one in self.head.files:
            content = PlainFile(self, one.size)
            yield one, content
            content.pass_over()

    def take(self, size: int) -> bytes:
        """Return exactly so many bytes."""
        content = self._stream.read(size)
        if len(content) != size:
            raise damaged()
        self._digest.update(content)
        return content

    def finish(self, public_key: bytes) -> str:
        """Return the parcel's digest after its signature was checked with the sender's key."""
        digest = self._digest.hexdigest()
        end = self._record()
        try:
            signature = bytes.fromhex(str(end.get("signature")))
        except ValueError as error:
            raise damaged() from error
        if end.get("digest") != digest or not signature_valid(public_key, _SIGNED + digest.encode(), signature):
            raise damaged()
        return digest

    def _record(self) -> dict[str, Any]:
        length = int.from_bytes(self.take(4), "big")
        if length > LONGEST_RECORD:
            raise damaged()
        try:
            return cast("dict[str, Any]", read_json(self.take(length)))
        except ValueError as error:
            raise damaged() from error


class PlainFile:
    """The content of one file inside a parcel, as far as ``read`` needs a stream to be one."""

    def __init__(self, parcel: Unpacker, size: int) -> None:
        self._parcel, self._left = parcel, size

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, b"" at the end."""
        wanted = self._left if size < 0 else min(size, self._left)
        content = self._parcel.take(wanted) if wanted else b""
        self._left -= wanted
        return content

    def pass_over(self) -> None:
        """Read what is left."""
        while self._left:
            self.read(PIECE)
