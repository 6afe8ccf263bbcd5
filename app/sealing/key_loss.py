"""A bureau's declaration that its former signing key is lost, and the code by which a person knows the new one again.

Nobody can sign for a lost key, so this proves nothing by itself: it travels beside a device's certificate and tells a
laptop what is offered, since when and why. The laptop takes the new key only where a person at it types the code that
the administrator told by phone. The code is a digest of the new key, so whoever can write into the centre's database
cannot put another key in its place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.sealing.canonical import canonical
from app.sealing.signing import KeyPair, signature_valid

LOST = "lost"
# no I, L, O and U, which are misheard and misread
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LETTERS, _GROUP = 16, 4


@dataclass(frozen=True, slots=True)
class KeyLoss:
    """Which key (hex) is lost, which takes its place, why, who attests to it, and when that was said (ISO)."""

    bureau: str
    former: str
    key: str
    reason: str
    witness: str
    declared_at: str

    def _texts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__slots__}

    def _message(self) -> bytes:
        return b"archives-inspection key loss\n" + canonical(self._texts())

    def signed(self, key: KeyPair) -> dict[str, str]:
        """Return the declaration as it travels, signed by the new key."""
        return {**self._texts(), "signature": key.sign(self._message()).hex()}

    def is_signed_by_its_key(self, signature: str) -> bool:
        """Return whether whoever holds the new key made this declaration."""
        try:
            return signature_valid(bytes.fromhex(self.key), self._message(), bytes.fromhex(signature))
        except ValueError:
            return False


def loss_in(content: Mapping[str, Any], bureau: str, known: str) -> KeyLoss | None:
    """Return what a certificate's content declares of the loss of the key ``known`` (hex) of a bureau, if it does.

    ``key`` is that of the certificate: another may have taken the place of the one that was declared then.
    """
    told = content.get(LOST)
    for one in reversed(told) if isinstance(told, list) else ():
        found = _declared(one)
        if found is not None and (found.bureau, found.former) == (bureau, known):
            return replace(found, key=str(content.get("issuer_public_key")))
    return None


def _declared(told: object) -> KeyLoss | None:
    names = (*KeyLoss.__slots__, "signature")
    if not isinstance(told, dict) or not all(isinstance(told.get(one), str) for one in names):
        return None
    found = KeyLoss(**{name: told[name] for name in KeyLoss.__slots__})
    return found if found.is_signed_by_its_key(told["signature"]) else None


def key_code(bureau: str, key: str) -> str:
    """Return the 16 letters (80 bits) by which a person knows a bureau's public key (hex) again."""
    digest = hashlib.sha256(f"archives-inspection bureau key\n{bureau}\n{key}".encode()).digest()
    number = int.from_bytes(digest, "big") >> (256 - 5 * _CODE_LETTERS)
    letters = "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(_CODE_LETTERS)))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _CODE_LETTERS, _GROUP))


def same_code(typed: str, code: str) -> bool:
    """Return whether a code was typed, whatever its dashes, blanks and case."""
    plain = [one for one in typed.upper().translate(str.maketrans("ILO", "110")) if one.isalnum()]
    return "".join(plain) == code.replace("-", "")
