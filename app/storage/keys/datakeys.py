"""The data key of a store and the keys derived from it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

DATA_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class DataKeys:
    """The unlocked data key (32 bytes) of one store; it never stands in a repr."""

    data_key: bytes

    def __repr__(self) -> str:
        return "DataKeys(…)"

    def derived(self, purpose: str) -> bytes:
        """Return the 32-byte key for one purpose."""
        info = b"archives-inspection/" + purpose.encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self.data_key)

    @property
    def database_key(self) -> str:
        """Return the raw SQLCipher key as 64 hex digits."""
        return self.derived("database").hex()

    @property
    def blob_key(self) -> bytes:
        """Return the key of the attachment files."""
        return self.derived("blobs")

    @property
    def name_key(self) -> bytes:
        """Return the HMAC key of the attachments' file names."""
        return self.derived("names")


def new_data_keys() -> DataKeys:
    """Return a fresh random data key."""
    return DataKeys(os.urandom(DATA_KEY_BYTES))
