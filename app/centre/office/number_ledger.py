"""A bureau's numbers at the centre: the account of a year, and those of a lost laptop voided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.centre.office.administration import Connection, administering, as_owner, looking_at
from app.centre.office.officers import append, taken_in
from app.domain.numbers import LEASED, RESERVED, VOIDED, Series
from app.domain.operations import root_of
from app.domain.procedure.issuing import Number
from app.domain.procedure.mapping import changes_of
from app.errors import CentreRefused


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One number: its device and the device's name, its state, and for a void one the reason.

    ``state`` is "" for a number below the highest one that this ledger never gave out (a start value: on paper).
    """

    kind: str
    number: int
    state: str
    device: str = ""
    device_name: str = ""
    reason: str = ""


def year_rows(connection: Connection, bureau: str, year: int) -> tuple[LedgerRow, ...]:
    """Return every number of a bureau's year, none left out, by kind and number.

    Raises:
        CentreRefused: the bureau is unknown.
    """
    with looking_at(connection, bureau):
        rows = connection.execute(
            "select s.kind, n, x.state, x.device, d.name from centre.number_start s"
            " cross join lateral generate_series(1, s.next_number - 1) n"
            " left join centre.number x on (x.bureau, x.kind, x.year, x.number) = (s.bureau, s.kind, s.year, n)"
            " left join centre.device d on (d.bureau, d.device) = (x.bureau, x.device)"
            " where (s.bureau, s.year) = (%s, %s) order by s.kind, n",
            (bureau, year),
        ).fetchall()
        void = [Series(bureau, row[0], year).number_id(row[1]) for row in rows if row[2] == VOIDED]
        reasons = _told(connection, bureau, void, "reason")
    return tuple(
        LedgerRow(kind, number, state or "", device or "", name or "",
                  reasons.get(Series(bureau, kind, year).number_id(number), ""))
        for kind, number, state, device, name in rows
    )  # fmt: skip


def void_of_device(connection: Connection, device: str, reason: str, now: datetime) -> tuple[str, ...]:
    """Return the numbers voided that a revoked device held and no delivered paper used; all laptops learn it.

    Raises:
        CentreRefused: no reason; or the device is unknown or was not revoked: it could still use them.
    """
    if not reason.strip():
        raise CentreRefused("void-without-reason", "作废文号须写明原因。", "请写明原因，例如 终端遗失。")
    with administering(connection) as centre:
        as_owner(connection)
        bureau = revoked_bureau(connection, device)
        # the same order of locks as in a push: the bureau's row first
        connection.execute("select 1 from centre.bureau where bureau = %s for update", (bureau,))
        held = connection.execute(
            "select kind, year, number from centre.number where (bureau, device) = (%s, %s) and state = any(%s)"
            " order by kind, year, number",
            (bureau, device, [LEASED, RESERVED]),
        ).fetchall()
        ids = [Series(bureau, kind, year).number_id(number) for kind, year, number in held]
        _void(connection, bureau, device, ids, reason.strip(), now, centre.training)
        connection.execute(
            "update centre.number set state = %s, changed_by = 'centre', changed_at = clock_timestamp()"
            " where (bureau, device) = (%s, %s) and state = any(%s)",
            (VOIDED, bureau, device, [LEASED, RESERVED]),
        )
    return tuple(ids)


def revoked_bureau(connection: Connection, device: str) -> str:
    """Return the bureau of a device that was revoked.

    Raises:
        CentreRefused: it is unknown, or still in use.
    """
    row = connection.execute("select bureau, revoked_at from centre.device where device = %s", (device,)).fetchone()
    if row is None:
        raise CentreRefused("device-unknown", f"没有终端 {device}。", "请用 centre status 核对终端编号。")
    if row[1] is None:
        advice = "在用的终端会继续办理和使用文号。请先停用该终端（centre device revoke）。"
        raise CentreRefused("device-in-use", "这台终端还没有停用。", advice)
    return str(row[0])


def _void(
    connection: Connection, bureau: str, device: str, ids: Sequence[str], reason: str, now: datetime, training: bool
) -> None:
    prefixes = _told(connection, bureau, ids, "prefix")
    usual = next(iter(prefixes.values()), "") or _any_prefix(connection, bureau)
    changes = []
    for one in ids:
        # a laptop lost before its next sync told nobody of the block: the whole number is written down here
        told = one in prefixes
        void = Number(one, device, VOIDED, prefix=prefixes.get(one, usual), reason=reason)
        changes += changes_of(void, "state", "reason") if told else changes_of(void)
    append(connection, bureau, changes, now, training)


def _told(connection: Connection, bureau: str, ids: Sequence[str], field: str) -> dict[str, str]:
    rows = connection.execute(
        "select raw, chain from centre.operation where bureau = %s and root = any(%s) order by srv_seq",
        (bureau, list(ids)),
    ).fetchall()
    found = (one for one in taken_in(rows) if (one.entity, one.field) == (Number.ENTITY, field))
    return {root_of(one.entity_id): str(one.value) for one in found}


def _any_prefix(connection: Connection, bureau: str) -> str:
    rows = connection.execute(
        "select raw, chain from centre.operation where bureau = %s and root in ("
        "select bureau || ':' || kind || ':' || year || ':' || number from centre.number where bureau = %s)"
        " and raw like %s order by srv_seq desc limit 1",
        (bureau, bureau, '%"field":"prefix"%'),
    ).fetchall()
    return next((str(one.value) for one in taken_in(rows)), "")
