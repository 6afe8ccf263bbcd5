"""Passphrases, PINs and one-time codes: strength, slow hashing, wrapping of keys."""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

TRAINING_PASSPHRASE = "training-only"  # noqa: S105 - published on purpose: training stores hold nothing real
TRAINING_PIN = "000000"

MIN_LENGTH = 10
PIN_DIGITS = 6
_RUNS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")


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


def passphrase_problems(passphrase: str) -> list[str]:
    """Return why a passphrase is too weak, in Chinese; empty where it will do."""
    problems: list[str] = []
    if len(passphrase) < MIN_LENGTH:
        problems.append(f"口令至少 {MIN_LENGTH} 个字符。")
    if len(set(passphrase)) < 5:
        problems.append("口令重复字符太多。")
    if passphrase.isdigit():
        problems.append("口令不能只用数字。")
    lowered = passphrase.lower()
    if any(lowered in run or lowered in run[::-1] for run in _RUNS) or lowered.startswith(("password", "12345")):
        problems.append("口令太常见，容易被猜到。")
    if passphrase == TRAINING_PASSPHRASE:
        problems.append("演练口令是公开的，不能用于正式数据。")
    return problems


def pin_problems(pin: str) -> list[str]:
    """Return why a PIN cannot be used, in Chinese; empty where it will do."""
    if len(pin) != PIN_DIGITS or not pin.isascii() or not pin.isdigit():
        return [f"PIN 必须是 {PIN_DIGITS} 位数字。"]
    if len(set(pin)) == 1 or pin in "0123456789" or pin in "9876543210":
        return ["PIN 太简单，请不要用重复或连续的数字。"]
    return []


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
