"""Passphrases and told codes are stretched in no time where a test is not about that: each would take half a second.

A test file takes one over by a name of its own: ``cheap = stretching.codes``.
"""

import pytest

from app.storage.exchange import parcel_file
from app.storage.keys import keyring as keys
from app.storage.keys.passphrases import Cost


@pytest.fixture(autouse=True)
def codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretch the codes of parcels in no time."""
    monkeypatch.setattr(parcel_file, "Cost", lambda: Cost(1, 64, 1))


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretch passphrases and PINs in no time."""
    monkeypatch.setattr(keys, "Cost", lambda: Cost(1, 64, 1))
