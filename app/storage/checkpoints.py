"""Moving the write-ahead log into the database file in the background, never within a person's commit."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

from sqlcipher3 import dbapi2

from app.storage.engine import connect

COMMITS_BETWEEN = 200


class Checkpoints:
    """A thread with its own connection that checkpoints after every ``COMMITS_BETWEEN`` commits."""

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._key = key
        self._due = Event()
        self._stopping = False
        self._commits = 0
        self._thread = Thread(target=self._run, name="store-checkpoints", daemon=True)
        self._thread.start()

    def committed(self) -> None:
        """Count one commit."""
        self._commits += 1
        if self._commits % COMMITS_BETWEEN == 0:
            self._due.set()

    def stop(self) -> None:
        """End the thread after what it is doing."""
        self._stopping = True
        self._due.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._due.wait()
            self._due.clear()
            if self._stopping:
                return
            try:
                connection = connect(self._path, self._key)
                try:
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                finally:
                    connection.close()
            except dbapi2.Error:
                continue  # the log simply grows until the next turn, and closing checkpoints again
