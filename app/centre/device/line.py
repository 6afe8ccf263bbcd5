"""One device's connection to PostgreSQL: TLS with the server's name verified, deadlines, our own errors."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import socket
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.centre.device.patience_watch import PatienceWatch
from app.centre.device.transport import CentreAddress
from app.centre.failures import connection_failed, refused, translated, unreachable
from app.errors import CentreRefused, InspectorError
from app.sealing.canonical import read_json

if TYPE_CHECKING:
    import psycopg  # 10 MB that a laptop without a centre never needs: loaded with the first connection

_RETRIES = 5
# whatever this machine's PGCLIENTENCODING says: a Chinese Windows says GBK, which lacks the rare characters of names
OWN_WORDS: dict[str, Any] = {"client_encoding": "utf8"}
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


def is_loopback(host: str) -> bool:
    """Return whether a host name or number means this machine."""
    if host in _LOOPBACK_NAMES:
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def connection_options(address: CentreAddress, via: str | None = None) -> dict[str, Any]:
    """Return libpq's options for an address: TLS ``verify-full``, plain only where both ends are this machine.

    ``via`` = ``HOST:PORT`` connects there instead; the name in the server's certificate must still be the address's.

    Raises:
        CentreRefused: the line would be neither encrypted nor on this machine.
        InspectorError: ``via-malformed``.
        CentreUnreachable: the name in ``via`` is not known.
    """
    host, port, options = address.host, address.port, {}
    if via is not None:
        host, port = _split(via)
        options["hostaddr"] = _numeric(host, port)
    if address.ca_file is not None:
        options |= {"sslmode": "verify-full", "sslrootcert": address.ca_file, "ssl_min_protocol_version": "TLSv1.2"}
    elif is_loopback(address.host) and is_loopback(host):
        options["sslmode"] = "disable"
    else:
        raise CentreRefused("no-tls", "没有中心库的证书，不能建立加密连接。", "请联系管理员重新发放带证书的登记文件。")
    return options | {"host": address.host, "port": port, "dbname": address.database, "gssencmode": "disable"}


def _split(via: str) -> tuple[str, int]:
    host, _, port = via.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise InspectorError("via-malformed", f"--via 的写法不对：{via}", "请写成 主机:端口，例如 10.0.0.5:5432。")
    return host.strip("[]"), int(port)


def _numeric(host: str, port: int) -> str:
    try:
        return str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    except OSError as error:
        raise unreachable() from error


class Line:
    """A login's connection to the centre; opened by the first call, opened again after a failure.

    ``secrets`` are tried in order: a secret whose change was never confirmed first, then the one before it.
    ``accepted`` is the one that opened the line last. ``patience`` is seconds per call. Every call may raise
    CentreUnreachable or CentreRefused.
    """

    def __init__(
        self, address: CentreAddress, role: str, secrets: Sequence[str], *, via: str | None, patience: float
    ) -> None:
        self._options = connection_options(address, via)
        self._role = role
        self._secrets = tuple(secrets)
        self._patience = patience
        self._connection: psycopg.Connection[Any] | None = None
        self._watch = PatienceWatch()
        self.accepted = ""

    def close(self) -> None:
        """End the connection; the next call opens it again."""
        self._watch.end()
        connection, self._connection = self._connection, None
        if connection is not None:
            from psycopg import Error

            with contextlib.suppress(Error):
                connection.close()

    def call(self, name: str, request: Mapping[str, Any], source: str = "") -> dict[str, Any]:
        """Return the JSON that a function of ``api1`` answers to a JSON request; ``source`` is the query's FROM."""
        text = json.dumps(request, ensure_ascii=False)
        answer = self.run(f"select api1.{name}(%s::text::jsonb)::text {source}", (text,))
        parsed: dict[str, Any] = read_json(answer)
        return parsed

    def run(self, statement: str, values: Sequence[Any], binary: bool = False) -> Any:
        """Return the one value of a statement."""
        return self.rows(statement, values, binary)[0][0]

    def rows(self, statement: str, values: Sequence[Any], binary: bool = False) -> list[tuple[Any, ...]]:
        """Return the rows of a statement; a transaction that lost a race is tried again."""
        from psycopg import Error, errors

        for attempt in range(_RETRIES + 1):
            try:
                return self._once(statement, values, binary)
            except (errors.SerializationFailure, errors.DeadlockDetected) as error:
                if attempt == _RETRIES:
                    raise translated(error) from error
            except Error as error:
                if error.sqlstate is None or not error.sqlstate.startswith("IC"):
                    self.close()
                raise translated(error) from error
        raise AssertionError

    def _once(self, statement: str, values: Sequence[Any], binary: bool) -> list[tuple[Any, ...]]:
        connection = self._opened()
        with self._watch.within(self._patience, lambda: _shut(connection)):
            return connection.execute(statement, values, binary=binary).fetchall()

    def _opened(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = self._connected()
        return self._connection

    def _connected(self) -> psycopg.Connection[Any]:
        import psycopg

        for number, secret in enumerate(self._secrets, start=1):
            try:
                opened = psycopg.connect(
                    **self._options, user=self._role, password=secret, autocommit=True, prepare_threshold=None,
                    **OWN_WORDS,
                    connect_timeout=max(2, min(15, int(self._patience))), application_name="archives-inspection",
                    keepalives_idle=20, keepalives_interval=5, keepalives_count=3,
                )  # fmt: skip
            except psycopg.Error as error:
                failure = connection_failed(error)
                if failure.code != "login-refused" or number == len(self._secrets):
                    raise failure from error
            else:
                self.accepted = secret
                return opened
        raise refused("device-not-enrolled")


def _shut(connection: psycopg.Connection[Any]) -> None:
    from psycopg import Error

    with contextlib.suppress(Error, OSError):
        twin = socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM)
        with twin:
            twin.shutdown(socket.SHUT_RDWR)
