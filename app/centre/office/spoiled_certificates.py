"""Certificates of devices that no laptop accepts: they stop everybody who is shown them, so they are taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.centre.office.administration import Connection, administering, as_owner
from app.sealing.signing import certificate_from, certificate_signature_valid


@dataclass(frozen=True, slots=True)
class SpoiledCertificate:
    """A device whose certificate is none of its own, or rightly signed by nobody."""

    bureau: str
    device: str
    name: str


def spoiled_certificates(connection: Connection, bureau: str | None = None) -> tuple[SpoiledCertificate, ...]:
    """Return the devices with such certificates, of all bureaus or of one."""
    with administering(connection):
        as_owner(connection)
        rows = connection.execute(
            "select bureau, device, name, public_key, certificate from centre.device"
            " where certificate is not null and (%(b)s::text is null or bureau = %(b)s) order by bureau, created_at",
            {"b": bureau},
        ).fetchall()
    return tuple(
        SpoiledCertificate(code, device, name)
        for code, device, name, public_key, certificate in rows
        if not vouches(certificate, device, public_key)
    )


def clear_certificates(connection: Connection, found: tuple[SpoiledCertificate, ...]) -> None:
    """Take the certificates away; the bureau gives new ones with ``centre certify``."""
    with administering(connection):
        as_owner(connection)
        for one in found:
            connection.execute("update centre.device set certificate = null where device = %s", (one.device,))


def vouches(told: Any, device: str, public_key: str | None) -> bool:
    """Return whether a certificate is for this device and key and rightly signed."""
    certificate = certificate_from(told) if isinstance(told, Mapping) else None
    if certificate is None or not certificate_signature_valid(certificate):
        return False
    return (certificate.device, certificate.public_key) == (device, public_key)
