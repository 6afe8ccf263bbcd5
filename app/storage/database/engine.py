"""Encrypted SQLite through SQLAlchemy Core: opening, transactions, and translation of library errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from app.errors import StorageFailed

# Each of up to 16 connections has its own and fills it once it has read as much: 64 MB each came to 1 GB. With 8 no
# answer, reading or pull took more of the processor (120,000 operations), a rebuild up to a fifth: it gets the larger.
CACHE_KIB = 8 * 1024
WHOLE_STORE_CACHE_KIB = 64 * 1024

# Checkpoints run in the background (store.Checkpoints); this is the ceiling should that thread ever be late.
LATEST_CHECKPOINT_PAGES = 20_000

# A log that grew beyond this (a rebuild, a long reading beside a pull) is cut back when it starts anew.
LARGEST_LOG_KEPT = 32 * 1024 * 1024

# Of rows with ten values, far below the 32,766 that a statement may carry.
ROWS_TOGETHER = 500

_SETTINGS = (
    "PRAGMA synchronous = FULL",
    f"PRAGMA cache_size = -{CACHE_KIB}",
    f"PRAGMA wal_autocheckpoint = {LATEST_CHECKPOINT_PAGES}",
    f"PRAGMA journal_size_limit = {LARGEST_LOG_KEPT}",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA foreign_keys = ON",
)

_FAULTS = (
    ("disk is full", "disk-full", "磁盘空间不足，未能保存。", "请清理磁盘空间后重试；已确认保存的内容不受影响。"),
    ("not a database", "damaged", "数据文件无法解密或已损坏。", "请用最近的备份恢复（restore），不要删除原文件。"),
    ("malformed", "damaged", "数据文件已损坏。", "请用最近的备份恢复（restore），不要删除原文件。"),
    ("corrupt", "damaged", "数据文件已损坏。", "请用最近的备份恢复（restore），不要删除原文件。"),
    ("readonly", "read-only", "数据文件夹不可写。", "请检查文件夹权限或磁盘写保护后重试。"),
    ("unable to open", "unreadable", "数据文件打不开。", "请检查数据文件夹是否存在、权限是否正确后重试。"),
    ("disk i/o", "disk-io", "磁盘读写出错。", "请检查磁盘或移动盘连接后重试；已确认保存的内容不受影响。"),
    ("locked", "busy", "数据文件被其他程序占用。", "请关闭正在使用数据文件夹的其他程序后重试。"),
    ("append-only", "guarded", "操作日志不能改动。", "请保持原样并联系管理员。"),
    ("entity is sealed", "guarded", "已封存的内容不能改动。", "请用补正或补充材料另行记录。"),
)


_held: ContextVar[Mapping[Engine, Connection]] = ContextVar("held", default={})  # noqa: B039 - never written to


def storage_fault(error: BaseException) -> StorageFailed:
    """Return the Chinese error for a failure of the database library; the original is not quoted (it may hold data)."""
    text = str(getattr(error, "orig", error)).lower()
    for needle, code, title, advice in _FAULTS:
        if needle in text:
            return StorageFailed(code, title, advice)
    return StorageFailed("database", "数据读写失败。", "请重试；若仍失败，请重新打开程序。已确认保存的内容不受影响。")


@contextmanager
def translated() -> Iterator[None]:
    """Turn errors of the database library into StorageFailed."""
    try:
        yield
    except (DBAPIError, dbapi2.Error) as error:
        raise storage_fault(error) from error


def connect(path: Path, key: str, *, create: bool = False) -> Any:
    """Return a raw connection to an encrypted database; ``key`` is 64 hex digits and never stands in a URL.

    ``create`` makes the file where it is missing.
    """
    mode = "rwc" if create else "rw"
    connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA cipher_log = off")
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
    return connection


def open_engine(path: Path, key: str, *, create: bool = False, journal: str = "WAL") -> Engine:
    """Return an engine over one encrypted file; its transactions begin explicitly.

    ``connection.execution_options(writer=True)`` before the first statement takes the write lock at once.
    """

    def creator() -> Any:
        connection = connect(path, key, create=create)
        for statement in (f"PRAGMA journal_mode = {journal}", *_SETTINGS):
            connection.execute(statement)
        return connection

    engine = create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=creator,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=12,
        pool_use_lifo=True,  # the connection used last knows most pages
        hide_parameters=True,  # they hold personal data, and exceptions end up in logs
    )

    # isolation_level=None without this event would commit every statement by itself.
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writer = connection.get_execution_options().get("writer", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection with one consistent snapshot, the one that is held where one is; errors are translated."""
    held = _held.get().get(engine)
    if held is not None:
        with translated():
            yield held
        return
    with translated(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def snapshot(engine: Engine) -> Iterator[None]:
    """Let whatever this thread reads within the block come from one snapshot, without a transaction for each."""
    with reading(engine) as connection:
        before = _held.set({**_held.get(), engine: connection})
        try:
            yield
        finally:
            _held.reset(before)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a write transaction that commits at the end or leaves nothing; errors are translated."""
    if engine in _held.get():
        raise RuntimeError("what is written here could not be read before the snapshot ends")
    with translated(), engine.connect() as plain:
        connection = plain.execution_options(writer=True)
        with connection.begin():
            yield connection


@contextmanager
def writing_again(engine: Engine) -> Iterator[Connection]:
    """Like ``writing``, for content that can be fetched again: not flushed by itself but with the next commit.

    A power cut may take it back, together with the pull's cursor in the same transaction; never out of order.
    """
    with _writing_under(engine, "synchronous = NORMAL", "synchronous = FULL") as connection:
        yield connection


@contextmanager
def writing_everything(engine: Engine) -> Iterator[Connection]:
    """Like ``writing``, for a transaction through the whole store: with a larger page cache while it lasts."""
    larger, usual = (f"cache_size = -{size}" for size in (WHOLE_STORE_CACHE_KIB, CACHE_KIB))
    with _writing_under(engine, larger, usual) as connection:
        yield connection


@contextmanager
def _writing_under(engine: Engine, setting: str, usual: str) -> Iterator[Connection]:
    with translated(), engine.connect() as plain:
        raw = plain.connection.cursor()
        raw.execute(f"PRAGMA {setting}")
        try:
            connection = plain.execution_options(writer=True)
            with connection.begin():
                yield connection
        finally:
            raw.execute(f"PRAGMA {usual}")
            raw.close()


def fetched(connection: Connection, statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement straight from the driver: in a pull, bookkeeping would cost more than finding."""
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def insert_rows(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run an ``INSERT ... VALUES (?, ...)`` for rows, many in one call.

    The driver lets other threads work during a call: once for many rows, where ``run_for_each`` would queue up for the
    interpreter again after each row, behind the thread that checks what comes next.
    """
    for first in range(0, len(rows), ROWS_TOGETHER):
        together = rows[first : first + ROWS_TOGETHER]
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(_for_rows(statement, len(together)), [value for row in together for value in row])


def insert_columns(connection: Connection, statement: str, columns: Sequence[Sequence[Any]]) -> None:
    """Run an ``INSERT ... VALUES (?, ...)`` for rows that are given by columns, as ``insert_rows`` does.

    Up to ``ROWS_TOGETHER`` of them go in by one statement, all or none.
    """
    for first in range(0, len(columns[0]), ROWS_TOGETHER):
        together = [one[first : first + ROWS_TOGETHER] for one in columns]
        with closing(connection.connection.cursor()) as cursor:
            words = _for_columns(statement, len(together), len(together[0]))
            cursor.execute(words, [value for one in together for value in one])


@lru_cache(maxsize=256)
def _for_columns(statement: str, width: int, count: int) -> str:
    numbers = (", ".join(f"?{column * count + row + 1}" for column in range(width)) for row in range(count))
    return statement[: statement.rindex("(")] + ", ".join(f"({one})" for one in numbers)


@lru_cache(maxsize=256)
def _for_rows(statement: str, count: int) -> str:
    places = statement[statement.rindex("(") :]
    return statement + f", {places}" * (count - 1)


def run_for_each(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement for each row, straight in the driver."""
    if rows:
        with closing(connection.connection.cursor()) as cursor:
            cursor.executemany(statement, rows)
