"""Text being typed, and the place on screen: durable within the call, never synced, gone once committed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection, Engine

from app.domain.clock import iso
from app.storage.database.engine import reading, writing
from app.storage.database.schema import draft
from app.storage.database.settings import read_setting, write_setting
from app.storage.database.writer import WriterLock
from app.storage.log.reading import within

_PLACE = "_place"

# Plain SQL, as an IN put together anew takes half a millisecond of each answer.
_DROP = "DELETE FROM draft WHERE place_key IN (SELECT value FROM json_each(?))"

_SAVE = insert(draft)
_SAVE = _SAVE.on_conflict_do_update(
    index_elements=["place_key"], set_={"text": _SAVE.excluded.text, "saved_at": _SAVE.excluded.saved_at}
)


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsaved text of one field. ``place_key`` begins with the inspection's id; ``saved_at`` is ISO 8601, +08:00."""

    place_key: str
    text: str
    saved_at: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the officer last was: after a crash the program opens there again."""

    inspection: str
    step: str
    question: str


def drop_drafts(connection: Connection, place_keys: Sequence[str]) -> None:
    """Drop drafts within the caller's transaction, in the same breath as their text is committed."""
    if place_keys:
        connection.exec_driver_sql(_DROP, (json.dumps(place_keys),))


class Drafts:
    """Drafts of free text and the last place."""

    def __init__(self, engine: Engine, lock: WriterLock) -> None:
        self._engine = engine
        self._lock = lock

    def save_draft(self, place_key: str, text: str, now: datetime) -> None:
        """Keep text that is still being typed; ``place_key`` is ``<entity id>/…`` in one fixed form per field."""
        self.save_drafts({place_key: text}, now)

    def save_drafts(self, texts: Mapping[str, str], now: datetime) -> None:
        """Keep several texts by place, all of them or none."""
        rows = [{"place_key": key, "text": text, "saved_at": iso(now)} for key, text in texts.items()]
        with self._lock.interactive(), writing(self._engine) as connection:
            connection.execute(_SAVE, rows)

    def drafts(self, root: str) -> tuple[Draft, ...]:
        """Return the drafts of one inspection, by place."""
        query = select(draft.c.place_key, draft.c.text, draft.c.saved_at).where(within(draft.c.place_key, root))
        with reading(self._engine) as connection:
            return tuple(Draft(*row) for row in connection.execute(query.order_by(draft.c.place_key)))

    def drop_draft(self, *place_keys: str) -> None:
        """Forget drafts (a commit drops the drafts it was told of by itself)."""
        with self._lock.interactive(), writing(self._engine) as connection:
            drop_drafts(connection, place_keys)

    def remember_place(self, inspection: str, step: str, question: str = "") -> None:
        """Keep where the officer is now."""
        place = {"inspection": inspection, "step": step, "question": question}
        with self._lock.interactive(), writing(self._engine) as connection:
            write_setting(connection, _PLACE, dict(place))

    def last_place(self) -> Place | None:
        """Return where the officer last was, None on a fresh store."""
        with reading(self._engine) as connection:
            kept = read_setting(connection, _PLACE)
        if not isinstance(kept, dict):
            return None
        return Place(str(kept["inspection"]), str(kept["step"]), str(kept["question"]))
