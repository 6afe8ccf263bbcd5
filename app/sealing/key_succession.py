"""A bureau's word that a new signing key takes the place of its former one, signed by the former.

It travels beside a device's certificate under ``succeeds``, so that a device that knows the former key alone takes no
other's certificate for its bureau's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.sealing.canonical import canonical
from app.sealing.signing import KeyPair, signature_valid

SUCCEEDS = "succeeds"


def _message(bureau: str, former: str, key: str) -> bytes:
    return b"archives-inspection key succession\n" + canonical({"bureau": bureau, "former": former, "key": key})


def succession(bureau: str, former: KeyPair, key: bytes) -> dict[str, str]:
    """Return the former key's word for the new public key."""
    public, given = former.public.hex(), key.hex()
    return {"former": public, "key": given, "signature": former.sign(_message(bureau, public, given)).hex()}


def succeeded(content: Mapping[str, Any], bureau: str, known: str) -> frozenset[str]:
    """Return the keys (hex) for which ``known`` vouches in a certificate's content, itself and through others."""
    given = content.get(SUCCEEDS)
    links = [one for one in given if _is_signed(one, bureau)] if isinstance(given, list) else []
    found = {known}
    while fresh := {one["key"] for one in links if one["former"] in found} - found:
        found |= fresh
    return frozenset(found)


def _is_signed(link: object, bureau: str) -> bool:
    if not isinstance(link, dict) or not all(isinstance(link.get(one), str) for one in ("former", "key", "signature")):
        return False
    try:
        public, signature = bytes.fromhex(link["former"]), bytes.fromhex(link["signature"])
    except ValueError:
        return False
    return signature_valid(public, _message(bureau, link["former"], link["key"]), signature)
