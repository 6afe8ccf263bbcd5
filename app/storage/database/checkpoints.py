"""Moving the write-ahead log into the database file in the background, never within a person's commit.

A log that is moved while commits go on never starts again from its beginning, and one that grows makes every commit
dearer (the file's length must be made durable too). So the bulk is moved while others write, and only what came
meanwhile under the writer's turn: a moment, and the next commit begins the log anew.
"""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from typing import Any

from sqlcipher3 import dbapi2

from app.storage.database.engine import connect
from app.storage.database.writer import WriterLock

TURNS_BETWEEN = 150


class Checkpoints:
    """A thread with its own connection that checkpoints after ``TURNS_BETWEEN`` commits of a person, or as much."""

    def __init__(self, path: Path, key: str, turn: WriterLock) -> None:
        self._path = path
        self._key = key
        self._turn = turn
        self._due = Event()
        self._stopping = False
        self._turns = 0
        turn.listen(self._turn_ended)
        self._thread = Thread(target=self._run, name="store-checkpoints", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread after what it is doing."""
        self._stopping = True
        self._due.set()
        self._thread.join()

    def _turn_ended(self, acts: int) -> None:
        self._turns += acts
        if self._turns >= TURNS_BETWEEN:
            self._due.set()

    def _run(self) -> None:
        connection: Any = None
        try:
            while True:
                self._due.wait()
                self._due.clear()
                if self._stopping:
                    return
                self._turns = 0
                try:
                    connection = connection or connect(self._path, self._key)
                    self._checkpoint(connection)
                except dbapi2.Error:
                    continue  # the log simply grows until the next time, and closing checkpoints again
        finally:
            if connection is not None:
                connection.close()

    def _checkpoint(self, connection: Any) -> None:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        with self._turn.background():
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
