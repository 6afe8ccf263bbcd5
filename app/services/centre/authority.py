"""A bureau's own certificate authority in files: ca.pem, ca.key; for the server server.crt, server.key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.centre.authority import Issued, issue_server, make_authority
from app.errors import StorageFailed
from app.storage.files import file_errors, write_durably

CA_CERTIFICATE, CA_KEY = "ca.pem", "ca.key"
SERVER_CERTIFICATE, SERVER_KEY = "server.crt", "server.key"


def make_ca(folder: Path, name: str, passphrase: str, now: datetime) -> Issued:
    """Return a new authority, written to a folder.

    Raises:
        InspectorError: the passphrase is too short.
        StorageFailed: one of the files exists or cannot be written; none is overwritten.
    """
    made = make_authority(name, passphrase, now)
    _write(folder, {CA_KEY: made.key, CA_CERTIFICATE: made.certificate})
    return made


def make_server(ca: Path, folder: Path, passphrase: str, hosts: Sequence[str], now: datetime) -> Issued:
    """Return a server's certificate by the authority in ``ca``, written to a folder.

    Raises:
        InspectorError: the authority cannot be used, or a host is malformed.
        StorageFailed: files cannot be read or written, or exist.
    """
    with file_errors("CA 文件"):
        certificate, key = (ca / CA_CERTIFICATE).read_bytes(), (ca / CA_KEY).read_bytes()
    made = issue_server(certificate, key, passphrase, hosts, now)
    _write(folder, {SERVER_KEY: made.key, SERVER_CERTIFICATE: made.certificate})
    return made


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name in files:
        if (folder / name).exists():
            raise StorageFailed("file-exists", f"文件已存在：{folder / name}", "请换一个文件夹，或先移走原文件。")
    new = not folder.exists()
    try:
        with file_errors("证书文件"):
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                # PostgreSQL refuses a key that others can read, and nobody else shall for a moment
                write_durably(folder / name, content, private=name.endswith(".key"))
                (folder / name).chmod(0o600 if name.endswith(".key") else 0o644)
    except BaseException:
        for name in files:  # one without the other is of no use, and would be in the way of the next try
            with suppress(OSError):
                (folder / name).unlink(missing_ok=True)
        if new:
            with suppress(OSError):
                folder.rmdir()
        raise
