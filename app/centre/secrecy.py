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
from app.sealing.canonical import read_json

ENROLMENT = "archives-inspection enrolment 1"
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
    """Return an enrolment file, which only its code opens (Argon2id, AES-256-GCM)."""
    return lock(content, as_told(code), ENROLMENT)


def open_file(locked: bytes, code: str) -> dict[str, Any]:
    """Return the content of an enrolment file.

    Raises:
        CentreRefused: it is no such file, or the code is another one.
    """
    try:
        return unlock(locked, as_told(code), ENROLMENT)
    except InvalidTag as error:
        raise refused("enrolment-code-wrong") from error
    except ValueError as error:
        raise refused("enrolment-unreadable") from error


def lock(content: dict[str, Any], secret: str, schema: str) -> bytes:
    """Return a file of this ``schema`` that only the secret opens (Argon2id, AES-256-GCM)."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    plain = json.dumps(content, ensure_ascii=False).encode()
    locked = AESGCM(_key(secret, salt)).encrypt(nonce, plain, schema.encode())
    parts = {"schema": schema, "salt": _b64(salt), "nonce": _b64(nonce), "content": _b64(locked)}
    return json.dumps(parts, indent=1).encode()


def unlock(locked: bytes, secret: str, schema: str) -> dict[str, Any]:
    """Return the content of a file made by ``lock``.

    Raises:
        ValueError: it is no file of this schema.
        InvalidTag: the secret is another one, or the file was changed.
    """
    try:
        parts = read_json(locked)
        if parts["schema"] != schema:
            raise ValueError(schema)
        salt, nonce, content = (base64.b64decode(parts[name], validate=True) for name in ("salt", "nonce", "content"))
    except (KeyError, TypeError) as error:
        raise ValueError(schema) from error
    opened: dict[str, Any] = json.loads(AESGCM(_key(secret, salt)).decrypt(nonce, content, schema.encode()))
    return opened


def as_told(code: str) -> str:
    """Return a code without the spaces and dashes between its groups, in capitals."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def is_code(text: str) -> bool:
    """Return whether a text is a code of ours as a person types it, and no passphrase."""
    told = as_told(text)
    return len(told) == _CODE_LENGTH and set(told) <= set(_LETTERS)


def _key(secret: str, salt: bytes) -> bytes:
    return hash_secret_raw(secret.encode(), salt, _PASSES, _MEMORY_KIB, _LANES, 32, Type.ID)


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()
