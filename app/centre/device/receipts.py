"""Receipts of synchronisations: what both sides hold alike, and the centre's word on it.

The centre's part is canonical JSON with a mac (HMAC-SHA-256) under a secret that never leaves the centre. So the holder
of a receipt cannot make one, and the centre's administrator can tell a genuine one (``centre receipt check``). To
somebody who trusts neither side it proves nothing by itself: the administrator of the database could compute a mac as
well. What binds the administrator is the root of the feed in it, kept on paper and in files outside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from app.centre.device.transport import Comparison, GivenReceipt, Greeting
from app.domain.clock import iso
from app.errors import IntegrityBroken
from app.sealing.canonical import read_json

CODE_DIGITS = 16


def stated(greeting: Greeting, cursor: int, acknowledged: int, comparison: Comparison) -> dict[str, object]:
    """Return what both sides hold alike, by the stable keys of ``sync --json``."""
    lines = "".join(f"{one.root} {one.count} {one.digest}\n" for one in comparison.tallies)
    return {
        "centre_id": greeting.centre_id,
        "feed_epoch": greeting.feed_epoch,
        "bureau": greeting.bureau,
        "device": greeting.device,
        "cursor": cursor,
        "acknowledged_lseq": acknowledged,
        "compared": len(comparison.tallies),
        "digest": hashlib.sha256(lines.encode()).hexdigest(),
        "server_time": iso(greeting.server_time),
        "feed_root": comparison.feed_root,
    }


def with_given(receipt: Mapping[str, object], given: GivenReceipt, chain: str) -> dict[str, object]:
    """Return a receipt with the centre's word added; ``chain`` is the own one at the acknowledged operation.

    Raises:
        IntegrityBroken: the centre vouches for something else than what was exchanged.
    """
    expected = {
        "centre_id": receipt["centre_id"],
        "feed_epoch": receipt["feed_epoch"],
        "bureau": receipt["bureau"],
        "device": receipt["device"],
        "acknowledged": receipt["acknowledged_lseq"],
        "chain": chain,
        "cursor": receipt["cursor"],
        "compared": receipt["digest"],
    }
    said = content_of(given.content)
    if {name: said.get(name) for name in expected} != expected or not _is_mac(given.mac):
        raise IntegrityBroken(
            "receipt-differs",
            "中心库给出的回执与本次同步的内容不一致，没有采用。",
            "两边的内容都已保留；请重新同步一次，仍然出现时请联系管理员。",
        )
    # the feed may have grown since the comparison
    return {**receipt, "feed_root": said.get("feed_root"), "given": {"content": given.content, "mac": given.mac}}


# what a receipt says beside the centre's word, by the name under which that word has it
_COVERED = {
    "centre_id": "centre_id", "feed_epoch": "feed_epoch", "bureau": "bureau", "device": "device", "cursor": "cursor",
    "acknowledged_lseq": "acknowledged", "digest": "compared",
}  # fmt: skip
# what the device added by itself, and the word itself
_UNCOVERED = frozenset({"compared", "server_time", "feed_root", "given"})


def altered_beside(receipt: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of what a receipt says beside the centre's word and otherwise than it, or that no program wrote.

    Only the word is under the mac and the device's signature: whatever repeats it must say the same.
    """
    said = content_of(str(receipt["given"]["content"]))
    other = [name for name, word in _COVERED.items() if name in receipt and receipt[name] != said.get(word)]
    root = () if _may_be_earlier(receipt.get("feed_root"), said.get("feed_root")) else ("feed_root",)
    return (*other, *root, *sorted(set(receipt) - set(_COVERED) - _UNCOVERED))


def _may_be_earlier(told: Any, given: Any) -> bool:
    """Return whether a root is the one that was given, or of the moment before, as earlier programs kept it."""
    if told is None or told == given:
        return True
    last, later = (one.get("last") if isinstance(one, dict) else None for one in (told, given))
    return isinstance(last, int) and isinstance(later, int) and last < later


def content_of(text: str) -> dict[str, Any]:
    """Return what a receipt's content says, empty where it is none."""
    try:
        found = read_json(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def code_of(mac: str) -> str:
    """Return the code of a receipt as it is printed and told: the beginning of its mac in groups of four."""
    digits = mac[:CODE_DIGITS]
    return "-".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _is_mac(text: str) -> bool:
    return len(text) == 64 and all(one in "0123456789abcdef" for one in text)


def signed_part(content: str, mac: str) -> bytes:
    """Return what the device signs of a receipt with its own key."""
    return b"archives-inspection receipt 1\n" + content.encode() + b"\n" + mac.encode()
