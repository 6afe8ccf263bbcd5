"""Whom this store trusts: its own certificate, and the bureaus whose keys it believes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from app.domain.operations import Json
from app.sealing.key_succession import succeeded
from app.sealing.signing import (
    Certificate,
    KeyPair,
    TrustedBureau,
    certificate_from,
    certificate_signature_valid,
    issue_certificate,
    training_root,
    trusted_training,
)

CERTIFICATE, TRUST, BUREAU_KEY = "_certificate", "trust", "bureau_key"


def training_certificate(key: KeyPair, *, device: str, bureau: str, now: datetime) -> Certificate:
    """Return a device certificate made with the published training root."""
    return issue_certificate(
        training_root(), device=device, bureau=bureau, public_key=key.public, valid_from=now, training=True
    )


def certificate_of(store: Any) -> Certificate | None:
    """Return this device's certificate, None while its bureau issued none."""
    kept = store.settings.get(CERTIFICATE)
    return certificate_from(kept) if isinstance(kept, dict) else None


def keep_certificate(store: Any, content: Mapping[str, object]) -> Certificate | None:
    """Return this device's certificate after keeping it as the centre gave it; None for any other, which is left out.

    Who signed the first one signs them all, or vouches for who does: a centre cannot put another in the bureau's place.
    """
    certificate, standing = certificate_from(content), certificate_of(store)
    if certificate is None or not certificate_signature_valid(certificate):
        return None
    if certificate.public_key != store.device_key.public.hex():
        return None
    if standing is not None and certificate.issuer_public_key not in succeeded(
        content, standing.bureau, standing.issuer_public_key
    ):
        return None
    if standing != certificate:
        store.settings.set(CERTIFICATE, cast(Json, certificate.as_json()))
    return certificate


def trusted(store: Any) -> tuple[TrustedBureau, ...]:
    """Return the bureaus that this store believes; a training store believes the published training root."""
    kept = store.settings.get(TRUST, [])
    assert isinstance(kept, list)
    listed = [one for one in kept if isinstance(one, dict)]
    own = tuple(
        TrustedBureau(str(b["code"]), str(b["name"]), str(b["public_key"]), bool(b["training"])) for b in listed
    )
    return (*own, trusted_training()) if store.training else own


def believe(store: Any, bureaus: Sequence[TrustedBureau]) -> None:
    """Add bureaus to those that this store believes."""
    standing = [(b.code, b.name, b.public_key, b.training) for b in trusted(store)]
    fresh = [b for b in bureaus if (b.code, b.name, b.public_key, b.training) not in standing]
    if not fresh:
        return
    kept = store.settings.get(TRUST, [])
    assert isinstance(kept, list)
    added: list[Json] = [
        {"code": b.code, "name": b.name, "public_key": b.public_key, "training": b.training} for b in fresh
    ]
    store.settings.set(TRUST, [*kept, *added])
