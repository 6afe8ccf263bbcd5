"""Ed25519 signatures: key pairs, device certificates by the bureau's key, transaction signatures, the trust file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.clock import iso
from app.sealing.canonical import canonical, read_json

if TYPE_CHECKING:
    from nacl.signing import VerifyKey

CERTIFICATE_SCHEMA = 1
TRUST_SCHEMA = 1

# The published training root. Anyone has this key: a certificate made with it proves integrity and nothing else.
TRAINING_BUREAU = "training"
TRAINING_ROOT_PRIVATE = bytes.fromhex("7472616961696e67202d2070726f766573206e6f7468696e672062757420736f".ljust(64, "0"))


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An Ed25519 key pair; ``private`` (32 bytes) never stands in a repr."""

    private: bytes
    public: bytes
    _signer: Ed25519PrivateKey | None = field(default=None, compare=False, repr=False)

    def __repr__(self) -> str:
        return f"KeyPair(public={self.public.hex()})"

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of a message."""
        return (self._signer or Ed25519PrivateKey.from_private_bytes(self.private)).sign(message)


def new_key_pair(seed: bytes | None = None) -> KeyPair:
    """Return a new key pair, or the one of a 32-byte seed."""
    key = Ed25519PrivateKey.generate() if seed is None else Ed25519PrivateKey.from_private_bytes(seed)
    return KeyPair(key.private_bytes_raw(), key.public_key().public_bytes_raw(), key)


def training_root() -> KeyPair:
    """Return the published training root key pair: anyone has it, it proves nothing but integrity."""
    return new_key_pair(TRAINING_ROOT_PRIVATE)


@lru_cache(maxsize=256)
def _public_key(public_key: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public_key)


def signature_valid(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether a signature was made over the message by the holder of the key; malformed input is False."""
    try:
        _public_key(public_key).verify(signature, message)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Certificate:
    """A bureau's word that a public key belongs to one of its devices. Keys and signature are hex."""

    device: str
    bureau: str
    public_key: str
    valid_from: str
    issuer_public_key: str
    training: bool
    signature: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the certificate as the mapping that travels and is embedded in papers."""
        return {**_certified(self), "signature": self.signature}


def certificate_from(content: Mapping[str, object]) -> Certificate | None:
    """Return the certificate in a mapping, or None where it is not one of ours (checked for shape, not for trust)."""
    names = ("device", "bureau", "public_key", "valid_from", "issuer_public_key", "signature")
    if content.get("schema") != CERTIFICATE_SCHEMA or not isinstance(content.get("training"), bool):
        return None
    if not all(isinstance(content.get(name), str) for name in names):
        return None
    fields = {name: cast(str, content[name]) for name in names}
    return Certificate(**fields, training=bool(content["training"]))


def _certified(certificate: Certificate) -> dict[str, object]:
    return {
        "schema": CERTIFICATE_SCHEMA,
        "device": certificate.device,
        "bureau": certificate.bureau,
        "public_key": certificate.public_key,
        "valid_from": certificate.valid_from,
        "issuer_public_key": certificate.issuer_public_key,
        "training": certificate.training,
    }


def _certificate_message(certificate: Certificate) -> bytes:
    return b"archives-inspection certificate\n" + canonical(_certified(certificate))


def issue_certificate(
    issuer: KeyPair, *, device: str, bureau: str, public_key: bytes, valid_from: datetime, training: bool
) -> Certificate:
    """Return a device certificate signed by the bureau's key."""
    blank = Certificate(device, bureau, public_key.hex(), iso(valid_from), issuer.public.hex(), training)
    signature = issuer.sign(_certificate_message(blank)).hex()
    return certificate_from({**_certified(blank), "signature": signature}) or blank


def certificate_signature_valid(certificate: Certificate) -> bool:
    """Return whether the issuer named in the certificate signed it; trust in the issuer is another matter."""
    issuer, signature = _unhex(certificate.issuer_public_key), _unhex(certificate.signature)
    return signature_valid(issuer, _certificate_message(certificate), signature)


@dataclass(frozen=True, slots=True)
class TrustedBureau:
    """A bureau whose key is trusted. ``public_key`` is hex."""

    code: str
    name: str
    public_key: str
    training: bool


def trust_from(content: str) -> tuple[TrustedBureau, ...]:
    """Return the bureaus of a trust file ``{"schema":1,"bureaus":[{code,name,public_key,training}]}``.

    Raises:
        ValueError: it is not a trust file of a known schema.
    """
    parsed = read_json(content)
    known = isinstance(parsed, dict) and parsed.get("schema") == TRUST_SCHEMA
    if not known or not isinstance(parsed.get("bureaus"), list):
        raise ValueError("not a trust file")
    try:
        return tuple(
            TrustedBureau(str(b["code"]), str(b["name"]), str(b["public_key"]), bool(b.get("training", False)))
            for b in parsed["bureaus"]
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not a trust file") from error


def trust_text(bureaus: Sequence[TrustedBureau]) -> str:
    """Return the text of a trust file."""
    listed = [{"code": b.code, "name": b.name, "public_key": b.public_key, "training": b.training} for b in bureaus]
    return json.dumps({"schema": TRUST_SCHEMA, "bureaus": listed}, ensure_ascii=False, indent=1)


def trusted_training() -> TrustedBureau:
    """Return the trust entry of the published training root (integrity only)."""
    return TrustedBureau(TRAINING_BUREAU, "演练", training_root().public.hex(), True)


def verify_certificate(certificate: Certificate, trust: Sequence[TrustedBureau]) -> str:
    """Return "trusted", "broken" (not signed by its issuer) or "unknown" (signed by a key we do not trust)."""
    if not certificate_signature_valid(certificate):
        return "broken"
    for bureau in trust:
        may_issue = bureau.training or bureau.code == certificate.bureau
        same_root = bureau.public_key == certificate.issuer_public_key and bureau.training == certificate.training
        if may_issue and same_root:
            return "trusted"
    return "unknown"


def _transaction_message(device: str, txn: str, chain: str) -> bytes:
    return b"archives-inspection transaction\n" + canonical({"device": device, "txn": txn, "chain": chain})


def sign_transaction(key: KeyPair, device: str, txn: str, chain: str) -> bytes:
    """Return the device's signature over a transaction; ``chain`` is the chain value of its last operation."""
    return key.sign(_transaction_message(device, txn, chain))


def verify_transaction(public_key: bytes, device: str, txn: str, chain: str, signature: bytes) -> bool:
    """Return whether the device's key signed exactly this transaction; malformed input is False.

    By libsodium, in half of OpenSSL's time. It also refuses keys under which one signature fits many messages.
    """
    from nacl.exceptions import CryptoError  # whoever only signs does not wait for it

    try:
        _transaction_key(public_key).verify(_transaction_message(device, txn, chain), signature)
    except (CryptoError, ValueError, TypeError):
        return False
    return True


@lru_cache(maxsize=256)
def _transaction_key(public_key: bytes) -> VerifyKey:
    from nacl.signing import VerifyKey

    return VerifyKey(public_key)


def _unhex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
