"""Backup and restore of a centre: PostgreSQL's dump in an encrypted file, judged before and after.

In the file: a line with the length of the manifest, the manifest as JSON, the dump in pieces (four bytes of length, big
endian, then the bytes; a length of 0 ends it), and a last line of JSON with the dump's SHA-256 and size.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from app.centre.safekeeping.backup import Manifest, dumped, manifest_from, not_a_backup, note_backup
from app.centre.safekeeping.restoring import Restored, prepared, restore
from app.centre.secrecy import as_told, is_code, new_code
from app.domain.secret_strength import passphrase_problems
from app.errors import CentreRefused, InspectorError, IntegrityBroken, StorageFailed
from app.services.centre.office import CentreOffice
from app.storage.exchange.parcel_file import opened, written

_LONGEST_MANIFEST = 256 * 1024**2
_LONGEST_PIECE = 16 * 1024**2


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A backup file; ``code`` opens it where no passphrase was given, and is kept nowhere."""

    path: Path
    code: str
    manifest: Manifest
    sha256: str
    size: int

    def as_json(self) -> dict[str, Any]:
        """Return what was made with stable keys."""
        dump = {"sha256": self.sha256, "size": self.size}
        return {"file": str(self.path), "code": self.code or None, "dump": dump, "manifest": self.manifest.told()}


def back_up(office: CentreOffice, path: Path, now: datetime, passphrase: str = "") -> MadeBackup:
    """Write a backup of the whole centre, encrypted under a generated code or the passphrase given.

    Raises:
        InspectorError: ``passphrase-weak``.
        StorageFailed: the file is there already or cannot be written; no half of it is left.
        CentreRefused: no centre here, pg_dump is missing or failed, the administrator is no superuser.
    """
    if passphrase and (problems := passphrase_problems(passphrase)):
        raise InspectorError("passphrase-weak", "备份口令太弱。", "".join(problems))
    if path.exists():
        raise StorageFailed("file-exists", f"文件已存在：{path}", "请换一个文件名，或先移走原文件。")
    if not path.absolute().parent.is_dir():
        advice = "请先建好文件夹，或核对路径、插好备份盘。没有做备份。"
        raise StorageFailed("folder-missing", f"备份的文件夹不存在：{path.absolute().parent}", advice)
    code = "" if passphrase else new_code()
    digest, size = hashlib.sha256(), 0
    with dumped(office.connection, now) as dump, written(path, _secret(passphrase or code)) as target:
        head = json.dumps(dump.manifest.as_json(), ensure_ascii=False).encode()
        target.write(b"%d\n" % len(head) + head)
        for piece in dump.pieces:
            digest.update(piece)
            size += len(piece)
            target.write(len(piece).to_bytes(4, "big") + piece)
        target.write(bytes(4) + json.dumps({"sha256": digest.hexdigest(), "size": size}).encode() + b"\n")
    note_backup(office.connection, digest.hexdigest(), size)
    return MadeBackup(path, code, dump.manifest, digest.hexdigest(), size)


def restore_from(office: CentreOffice, path: Path, secret: str) -> Restored:
    """Bring a centre back from a backup into this empty database.

    The file is read and compared with its own digests first; only then is anything written.

    Raises:
        StorageFailed, IntegrityBroken: the file cannot be read, is no backup, was cut or changed; or what came back
            differs from the manifest. The database is empty as before.
        CentreRefused: wrong code or passphrase, the database is not empty, pg_restore is missing or failed.
    """
    with _plain(path, secret) as stream:
        manifest = _manifest(stream)
        program = prepared(office.connection, manifest)
        for _ in _pieces(stream):
            pass
    with _plain(path, secret) as stream:
        _manifest(stream)
        return restore(office.connection, program, manifest, _pieces(stream))


def _secret(text: str) -> str:
    """Return a code as it is told, whatever its dashes and case; a passphrase to the letter."""
    return as_told(text) if is_code(text) else text


@contextmanager
def _plain(path: Path, secret: str) -> Iterator[BinaryIO]:
    try:
        with opened(path, _secret(secret)) as stream:
            yield stream
    except (StorageFailed, IntegrityBroken, CentreRefused) as error:
        raise _in_our_words(error, path) from error


def _in_our_words(error: InspectorError, path: Path) -> InspectorError:
    if error.code == "parcel-unreadable":
        return StorageFailed("backup-unreadable", f"备份文件读不到：{path}", "请核对位置，或重新插好移动盘后再试。")
    if error.code == "not-a-parcel":
        return not_a_backup()
    if error.code == "parcel-code-wrong":
        advice = "请核对做备份时记下的口令；确认无误仍打不开的，说明文件已损坏，请换用另一份备份。"
        return CentreRefused("backup-code-wrong", "口令不对，或备份文件已损坏。", advice)
    return _damaged() if error.code in ("parcel-damaged", "blob-damaged") else error


def _damaged() -> IntegrityBroken:
    advice = "没有恢复任何内容。请重新复制这份备份，或换用另一份。"
    return IntegrityBroken("backup-damaged", "备份文件不完整或被改动过。", advice)


def _manifest(stream: BinaryIO) -> Manifest:
    length = stream.readline(12).strip()
    if not length.isdigit() or int(length) > _LONGEST_MANIFEST:
        raise not_a_backup()
    try:
        return manifest_from(json.loads(_exactly(stream, int(length))))
    except ValueError as error:
        raise not_a_backup() from error


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """Give the dump; its digest and size were right when the last piece is given."""
    digest, size = hashlib.sha256(), 0
    while length := int.from_bytes(_exactly(stream, 4), "big"):
        if length > _LONGEST_PIECE:
            raise _damaged()
        piece = _exactly(stream, length)
        digest.update(piece)
        size += length
        yield piece
    try:
        told = json.loads(stream.readline(4096))
    except ValueError as error:
        raise _damaged() from error
    if told != {"sha256": digest.hexdigest(), "size": size}:
        raise _damaged()


def _exactly(stream: BinaryIO, count: int) -> bytes:
    content = stream.read(count)
    if len(content) < count:
        raise _damaged()
    return content
