"""A colleague's parcel taken in: nothing of it before all of it is whole and trusted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from app.centre.secrecy import as_told
from app.domain.procedure.handover import pending_handover
from app.errors import Blocker, InspectorError, Refused, StorageFailed
from app.sealing.arriving import Incoming
from app.services.cited import note_cited
from app.services.desk import Desk
from app.services.exchange.brought import Brought, brought_of
from app.services.exchange.counting import Cancelled, Counting, Progress
from app.services.exchange.naming import naming
from app.services.exchange.parcel_content import Head, Unpacker
from app.services.exchange.parcel_history import Meeting, is_odd
from app.services.exchange.parcel_journal import TAKEN_IN, enter, remember
from app.services.exchange.parcel_trust import check, insist_trusted, keys_known
from app.services.exchange.queue import device_name, disagreeing
from app.services.exchange.restored_centre import note_carried
from app.storage.exchange.parcel_file import opened
from app.storage.exchange.parcel_place import brought_near

BATCH = 400
LOOKED_AT = 20  # so many inspections of a parcel are looked at for a handover; a whole office of them is not


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a parcel brought: who sent it and its ``name``, operations in it and new here, files new here, what of.

    ``lacking`` files are cited and not here, ``refused`` changes do not count and ``disagreeing`` places are open since
    it came. ``odd_time``: the clocks of the two laptops cannot both be right, or the parcel is old. ``apart`` names the
    laptops whose operations were left out, since another past of them is here. ``inspections`` are those with news, the
    newest first; ``handed`` is one of them that is handed over to this laptop and waits for its answer, "" for none.
    """

    device: str
    name: str
    made_at: str
    operations: int
    new: int
    files: int
    digest: str
    brought: Brought = field(default_factory=Brought)
    lacking: int = 0
    refused: int = 0
    disagreeing: int = 0
    odd_time: bool = False
    apart: tuple[str, ...] = ()
    inspections: tuple[str, ...] = ()
    handed: str = ""


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
        IntegrityBroken: the file is of a newer program, was cut or changed, a signature in it is wrong, or its sender
            has another past here.
        Refused: it is of another bureau or kind, its sender is not known, or it builds on what is not here.
    """
    count = Counting(_size(path) * 3, progress, cancelled)
    with naming(desk), brought_near(path, desk.store.folder, count.add) as near:
        head, digest, meeting = _checked(desk, near, code, count)
        before = len(desk.store.refused()), disagreeing(desk), desk.store.lookup.log_end()
        try:
            new, files = _taken(desk, near, code, count, meeting)
        except StorageFailed as error:
            advice = f"{error.advice}已收下的部分不会丢；再导入一次这份文件，会接着收完。"
            raise StorageFailed(error.code, error.title, advice) from error
    refused, open_places, since = before
    came, inspections = brought_of(desk, since)
    enter(desk, TAKEN_IN, head.device, new, files, digest, log=[since, desk.store.lookup.log_end()], came=came)
    return TakenIn(
        head.device, device_name(desk, head.device), head.made_at, head.operations, new, files, digest, came,
        lacking=len(desk.store.attachments.to_fetch()),
        refused=max(0, len(desk.store.refused()) - refused),
        disagreeing=max(0, disagreeing(desk) - open_places),
        odd_time=is_odd(datetime.fromisoformat(head.made_at), desk.now()),
        apart=tuple(device_name(desk, one) for one in sorted(meeting.apart)), inspections=inspections,
        handed=next((one for one in inspections[:LOOKED_AT] if _is_handed_here(desk, one)), ""),
    )  # fmt: skip


def _is_handed_here(desk: Desk, inspection: str) -> bool:
    try:
        waiting = pending_handover(desk.case(inspection).inspection)
    except InspectorError:  # it arrived in part only
        return False
    return waiting is not None and waiting.receiver == desk.store.device


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0  # reading tells why


def _checked(desk: Desk, near: BinaryIO, code: str, count: Counting) -> tuple[Head, str, Meeting]:
    with opened(near, as_told(code)) as stream:
        parcel = Unpacker(stream)
        meeting = Meeting(desk.store, parcel.head, insist_trusted(desk, parcel.head))
        digest = check(parcel, keys_known(desk, parcel.head), count.add, met=meeting.meet)
    if parcel.head.device == desk.store.device and not meeting.lost_here:
        text = "这是本机自己导出的文件，请在同事的电脑上导入。"
        raise Refused("不能收下这个交换文件。", (Blocker("own-parcel", text),))
    return parcel.head, digest, meeting


def _taken(desk: Desk, near: BinaryIO, code: str, count: Counting, meeting: Meeting) -> tuple[int, int]:
    with opened(near, as_told(code)) as stream:
        parcel = Unpacker(stream)
        files = _take_files(desk, parcel, count)
        reach = {one: last for one, last in parcel.head.reach.items() if one not in meeting.apart}
        note_carried(desk.store, reach)
        meeting.make_room()
        new = sum(_receive(desk, parcel.head, batch, count) for batch in _batches(parcel, meeting.apart))
    note_cited(desk.store, desk.vault)
    if files:
        desk.store.listing.files_came()
    remember(desk, replace(parcel.head, reach=reach))  # on another past nothing builds
    return new, files


def _batches(parcel: Unpacker, apart: Collection[str]) -> Iterator[list[Incoming]]:
    batch: list[Incoming] = []
    for one, incoming in parcel.operations():
        if one.device in apart:
            continue
        batch.append(incoming)
        if len(batch) >= BATCH and incoming.signature is not None:
            yield batch
            batch = []
    if batch:
        yield batch


def _take_files(desk: Desk, parcel: Unpacker, count: Counting) -> int:
    taken = 0
    for file, content in parcel.files():
        if not desk.vault.has(file.sha256) or desk.vault.problem(file.sha256) is not None:
            desk.vault.take_in(cast(Any, content), expected=file.sha256)
            taken += 1
        desk.store.attachments.note(file.sha256, file.sm3, file.size)
        count.add(file.size)
    return taken


def _receive(desk: Desk, head: Head, batch: Sequence[Incoming], count: Counting) -> int:
    count.add(sum(len(one.raw) for one in batch))
    keys = {device: bytes.fromhex(key) for device, key in keys_known(desk, head).items()}
    received = desk.store.replication.receive(batch, cursor=None, now=desk.now(), public_keys=keys)
    return int(received.new)
