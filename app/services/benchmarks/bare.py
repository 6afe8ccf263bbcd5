"""The baseline of the store: bare SQLite of Python's own, with the same promises about the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from app.services.benchmarks.figures import timed


@contextmanager
def _database(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE log (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, raw TEXT NOT NULL)")
        yield connection


@contextmanager
def single_inserts(file: Path) -> Iterator[Callable[[str], float]]:
    """Give a function that inserts one row in a transaction of its own and returns the seconds."""
    with _database(file) as connection:

        def insert(raw: str) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO log (id, raw) VALUES (hex(randomblob(16)), ?)", (raw,))
            connection.execute("COMMIT")

        yield lambda raw: timed(lambda: insert(raw))


def bulk(file: Path, rows: Sequence[str]) -> float:
    """Return the seconds of inserting all rows in one transaction."""
    with _database(file) as connection:

        def insert() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO log (id, raw) VALUES (?, ?)", ((str(n), r) for n, r in enumerate(rows)))
            connection.execute("COMMIT")

        return timed(insert)
