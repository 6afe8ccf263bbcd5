"""Secrets of the centre: random ones, their SCRAM verifiers, and files under a code told by phone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.centre.failures import refused

SCHEMA = "archives-inspection enrolment 1"
_SCRAM_ROUNDS = 4096
_MEMORY_KIB, _PASSES, _LANES = 65536, 3, 2
# without those that are mistaken for each other on the phone or on paper
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 12


def new_secret() -> str:
    """Return a random secret of 256 bits in ASCII."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Return a code to be told by phone: 60 bits in three groups of four."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, _CODE_LENGTH, 4))


def scram_verifier(secret: str, salt: bytes | None = None) -> str:
    """Return what PostgreSQL stores instead of a password, so that the password itself never travels or is logged."""
    salt = secrets.token_bytes(16) if salt is None else salt
    salted = hashlib.pbkdf2_hmac("sha256", secret.encode("ascii"), salt, _SCRAM_ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    return f"SCRAM-SHA-256${_SCRAM_ROUNDS}:{_b64(salt)}${_b64(stored)}:{_b64(server)}"


def lock_file(content: dict[str, Any], code: str) -> bytes:
    """Return a file that only the code opens (Argon2id, AES-256-GCM)."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    plain = json.dumps(content, ensure_ascii=False).encode()
    locked = AESGCM(_key(code, salt)).encrypt(nonce, plain, SCHEMA.encode())
    parts = {"schema": SCHEMA, "salt": _b64(salt), "nonce": _b64(nonce), "content": _b64(locked)}
    return json.dumps(parts, indent=1).encode()


def open_file(locked: bytes, code: str) -> dict[str, Any]:
    """Return the content of a file made by ``lock_file``.

    Raises:
        CentreRefused: it is no such file, or the code is another one.
    """
    try:
        parts = json.loads(locked)
        if parts["schema"] != SCHEMA:
            raise KeyError
        salt, nonce, content = (base64.b64decode(parts[name], validate=True) for name in ("salt", "nonce", "content"))
        plain = AESGCM(_key(code, salt)).decrypt(nonce, content, SCHEMA.encode())
        opened: dict[str, Any] = json.loads(plain)
    except InvalidTag as error:
        raise refused("enrolment-code-wrong") from error
    except (ValueError, KeyError, TypeError) as error:
        raise refused("enrolment-unreadable") from error
    return opened


def _key(code: str, salt: bytes) -> bytes:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hash_secret_raw(plain.encode(), salt, _PASSES, _MEMORY_KIB, _LANES, 32, Type.ID)


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()
