"""The administrator's journey at a centre: make it, enter bureaus and officers, let devices in, see what it holds."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.centre import schema
from app.centre.bureau_key import BureauKey
from app.centre.device.enrolment import Enrolment, enrolment_file, try_out
from app.centre.device.line import is_loopback
from app.centre.failures import refused
from app.centre.office import administration, officers
from app.centre.office.administration import NumberStart, PublicAddress
from app.centre.office.certifying import Certified, Loss, certify_devices
from app.centre.office.readmission import Registration, readmit_device
from app.centre.office.status import status
from app.centre.schema import CentreIdentity
from app.centre.secrecy import new_code
from app.domain.procedure.mapping import to_json
from app.domain.procedure.records import CONFIRMED, Officer
from app.errors import InspectorError, StorageFailed
from app.services.centre.entries import insist_code, insist_entered, insist_officer
from app.storage.files import write_durably

_START = re.compile(r"(?P<kind>[^:=\s]+):(?P<year>\d{4})=(?P<number>[1-9]\d{0,4})")
_UNWRITTEN = "登记文件未能写出"
_PEM_WANTED = "请给出 PEM 格式的 CA 证书文件。"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A device's enrolment file, and the code that the administrator tells by phone, never in writing beside it.

    ``here_only``: the address in it means the centre's own machine. ``doubt``: what was met in trying it out from here.
    ``first``: the device never enrolled before.
    """

    file: str
    device: str
    code: str
    expires_at: str
    here_only: bool = False
    doubt: str = ""
    first: bool = True


@contextlib.contextmanager
def centre_office(dsn: str, password: str | None) -> Iterator[CentreOffice]:
    """Yield the administrator's office at a database; the connection ends with the block.

    Raises:
        InspectorError: the DSN holds a password or cannot be read (wrong usage).
        CentreUnreachable, CentreRefused: no connection; ``password-needed`` where one must be asked for.
    """
    connection = schema.open_administration(dsn, password)
    try:
        yield CentreOffice(connection)
    finally:
        connection.close()


@dataclass(frozen=True)
class CentreOffice:
    """What an administrator does at one centre."""

    connection: administration.Connection

    def initialise(self, training: bool) -> CentreIdentity:
        """Return the centre, made in an empty database or found as it is."""
        return schema.install(self.connection, training)

    def is_training(self) -> bool:
        """Return whether this centre takes training data only.

        Raises:
            CentreRefused: there is no centre in this database.
        """
        found = schema.identity(self.connection)
        if found is None:
            raise refused("not-a-centre")
        return found.training

    def upgrade(self) -> CentreIdentity:
        """Return the centre at this program's version of its schema."""
        return schema.upgrade(self.connection)

    def add_bureau(self, bureau: str, name: str, parent: str | None = None, starts: Sequence[NumberStart] = ()) -> bool:
        """Enter a bureau, or later start values of its numbers; return whether it is new."""
        insist_code(bureau)
        insist_entered({"单位名称": name})
        return administration.add_bureau(self.connection, bureau, name, parent, starts)

    def add_officer(self, officer: Officer, now: datetime) -> None:
        """Enter an officer with a confirmed credential; every device of the bureau learns it at its next sync.

        Raises:
            InspectorError: another officer of the bureau has this credential.
        """
        insist_officer(officer)
        for one in self.officers(officer.bureau):
            if one.credential == officer.credential and one.id != officer.id and one.credential_state == CONFIRMED:
                advice = f"更新资料的，请带 --id {one.id} 再执行一次；证件号写错的，请改正。"
                raise InspectorError(
                    "credential-taken", f"执法证件号 {one.credential} 已登记给{one.name}（编号 {one.id}）。", advice
                )
        officers.add_officer(self.connection, officer, now)

    def disable_officer(self, bureau: str, officer: str, now: datetime) -> None:
        """Take an officer's credential back from now on."""
        officers.disable_officer(self.connection, bureau, officer, now)

    def officers(self, bureau: str) -> tuple[Officer, ...]:
        """Return a bureau's officers, disabled ones too."""
        return officers.list_officers(self.connection, bureau)

    def invite_device(
        self, bureau: str, name: str, out: Path, now: datetime, *, address: str | None = None, ca: Path | None = None
    ) -> Invitation:
        """Write a device's enrolment file and return it with its code.

        ``address`` = ``HOST:PORT`` that devices reach the centre at, by default the administrator's own.

        Raises:
            StorageFailed: the file exists, or it or the authority's certificate cannot be read or written.
            InspectorError: the address is malformed, or other machines would have no certificate to know it by.
        """
        insist_entered({"终端名称": name})
        public = self._public_address(address, ca)
        if out.exists():
            raise _exists(out)
        made = administration.create_device(self.connection, bureau, name, public, now, self._known(bureau))
        try:
            return _written(made, out, ca)
        except BaseException as error:  # also where the administrator interrupts: nobody has the code of such a file
            left = _still_there(out)
            if not administration.could_revoke(self.connection, made.device, _UNWRITTEN):
                raise _left_behind(made, left) from error
            raise

    def readmit_device(
        self, device: str, out: Path, now: datetime, *, address: str | None = None, ca: Path | None = None,
        lost: Registration | None = None,
    ) -> Invitation:
        """Write a file that lets a device in again which was brought back from an old backup, and return its code.

        One that never enrolled gets another file for its first enrolment; the file before is of no use any more.
        ``lost`` enters a device that this centre does not know since it came back from a backup itself.

        Raises:
            StorageFailed, InspectorError: as for an invitation.
            CentreRefused: there is no such device, or it is revoked.
        """
        if lost is not None:
            insist_entered({"终端名称": lost.name})
        public = self._public_address(address, ca)
        if out.exists():
            raise _exists(out)
        made = readmit_device(self.connection, device, public, now, lost)
        if not made.first:
            return replace(_written(made.enrolment, out, ca), first=False)
        known = tuple(self._known(made.enrolment.bureau))
        return _written(replace(made.enrolment, officers=known), out, ca)

    def certify(
        self, key: BureauKey, now: datetime, former: BureauKey | None = None, loss: Loss | None = None
    ) -> Certified:
        """Give the devices of the key's bureau the certificate they lack, and those of its former key another."""
        administration.require_bureau(self.connection, key.bureau)
        if loss is not None:
            insist_entered({"丢失原因": loss.reason, "见证人": loss.witness})
        before = None if former is None else former.key
        return certify_devices(self.connection, key.bureau, key.key, now, before, loss)

    def _known(self, bureau: str) -> list[dict[str, Any]]:
        return [{"id": one.id, **_plain(one)} for one in self.officers(bureau)]

    def _public_address(self, address: str | None, ca: Path | None) -> PublicAddress:
        info = self.connection.info
        host, port = (info.host or info.hostaddr, info.port) if address is None else _host_and_port(address)
        if host.startswith("/") or not (ca is not None or is_loopback(host)):
            raise _no_certificate(host)
        try:
            authority = None if ca is None else ca.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise StorageFailed("ca-unreadable", f"证书文件无法读取：{ca}", _PEM_WANTED) from error
        if authority is not None and "BEGIN CERTIFICATE" not in authority:
            raise StorageFailed("ca-unreadable", f"这不是证书文件：{ca}", _PEM_WANTED)
        return PublicAddress(host, port, info.dbname, authority)

    def revoke_device(self, device: str, reason: str) -> None:
        """Turn a device away from now on."""
        insist_entered({"停用原因": reason})
        administration.revoke_device(self.connection, device, reason)

    def status(self) -> dict[str, Any]:
        """Return what the centre holds, as JSON values."""
        return status(self.connection)


def _still_there(out: Path) -> str:
    """Return "" once a file is gone, its name where it could not be removed."""
    try:
        out.unlink(missing_ok=True)
    except OSError:
        return str(out)
    return ""


def _left_behind(made: Enrolment, file: str) -> InspectorError:
    title = f"登记文件没有做成，终端 {made.device_name}（{made.device}）留在中心库里，没有能停用。"
    delete = f"请删除文件 {file}；" if file else ""
    advice = f"{delete}连上中心库以后，执行 centre device revoke {made.device} --reason {_UNWRITTEN}，再重新生成。"
    return InspectorError("device-left", title, advice)


def _exists(out: Path) -> StorageFailed:
    return StorageFailed("file-exists", f"文件已存在：{out}", "请换一个文件名，或先移走原文件。")


def _no_certificate(host: str) -> InspectorError:
    if host.startswith("/"):
        advice = "请用 --address 写明终端连接用的 主机:端口，例如 --address 10.0.0.5:5432。登记文件没有生成。"
        return InspectorError("address-missing", "本次连接没有经过网络，不知道终端该连哪个地址。", advice)
    advice = (
        "请用 --ca 给出签发服务器证书的 CA 证书（没有 CA 的单位用 centre ca make 生成），再执行一次。登记文件没有生成。"
    )
    return InspectorError("ca-missing", f"终端连接 {host} 时须核对服务器的证书。", advice)


def _written(made: Enrolment, out: Path, ca: Path | None) -> Invitation:
    code = new_code()
    try:
        write_durably(out, enrolment_file(made, code), private=True)
    except OSError as error:
        advice = "请换一个位置后重试；这次的登记已作废。"
        raise StorageFailed("file-unwritable", f"登记文件写不出去：{out}", advice) from error
    doubt = try_out(made, None if ca is None else str(ca))
    return Invitation(
        str(out), made.device, code, made.expires_at, is_loopback(made.host), "" if doubt is None else doubt.title
    )


def lost_device(bureau: str | None, name: str | None) -> Registration | None:
    """Return what is known of a device that a restored centre lost, None where not both are given."""
    return Registration(bureau, name) if bureau and name else None


def number_start(text: str) -> NumberStart:
    """Return the start value that ``KIND:YEAR=N`` names (执通:2026=38).

    Raises:
        ValueError: it is written otherwise.
    """
    found = _START.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return NumberStart(found["kind"], int(found["year"]), int(found["number"]))


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        advice = "请写成 主机:端口，例如 10.0.0.5:5432。"
        raise InspectorError("address-malformed", f"中心库地址的写法不对：{address}", advice)
    return host.strip("[]"), int(port)


def _plain(officer: Officer) -> dict[str, Any]:
    return {name: to_json(value) for name, value in asdict(officer).items() if name not in ("id", "voided")}
