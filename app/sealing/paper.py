"""The seal of a paper: the device's signature over the frozen data's digest and the file's digest, and its verdict.

Typesetting embeds and reads the mapping and computes the file's digest with the seal's slot zeroed; this module signs
and judges, so that an edited page and a stranger's signature are both found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.sealing.canonical import canonical
from app.sealing.signing import (
    Certificate,
    KeyPair,
    TrustedBureau,
    certificate_from,
    signature_valid,
    verify_certificate,
)

SEAL_SCHEMA = 2
MOST_DRAWN = 10_000
FIRST_SCHEMA = 1  # papers of the first versions: neither words nor drawn signatures are told

INTACT, BROKEN, UNKNOWN = "intact", "broken", "unknown"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a device signs of a paper. Digests are SHA-256 in hex.

    ``data`` is that of all that was set, ``file`` that of the file with the seal's slot zeroed, ``words`` that of the
    frozen words alone, which the paper's codes and the operation log name too; ``drawn`` counts the signatures that
    were drawn on a screen.
    """

    data: str
    file: str
    words: str = ""
    drawn: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: ``state`` intact, broken or unknown (cannot be judged); ``reasons`` Chinese sentences.

    ``training`` says that the signer is the published training root: integrity, but no proof of origin. ``sealed`` is
    what the seal tells of the paper.
    """

    state: str
    reasons: tuple[str, ...] = ()
    device: str = ""
    bureau: str = ""
    training: bool = False
    sealed: Sealed = Sealed("", "")


def sign_paper(sealed: Sealed, key: KeyPair, certificate: Certificate) -> dict[str, object]:
    """Return the seal to embed: what is sealed, the certificate and the signature over both.

    Raises:
        ValueError: the certificate is not for this key.
    """
    if certificate.public_key != key.public.hex():
        raise ValueError("the certificate belongs to another key")
    signature = key.sign(_message(SEAL_SCHEMA, sealed, certificate))
    return {
        "schema": SEAL_SCHEMA,
        "data_sha256": sealed.data,
        "file_sha256": sealed.file,
        "words_sha256": sealed.words,
        "drawn": sealed.drawn,
        "certificate": certificate.as_json(),
        "signature": signature.hex(),
    }


def _message(schema: object, sealed: Sealed, certificate: Certificate) -> bytes:
    named: dict[str, object] = {
        "data": sealed.data,
        "file": sealed.file,
        "device": certificate.device,
        "bureau": certificate.bureau,
    }
    if schema != FIRST_SCHEMA:
        named |= {"words": sealed.words, "drawn": sealed.drawn}
    return b"archives-inspection paper\n" + canonical(named)


def _sealed_in(seal: Mapping[str, object]) -> Sealed | None:
    drawn = seal.get("drawn", 0)
    data, file, words = (seal.get(name, "") for name in ("data_sha256", "file_sha256", "words_sha256"))
    if not (isinstance(data, str) and isinstance(file, str) and isinstance(words, str)):
        return None
    return Sealed(data, file, words, drawn) if isinstance(drawn, int) and 0 <= drawn < MOST_DRAWN else None


def verify_paper(
    seal: Mapping[str, object] | None,
    file_sha256: str,
    trust: Sequence[TrustedBureau],
    words_sha256: str | None = None,
) -> Verdict:
    """Return the verdict on a paper.

    ``seal`` is what was read from the file (None: none there), ``file_sha256`` the digest computed now with the slot
    zeroed, ``words_sha256`` the digest of the frozen words where the verifier has them.
    """
    if seal is None:
        return Verdict(UNKNOWN, ("文件中没有本程序的封存信息，无法判断。",))
    certificate, sealed = _certificate_in(seal), _sealed_in(seal)
    if certificate is None or sealed is None:
        return Verdict(UNKNOWN, ("封存信息的格式不认识，无法判断。",))
    signer = (certificate.device, certificate.bureau, certificate.training, sealed)
    try:
        reasons = _faults(seal, sealed, certificate, file_sha256)
        trusted = verify_certificate(certificate, trust)
    except ValueError:  # a text in it that no JSON of ours has
        return Verdict(BROKEN, ("封存信息已损坏。",), *signer)
    if words_sha256 is not None and sealed.words not in ("", words_sha256):
        reasons.append("文件所载的内容不是这份文书的内容，文件可能被调换。")
    if trusted == BROKEN:
        reasons.append("终端证书的签名不符，证书被改动或伪造。")
    if reasons:
        return Verdict(BROKEN, tuple(reasons), *signer)
    if trusted == UNKNOWN:
        return Verdict(UNKNOWN, ("内容自封存后没有改动，但签发终端证书的档案局不在信任名单中。",), *signer)
    return Verdict(INTACT, (), *signer)


def _certificate_in(seal: Mapping[str, object]) -> Certificate | None:
    content = seal.get("certificate")
    if seal.get("schema") not in (SEAL_SCHEMA, FIRST_SCHEMA) or not isinstance(content, Mapping):
        return None
    return certificate_from(content)


def _faults(
    seal: Mapping[str, object], sealed: Sealed, certificate: Certificate, file_sha256: str
) -> list[str]:
    faults = [] if sealed.file == file_sha256 else ["文件内容与封存时不同，封存后被改动。"]
    message = _message(seal.get("schema"), sealed, certificate)
    try:
        public_key, signature = bytes.fromhex(certificate.public_key), bytes.fromhex(str(seal.get("signature")))
    except ValueError:
        return [*faults, "终端签名不符。"]
    if not signature_valid(public_key, message, signature):
        faults.append("终端签名不符。")
    return faults
