"""Upkeep of the store: digest of the state, check of state against log, rebuild from the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Table, delete, func, select
from sqlalchemy.engine import Connection, Engine

from app.collector import without_collector
from app.domain.fold import FieldState, active_seals, fold, refused_by_centre
from app.domain.operations import FieldKey, Operation
from app.errors import IntegrityBroken, StorageFailed
from app.sealing.canonical import fold_digest, next_chain, parse
from app.sealing.signing import verify_transaction
from app.storage.database.engine import reading, writing_everything
from app.storage.database.schema import (
    PROJECTION,
    centre_refusal,
    live,
    open_conflict,
    operation_log,
    sealed_entity,
    transaction_signature,
    turned_away,
)
from app.storage.database.writer import WriterLock
from app.storage.exchange.later_entries import later_entries, of_later_programs
from app.storage.exchange.relay import all_passed_over
from app.storage.exchange.second_pasts import NUMBERED, checked_second_pasts
from app.storage.listing.keeping import forget_rows
from app.storage.log.reading import assemble
from app.storage.log.standing import insertion, key_row, live_row

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_CHUNK = 5_000
_UNLIKE = "当前内容与操作日志不一致，请执行重建。"
_NEWER = "内容没有改动，请用更新版本的程序核验。"
_WHOLE_LOG = select(operation_log.c.raw, operation_log.c.chain)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found: Chinese sentences, ``problems`` empty on a sound store.

    ``unjudged`` says what only a newer program can judge, and what did not fit in this program's eyes.
    """

    operations: int
    fold_digest: str
    problems: tuple[str, ...]
    unjudged: tuple[str, ...] = ()


def quiet(done: int, total: int) -> None:
    """Take progress without showing it."""


def never() -> bool:
    """Return that nobody cancelled."""
    return False


class Upkeep:
    """Whole-store work: each call reads or writes everything."""

    def __init__(self, engine: Engine, lock: WriterLock) -> None:
        self._engine = engine
        self._lock = lock

    def fold_digest(self) -> str:
        """Return the digest of the state as the projection tables hold it."""
        with reading(self._engine) as connection:
            return fold_digest(_projected(connection))

    def counts(self) -> dict[str, int]:
        """Return how many operations each device has here."""
        query = select(operation_log.c.device, func.count()).group_by(operation_log.c.device)
        with reading(self._engine) as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def check(self, public_keys: Mapping[str, bytes] | None = None) -> CheckReport:
        """Return what is wrong with the store: chains, signatures (where the key is given), state."""
        with reading(self._engine) as connection:
            problems: list[str] = []
            operations = list(_checked_log(connection, problems))
            problems += _signature_problems(connection, operations, public_keys or {})
            states = list(fold(operations).values())
            unlike = [] if _matches(connection, operations, states) else [_UNLIKE]
            found = _judged(problems, unlike, later_entries(connection), of_later_programs(operations))
        return CheckReport(len(operations), fold_digest(states), *found)

    def rebuild(self, progress: Progress = quiet, cancelled: Cancelled = never) -> int:
        """Write the projection anew from the log and return its length; cancelled, nothing changes."""
        with self._lock.interactive(), writing_everything(self._engine) as connection:
            operations: list[Operation] = []
            total = operation_count(connection)
            with without_collector():
                for rows in connection.execute(_WHOLE_LOG).partitions(_CHUNK):
                    operations += [parse(raw, chain) for raw, chain in rows]
                    _step(len(operations), total, progress, cancelled)
                states = list(fold(operations).values())
                _step(total, total, progress, cancelled)
                _replace_projection(connection, operations, states)
                forget_rows(connection)
            _step(total, total, progress, cancelled)
        return total


def _judged(
    problems: list[str], unlike: list[str], later: Sequence[str], newer: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is wrong, and what only a newer program can judge."""
    seen = [f"（本程序看来：{one}）" for one in (*problems, *unlike)]
    if later:
        names = "、".join(later)
        return (), (f"操作日志里有更新版本的程序写下的、本程序不认识的记录（{names}），不能判断。{_NEWER}", *seen)
    if newer and unlike:
        said = f"操作日志里有 {newer} 条更新版本的程序写下的操作，本程序算不出它们的结果，不能判断当前内容。{_NEWER}"
        return tuple(problems), (said, *seen[len(problems) :])
    return (*problems, *unlike), ()


def operation_count(connection: Connection) -> int:
    """Return how many operations the log holds."""
    return connection.execute(select(func.count()).select_from(operation_log)).scalar_one()


def sound_digest(connection: Connection) -> str | None:
    """Return the fold digest, or None where the projection is not the fold of the log."""
    with without_collector():
        operations = [parse(raw, chain) for raw, chain in connection.execute(_WHOLE_LOG).all()]
        states = list(fold(operations).values())
        return fold_digest(states) if _matches(connection, operations, states) else None


def _step(done: int, total: int, progress: Progress, cancelled: Cancelled) -> None:
    progress(done, total)
    if cancelled():
        raise StorageFailed("cancelled", "已取消。", "原有内容没有改动，需要时可重新开始。")


def _replace_projection(connection: Connection, operations: list[Operation], states: list[FieldState]) -> None:
    for table in reversed(PROJECTION):  # seals first: their guards must not stand over the rows being replaced
        connection.execute(delete(table))
    for table, wanted in _projection_rows(operations, states).items():
        names = tuple(column.name for column in table.columns)
        statement = insertion(table, names)
        ordered = sorted(tuple(row[name] for name in names) for row in wanted)
        for start in range(0, len(ordered), _CHUNK):
            connection.exec_driver_sql(statement, ordered[start : start + _CHUNK])


def _projection_rows(operations: list[Operation], states: list[FieldState]) -> dict[Table, list[dict[str, str]]]:
    """Return every row of the projection of this log; the seals come last, as guards over what they cover."""
    refused = refused_by_centre(operations)
    return {
        live: [live_row(state.key, one) for state in states for one in state.live],
        turned_away: [key_row(state.key, op_id=op_id) for state in states for op_id in state.refused],
        open_conflict: [key_row(state.key) for state in states if state.conflicting],
        centre_refusal: [{"target": target} for target in sorted(refused)],
        sealed_entity: [
            {"entity_id": pair[1], "entity": pair[0], "seal_op": seal.op_id}
            for seal in active_seals(operations, refused)
            for pair in seal.covers
        ],
    }


def _matches(connection: Connection, operations: list[Operation], states: list[FieldState]) -> bool:
    """Return whether every table of the projection holds exactly what the log gives."""
    for table, wanted in _projection_rows(operations, states).items():
        names = [column.name for column in table.columns]
        stored = {tuple(row) for row in connection.execute(select(table))}
        if stored != {tuple(row[name] for name in names) for row in wanted}:
            return False
    return True


def _projected(connection: Connection) -> Iterator[FieldState]:
    """Give the state as the projection holds it, one field after the other."""
    columns = live.c
    query = select(
        columns.entity_id, columns.entity, columns.field, columns.op_id, columns.kind, columns.value, columns.hlc,
        columns.device, columns.officer,
    ).order_by(columns.entity_id, columns.entity, columns.field, columns.op_id)  # fmt: skip
    for _, rows in groupby(connection.execute(query), key=lambda row: (row[0], row[1])):
        for entity in assemble(rows, ()):
            yield from entity.fields.values()


def _checked_log(connection: Connection, problems: list[str]) -> Iterator[Operation]:
    """Give every operation by device and lseq, noting breaks in the chains and columns that contradict ``raw``."""
    columns = operation_log.c
    query = select(operation_log).where(NUMBERED).order_by(columns.device, columns.lseq)
    empty = {(one.device, one.lseq): one.chain for one in all_passed_over(connection)}
    device, lseq, chain = "", 0, ""
    for row in connection.execute(query):
        if row.device != device:
            device, lseq, chain = row.device, 0, ""
        while row.lseq > lseq + 1 and (device, lseq + 1) in empty:
            lseq, chain = lseq + 1, empty[device, lseq + 1]
        if row.lseq != lseq + 1:
            problems.append(f"终端 {device} 缺少第 {lseq + 1} 至 {row.lseq - 1} 号操作。")
        elif next_chain(chain, row.raw) != row.chain:
            problems.append(f"终端 {device} 第 {row.lseq} 号操作与其链值不符。")
        lseq, chain = row.lseq, row.chain
        try:
            one = parse(row.raw, row.chain)
        except IntegrityBroken as broken:
            problems.append(broken.title)
            continue
        indexed = (row.op_id, row.device, row.lseq, row.txn, row.kind, FieldKey(row.entity, row.entity_id, row.field))
        if indexed != (one.op_id, one.device, one.lseq, one.txn, one.kind, one.key):
            problems.append(f"终端 {device} 第 {row.lseq} 号操作的索引与原文不符。")
        yield one
    yield from checked_second_pasts(connection, problems)


def _signature_problems(
    connection: Connection, operations: list[Operation], public_keys: Mapping[str, bytes]
) -> list[str]:
    stored = {row.txn: row.signature for row in connection.execute(select(transaction_signature))}
    last: dict[str, Operation] = {}
    for one in operations:
        if one.device in public_keys and (one.txn not in last or last[one.txn].lseq < one.lseq):
            last[one.txn] = one
    bad = [
        one
        for one in last.values()
        if not verify_transaction(public_keys[one.device], one.device, one.txn, one.chain, stored.get(one.txn, b""))
    ]
    return [f"终端 {one.device} 的事务 {one.txn} 签名缺失或不符。" for one in bad]
