"""Until when the server's certificate is good, as the server shows it: laptops stay away once it has run out."""

from __future__ import annotations

import socket
import ssl
from datetime import datetime
from typing import Any

from cryptography import x509

# PostgreSQL's request for TLS: its length and its number
_ASKS_FOR_TLS = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")


def good_until(connection: Any, patience: float = 5.0) -> datetime | None:
    """Return until when the certificate of a connection's server is good, None where it shows none.

    Nothing is trusted here and nothing is sent: the administrator's own line proves the server's name.
    """
    host, port = connection.info.hostaddr or connection.info.host, connection.info.port
    if not host or host.startswith(("/", "@")):
        host = "127.0.0.1"  # a socket of this machine
    anyone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection((host, port), timeout=patience) as plain:
            plain.sendall(_ASKS_FOR_TLS)
            if plain.recv(1) != b"S":
                return None
            with anyone.wrap_socket(plain) as line:
                shown = line.getpeercert(binary_form=True)
    except OSError:
        return None
    return None if shown is None else x509.load_der_x509_certificate(shown).not_valid_after_utc
