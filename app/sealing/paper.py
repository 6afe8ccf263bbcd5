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

SEAL_SCHEMA = 1

INTACT, BROKEN, UNKNOWN = "intact", "broken", "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: ``state`` intact, broken or unknown (cannot be judged); ``reasons`` Chinese sentences.

    ``training`` says that the signer is the published training root: integrity, but no proof of origin.
    """

    state: str
    reasons: tuple[str, ...] = ()
    device: str = ""
    bureau: str = ""
    training: bool = False


def sign_paper(data_sha256: str, file_sha256: str, key: KeyPair, certificate: Certificate) -> dict[str, object]:
    """Return the seal to embed: both digests (hex), the certificate and the signature over them.

    ``file_sha256`` is the digest of the file with the seal's slot zeroed.

    Raises:
        ValueError: the certificate is not for this key.
    """
    if certificate.public_key != key.public.hex():
        raise ValueError("the certificate belongs to another key")
    signature = key.sign(_message(data_sha256, file_sha256, certificate))
    return {
        "schema": SEAL_SCHEMA,
        "data_sha256": data_sha256,
        "file_sha256": file_sha256,
        "certificate": certificate.as_json(),
        "signature": signature.hex(),
    }


def _message(data_sha256: str, file_sha256: str, certificate: Certificate) -> bytes:
    named = {"data": data_sha256, "file": file_sha256, "device": certificate.device, "bureau": certificate.bureau}
    return b"archives-inspection paper\n" + canonical(named)


def verify_paper(
    seal: Mapping[str, object] | None,
    file_sha256: str,
    trust: Sequence[TrustedBureau],
    data_sha256: str | None = None,
) -> Verdict:
    """Return the verdict on a paper.

    ``seal`` is what was read from the file (None: none there), ``file_sha256`` the digest computed now with the slot
    zeroed, ``data_sha256`` the digest of the frozen data where the verifier has it.
    """
    if seal is None:
        return Verdict(UNKNOWN, ("文件中没有本程序的封存信息，无法判断。",))
    certificate = _certificate_in(seal)
    if certificate is None:
        return Verdict(UNKNOWN, ("封存信息的格式不认识，无法判断。",))
    reasons = _faults(seal, certificate, file_sha256, data_sha256)
    trusted = verify_certificate(certificate, trust)
    if trusted == BROKEN:
        reasons.append("终端证书的签名不符，证书被改动或伪造。")
    signer = (certificate.device, certificate.bureau, certificate.training)
    if reasons:
        return Verdict(BROKEN, tuple(reasons), *signer)
    if trusted == UNKNOWN:
        return Verdict(UNKNOWN, ("内容自封存后没有改动，但签发终端证书的档案局不在信任名单中。",), *signer)
    return Verdict(INTACT, (), *signer)


def _certificate_in(seal: Mapping[str, object]) -> Certificate | None:
    content = seal.get("certificate")
    if seal.get("schema") != SEAL_SCHEMA or not isinstance(content, Mapping):
        return None
    return certificate_from(content)


def _faults(
    seal: Mapping[str, object], certificate: Certificate, file_sha256: str, data_sha256: str | None
) -> list[str]:
    sealed_file, sealed_data = str(seal.get("file_sha256")), str(seal.get("data_sha256"))
    faults: list[str] = []
    if sealed_file != file_sha256:
        faults.append("文件内容与封存时不同，封存后被改动。")
    if data_sha256 is not None and sealed_data != data_sha256:
        faults.append("文件所记数据与封存的数据不同。")
    message = _message(sealed_data, sealed_file, certificate)
    try:
        public_key, signature = bytes.fromhex(certificate.public_key), bytes.fromhex(str(seal.get("signature")))
    except ValueError:
        return [*faults, "终端签名不符。"]
    if not signature_valid(public_key, message, signature):
        faults.append("终端签名不符。")
    return faults
