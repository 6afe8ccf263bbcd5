"""Settings of this device, kept in the encrypted store and never synced: identity, secrets, sync position."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from sqlalchemy import delete
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection, Engine

from app.domain.operations import Json
from app.storage.database.engine import reading, writing
from app.storage.database.schema import setting
from app.storage.database.writer import WriterLock

_READ = "SELECT value FROM setting WHERE name = ?"
_WRITE = insert(setting)
_WRITE = _WRITE.on_conflict_do_update(index_elements=["name"], set_={"value": _WRITE.excluded.value})


def read_setting(connection: Connection, name: str) -> Json:
    """Return a setting, None where it was never written."""
    return cast(Json, json.loads(_text(connection, name)))


def _text(connection: Connection, name: str) -> str:
    return connection.exec_driver_sql(_READ, (name,)).scalar() or "null"


def write_setting(connection: Connection, name: str, value: Json) -> None:
    """Write a setting within the caller's transaction; None removes it."""
    if value is None:
        connection.execute(delete(setting).where(setting.c.name == name))
        return
    connection.execute(_WRITE, {"name": name, "value": json.dumps(value, ensure_ascii=False)})


class Settings:
    """Named JSON values of this device. Names with a leading underscore belong to the store itself.

    Only this object writes the others, so what was read of them once is known: an answer asks for two of them.
    """

    def __init__(self, engine: Engine, lock: WriterLock) -> None:
        self._engine = engine
        self._lock = lock
        self._known: dict[str, str] = {}
        self._written = 0

    def get(self, name: str, default: Json = None) -> Json:
        """Return a setting or ``default``."""
        text = self._known.get(name)
        if text is None:
            written = self._written
            with reading(self._engine) as connection:
                text = _text(connection, name)
            if written == self._written and not name.startswith("_"):
                self._known[name] = text
                if written != self._written:  # written meanwhile: what was read may be older
                    self._known.pop(name, None)
        value: Json = json.loads(text)
        return default if value is None else value

    def set(self, name: str, value: Json) -> None:
        """Write a setting durably; None removes it."""
        self.set_all({name: value})

    def set_all(self, values: Mapping[str, Json]) -> None:
        """Write settings durably, all of them or none; None removes one."""
        with self._lock.in_between():
            try:
                with writing(self._engine) as connection:
                    for name, value in values.items():
                        write_setting(connection, name, value)
            finally:  # also of a write that failed it is not known what stands now
                self._written += 1
                for name in values:
                    self._known.pop(name, None)
