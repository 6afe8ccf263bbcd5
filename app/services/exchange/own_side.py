"""This device's side of the sync loop: its log and its files, over the local store and the vault."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from app.centre.device.local import LocalAttachment, Progress
from app.centre.device.transport import DeviceKey, SignedOperation
from app.domain.clock import iso
from app.domain.operations import CENTRE_DEVICE, Json
from app.errors import IntegrityBroken
from app.sealing.arriving import Incoming
from app.sealing.signing import certificate_from, certificate_signature_valid
from app.services.cited import note_cited
from app.services.exchange.pacing import Pace, photos_first
from app.services.exchange.restored_centre import Heard
from app.services.exchange.second_pasts import make_way
from app.storage.exchange.ends import unsigned
from app.storage.exchange.renumbering import RESTORED_AT
from app.storage.exchange.replication import SyncState

DEVICE_NAMES = "device_names"
OPEN_END = "_feed_left_open"
DEVICE_KEYS, DEVICE_CERTIFICATES = "device_keys", "device_certificates"
Watch = Callable[[str, int], None]


class Cancelled(Exception):
    """The person no longer wants to wait; everything stays queued."""


@dataclass
class OwnLog:
    """This device's operations and those of others; ``watch(what, count)`` hears of each step and may cancel."""

    store: Any
    clock: Callable[[], datetime]
    watch: Watch
    arrived: int = 0
    _reached: Progress | None = None

    def __post_init__(self) -> None:
        self._heard = Heard(self.store)
        if isinstance(kept := self.store.settings.get(OPEN_END), list):
            self.store.replication.ends.reached(self.progress().cursor, (str(kept[0]), str(kept[1])))

    def position(self) -> tuple[int, str]:
        """Return the last own lseq and its chain."""
        return cast("tuple[int, str]", self.store.replication.position())

    def chain_at(self, lseq: int) -> str | None:
        """Return the chain of an own operation."""
        chain = self.store.relay.chain_at(self.store.device, lseq)
        return None if chain is None else str(chain)

    def progress(self) -> Progress:
        """Return what was kept last."""
        if self._reached is None:
            state = self.store.replication.sync_state()
            self._reached = Progress(state.centre_id, state.feed_epoch, state.acked_lseq, state.cursor)
        return self._reached

    def keep_progress(self, progress: Progress, server_ahead_ms: int) -> None:
        """Keep a new progress durably; a centre that was restored is offered every file again."""
        if self.progress().feed_epoch not in ("", progress.feed_epoch):
            self.store.attachments.forget_sent()
            self._heard.begin()
        reached = (progress.centre_id, progress.feed_epoch, progress.acked_lseq, progress.cursor)
        self._reached = None
        self.store.replication.set_sync_state(SyncState(*reached, server_ahead_ms, iso(self.clock())))
        self._reached = progress

    def go_on_behind(self, next_lseq: int, chain: str) -> int:
        """Move what was recorded since a restore behind what only the centre has; nothing to do on any other store."""
        if self.store.settings.get(RESTORED_AT) is None:
            return 0
        return int(self.store.replication.go_on_behind(next_lseq, chain, self.store.device_key))

    def outgoing(self, after_lseq: int, limit: int) -> Sequence[Sequence[SignedOperation]]:
        """Return the next own transactions, whole and in order."""
        return [
            [
                *(SignedOperation(one.raw, one.chain) for one in txn.operations[:-1]),
                SignedOperation(txn.operations[-1].raw, txn.operations[-1].chain, txn.signature),
            ]
            for txn in self.store.replication.outgoing(after_lseq, limit)
        ]

    def acknowledge(self, lseq: int) -> None:
        """Keep that the centre has the own operations up to ``lseq``."""
        self._reached = None
        self.store.replication.acknowledge(lseq)
        self.watch("pushed", lseq)

    def receive(self, rows: Sequence[SignedOperation], cursor: int, keys: Mapping[str, DeviceKey]) -> int:
        """Take in a page; signatures are checked with keys that may not change once they were seen."""
        known = self._known_keys(keys)
        batch = cast("Sequence[Incoming]", rows)  # the same by another name: a new laptop takes a million
        self._reached = None
        try:
            new = self._received(batch, cursor, known)
        except IntegrityBroken as error:
            if error.code != "device-forked" or not make_way(self.store, batch, known):
                raise
            new = self._received(batch, cursor, known)
        self.arrived += new
        self._heard.note(rows)
        self.watch("pulled", cursor)
        return new

    def _received(self, batch: Sequence[Incoming], cursor: int, keys: Mapping[str, bytes]) -> int:
        taken = self.store.replication.receive(batch, cursor=cursor, now=self.clock(), public_keys=keys, signed=True)
        return int(taken.new)

    def unsigned_end(self) -> IntegrityBroken | None:
        """Return what is wrong with the end of a feed that came whole: it is kept in mind until it is right."""
        left = self.store.replication.ends.left_open
        if self.store.settings.get(OPEN_END) != (None if left is None else list(left)):
            self.store.settings.set(OPEN_END, None if left is None else list(left))
        return None if left is None else unsigned(left[0])

    def operations_of(self, roots: Sequence[str]) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Return (op_id, chain) of what the centre has of each root: everything but the own not yet acknowledged."""
        acked, own = self.progress().acked_lseq, self.store.device
        every, heard = self._heard.everything, self._heard.has
        aside = {(one.device, one.lseq) for one in self.store.relay.passed_over()}
        return {
            root: [
                (op_id, chain) for device, lseq, op_id, chain in links
                if (lseq <= acked if device == own else lseq > 0 and (every or heard(device, lseq)))
                and (device, lseq) not in aside
            ]
            for root, links in self.store.replication.links(roots).items()
        }  # fmt: skip

    def open_questions(self) -> tuple[int, int]:
        """Return how many operations stand refused and how many fields in conflict."""
        return len(self.store.refused()), len(self.store.conflicts())

    def _known_keys(self, fresh: Mapping[str, DeviceKey]) -> dict[str, bytes]:
        kept = self.store.settings.get(DEVICE_KEYS, {})
        standing = dict(cast("dict[str, str]", kept))
        for device, one in fresh.items():
            if one.public_key is None or device == CENTRE_DEVICE:
                continue
            if standing.get(device, one.public_key) != one.public_key or not _certified(device, one):
                raise IntegrityBroken(
                    "device-key-changed",
                    f"终端 {device} 的密钥或证书与以前不符，未接收其内容。",
                    "请停止同步并联系管理员核查该终端；本机已有内容不受影响。",
                )
            standing[device] = one.public_key
        if standing != kept:
            self.store.settings.set(DEVICE_KEYS, cast(Json, standing))
        self._keep_certificates(fresh)
        return {device: bytes.fromhex(key) for device, key in standing.items()}


    def _keep_certificates(self, fresh: Mapping[str, DeviceKey]) -> None:
        """Keep certificates and names of colleagues' laptops: an exchange by file has no centre to vouch for them."""
        kept = dict(cast("dict[str, Any]", self.store.settings.get(DEVICE_CERTIFICATES, {})))
        called = dict(cast("dict[str, Any]", self.store.settings.get(DEVICE_NAMES, {})))
        names = {device: one.name for device, one in fresh.items() if one.name and device != CENTRE_DEVICE}
        if any(called.get(device) != name for device, name in names.items()):
            self.store.settings.set(DEVICE_NAMES, cast(Json, {**called, **names}))
        told = {device: dict(one.certificate) for device, one in fresh.items() if one.certificate is not None}
        if any(kept.get(device) != one for device, one in told.items()):
            self.store.settings.set(DEVICE_CERTIFICATES, cast(Json, {**kept, **told}))


def _certified(device: str, key: DeviceKey) -> bool:
    """Return whether a device's certificate, where it has one, is for this device and key and rightly signed."""
    if key.certificate is None:
        return True
    certificate = certificate_from(key.certificate)
    if certificate is None or not certificate_signature_valid(certificate):
        return False
    return (certificate.device, certificate.public_key) == (device, key.public_key)


@dataclass
class OwnFiles:
    """This device's vault of attachments; photos go before everything else, at the pace that the officer allows."""

    store: Any
    vault: Any
    log: OwnLog
    watch: Watch
    pace: Pace = field(default_factory=Pace)
    _noted: int = -1

    def later(self) -> OwnFiles:
        """Return the side of a device that exchanges no file yet."""
        return _NoFiles(self.store, self.vault, self.log, self.watch, self.pace)

    def to_send(self) -> Sequence[LocalAttachment]:
        """Return the files that the centre does not have yet: photos, then the others, small ones first."""
        return photos_first(self.store, self.store.attachments.to_send())

    def to_fetch(self) -> Sequence[LocalAttachment]:
        """Return the files that are cited but not here: photos, then the others, small ones first."""
        if self._noted != self.log.arrived:
            note_cited(self.store, self.vault)
            self._noted = self.log.arrived
        return photos_first(self.store, self.store.attachments.to_fetch())

    def leaves(self, sha256: str) -> Sequence[str]:
        """Return the SHA-256 of each leaf of a file that is here."""
        return cast("Sequence[str]", self.vault.leaves(sha256))

    def leaf(self, sha256: str, number: int) -> bytes:
        """Return one leaf of a file that is here."""
        leaf = bytes(self.vault.leaf(sha256, number))
        self.pace.spend(len(leaf))
        return leaf

    def sent(self, sha256: str) -> None:
        """Keep that the centre has the file whole."""
        self.store.attachments.mark_sent(sha256)
        self.watch("sent", 1)

    def incoming(self, attachment: LocalAttachment) -> OwnIncoming:
        """Return the file on its way in, going on where an earlier try stopped."""
        return OwnIncoming(self, self.vault.incoming(attachment.sha256, attachment.size))


class _NoFiles(OwnFiles):
    def to_send(self) -> Sequence[LocalAttachment]:
        return ()

    def to_fetch(self) -> Sequence[LocalAttachment]:
        return ()


@dataclass(frozen=True)
class OwnIncoming:
    """A file on its way into the vault."""

    files: OwnFiles
    blob: Any

    def missing(self) -> Sequence[int]:
        """Return the numbers of the leaves that are not here yet."""
        return cast("Sequence[int]", self.blob.missing())

    def put(self, number: int, leaf: bytes) -> None:
        """Keep one leaf; the whole is checked at the end."""
        self.blob.put(number, leaf, hashlib.sha256(leaf).hexdigest())
        self.files.pace.spend(len(leaf))

    def finish(self) -> None:
        """Take the whole into the vault."""
        whole = self.blob.finish()
        self.files.store.attachments.note(whole.sha256, whole.sm3, whole.size, here=True, sent=True)
        self.files.watch("fetched", 1)
