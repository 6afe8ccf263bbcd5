"""Which attached files this device knows of: here or still to fetch, acknowledged by the centre or still to send."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Engine

from app.storage.database.engine import reading, writing
from app.storage.database.schema import attachment
from app.storage.database.writer import WriterLock


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file by content: digests in hex, size in bytes; ``here`` = in this vault, ``sent`` = the centre has it."""

    sha256: str
    sm3: str
    size: int
    here: bool
    sent: bool


_NOTE = insert(attachment)
_NOTE = _NOTE.on_conflict_do_update(
    index_elements=["sha256"],
    set_={"here": attachment.c.here | _NOTE.excluded.here, "sent": attachment.c.sent | _NOTE.excluded.sent},
)


class Attachments:
    """The register of attached files; call ``note`` after the vault took one in, before the commit that cites it."""

    def __init__(self, engine: Engine, lock: WriterLock) -> None:
        self._engine = engine
        self._lock = lock

    def note(self, sha256: str, sm3: str, size: int, *, here: bool = True, sent: bool = False) -> None:
        """Remember a file; flags only ever rise. ``here=False`` notes one that must be fetched."""
        row = {"sha256": sha256, "sm3": sm3, "size": size, "here": here, "sent": sent}
        with self._lock.interactive(), writing(self._engine) as connection:
            connection.execute(_NOTE, [row])

    def mark_sent(self, sha256: str) -> None:
        """Remember that the centre holds a file whole."""
        with self._lock.in_between(), writing(self._engine) as connection:
            connection.execute(update(attachment).where(attachment.c.sha256 == sha256).values(sent=True))

    def forget_sent(self, only: Collection[str] | None = None) -> int:
        """Remember no more that the centre holds the files that are here, or ``only`` some: it lost them.

        It came back from a backup, or says so itself. Returns how many were taken for sent.
        """
        which = attachment.c.here & attachment.c.sent
        if only is not None:
            which &= attachment.c.sha256.in_(sorted(only))
        with self._lock.in_between(), writing(self._engine) as connection:
            return connection.execute(update(attachment).where(which).values(sent=False)).rowcount

    def to_send(self) -> tuple[Attachment, ...]:
        """Return the files that the centre does not have yet, small ones first."""
        return self._where(attachment.c.here & ~attachment.c.sent)

    def to_fetch(self) -> tuple[Attachment, ...]:
        """Return the files that are cited but not here, small ones first."""
        return self._where(~attachment.c.here)

    def all(self) -> tuple[Attachment, ...]:
        """Return every known file, small ones first."""
        return self._where(attachment.c.size >= 0)

    def _where(self, condition: object) -> tuple[Attachment, ...]:
        columns = attachment.c
        query = select(columns.sha256, columns.sm3, columns.size, columns.here, columns.sent).where(condition)  # type: ignore[arg-type]  # SQLAlchemy's own union of conditions
        with reading(self._engine) as connection:
            return tuple(Attachment(*row) for row in connection.execute(query.order_by(columns.size, columns.sha256)))
