"""A parcel taken in at the centre: what laptops without a line to it sent by file, handed over in their names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from app.centre.device.transport import SignedOperation
from app.centre.office.on_behalf import KnownDevice, OnBehalfTransport, chain_at, known_devices, let_in_for_now, now_of
from app.centre.secrecy import as_told
from app.domain.operations import Operation
from app.errors import Blocker, IntegrityBroken, Refused
from app.sealing.arriving import Incoming
from app.services.centre.office import CentreOffice
from app.services.exchange.parcel_content import PIECE, Head, Unpacker
from app.services.exchange.parcel_history import is_odd
from app.services.exchange.parcel_trust import Met, check
from app.storage.exchange.parcel_file import opened
from app.storage.exchange.parcel_place import brought_near

BATCH = 200


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a parcel brought to the centre: by whom, operations new there, files new there, refused operations.

    ``left_out`` are devices that were revoked (id, name, how many of their operations the centre lacks), in order.
    ``odd_time``: the clocks of laptop and centre cannot both be right, or the parcel is old. ``apart`` are the devices
    (id, name) of which the centre has another past: what the parcel says of them was left out.
    """

    device: str
    made_at: str
    operations: int
    files: int
    refused: int
    left_out: tuple[tuple[str, str, int], ...] = ()
    odd_time: bool = False
    apart: tuple[tuple[str, str], ...] = ()


def deliver(office: CentreOffice, path: Path, code: str, *, revoked_too: bool = False) -> Delivered:
    """Return what a parcel brought; repeating it brings nothing twice. The laptop learns of it at its next sync.

    What others did on laptops that were revoked since (lost after the visit, say) is left out unless ``revoked_too``.

    Raises:
        StorageFailed, IntegrityBroken: the file cannot be read, was cut or changed, or its sender has another past at
            the centre; nothing was taken in.
        CentreRefused: the code is another one, the administrator is no superuser, or the centre refused a device.
        Refused: it is of another kind of store, its sender is revoked, a device in it is unknown, or it builds on what
            is missing.
    """
    known = known_devices(office.connection)
    training = office.is_training()
    leaves: dict[str, list[str]] = {}

    def note(sha256: str, content: bytes) -> None:
        leaves.setdefault(sha256, []).append(hashlib.sha256(content).hexdigest())

    with brought_near(path, Path(gettempdir()), lambda _: None) as near:
        with opened(near, as_told(code)) as stream:
            parcel = Unpacker(stream)
            _insist(parcel.head, known, training=training)
            keys = {name: str(one.public_key) for name, one in known.items() if one.public_key}
            apart: set[str] = set()
            check(parcel, keys, lambda _: None, note, _met(office, known, parcel.head, apart))
        head = parcel.head
        inside = {name: known[name] for name in sorted(_inside(head))}
        taken = [one for one in inside.values() if (revoked_too or not one.revoked) and one.device not in apart]
        _insist_base(head, taken)
        lines = {one.device: OnBehalfTransport(office.connection, one, training=training) for one in taken}
        with opened(near, as_told(code)) as stream:
            parcel = Unpacker(stream)
            files = sum(_hand_over(lines[head.device], parcel, leaves))
            accepted, refused = _push(office, known, lines, parcel.operations())
    lacking = ((one, int(head.reach.get(one.device, 0)) - one.last) for one in inside.values() if one not in taken)
    left_out = tuple((one.device, one.name, count) for one, count in lacking if count > 0 and one.device not in apart)
    two_pasts = tuple((one, known[one].name) for one in sorted(apart))
    odd = is_odd(datetime.fromisoformat(head.made_at), now_of(office.connection))
    return Delivered(head.device, head.made_at, accepted, files, refused, left_out, odd, two_pasts)


def _met(office: CentreOffice, known: Mapping[str, KnownDevice], head: Head, apart: set[str]) -> Met:
    """Return what compares each device's past with that at the centre; ``apart`` hears of those besides the sender."""
    places = {name: min(one.last, int(head.reach.get(name, 0))) for name, one in known.items()}

    def meet(one: Operation) -> None:
        if places.get(one.device) == one.lseq and chain_at(office.connection, one.device, one.lseq) != one.chain:
            if one.device == head.device:
                raise _two_pasts(known[one.device])
            apart.add(one.device)

    return meet


def _two_pasts(device: KnownDevice) -> IntegrityBroken:
    title = f"终端 {device.name}（{device.device}）有两份不同的记录：它的数据文件夹被复制过，或被磁盘映像退回过。"
    advice = (
        "这个文件的内容一条也没有收下，文件请留着。请先弄清两份各在哪台电脑上、以哪一份为准，"
        "对它执行 centre device readmit，在那台电脑的“同步·重新接入”中办完，再由它重新导出或同步。"
    )
    return IntegrityBroken("device-forked", title, advice)


def _inside(head: Head) -> set[str]:
    """Return the devices whose operations are in the parcel, and its sender."""
    return {name for name, last in head.reach.items() if int(last) > _base_of(head, name)} | {head.device}


def _base_of(head: Head, device: str) -> int:
    return int((head.base.get(device) or [0])[0])


def _insist(head: Head, known: Mapping[str, KnownDevice], *, training: bool) -> None:
    blockers: list[Blocker] = []
    if head.training != training:
        blockers.append(Blocker("training-mismatch", "演练数据和正式中心库不能混用。"))
    for name in sorted(_inside(head)):
        one = known.get(name)
        if one is None or one.public_key is None:
            text = (
                f"终端 {name} 没有在这个中心库登记。请核对文件是不是送错了单位；"
                "在备份之后登记、中心库恢复后不认识的，先用 centre device readmit 让它重新接入。"
            )
            blockers.append(Blocker("device-unknown", text))
        elif one.revoked and name == head.device:
            text = (
                f"终端 {one.name}（{name}）已停用，它自己导出的文件不收。确认内容是停用之前做的：请在同事在用的电脑上"
                "导入这个文件，再从那里导出，执行 centre parcel 时加上 --revoked-too。"
            )
            blockers.append(Blocker("device-revoked", text))
    if blockers:
        raise Refused("中心库不能收下这个交换文件。", tuple(blockers))


def _insist_base(head: Head, devices: Iterable[KnownDevice]) -> None:
    for one in devices:
        if _base_of(head, one.device) > one.last:
            text = "这个文件只含一部分内容，中心库缺少之前的部分。请在终端上重新导出“全部内容”。"
            raise Refused("中心库不能收下这个交换文件。", (Blocker("base-missing", text),))


def _hand_over(line: OnBehalfTransport, parcel: Unpacker, leaves: Mapping[str, list[str]]) -> Iterator[int]:
    """Give 1 for each file that the centre did not have whole."""
    for file, content in parcel.files():
        missing = line.blob_begin(file.sha256, file.size, leaves.get(file.sha256, []))
        if missing.finished:
            continue
        wanted, number = set(missing.leaves), 0
        while piece := content.read(PIECE):
            if number in wanted:
                line.blob_put(file.sha256, number, piece)
            number += 1
        line.blob_finish(file.sha256)
        yield 1


def _push(
    office: CentreOffice,
    known: Mapping[str, KnownDevice],
    lines: Mapping[str, OnBehalfTransport],
    operations: Iterable[tuple[Operation, Incoming]],
) -> tuple[int, int]:
    accepted = refused = 0
    for device, mine in groupby(operations, key=lambda one: one[0].device):
        if device not in lines:
            continue
        with let_in_for_now(office.connection, known[device]):
            for batch in _batches(incoming for _, incoming in mine):
                answer = lines[device].push(batch)
                accepted += answer.accepted
                refused += len(answer.refused)
    return accepted, refused


def _batches(incoming: Iterable[Incoming]) -> Iterator[list[SignedOperation]]:
    batch: list[SignedOperation] = []
    for one in incoming:
        batch.append(SignedOperation(one.raw, one.chain, one.signature))
        if len(batch) >= BATCH and one.signature is not None:
            yield batch
            batch = []
    if batch:
        yield batch


def as_json(delivered: Delivered) -> dict[str, Any]:
    """Return what was delivered with stable keys."""
    return {
        "device": delivered.device,
        "made_at": delivered.made_at,
        "operations": delivered.operations,
        "files": delivered.files,
        "refused": delivered.refused,
        "odd_time": delivered.odd_time,
        "two_pasts": [{"device": device, "name": name} for device, name in delivered.apart],
        "left_out": [{"device": device, "name": name, "operations": n} for device, name, n in delivered.left_out],
    }
