"""The slot in a paper's XMP for the device's signature: fixed width, uncompressed, found and replaced byte by byte.

The signature covers the digest of the frozen data and the digest of the file with this slot zeroed, so the slot can be
filled after signing without changing what was signed. What the fields mean is app.sealing's affair.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from app.errors import DocumentFailed, IntegrityBroken

NAMESPACE = "urn:archives-inspection:seal:1"
SLOT_BYTES = 6144
OPENING, CLOSING = b"<ins:seal>", b"</ins:seal>"
EMPTY_SLOT = (OPENING + b"0" * SLOT_BYTES + CLOSING).decode()


def embed_seal(pdf: bytes, seal: Mapping[str, object]) -> bytes:
    """Return the PDF with the seal in its slot; every other byte stays as it was.

    ``seal`` holds values that JSON can carry.

    Raises:
        DocumentFailed: the file has no slot, or the seal is too long for it.
    """
    start = _slot_start(pdf)
    if start is None:
        raise DocumentFailed("seal-slot-missing", "该文件不是本程序生成的文书，不能写入签名", "请重新生成文书")
    content = json.dumps(dict(seal), ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
    text = base64.b64encode(content)
    if len(text) > SLOT_BYTES:
        raise DocumentFailed("seal-too-long", "终端证书过长，文书签名写不下", "请联系管理员重新签发终端证书")
    return pdf[:start] + text.ljust(SLOT_BYTES, b" ") + pdf[start + SLOT_BYTES :]


def read_seal(pdf: bytes) -> dict[str, object] | None:
    """Return the seal's fields, None where the file has no slot or an empty one.

    Raises:
        IntegrityBroken: the slot holds something that is no seal, or there are several slots: something was added.
    """
    if pdf.count(OPENING) > 1:
        raise IntegrityBroken("seal-twice", "文件中有不止一处封存信息，封存后被追加或拼接", "请使用存档的原件")
    start = _slot_start(pdf)
    if start is None:
        return None
    text = pdf[start : start + SLOT_BYTES].rstrip(b" ")
    if not text.strip(b"0"):
        return None
    try:
        fields = json.loads(base64.b64decode(text, validate=True))
    except (ValueError, RecursionError) as error:
        raise _broken() from error
    if not isinstance(fields, dict):
        raise _broken()
    return fields


def digest_with_slot_zeroed(pdf: bytes) -> str:
    """Return the SHA-256 in hex of the file as it was before sealing.

    Raises:
        DocumentFailed: the file has no slot.
    """
    start = _slot_start(pdf)
    if start is None:
        raise DocumentFailed("seal-slot-missing", "该文件不是本程序生成的文书，没有签名位置", "请核对文件来源")
    digest = hashlib.sha256(pdf[:start])
    digest.update(b"0" * SLOT_BYTES)
    digest.update(pdf[start + SLOT_BYTES :])
    return digest.hexdigest()


def has_slot(pdf: bytes) -> bool:
    """Return whether the file has a place for a seal, filled or not."""
    return _slot_start(pdf) is not None


def _slot_start(pdf: bytes) -> int | None:
    """Return where the slot begins; None unless the file has exactly one of the right width."""
    start = pdf.find(OPENING)
    if start < 0 or pdf.find(OPENING, start + 1) >= 0:
        return None
    start += len(OPENING)
    return start if pdf[start + SLOT_BYTES : start + SLOT_BYTES + len(CLOSING)] == CLOSING else None


def _broken() -> IntegrityBroken:
    return IntegrityBroken("seal-unreadable", "文书中的终端签名已损坏", "该文件可能被改动，请使用存档的原件")
