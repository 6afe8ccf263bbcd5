"""The inspections of a lost laptop go on: another one becomes their lead device (主办终端)."""

from __future__ import annotations

from datetime import datetime

from app.centre.office.administration import Connection, administering, as_owner
from app.centre.office.number_ledger import revoked_bureau
from app.centre.office.officers import append, taken_in
from app.domain.operations import Change, root_of
from app.domain.procedure.case import COURSE
from app.errors import CentreRefused

_LEAD = "lead_device"


def succeed(connection: Connection, lost: str, successor: str, now: datetime) -> tuple[str, ...]:
    """Return the inspections that a revoked device led and another one leads from its next synchronisation.

    Raises:
        CentreRefused: the lost device is unknown or still in use, or the successor is none of the same bureau.
    """
    with administering(connection) as centre:
        as_owner(connection)
        bureau = revoked_bureau(connection, lost)
        able = connection.execute(
            "select 1 from centre.device where (bureau, device) = (%s, %s)"
            " and revoked_at is null and enrolled_at is not null",
            (bureau, successor),
        ).fetchone()
        if able is None:
            advice = "接替的终端须属于同一单位、已登记且没有停用；请用 centre status 核对。"
            raise CentreRefused("successor-unfit", f"终端 {successor} 不能接替。", advice)
        connection.execute("select 1 from centre.bureau where bureau = %s for update", (bureau,))
        led = [root for root, leader in _leaders(connection, bureau).items() if leader == lost]
        append(connection, bureau, [Change(COURSE, one, _LEAD, successor) for one in led], now, centre.training)
    return tuple(led)


def _leaders(connection: Connection, bureau: str) -> dict[str, str]:
    rows = connection.execute(
        "select raw, chain from centre.operation where bureau = %s and raw like %s order by srv_seq",
        (bureau, f'%"field":"{_LEAD}"%'),
    ).fetchall()
    told = (one for one in taken_in(rows) if (one.entity, one.field) == (COURSE, _LEAD))
    return {root_of(one.entity_id): str(one.value) for one in told}
