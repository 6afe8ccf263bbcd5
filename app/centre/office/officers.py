"""Officers of a bureau: entered and disabled at the centre, told to every device as operations of ``centre``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import uuid_utils

from app.centre.office.administration import Connection, administering, as_owner, require_bureau
from app.domain.clock import HybridClock
from app.domain.fold import EntityState, FieldState, fold, fold_field, refused_by_centre
from app.domain.operations import ADD, CENTRE_DEVICE, OPERATION_VERSION, REMOVE, Change, Operation, root_of
from app.domain.procedure.mapping import changes_of, record_from, to_json
from app.domain.procedure.records import CONFIRMED, REVOKED, Officer
from app.errors import CentreRefused, IntegrityBroken
from app.sealing.arriving import readable
from app.sealing.canonical import finish


def add_officer(connection: Connection, officer: Officer, now: datetime) -> None:
    """Enter an officer with a confirmed credential, or bring what is known of one up to date."""
    confirmed = replace(officer, credential_state=CONFIRMED)
    with administering(connection) as centre:
        as_owner(connection)
        require_bureau(connection, officer.bureau)
        connection.execute(
            "insert into centre.officer (bureau, officer) values (%s, %s)"
            " on conflict (bureau, officer) do update set disabled_at = null",
            (officer.bureau, officer.id),
        )
        append(connection, officer.bureau, changes_of(confirmed), now, centre.training)


def disable_officer(connection: Connection, bureau: str, officer: str, now: datetime) -> None:
    """Take an officer's credential back; what the officer does from now on does not count.

    Raises:
        CentreRefused: the bureau has no such officer, or the officer is disabled already.
    """
    with administering(connection) as centre:
        as_owner(connection)
        row = connection.execute(
            "update centre.officer set disabled_at = %s"
            " where bureau = %s and officer = %s and disabled_at is null returning 1",
            (now, bureau, officer),
        ).fetchone()
        if row is None:
            raise CentreRefused("officer-unknown", "该单位没有这名在册执法人员。", "请用 centre status 核对人员编号。")
        change = Change(Officer.ENTITY, officer, "credential_state", REVOKED)
        append(connection, bureau, [change], now, centre.training)


def list_officers(connection: Connection, bureau: str) -> tuple[Officer, ...]:
    """Return a bureau's officers as its feed tells them, by id."""
    with administering(connection):
        as_owner(connection)
        rows = connection.execute(
            "select p.raw, p.chain from centre.officer o"
            " join centre.operation p on (p.bureau, p.root) = (o.bureau, o.officer) where o.bureau = %s",
            (bureau,),
        ).fetchall()
    by_id: dict[str, dict[str, FieldState]] = {}
    for key, state in fold(taken_in(rows)).items():
        if key.entity == Officer.ENTITY:
            by_id.setdefault(key.entity_id, {})[key.field] = state
    return tuple(record_from(Officer, EntityState(Officer.ENTITY, one, by_id[one])) for one in sorted(by_id))


def taken_in(rows: Iterable[tuple[str, str]]) -> Iterator[Operation]:
    """Give the operations of rows (raw, chain) as laptops read them; what none takes in counts nowhere."""
    for raw, chain in rows:
        with contextlib.suppress(IntegrityBroken):
            yield readable(raw, chain)


def append(connection: Connection, bureau: str, changes: Sequence[Change], now: datetime, training: bool) -> int:
    """Append changes as operations of the device ``centre`` of a bureau; return how many were new.

    A change that says what already stands is left out.
    """
    home = connection.execute(
        "select feed_seq, centre_lseq, centre_chain from centre.bureau where bureau = %s for update", (bureau,)
    ).fetchone()
    assert home is not None
    seq, lseq, chain = home
    clock, txn, written = HybridClock().tick(now), str(uuid_utils.uuid7()), 0
    for change in changes:
        heads, standing = _standing(connection, bureau, change)
        if standing:
            continue
        written, clock = written + 1, clock.tick(now)
        made = finish(
            Operation(
                CENTRE_DEVICE, lseq + written, txn, str(uuid_utils.uuid7()), change.kind, OPERATION_VERSION,
                change.entity, change.entity_id, change.field, change.value, heads, "",
                clock.stamp(CENTRE_DEVICE), training,
            ),
            chain,
        )  # fmt: skip
        chain = made.chain
        connection.execute(
            "insert into centre.operation (bureau, srv_seq, device, lseq, op_id, root, raw, chain)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s)",
            (bureau, seq + written, CENTRE_DEVICE, made.lseq, made.op_id, root_of(made.entity_id), made.raw, chain),
        )
    connection.execute(
        "update centre.bureau set feed_seq = %s, centre_lseq = %s, centre_chain = %s where bureau = %s",
        (seq + written, lseq + written, chain, bureau),
    )
    return written


def _standing(connection: Connection, bureau: str, change: Change) -> tuple[tuple[str, ...], bool]:
    rows = connection.execute(
        "select raw, chain from centre.operation where bureau = %s and root = %s", (bureau, root_of(change.entity_id))
    ).fetchall()
    known = list(taken_in(rows))
    key = (change.entity, change.entity_id, change.field)
    same = [one for one in known if (one.entity, one.entity_id, one.field) == key]
    refusals = connection.execute(
        "select raw, chain from centre.operation where bureau = %s and root = any(%s)",
        (bureau, [one.op_id for one in same]),
    ).fetchall()
    refused = refused_by_centre(taken_in(refusals))
    state = fold_field(same[0].key, same, (), refused) if same else None
    if state is None:
        return (), False
    if change.kind in (ADD, REMOVE):
        return (), to_json(change.value) in state.elements
    return state.heads, bool(state.live) and not state.conflicting and state.value == change.value
