"""Exchange by file: what another laptop lacks, encrypted and signed, on a USB stick; repeating changes nothing.

Two officers at one visit have no network. Each exports to a file and tells the other its code; the other takes it in.
From what a laptop sent last one knows what it has, so that the next parcel holds the difference only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from app.centre.secrecy import as_told, new_code
from app.domain.clock import iso
from app.domain.operations import Json
from app.domain.procedure.records import Inspection
from app.errors import Blocker, Refused, StorageFailed
from app.sealing.arriving import Incoming
from app.services.cited import cited_files, note_cited
from app.services.desk import Desk
from app.services.exchange.brought import Brought, as_kept, brought
from app.services.exchange.journal import LOG
from app.services.exchange.link import LINK
from app.services.exchange.parcel_content import PIECE, Head, Packer, ParcelFile, Unpacker
from app.services.exchange.parcel_trust import check, insist_trusted, keys_known, peer_certificates
from app.services.exchange.restored_centre import note_carried
from app.services.session.trust import certificate_of
from app.storage.parcel_file import opened, written
from app.storage.renumbering import RESTORED_AT

PEERS, JOURNAL = "parcel_peers", "parcel_journal"
KEPT_ENTRIES = 200
BATCH = 400
SENT, TAKEN_IN = "sent", "taken-in"
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Packed:
    """A parcel that was written. ``code`` is told to the colleague, never kept with the file."""

    path: Path
    code: str
    operations: int
    files: int
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a parcel brought: who sent it, operations in it and new here, files new here, and what that is of."""

    device: str
    officer: str
    made_at: str
    operations: int
    new: int
    files: int
    digest: str
    brought: Brought = field(default_factory=Brought)


def peers(desk: Desk) -> tuple[str, ...]:
    """Return the laptops that sent a parcel before: for them the difference is enough."""
    kept = desk.store.settings.get(PEERS, {})
    return tuple(sorted(cast("dict[str, Any]", kept)))


def journal(desk: Desk) -> tuple[Mapping[str, Any], ...]:
    """Return what was sent and taken in, newest first: when, with whom, how much, the parcel's digest."""
    return tuple(reversed(cast("list[Mapping[str, Any]]", desk.store.settings.get(JOURNAL, []))))


def handed_on(desk: Desk) -> int:
    """Return up to which own operation (lseq) a parcel took along what was done here, 0 where none did."""
    return max((int(one.get("reached") or 0) for one in journal(desk)), default=0)


def pack(
    desk: Desk,
    path: Path,
    *,
    inspections: Collection[str] = (),
    peer: str = "",
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> Packed:
    """Return the parcel written to ``path``: all operations, and the files of these inspections (all where none named).

    ``peer`` names the laptop it is for: what that one told to have is left out; "" packs everything.
    ``progress(done, total)`` counts bytes of files and operations.

    Raises:
        Refused: this laptop has no certificate yet, so that nobody could trust what it sends; or it was brought back
            from a backup and has not synchronised since.
        StorageFailed: the place cannot be written, the disk is full, or cancelled; no file is left then.
    """
    certificate = certificate_of(desk.store)
    if certificate is None:
        text = "本机还没有终端证书，别人无法确认文件来自本机。"
        raise Refused("不能导出交换文件。", (Blocker("no-certificate", text),), "请先同步一次以取得终端证书。")
    if desk.store.settings.get(RESTORED_AT) is not None and desk.store.settings.get(LINK) is not None:
        # the centre may have later operations of this laptop: what was recorded since gets its place behind them first
        text = "本机刚从备份恢复，还没有与中心库同步过。"
        advice = "请先同步一次（登录不被接受的，先重新接入），再导出。内容都还在本机。"
        raise Refused("不能导出交换文件。", (Blocker("restored-first", text),), advice)
    theirs = _known_of(desk, peer)
    head = _head(desk, theirs, inspections)
    code = new_code()
    count = _Counting(head.operations + sum(one.size for one in head.files), progress, cancelled)
    with written(path, as_told(code)) as stream:
        packer = Packer(stream)
        packer.record(head.as_json())
        for file in head.files:
            with desk.vault.open(file.sha256) as content:
                while piece := content.read(PIECE):
                    packer.plain(piece)
                    count.add(len(piece))
        for txn in desk.store.relay.transactions_after(theirs.get("reach", {})):
            for number, one in enumerate(txn.operations, 1):
                packer.operation(one, txn.signature if number == len(txn.operations) else None)
            count.add(len(txn.operations))
        digest = packer.sign(desk.store.device_key)
    packed = Packed(path, code, head.operations, len(head.files), path.stat().st_size, digest)
    _enter(
        desk, SENT, peer, head.operations, len(head.files), digest, reached=head.reach.get(desk.store.device, 0)
    )
    return packed


def take_in(
    desk: Desk,
    path: Path,
    code: str,
    *,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> TakenIn:
    """Return what a colleague's parcel brought; nothing of it is taken in unless all of it is whole and trusted.

    Raises:
        StorageFailed: the file cannot be read, the disk is full, or cancelled; what was taken in stays, repeat.
        CentreRefused: the code is another one.
        IntegrityBroken: the file was cut or changed, or a signature in it is wrong.
        Refused: it is of another bureau or kind, its sender is not known, or it builds on what is not here.
    """
    size, since = path.stat().st_size if path.exists() else 0, desk.store.lookup.log_end()
    count = _Counting(size * 2, progress, cancelled)
    with opened(path, as_told(code)) as stream:
        parcel = Unpacker(stream)
        insist_trusted(desk, parcel.head)
        digest = check(parcel, keys_known(desk, parcel.head), count.add)
    with opened(path, as_told(code)) as stream:
        parcel = Unpacker(stream)
        files = _take_files(desk, parcel, count)
        note_carried(desk.store, parcel.head.reach)
        new = sum(_receive(desk, parcel.head, batch, count) for batch in _batches(parcel))
    head = parcel.head
    note_cited(desk.store, desk.vault)
    if files:
        desk.store.listing.files_came()
    _remember(desk, head)
    came = brought(desk, since)
    _enter(desk, TAKEN_IN, head.device, new, files, digest, log=[since, desk.store.lookup.log_end()], came=came)
    return TakenIn(head.device, head.officer, head.made_at, head.operations, new, files, digest, came)


class _Counting:
    """Tells how far it is, and stops where the person wants it."""

    def __init__(self, total: int, progress: Progress, cancelled: Cancelled) -> None:
        self._done, self._total, self._progress, self._cancelled = 0, total, progress, cancelled

    def add(self, more: int) -> None:
        if self._cancelled():
            raise StorageFailed("cancelled", "已取消。", "交换没有完成，需要时再做一次；已有内容不受影响。")
        self._done = min(self._total, self._done + more)
        self._progress(self._done, self._total)


def _known_of(desk: Desk, peer: str) -> Mapping[str, Any]:
    kept = cast("dict[str, Any]", desk.store.settings.get(PEERS, {}))
    return cast("Mapping[str, Any]", kept.get(peer, {}))


def _head(desk: Desk, theirs: Mapping[str, Any], inspections: Collection[str]) -> Head:
    store, reach = desk.store, cast("dict[str, int]", theirs.get("reach", {}))
    mine = store.relay.reach()
    base = {device: [lseq, store.relay.chain_at(device, lseq)] for device, lseq in reach.items() if device in mine}
    held = {one.sha256 for one in store.attachments.all() if one.here}
    wanted = _files_of(desk, inspections)
    lacking = [one for one in wanted if one.sha256 in held and one.sha256 not in set(theirs.get("holds", ()))]
    return Head(
        device=store.device,
        bureau=desk.bureau,
        training=bool(store.training),
        officer=desk.officer,
        made_at=iso(desk.now()),
        certificates=peer_certificates(desk, mine),
        base=base,
        reach=mine,
        operations=store.relay.count_after(reach),
        files=tuple(sorted(lacking, key=lambda one: (one.size, one.sha256))),
        holds=tuple(sorted(held & {one.sha256 for one in wanted})),
    )


def _files_of(desk: Desk, inspections: Collection[str]) -> Sequence[ParcelFile]:
    roots = set(inspections) or {one.entity_id for one in desk.store.read_all(Inspection.ENTITY)}
    cited = cited_files(desk.store, roots)
    return [ParcelFile(one.sha256, one.sm3, one.size) for one in cited.values()]


def _batches(parcel: Unpacker) -> Iterator[list[Incoming]]:
    batch: list[Incoming] = []
    for _, incoming in parcel.operations():
        batch.append(incoming)
        if len(batch) >= BATCH and incoming.signature is not None:
            yield batch
            batch = []
    if batch:
        yield batch


def _take_files(desk: Desk, parcel: Unpacker, count: _Counting) -> int:
    taken = 0
    for file, content in parcel.files():
        if not desk.vault.has(file.sha256):
            desk.vault.take_in(cast(Any, content), expected=file.sha256)
            taken += 1
        desk.store.attachments.note(file.sha256, file.sm3, file.size)
        count.add(file.size)
    return taken


def _receive(desk: Desk, head: Head, batch: Sequence[Incoming], count: _Counting) -> int:
    count.add(sum(len(one.raw) for one in batch))
    keys = {device: bytes.fromhex(key) for device, key in keys_known(desk, head).items()}
    received = desk.store.replication.receive(batch, cursor=None, now=desk.now(), public_keys=keys)
    return int(received.new)


def _remember(desk: Desk, head: Head) -> None:
    kept = dict(cast("dict[str, Any]", desk.store.settings.get(PEERS, {})))
    kept[head.device] = {"reach": dict(head.reach), "holds": list(head.holds), "at": head.made_at}
    desk.store.settings.set(PEERS, cast(Json, kept))


def _enter(
    desk: Desk, kind: str, device: str, operations: int, files: int, digest: str, *, log: list[int] | None = None,
    reached: int = 0, came: Brought | None = None,
) -> None:
    entries = cast("list[Any]", desk.store.settings.get(JOURNAL, []))
    entry = {
        "at": iso(desk.now()), "kind": kind, "device": device, "officer": desk.officer, "operations": operations,
        "files": files, "digest": digest, LOG: log, "reached": reached,
        "brought": as_kept(came) if came is not None else None,
    }  # fmt: skip
    desk.store.settings.set(JOURNAL, [*entries, entry][-KEPT_ENTRIES:])
