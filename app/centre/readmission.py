"""A device let in again: its secret is lost, or the centre itself lost the device and came back from a backup.

The file that is handed out is of use to the device alone that it names; its code goes by phone, as for an enrolment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from app.centre.administration import (
    ENROLMENT_VALID,
    Connection,
    PublicAddress,
    administering,
    as_owner,
    grant_login,
    login_names,
    require_bureau,
)
from app.centre.enrolment import Enrolment
from app.centre.secrecy import new_secret, scram_verifier
from app.domain.clock import iso
from app.errors import CentreRefused

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Registration:
    """What the administrator knows of a device that the centre lost: its bureau and its name there."""

    bureau: str
    name: str


def readmit_device(
    connection: Connection, device: str, address: PublicAddress, now: datetime, lost: Registration | None = None
) -> Enrolment:
    """Return what a file says that lets a device in again.

    What it delivered stays, and so does its key. A device that the centre does not know was enrolled between the backup
    and the restore: with ``lost`` it is entered again, under the identity that it has in everybody's log, and delivers
    everything from its first operation. Its bureau's numbers wait until it has.

    Raises:
        CentreRefused: there is no such device, it never enrolled, or it is revoked; or the centre was never restored,
            so that it cannot have lost one.
    """
    secret = new_secret()
    with administering(connection) as centre:
        as_owner(connection)
        if lost is not None and not _is_known(connection, device):
            _enter(connection, device, lost, secret)
        elif lost is not None:
            _enter_enrolment(connection, device, lost)
        bureau, bureau_name, name, role, enrolment_role = _admitted(connection, device)
        connection.execute("reset role")
        for login in (role, enrolment_role):
            connection.execute(
                sql.SQL("alter role {} login password {}").format(
                    sql.Identifier(login), sql.Literal(scram_verifier(secret))
                )
            )
    return Enrolment(
        address.host, address.port, address.database, address.ca, centre.centre_id, centre.training,
        bureau, bureau_name, device, name, role, enrolment_role, secret, iso(now + ENROLMENT_VALID),
    )  # fmt: skip


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


def _admitted(connection: Connection, device: str) -> tuple[str, str, str, str, str]:
    """Return bureau, its name, the device's name and its two logins; an unused file is valid for 72 hours more."""
    row = connection.execute(
        "update centre.enrolment e set expires_at = case when e.used_at is null"
        " then clock_timestamp() + %s else e.expires_at end"
        " from centre.device d join centre.bureau b using (bureau)"
        " where (e.bureau, e.device) = (d.bureau, d.device) and d.device = %s and d.revoked_at is null"
        " and (d.enrolled_at is not null or d.readmitted)"
        " returning d.bureau, b.name, d.name, d.role::text, d.enrolment_role::text",
        (ENROLMENT_VALID, device),
    ).fetchone()
    if row is None:
        raise _unknown(device)
    bureau, bureau_name, name, role, enrolment_role = row
    return bureau, bureau_name, name, role, enrolment_role


def _unknown(device: str) -> CentreRefused:
    advice = (
        "请用 centre status 核对终端编号；从未登记的终端请重新生成登记文件（centre device create）。"
        "中心库从备份恢复过、终端在备份之后才登记的，请加上 --bureau 和 --name，终端编号见该终端同步时的提示或回执。"
    )
    return CentreRefused("device-unknown", f"没有可重新接入的终端 {device}。", advice)
