"""A device's first contact: the enrolment file, the public key handed over, the secret exchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from app.centre.device.answers import understood
from app.centre.device.line import Line
from app.centre.device.transport import CentreAddress
from app.centre.failures import refused
from app.centre.secrecy import lock_file, open_file, scram_verifier
from app.domain.kept_records import record_of
from app.errors import InspectorError


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an enrolment file says. ``ca`` is PEM text or None; ``officers`` are the bureau's, as JSON records.

    ``secret`` opens the one-time login ``enrolment_role`` and, until it is exchanged, the device's own ``role``.
    """

    host: str
    port: int
    database: str
    ca: str | None
    centre_id: str
    training: bool
    bureau: str
    bureau_name: str
    device: str
    device_name: str
    role: str
    enrolment_role: str
    secret: str
    expires_at: str
    officers: tuple[Mapping[str, Any], ...] = ()

    def __repr__(self) -> str:
        return f"Enrolment(device={self.device!r}, bureau={self.bureau!r})"

    def address(self, ca_file: str | None) -> CentreAddress:
        """Return where the centre is; the caller has written ``ca`` to ``ca_file``."""
        return CentreAddress(self.host, self.port, self.database, ca_file)


def enrolment_file(enrolment: Enrolment, code: str) -> bytes:
    """Return the file that the administrator hands over; the code goes by phone."""
    return lock_file(asdict(enrolment), code)


def read_enrolment(content: bytes, code: str, now: datetime) -> Enrolment:
    """Return what an enrolment file says.

    Raises:
        CentreRefused: no enrolment file, a wrong code, or older than 72 hours.
    """
    opened = open_file(content, code)
    try:
        found = record_of(Enrolment, {**opened, "officers": tuple(opened["officers"])})
    except (TypeError, KeyError) as error:
        raise refused("enrolment-unreadable") from error
    if datetime.fromisoformat(found.expires_at) < now:
        raise refused("enrolment-expired")
    return found


# the centre took nothing in: another file is needed, and a key made for this one is of no use
TURNED_AWAY = ("device-unknown", "enrolment-used", "enrolment-expired", "public-key-missing")


def try_out(
    enrolment: Enrolment, ca_file: str | None, patience: float = 5.0, via: str | None = None
) -> InspectorError | None:
    """Return why an enrolment file would not lead to its centre from here, None where it does; nothing is used up."""
    try:
        address, role = enrolment.address(ca_file), enrolment.enrolment_role
        with closing(Line(address, role, [enrolment.secret], via=via, patience=patience)) as line:
            line.run("select 1", ())
    except InspectorError as error:
        return error
    return None


@understood()
def enrol(
    enrolment: Enrolment,
    public_key: str,
    new_secret: str,
    *,
    ca_file: str | None = None,
    certificate: Mapping[str, Any] | None = None,
    via: str | None = None,
    patience: float = 60.0,
    known: Sequence[str] = (),
) -> None:
    """Hand over the device's public key (hex) and exchange the one-time secret for ``new_secret``.

    ``known`` are secrets that this device had before, where it is let in again. The caller has stored ``new_secret``
    before, and may repeat the call after any failure with the same arguments.

    Raises:
        CentreUnreachable: outcome unknown; repeat.
        CentreRefused: the file was used by another key, or is too old.
    """
    address = enrolment.address(ca_file)
    first = Line(address, enrolment.enrolment_role, [enrolment.secret], via=via, patience=patience)
    try:
        answer = first.call("enrol", {"public_key": public_key, "certificate": certificate})
    finally:
        first.close()
    if answer["outcome"] != "enrolled":
        raise refused(str(answer["reason"]))
    if answer["centre_id"] != enrolment.centre_id:
        raise refused("foreign-centre")
    own = Line(address, enrolment.role, [new_secret, enrolment.secret, *known], via=via, patience=patience)
    try:
        own.call("rotate_secret", {"verifier": scram_verifier(new_secret)})
    finally:
        own.close()
