"""The code on a paper as a machine reads it: what the paper is, and the device's word for it, to be judged offline.

``DAJC1:`` and base32 of: flags (1: training), kind and number, the first half of the digest of the paper's **words**
(never of the file, which holds the code), device and bureau, the device's public key, the moment its certificate
begins, a mark of the key that issued it, that key's signature, and the device's signature over all that stands before
it. So a checker needs the bureau's key alone. Only letters that a QR code holds densely.
"""

from __future__ import annotations

import base64
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.clock import iso
from app.sealing.canonical import sha256
from app.sealing.paper import BROKEN, INTACT, UNKNOWN, Verdict
from app.sealing.signing import Certificate, KeyPair, TrustedBureau, signature_valid, verify_certificate

FAMILY, VERSION = "DAJC", "1"
DIGEST_DIGITS = 32
_PURPOSE = b"archives-inspection code 1\n"
_TRAINING = 1
_KEY, _SIGNATURE, _MARK = 32, 64, 8
_UUID, _MOMENT, _LONGEST = 255, 254, 253


class Unreadable(ValueError):
    """The text is no code of ours, or not whole."""


@dataclass(frozen=True, slots=True)
class PaperCode:
    """What a code says. ``digest`` is the beginning (hex) of the words' digest; ``certificate`` lacks its issuer."""

    kind: str
    number: str
    digest: str
    certificate: Certificate
    issuer_mark: bytes
    signature: bytes
    signed: bytes


def sign_code(kind: str, number: str, words_sha256: str, key: KeyPair, certificate: Certificate) -> str:
    """Return the code of a paper.

    Raises:
        ValueError: the certificate is not for this key, or a text is too long.
    """
    if certificate.public_key != key.public.hex():
        raise ValueError("the certificate belongs to another key")
    content = b"".join((
        bytes([_TRAINING if certificate.training else 0]),
        _packed(kind),
        _packed(number),
        bytes.fromhex(words_sha256[:DIGEST_DIGITS]),
        _packed(certificate.device),
        _packed(certificate.bureau),
        key.public,
        _packed(certificate.valid_from),
        _mark(certificate.issuer_public_key),
        bytes.fromhex(certificate.signature),
    ))  # fmt: skip
    whole = content + key.sign(_PURPOSE + content)
    return f"{FAMILY}{VERSION}:{base64.b32encode(whole).decode().rstrip('=')}"


def is_code(text: str) -> bool:
    """Return whether a text claims to be the content of a code square, of whatever version."""
    return tidy(text).startswith(FAMILY) and ":" in text


def tidy(text: str) -> str:
    """Return a scanned or pasted text without spaces and line ends, in capitals."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def read_code(text: str) -> PaperCode:
    """Return what a code says, unchecked.

    Raises:
        Unreadable: it is none, not whole, or of a version that this program does not know (then it says so).
    """
    head, _, body = tidy(text).partition(":")
    if head != FAMILY + VERSION:
        newer = head.startswith(FAMILY) and head.removeprefix(FAMILY).isdigit()
        raise Unreadable("二维码由更新版本的程序生成，请升级后再核验。" if newer else "这不是文书上的二维码内容。")
    try:
        return _read(_Bytes(base64.b32decode(body + "=" * (-len(body) % 8))))
    except (ValueError, OverflowError, OSError) as error:  # OSError: a moment beyond what the machine's clock knows
        raise Unreadable("二维码内容不完整，请重新扫描并完整粘贴。") from error


def verify_code(code: PaperCode, trust: Sequence[TrustedBureau]) -> Verdict:
    """Return the verdict on a code alone: whether a device of a trusted bureau signed what it says."""
    certificate = code.certificate
    signer = (certificate.device, certificate.bureau, certificate.training)
    if not signature_valid(bytes.fromhex(certificate.public_key), _PURPOSE + code.signed, code.signature):
        return Verdict(BROKEN, ("二维码的终端签名不符，内容被改动或系伪造。",), *signer)
    issuers = [one for one in trust if _mark(one.public_key) == code.issuer_mark]
    found = {_trusted(certificate, one) for one in issuers}
    if "trusted" in found:
        return Verdict(INTACT, (), *signer)
    if found == {"broken"}:
        return Verdict(BROKEN, ("终端证书的签名不符，证书被改动或伪造。",), *signer)
    return Verdict(UNKNOWN, ("签发终端证书的档案局不在信任名单中，不能判断出自何处。",), *signer)


def _trusted(certificate: Certificate, issuer: TrustedBureau) -> str:
    fields = (certificate.device, certificate.bureau, certificate.public_key, certificate.valid_from)
    whole = Certificate(*fields, issuer.public_key, certificate.training, certificate.signature)
    return verify_certificate(whole, (issuer,))


class _Bytes:
    """Bytes that are taken from the front."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def take(self, count: int) -> bytes:
        """Return the next bytes.

        Raises:
            Unreadable: there are not so many.
        """
        taken = self._content[self._at : self._at + count]
        if len(taken) != count:
            raise Unreadable("too short")
        self._at += count
        return taken

    def text(self) -> str:
        """Return the next packed text."""
        length = self.take(1)[0]
        if length == _UUID:
            return str(uuid.UUID(bytes=self.take(16)))
        if length == _MOMENT:
            milliseconds = int.from_bytes(self.take(6), "big")
            return _moment(milliseconds)
        return self.take(length).decode("utf-8")

    @property
    def so_far(self) -> bytes:
        """Return what was taken."""
        return self._content[: self._at]

    @property
    def left(self) -> int:
        """Return how many bytes are left."""
        return len(self._content) - self._at


def _read(content: _Bytes) -> PaperCode:
    training = content.take(1)[0] == _TRAINING
    kind, number = content.text(), content.text()
    digest = content.take(DIGEST_DIGITS // 2).hex()
    device, bureau = content.text(), content.text()
    public_key = content.take(_KEY).hex()
    valid_from, mark = content.text(), content.take(_MARK)
    issued = content.take(_SIGNATURE).hex()
    signed, signature = content.so_far, content.take(_SIGNATURE)
    if content.left:
        raise Unreadable("too long")
    certificate = Certificate(device, bureau, public_key, valid_from, "", training, issued)
    return PaperCode(kind, number, digest, certificate, mark, signature, signed)


def _mark(public_key: str) -> bytes:
    return bytes.fromhex(sha256(public_key.encode())[: 2 * _MARK])


def _moment(milliseconds: int) -> str:
    return iso(datetime.fromtimestamp(milliseconds / 1000, UTC))


def _packed(text: str) -> bytes:
    """Return a text with its length before it; an id and a moment in the usual form take fewer bytes."""
    try:
        if str(found := uuid.UUID(text)) == text:
            return bytes([_UUID]) + found.bytes
    except ValueError:
        pass
    try:
        milliseconds = round(datetime.fromisoformat(text).timestamp() * 1000)
        if milliseconds >= 0 and _moment(milliseconds) == text:
            return bytes([_MOMENT]) + milliseconds.to_bytes(6, "big")
    except ValueError:
        pass
    content = text.encode("utf-8")
    if len(content) > _LONGEST:
        raise ValueError("a text of the code is too long")
    return bytes([len(content)]) + content
