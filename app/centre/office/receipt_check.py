"""The centre's judgement on a receipt that is shown: whether it gave it, and whether what it says still stands."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

from app.centre.device.receipts import content_of, signed_part
from app.centre.office.administration import Connection, administering, as_owner
from app.centre.office.roots import Rewritten, check, kept_from
from app.errors import CentreRefused, InspectorError
from app.sealing.signing import signature_valid

# GENUINE: given by this centre. FORGED: not given by it, or changed since. UNKNOWN: the centre has lost the secret.
GENUINE, FORGED, UNKNOWN = "genuine", "forged", "unknown"
# HOLDS: all that was confirmed is here. LOST: not. AWAITED: the centre was restored, the device must send it again.
HOLDS, LOST, AWAITED, UNASKED = "holds", "lost", "awaited", ""
SIGNED, BADLY_SIGNED, UNSIGNED = "signed", "badly-signed", "unsigned"


@dataclass(frozen=True, slots=True)
class ShownReceipt:
    """A receipt as it is shown: the centre's content and mac, and the device's signature (hex), "" without one.

    ``beside`` names what its file says otherwise than the content, which alone is protected.
    """

    content: str
    mac: str
    signature: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptJudgement:
    """``origin`` is GENUINE, FORGED or UNKNOWN, ``standing`` HOLDS, LOST or AWAITED (UNASKED for what is no receipt
    of ours), ``signature`` SIGNED, BADLY_SIGNED or UNSIGNED. ``rewritten`` are operations of the bureau that were
    changed at the centre since. ``said`` is what the receipt says, ``beside`` what its file says otherwise.
    """

    origin: str
    standing: str
    signature: str
    rewritten: tuple[Rewritten, ...]
    said: dict[str, Any]
    device_name: str = ""
    beside: tuple[str, ...] = ()


def receipt_of_code(connection: Connection, code: str) -> ShownReceipt:
    """Return the receipt that the centre gave under a code (16 hex digits).

    Raises:
        CentreRefused: there is none.
    """
    with administering(connection):
        _insist_on_receipts(connection)
        as_owner(connection)
        row = connection.execute("select content, mac from centre.receipt where code = %s", (code,)).fetchone()
    if row is None:
        advice = "请核对编号。中心库从备份恢复过的，备份之后的回执只能用回执文件核对。"
        raise CentreRefused("receipt-unknown", f"中心库没有开具过编号为 {code} 的回执。", advice)
    return ShownReceipt(*row)


def judged(connection: Connection, shown: ShownReceipt) -> ReceiptJudgement:
    """Return what this centre can tell of a receipt.

    Raises:
        InspectorError: it is none, or another centre's.
        CentreRefused: this centre gives no receipts yet.
    """
    said = content_of(shown.content)
    if not _readable(said):
        raise InspectorError("receipt-unreadable", "这不是同步回执，或内容已损坏。", "请给出完整的回执文件。")
    with administering(connection) as centre:
        _insist_on_receipts(connection)
        if said["centre_id"] != centre.centre_id:
            advice = "请核对回执和 --dsn 指定的数据库。"
            raise InspectorError("receipt-foreign", "这张回执是另一个中心库开具的。", advice)
        as_owner(connection)
        origin = _origin(connection, shown, said)
        name, public_key = _device(connection, said)
        standing = UNASKED if origin == FORGED else _standing(connection, said)
    signature = _signature(shown, public_key)
    rewritten = () if origin == FORGED or not said.get("feed_root") else _rewritten(connection, said)
    return ReceiptJudgement(origin, standing, signature, rewritten, said, name, shown.beside)


def _readable(said: dict[str, Any]) -> bool:
    texts = ("centre_id", "feed_epoch", "bureau", "device", "chain", "issued_at")
    return all(isinstance(said.get(one), str) for one in texts) and type(said.get("acknowledged")) is int


def _insist_on_receipts(connection: Connection) -> None:
    if connection.execute("select to_regclass('centre.receipt')").fetchone() == (None,):
        raise CentreRefused("centre-older", "中心库的版本太旧，还不开具回执。", "请先运行 centre upgrade。")


def _origin(connection: Connection, shown: ShownReceipt, said: dict[str, Any]) -> str:
    row = connection.execute(
        "select centre.receipt_mac(%s, %s, %s)", (said["bureau"], said["device"], shown.content)
    ).fetchone()
    if row is None or row[0] is None:
        # a backup from before the device's first receipt was brought back: the secret is gone
        return UNKNOWN if _restored_since(connection, said) else FORGED
    return GENUINE if hmac.compare_digest(str(row[0]).encode(), shown.mac.encode()) else FORGED


def _device(connection: Connection, said: dict[str, Any]) -> tuple[str, str | None]:
    row = connection.execute(
        "select name, public_key from centre.device where (bureau, device) = (%s, %s)",
        (said["bureau"], said["device"]),
    ).fetchone()
    return ("", None) if row is None else (row[0], row[1])


def _standing(connection: Connection, said: dict[str, Any]) -> str:
    if said["acknowledged"] == 0:
        return HOLDS
    row = connection.execute(
        "select chain from centre.operation where (bureau, device, lseq) = (%s, %s, %s)",
        (said["bureau"], said["device"], said["acknowledged"]),
    ).fetchone()
    if row is None:
        return AWAITED if _restored_since(connection, said) else LOST
    return HOLDS if row[0] == said["chain"] else LOST


def _restored_since(connection: Connection, said: dict[str, Any]) -> bool:
    row = connection.execute(
        "select 1 from centre.restoration where (bureau, earlier_epoch) = (%s, %s)",
        (said["bureau"], said["feed_epoch"]),
    ).fetchone()
    return row is not None


def _signature(shown: ShownReceipt, public_key: str | None) -> str:
    if not shown.signature or public_key is None:
        return UNSIGNED
    try:
        given = bytes.fromhex(shown.signature)
    except ValueError:
        return BADLY_SIGNED
    message = signed_part(shown.content, shown.mac)
    return SIGNED if signature_valid(bytes.fromhex(public_key), message, given) else BADLY_SIGNED


def _rewritten(connection: Connection, said: dict[str, Any]) -> tuple[Rewritten, ...]:
    told = {**said, "server_time": said["issued_at"]}
    return check(connection, kept_from(told)).rewritten
