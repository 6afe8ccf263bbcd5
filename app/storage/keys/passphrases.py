"""Passphrases, PINs and one-time codes: slow hashing, wrapping of keys."""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of Argon2id costs: passes, memory in KiB, lanes."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4

    def as_json(self) -> dict[str, int]:
        """Return the cost as it stands in keys.json."""
        return {"passes": self.passes, "memory_kib": self.memory_kib, "lanes": self.lanes}


def cost_from(content: Mapping[str, int]) -> Cost:
    """Return the cost stored in keys.json."""
    return Cost(int(content["passes"]), int(content["memory_kib"]), int(content["lanes"]))


def stretch(secret: str, salt: bytes, cost: Cost) -> bytes:
    """Return 32 bytes from a secret by Argon2id."""
    return hash_secret_raw(secret.encode(), salt, cost.passes, cost.memory_kib, cost.lanes, hash_len=32, type=Type.ID)


def new_salt() -> bytes:
    """Return a fresh 16-byte salt."""
    return os.urandom(16)


def wrap(wrapping_key: bytes, key: bytes) -> str:
    """Return a key wrapped by AES key wrap (RFC 3394), in hex."""
    return aes_key_wrap(wrapping_key, key).hex()


def unwrap(wrapping_key: bytes, wrapped: str) -> bytes | None:
    """Return the wrapped key, or None where the wrapping key is wrong."""
    try:
        return aes_key_unwrap(wrapping_key, bytes.fromhex(wrapped))
    except (InvalidUnwrap, ValueError):
        return None


def verifier(pepper: bytes, secret: str, salt: bytes, cost: Cost) -> str:
    """Return the stored form of a PIN or code, in hex: of no use without the data key that ``pepper`` comes from."""
    return stretch(hmac.new(pepper, secret.encode(), sha256).hexdigest(), salt, cost).hex()


def same(stored: str, given: str) -> bool:
    """Return whether two hex texts are equal, in constant time."""
    return hmac.compare_digest(stored, given)
