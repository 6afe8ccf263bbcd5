"""Exchange by file: what another laptop lacks, encrypted and signed, on a USB stick; repeating changes nothing.

Two officers at one visit have no network. Each exports to a file and tells the other its code; the other takes it in.
From what a laptop sent last one knows what it has, so that the next parcel holds the difference only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from app.centre.secrecy import as_told, new_code
from app.domain.clock import iso
from app.errors import Blocker, Refused, StorageFailed
from app.services.cited import file_names
from app.services.desk import Desk
from app.services.exchange.counting import Cancelled, Counting, Progress
from app.services.exchange.link import LINK
from app.services.exchange.parcel_content import Head, Packer
from app.services.exchange.parcel_files import LARGEST, Selected, Spoiled, content_of, room_at, selected
from app.services.exchange.parcel_journal import SENT, enter, known_of
from app.services.exchange.parcel_trust import peer_certificates
from app.services.session.trust import certificate_of
from app.storage.disks import is_left_behind
from app.storage.exchange.parcel_file import written
from app.storage.exchange.parcel_place import stick_gone
from app.storage.exchange.renumbering import RESTORED_AT

_SPARE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Packed:
    """A parcel that was written. ``code`` is told to the colleague, never kept with the file.

    ``carried`` are the files in it and in those that it goes on behind, ``left`` how many found no room and go with
    another parcel ``without`` the carried ones; ``spoiled`` names what this computer's disk did not give back.
    """

    path: Path
    code: str
    operations: int
    files: int
    size: int
    digest: str
    carried: frozenset[str] = frozenset()
    left: int = 0
    spoiled: tuple[str, ...] = ()


@dataclass(slots=True)
class _Wish:
    """What is wanted, and what was learnt in trying: what cannot be read, how much was aboard, how much may be."""

    inspections: Collection[str] | None
    peer: str
    without: Collection[str]
    code: str
    progress: Progress
    cancelled: Cancelled
    spoiled: set[str] = field(default_factory=set)
    aboard: int = 0
    most: int = LARGEST


def pack(
    desk: Desk,
    path: Path,
    *,
    inspections: Collection[str] | None = None,
    peer: str = "",
    without: Collection[str] = (),
    code: str = "",
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> Packed:
    """Return the parcel written to ``path``: all operations, and as many files of these inspections as find room.

    None names all inspections. ``peer`` is the laptop it is for: what that one told to have is left out; "" packs
    everything. Files ``without`` which it goes on are digests; such a part may have the ``code`` of the one before.
    ``progress(done, total)`` counts bytes of files and operations.

    Raises:
        Refused: this laptop has no certificate yet, so that nobody could trust what it sends; or it was brought back
            from a backup and has not synchronised since.
        StorageFailed: the place cannot be written, the disk is full, or cancelled; no file is left then.
    """
    _insist_may_send(desk)
    if is_left_behind(path.parent, desk.store.folder, was_apart=False):
        raise stick_gone()
    wish = _Wish(inspections, peer, without, code or new_code(), progress, cancelled)
    while True:
        try:
            return _packed(desk, path, wish)
        except Spoiled as one:
            wish.spoiled.add(one.sha256)
        except StorageFailed as error:
            if error.code != "disk-full" or not wish.aboard:
                raise
            wish.most = wish.aboard - max(wish.aboard // 4, _SPARE)  # its operations took more than was reckoned


def _insist_may_send(desk: Desk) -> None:
    if certificate_of(desk.store) is None:
        text = "本机还没有终端证书，别人无法确认文件来自本机。"
        raise Refused("不能导出交换文件。", (Blocker("no-certificate", text),), "请先同步一次以取得终端证书。")
    if desk.store.settings.get(RESTORED_AT) is None:
        return
    if desk.store.settings.get(LINK) is not None:
        # the centre may have later operations of this laptop: what was recorded since gets its place behind them first
        text = "本机刚从备份恢复，还没有与中心库同步过。"
        advice = "请先同步一次（登录不被接受的，先重新接入），再导出。内容都还在本机。"
        raise Refused("不能导出交换文件。", (Blocker("restored-first", text),), advice)
    # what was recorded since leaves now: it keeps its place, whatever comes back from colleagues
    desk.store.settings.set(RESTORED_AT, desk.store.replication.position()[0])


def _packed(desk: Desk, path: Path, wish: _Wish) -> Packed:
    theirs = known_of(desk, wish.peer)
    head, chosen = _head(desk, path, theirs, wish)
    wish.aboard = sum(one.size for one in head.files)
    count = Counting(head.operations + wish.aboard, wish.progress, wish.cancelled)
    with written(path, as_told(wish.code)) as stream:
        packer = Packer(stream)
        packer.record(head.as_json())
        for file in head.files:
            for piece in content_of(desk, file):
                packer.plain(piece)
                count.add(len(piece))
        # up to what the head tells, though somebody may have recorded more meanwhile
        for txn in desk.store.relay.transactions_after(theirs.get("reach", {}), head.reach):
            for number, one in enumerate(txn.operations, 1):
                packer.operation(one, txn.signature if number == len(txn.operations) else None)
            count.add(len(txn.operations))
        digest = packer.sign(desk.store.device_key)
    wish.aboard = 0  # the stick took all of it: what fails from here on is this computer's disk
    reached = head.reach.get(desk.store.device, 0)
    try:
        enter(desk, SENT, wish.peer, head.operations, len(head.files), digest, reached=reached)
    except StorageFailed:
        with suppress(OSError):
            path.unlink()  # its code will not be told
        raise
    names = file_names(desk.store) if chosen.spoiled else {}
    return Packed(
        path, wish.code, head.operations, len(head.files), stream.size, digest,
        frozenset(wish.without) | {one.sha256 for one in head.files}, len(chosen.left),
        tuple(names.get(one, one[:8]) for one in chosen.spoiled),
    )  # fmt: skip


def _head(
    desk: Desk, path: Path, theirs: Mapping[str, Any], wish: _Wish
) -> tuple[Head, Selected]:
    store, reach, mine = desk.store, cast("dict[str, int]", theirs.get("reach", {})), desk.store.relay.reach()
    operations = sum(max(0, last - reach.get(device, 0)) for device, last in mine.items())
    base = {device: [lseq, store.relay.chain_at(device, lseq)] for device, lseq in reach.items() if device in mine}
    without = {*wish.without, *theirs.get("holds", ())}
    chosen = selected(desk, wish.inspections, without, wish.spoiled, min(room_at(path, operations), wish.most))
    head = Head(
        device=store.device,
        bureau=desk.bureau,
        training=bool(store.training),
        officer=desk.officer,
        made_at=iso(desk.now()),
        certificates=peer_certificates(desk, mine),
        base=base,
        reach=mine,
        operations=operations,
        files=chosen.files,
        holds=chosen.holds,
    )
    return head, chosen
