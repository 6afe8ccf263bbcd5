"""From the schema of an older program to this one's: one step for each version, all in one transaction.

A step only adds (new tables, new columns with a default); what it adds is filled from the log afterwards, by those who
read it. So a store is never half upgraded, and an interrupted start changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.engine import Connection, Engine

from app.storage.database.engine import writing
from app.storage.database.schema import INSPECTION_BY_UNIT, LISTING, SCHEMA_VERSION, metadata


def _add_listing(connection: Connection) -> None:
    metadata.create_all(connection, tables=LISTING)


def _add_lookup(connection: Connection) -> None:
    # A store that was made with version 2 has it; one that came from version 1 does not.
    INSPECTION_BY_UNIT.create(connection, checkfirst=True)


# The step that leads from each version to the next.
STEPS: Mapping[int, Callable[[Connection], None]] = {1: _add_listing, 2: _add_lookup}


def upgrade(engine: Engine) -> None:
    """Bring a store of an older version to this program's version; the log is not touched.

    Raises:
        StorageFailed: the disk is full or fails; the store is as it was.
    """
    with writing(engine) as connection:
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
        for step in range(version, SCHEMA_VERSION):
            STEPS[step](connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
