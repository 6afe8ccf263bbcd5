"""This device's own side of a sync, kept in memory: what ``app.storage`` is to the sync loop."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.centre.device.local import LocalAttachment, Progress
from app.centre.device.transport import LEAF_SIZE, DeviceKey, SignedOperation
from app.domain.operations import root_of
from app.errors import IntegrityBroken
from app.sealing.canonical import parse
from tests.centre.field import FieldDevice


@dataclass
class ReplicaLog:
    """The own log of a device and what came from others."""

    device: FieldDevice
    kept: Progress = field(default_factory=Progress)
    rows: dict[str, SignedOperation] = field(default_factory=dict)
    keys: dict[str, DeviceKey] = field(default_factory=dict)

    def position(self) -> tuple[int, str]:
        own = self.device.log
        return (len(own), own[-1].chain) if own else (0, "")

    def chain_at(self, lseq: int) -> str | None:
        own = self.device.log
        return own[lseq - 1].chain if 0 < lseq <= len(own) else None

    def progress(self) -> Progress:
        return self.kept

    def keep_progress(self, progress: Progress, server_ahead_ms: int) -> None:
        self.kept = progress

    def go_on_behind(self, next_lseq: int, chain: str) -> int:
        return 0

    def outgoing(self, after_lseq: int, limit: int) -> Sequence[Sequence[SignedOperation]]:
        groups: list[list[SignedOperation]] = [[]]
        for one in self.device.log[after_lseq:]:
            groups[-1].append(one)
            if one.signature is not None:
                if sum(map(len, groups)) >= limit:
                    break
                groups.append([])
        return [group for group in groups if group]

    def acknowledge(self, lseq: int) -> None:
        self.kept = replace(self.kept, acked_lseq=lseq)

    def receive(self, rows: Sequence[SignedOperation], cursor: int, keys: Mapping[str, DeviceKey]) -> int:
        new = 0
        for one in rows:
            operation = parse(one.raw, one.chain)
            if operation.device == self.device.device and operation.lseq == len(self.device.log) + 1:
                self.device.log.append(one)
            new += operation.op_id not in self.rows and operation.device != self.device.device
            self.rows[operation.op_id] = one
        self.keys.update(keys)
        self.kept = replace(self.kept, cursor=cursor)
        return new

    def operations_of(self, roots: Sequence[str]) -> Mapping[str, Sequence[tuple[str, str]]]:
        known = {**self.rows, **{parse(o.raw, "").op_id: o for o in self.device.log[: self.kept.acked_lseq]}}
        placed = [(root_of(parse(one.raw, "").entity_id), (i, one.chain)) for i, one in known.items()]
        return {root: [link for of_root, link in placed if of_root == root] for root in roots}

    def open_questions(self) -> tuple[int, int]:
        return 0, 0


@dataclass
class IncomingBytes:
    """A file on its way into a ``ReplicaFiles``."""

    files: ReplicaFiles
    attachment: LocalAttachment

    def _parts(self) -> dict[int, bytes]:
        return self.files.parts.setdefault(self.attachment.sha256, {})

    def missing(self) -> Sequence[int]:
        return [n for n in range(max(1, -(-self.attachment.size // LEAF_SIZE))) if n not in self._parts()]

    def put(self, number: int, leaf: bytes) -> None:
        self._parts()[number] = leaf

    def finish(self) -> None:
        content = b"".join(leaf for _, leaf in sorted(self.files.parts.pop(self.attachment.sha256).items()))
        if hashlib.sha256(content).hexdigest() != self.attachment.sha256:
            raise IntegrityBroken("attachment-damaged", "附件损坏。", "请重试。")
        self.files.content[self.attachment.sha256] = content


@dataclass
class ReplicaFiles:
    """A vault in memory."""

    content: dict[str, bytes] = field(default_factory=dict)
    unsent: list[str] = field(default_factory=list)
    wanted: dict[str, int] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)

    def add(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        self.content[digest] = content
        self.unsent.append(digest)
        return digest

    def want(self, sha256: str, size: int) -> None:
        self.wanted[sha256] = size

    def to_send(self) -> Sequence[LocalAttachment]:
        return [LocalAttachment(one, len(self.content[one])) for one in self.unsent]

    def to_fetch(self) -> Sequence[LocalAttachment]:
        return [LocalAttachment(one, size) for one, size in self.wanted.items() if one not in self.content]

    def leaves(self, sha256: str) -> Sequence[str]:
        content = self.content[sha256]
        return [
            hashlib.sha256(content[i : i + LEAF_SIZE]).hexdigest() for i in range(0, len(content) or 1, LEAF_SIZE)
        ]

    def leaf(self, sha256: str, number: int) -> bytes:
        return self.content[sha256][number * LEAF_SIZE : (number + 1) * LEAF_SIZE]

    def sent(self, sha256: str) -> None:
        self.unsent.remove(sha256)

    def incoming(self, attachment: LocalAttachment) -> IncomingBytes:
        return IncomingBytes(self, attachment)
