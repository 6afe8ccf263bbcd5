"""A device let in again: its secret is lost, or the centre itself lost the device and came back from a backup.

The file that is handed out is of use to the device alone that it names; its code goes by phone, as for an enrolment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from app.centre.device.enrolment import Enrolment
from app.centre.office.administration import (
    ENROLMENT_VALID,
    Connection,
    PublicAddress,
    administering,
    as_owner,
    grant_login,
    login_names,
    require_bureau,
)
from app.centre.secrecy import new_secret, scram_verifier
from app.centre.taking_turns import one_at_a_time
from app.domain.clock import iso
from app.errors import CentreRefused

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Registration:
    """What the administrator knows of a device that the centre lost: its bureau and its name there."""

    bureau: str
    name: str


@dataclass(frozen=True, slots=True)
class Readmission:
    """What a file says that lets a device in again; ``first``: it never enrolled, so this is its first enrolment."""

    enrolment: Enrolment
    first: bool


def readmit_device(
    connection: Connection, device: str, address: PublicAddress, now: datetime, lost: Registration | None = None
) -> Readmission:
    """Return what a file says that lets a device in again; one that never enrolled gets its first file anew.

    What it delivered stays, and so does its key. A device that the centre does not know was enrolled between the backup
    and the restore: with ``lost`` it is entered again, under the identity that it has in everybody's log, and delivers
    everything from its first operation. Its bureau's numbers wait until it has.

    Raises:
        CentreRefused: there is no such device, or it is revoked; or the centre was never restored, so that it cannot
            have lost one; or it came back from a backup made between the device's file and its enrolment, and may have
            lost that: then ``lost`` must say so.
    """
    secret = new_secret()
    with one_at_a_time(connection), administering(connection) as centre:
        as_owner(connection)
        if lost is not None and not _is_known(connection, device):
            _enter(connection, device, lost, secret)
        elif lost is not None:
            _enter_enrolment(connection, device, lost)
        bureau, bureau_name, name, role, enrolment_role, first = _admitted(connection, device)
        connection.execute("reset role")
        for login in (role, enrolment_role):
            connection.execute(
                sql.SQL("alter role {} login password {}").format(
                    sql.Identifier(login), sql.Literal(scram_verifier(secret))
                )
            )
    made = Enrolment(
        address.host, address.port, address.database, address.ca, centre.centre_id, centre.training,
        bureau, bureau_name, device, name, role, enrolment_role, secret, iso(now + ENROLMENT_VALID),
    )  # fmt: skip
    return Readmission(made, first)


def _is_known(connection: Connection, device: str) -> bool:
    return connection.execute("select 1 from centre.device where device = %s", (device,)).fetchone() is not None


def _enter(connection: Connection, device: str, lost: Registration, secret: str) -> None:
    require_bureau(connection, lost.bureau)
    restored = connection.execute("select restored_at from centre.about").fetchone()
    if _UUID.fullmatch(device) is None or restored == (None,):
        raise _unknown(device)
    role, enrolment_role = login_names(device)
    connection.execute("reset role")
    grant_login(connection, role, enrolment_role, secret)
    as_owner(connection)
    connection.execute(
        "insert into centre.device (bureau, device, name, role, enrolment_role, readmitted)"
        " values (%s, %s, %s, %s, %s, true)",
        (lost.bureau, device, lost.name, role, enrolment_role),
    )
    connection.execute(
        "insert into centre.enrolment (bureau, device, expires_at) values (%s, %s, clock_timestamp() + %s)",
        (lost.bureau, device, ENROLMENT_VALID),
    )


def _enter_enrolment(connection: Connection, device: str, lost: Registration) -> None:
    """Take a device that was made before the backup and enrolled after it for one that the centre lost."""
    connection.execute(
        "update centre.device d set readmitted = true from centre.about a where d.device = %s and d.bureau = %s"
        " and d.enrolled_at is null and d.created_at < a.restored_at",
        (device, lost.bureau),
    )


def _admitted(connection: Connection, device: str) -> tuple[str, str, str, str, str, bool]:
    """Return bureau, its name, the device's name, its two logins, and whether it is the first time.

    An unused file is valid for 72 hours more.
    """
    row = connection.execute(
        "update centre.enrolment e set expires_at = case when e.used_at is null"
        " then clock_timestamp() + %s else e.expires_at end"
        " from centre.device d join centre.bureau b using (bureau), centre.about a"
        " where (e.bureau, e.device) = (d.bureau, d.device) and d.device = %s and d.revoked_at is null"
        " and (d.enrolled_at is not null or d.readmitted or (d.created_at < a.restored_at) is not true)"
        " returning d.bureau, b.name, d.name, d.role::text, d.enrolment_role::text,"
        " d.enrolled_at is null and not d.readmitted",
        (ENROLMENT_VALID, device),
    ).fetchone()
    if row is None:
        raise _shut_out(connection, device)
    bureau, bureau_name, name, role, enrolment_role, first = row
    return bureau, bureau_name, name, role, enrolment_role, first


def _shut_out(connection: Connection, device: str) -> CentreRefused:
    found = connection.execute(
        "select name, bureau, revoked_at is not null from centre.device where device = %s", (device,)
    ).fetchone()
    if found is None:
        return _unknown(device)
    name, bureau, revoked = found
    if revoked:
        advice = (
            "停用不能撤回。请用 centre device create 为这台电脑生成新的登记文件，登记为新的终端；"
            "它主办的检查用 centre device succeed 由别的终端接替。"
        )
        return CentreRefused("device-revoked", f"终端 {name}（{device}）已停用，不能重新接入。", advice)
    advice = (
        f"请加上 --bureau {bureau} --name 终端名称 再执行一次：它若在备份之后登记过，会带着原来的内容接上；"
        "没有登记过的，也可以用 centre device create 另建一台。"
    )
    title = f"终端 {name}（{device}）的登记文件是中心库备份之前生成的，备份之后是否登记过，中心库不知道。"
    return CentreRefused("device-maybe-lost", title, advice)


def _unknown(device: str) -> CentreRefused:
    advice = (
        "请用 centre device list 核对终端编号；新的终端用 centre device create 生成登记文件。"
        "中心库从备份恢复过、终端在备份之后才登记的，请加上 --bureau 和 --name，终端编号见该终端同步时的提示或回执。"
    )
    return CentreRefused("device-unknown", f"中心库里没有终端 {device}。", advice)
