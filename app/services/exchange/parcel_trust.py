"""Whether a parcel can be believed: its sender, every transaction's signature, and what it builds on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, cast

from app.domain.operations import CENTRE_DEVICE, Operation
from app.errors import Blocker, IntegrityBroken, Refused
from app.sealing.canonical import next_chain
from app.sealing.signing import certificate_from, certificate_signature_valid, verify_transaction
from app.services.desk import Desk
from app.services.exchange.own_side import DEVICE_CERTIFICATES, DEVICE_KEYS
from app.services.exchange.parcel_content import PIECE, Head, Unpacker
from app.services.exchange.parcel_history import two_pasts
from app.services.exchange.queue import device_name
from app.services.session.trust import certificate_of, trusted
from app.storage.exchange.parcel_file import damaged

Leaf = Callable[[str, bytes], None]
Met = Callable[[Operation], None]


def no_leaf(sha256: str, content: bytes) -> None:
    """Take no note of a leaf."""


def not_met(one: Operation) -> None:
    """Take no note of an operation."""


def peer_certificates(desk: Desk, devices: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """Return the certificates of these devices as far as they are known here; the own one always."""
    known = dict(cast("dict[str, Mapping[str, Any]]", desk.store.settings.get(DEVICE_CERTIFICATES, {})))
    own = certificate_of(desk.store)
    if own is not None:
        known[desk.store.device] = own.as_json()
    return {device: known[device] for device in sorted({*devices, desk.store.device}) if device in known}


def keys_known(desk: Desk, head: Head) -> dict[str, str]:
    """Return public keys in hex by device: those seen before, and those that the parcel's certificates name."""
    return {**cast("dict[str, str]", desk.store.settings.get(DEVICE_KEYS, {})), **_named(head)}


def insist_trusted(desk: Desk, head: Head) -> set[str]:
    """Insist that everything in the parcel comes from devices that this store can trust.

    Returns the devices besides the sender that have another past here: the parcel builds on theirs.

    Raises:
        Refused: another bureau, training beside real data, an unknown sender or device, or a base that is not here.
        IntegrityBroken: a device's key is another one than before, or the sender's past is.
    """
    apart: set[str] = set()
    blockers = [*_kind(desk, head), *_senders(desk, head), *_base(desk, head, apart)]
    if blockers:
        raise Refused("不能收下这个交换文件。", tuple(blockers))
    _keep(desk, head)
    return apart


def check(
    parcel: Unpacker, keys: Mapping[str, str], seen: Callable[[int], None], leaf: Leaf = no_leaf, met: Met = not_met
) -> str:
    """Return the digest of a parcel read to its end, every transaction and the whole signed.

    ``leaf(sha256, content)`` hears of each 256 KiB of each file, ``met`` of each operation.

    Raises:
        IntegrityBroken: a chain or signature does not fit, or the parcel was cut or changed.
    """
    links = {device: (int(at[0]), str(at[1])) for device, at in parcel.head.base.items()}
    open_txn: tuple[str, str] | None = None
    for file, content in parcel.files():
        while piece := content.read(PIECE):
            leaf(file.sha256, piece)
            seen(len(piece))
    for one, incoming in parcel.operations():
        seen(len(one.raw))
        _link(links, one)
        met(one)
        if open_txn not in (None, (one.device, one.txn)):
            raise damaged()
        open_txn = (one.device, one.txn)
        if incoming.signature is not None:
            key = keys.get(one.device)
            if key is None or not verify_transaction(
                bytes.fromhex(key), one.device, one.txn, one.chain, incoming.signature
            ):
                raise damaged()
            open_txn = None
    if open_txn is not None:
        raise damaged()
    return parcel.finish(bytes.fromhex(keys[parcel.head.device]))


def _link(links: dict[str, tuple[int, str]], one: Operation) -> None:
    last, chain = links.get(one.device, (0, ""))
    if one.device == CENTRE_DEVICE or one.lseq != last + 1 or next_chain(chain, one.raw) != one.chain:
        raise damaged()
    links[one.device] = (one.lseq, one.chain)


def _kind(desk: Desk, head: Head) -> list[Blocker]:
    if head.training != bool(desk.store.training):
        return [Blocker("training-mismatch", "演练数据和正式数据不能互相交换。")]
    if head.bureau != desk.bureau:
        return [Blocker("other-bureau", "这个文件来自另一个档案局，不能在本机收下。")]
    return []


def _senders(desk: Desk, head: Head) -> list[Blocker]:
    pinned = cast("dict[str, str]", desk.store.settings.get(DEVICE_KEYS, {}))
    fresh = {device for device, last in head.reach.items() if int(last) > int((head.base.get(device) or [0])[0])}
    unknown = [
        device
        for device in sorted({*head.certificates, *fresh, head.device})
        if not _certified(desk, head, device) and (device in head.certificates or device not in pinned)
    ]
    text = "{device}没有本局签发的证书，不能确认内容来自它。请两台电脑都先同步一次。"
    return [Blocker("unknown-sender", text.format(device=device_name(desk, device))) for device in unknown]


def _certified(desk: Desk, head: Head, device: str) -> bool:
    content = head.certificates.get(device)
    certificate = None if content is None else certificate_from(content)
    if certificate is None or certificate.device != device or not certificate_signature_valid(certificate):
        return False
    issuer = (certificate.issuer_public_key, certificate.training)
    return issuer in {(one.public_key, one.training) for one in trusted(desk.store)}


def _named(head: Head) -> dict[str, str]:
    return {device: str(one["public_key"]) for device, one in head.certificates.items()}


def _base(desk: Desk, head: Head, apart: set[str]) -> list[Blocker]:
    for device, (lseq, chain) in ((name, tuple(at)) for name, at in head.base.items()):
        here = desk.store.relay.chain_at(device, int(lseq))
        if here is not None and here != chain:
            if device == head.device:
                raise two_pasts(device)
            apart.add(device)
        if here is None:
            text = "这个文件只含上次交换之后的内容，而本机缺少之前的部分。请对方重新导出，并选“全部内容”。"
            return [Blocker("base-missing", text)]
    return []


def _keep(desk: Desk, head: Head) -> None:
    """Keep what the certificates tell; a key that was seen may never change."""
    keys = dict(cast("dict[str, str]", desk.store.settings.get(DEVICE_KEYS, {})))
    certificates = dict(cast("dict[str, Any]", desk.store.settings.get(DEVICE_CERTIFICATES, {})))
    for device, key in _named(head).items():
        if keys.setdefault(device, key) != key:
            advice = "请停止交换并联系管理员核查该终端；本机已有内容不受影响。"
            raise IntegrityBroken("device-key-changed", f"终端 {device} 的密钥与以前不符，没有收下。", advice)
        certificates[device] = dict(head.certificates[device])
    desk.store.settings.set(DEVICE_KEYS, cast(Any, keys))
    desk.store.settings.set(DEVICE_CERTIFICATES, cast(Any, certificates))
