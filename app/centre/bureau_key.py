"""The key with which a bureau vouches for its devices: a file under a passphrase, kept off the network."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag

from app.centre.secrecy import lock, unlock
from app.errors import InspectorError
from app.sealing.signing import KeyPair, new_key_pair

SCHEMA = "archives-inspection bureau key 1"


@dataclass(frozen=True, slots=True)
class BureauKey:
    """A bureau's signing key."""

    bureau: str
    key: KeyPair


def locked_key(own: BureauKey, passphrase: str) -> bytes:
    """Return the file of a bureau's key, which only the passphrase opens."""
    return lock({"bureau": own.bureau, "private": own.key.private.hex()}, passphrase, SCHEMA)


def opened_key(content: bytes, passphrase: str) -> BureauKey:
    """Return the key in a file.

    Raises:
        InspectorError: it is no such file, or the passphrase is another one.
    """
    try:
        found = unlock(content, passphrase, SCHEMA)
        return BureauKey(str(found["bureau"]), new_key_pair(bytes.fromhex(found["private"])))
    except InvalidTag as error:
        title = "签发密钥的口令不正确，或文件已损坏。"
        raise InspectorError("bureau-key-locked", title, "请核对口令后重试。") from error
    except (ValueError, KeyError, TypeError) as error:
        advice = "请给出 centre key 生成的密钥文件。"
        raise InspectorError("bureau-key-unreadable", "这不是签发密钥文件，或文件已损坏。", advice) from error
