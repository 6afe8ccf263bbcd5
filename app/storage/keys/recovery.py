"""The recovery key: a file on a USB stick that opens the store when every passphrase is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.clock import iso
from app.errors import StorageFailed
from app.storage.files import file_errors, write_durably

_PURPOSE = "archives-inspection recovery key"
_SCHEMA = 1


def make_recovery_key(path: Path, now: datetime) -> bytes:
    """Write a new private recovery key to ``path``, read it back, and return its public key (32 bytes).

    Raises:
        StorageFailed: the file exists already, cannot be written or does not read back.
    """
    if path.exists():
        raise StorageFailed(
            "recovery-exists", "恢复密钥文件已存在。", "请换一个文件名或另一个U盘，不要覆盖旧的恢复密钥。"
        )
    key = X25519PrivateKey.generate()
    content = {
        "schema": _SCHEMA,
        "purpose": _PURPOSE,
        "created_at": iso(now),
        "public_key": key.public_key().public_bytes_raw().hex(),
        "private_key": key.private_bytes_raw().hex(),
    }
    with file_errors("恢复密钥"):
        write_durably(path, json.dumps(content, indent=1).encode())
    return read_recovery_key(path).public_key().public_bytes_raw()


def read_recovery_key(path: Path) -> X25519PrivateKey:
    """Return the private key of a recovery file.

    Raises:
        StorageFailed: it cannot be read or is not one.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["purpose"] != _PURPOSE or content["schema"] != _SCHEMA:
            raise ValueError("other purpose")
        key = X25519PrivateKey.from_private_bytes(bytes.fromhex(content["private_key"]))
        if key.public_key().public_bytes_raw().hex() != content["public_key"]:
            raise ValueError("key pair does not match")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StorageFailed(
            "recovery-unreadable", "恢复密钥文件读不出来或已损坏。", "请换另一份恢复密钥，或换一个U盘接口后重试。"
        ) from error
    return key


def seal_box(public_key: bytes, secret: bytes) -> dict[str, str]:
    """Return a box that only the holder of the recovery key opens (X25519, HKDF-SHA256, AES-256-GCM); hex values."""
    passing = X25519PrivateKey.generate()
    passing_public = passing.public_key().public_bytes_raw()
    shared = passing.exchange(X25519PublicKey.from_public_bytes(public_key))
    nonce = os.urandom(12)
    box = AESGCM(_box_key(shared, passing_public, public_key)).encrypt(nonce, secret, _PURPOSE.encode())
    return {
        "public_key": public_key.hex(),
        "passing_key": passing_public.hex(),
        "nonce": nonce.hex(),
        "box": box.hex(),
    }


def open_box(key: X25519PrivateKey, sealed: Mapping[str, str]) -> bytes:
    """Return what a sealed box holds.

    Raises:
        StorageFailed: the box was sealed for another key, or is damaged.
    """
    try:
        passing_public = bytes.fromhex(sealed["passing_key"])
        own_public = key.public_key().public_bytes_raw()
        shared = key.exchange(X25519PublicKey.from_public_bytes(passing_public))
        box_key = _box_key(shared, passing_public, own_public)
        nonce, box = bytes.fromhex(sealed["nonce"]), bytes.fromhex(sealed["box"])
        return AESGCM(box_key).decrypt(nonce, box, _PURPOSE.encode())
    except (InvalidTag, KeyError, ValueError) as error:
        raise StorageFailed(
            "recovery-mismatch", "这份恢复密钥不属于本机数据。", "请换用为本机（或本局）制作的恢复密钥。"
        ) from error


def _box_key(shared: bytes, passing_public: bytes, own_public: bytes) -> bytes:
    return HKDF(SHA256(), 32, passing_public + own_public, _PURPOSE.encode()).derive(shared)
