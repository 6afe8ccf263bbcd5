"""Until when the certificates are good by which laptops know the centre: they stay away once one has run out."""

from __future__ import annotations

import contextlib
import socket
import ssl
from datetime import datetime
from typing import Any

from cryptography import x509

from app.centre.device.line import connection_options
from app.centre.device.transport import CentreAddress

# PostgreSQL's request for TLS: its length and its number
_ASKS_FOR_TLS = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")
_PATIENCE = 5.0


def good_until(connection: Any, patience: float = _PATIENCE) -> datetime | None:
    """Return until when the certificate of a connection's server is good, None where it shows none.

    Nothing is trusted here and nothing is sent: the administrator's own line proves the server's name.
    """
    host, port = connection.info.hostaddr or connection.info.host, connection.info.port
    if not host or host.startswith(("/", "@")):
        host = "127.0.0.1"  # a socket of this machine
    anyone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    return _shown(host, port, anyone, None, patience)


def server_until(address: CentreAddress, via: str | None = None, patience: float = _PATIENCE) -> datetime | None:
    """Return until when the certificate of a device's server is good, once the server proved its name by it.

    None where it does not, cannot be reached, or the line is a plain one.
    """
    if address.ca_file is None:
        return None
    options = connection_options(address, via)
    try:
        known = ssl.create_default_context(cafile=address.ca_file)
    except OSError:
        return None
    return _shown(options.get("hostaddr", address.host), int(options["port"]), known, address.host, patience)


def authority_until(pem: bytes, now: datetime) -> datetime | None:
    """Return when the next of a file's authorities runs out; when the last did where none is good any more.

    None where the file holds none that can be read.
    """
    try:
        ends = [one.not_valid_after_utc for one in x509.load_pem_x509_certificates(pem)]
    except ValueError:
        return None
    return min((one for one in ends if one > now), default=max(ends, default=None))


def _shown(host: str, port: int, trusted: ssl.SSLContext, name: str | None, patience: float) -> datetime | None:
    shown = None
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=patience) as plain:
        plain.sendall(_ASKS_FOR_TLS)
        if plain.recv(1) == b"S":
            with trusted.wrap_socket(plain, server_hostname=name) as line:
                shown = line.getpeercert(binary_form=True)
    return None if shown is None else x509.load_der_x509_certificate(shown).not_valid_after_utc
