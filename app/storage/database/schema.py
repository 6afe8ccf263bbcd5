"""Tables of the local store: the append-only log, the projection of the fold, and what never leaves the device."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    create_mock_engine,
    text,
)
from sqlalchemy.engine import Connection

SCHEMA_VERSION = 3

# What may be listed over all inspections; a query that says so in these very words uses the index.
ANSWER = "answer"
LISTED = f"entity <> '{ANSWER}'"

metadata = MetaData()

# The log. ``raw`` holds everything; the other columns are its index.
operation_log = Table(
    "operation_log",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("op_id", Text, nullable=False, unique=True),
    Column("device", Text, nullable=False),
    Column("lseq", Integer, nullable=False),
    Column("txn", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("chain", Text, nullable=False),
    UniqueConstraint("device", "lseq"),
    Index("operation_by_field", "entity_id", "entity", "field"),
)

transaction_signature = Table(
    "transaction_signature",
    metadata,
    Column("txn", Text, primary_key=True),
    Column("device", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# The projection: what the fold says stands now. Written by projection.apply and upkeep.rebuild only.
live = Table(
    "live",
    metadata,
    Column("entity_id", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("op_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("hlc", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("officer", Text, nullable=False),
    sqlite_with_rowid=False,
)
# Answers are by far the most and are read by their inspection only: each page spared makes an answer's commit cheaper.
Index("live_by_entity", live.c.entity, live.c.entity_id, sqlite_where=text(LISTED))
INSPECTION_BY_UNIT = Index(
    "inspection_by_unit", live.c.value, sqlite_where=text("entity = 'inspection' AND field = 'unit'")
)

turned_away = Table(
    "turned_away",
    metadata,
    Column("entity_id", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("op_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)

open_conflict = Table(
    "open_conflict",
    metadata,
    Column("entity_id", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    sqlite_with_rowid=False,
)

# Entities under an active seal; the triggers below read it.
sealed_entity = Table(
    "sealed_entity",
    metadata,
    Column("entity_id", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("seal_op", Text, primary_key=True),
    Index("sealed_by_seal", "seal_op"),
    sqlite_with_rowid=False,
)

centre_refusal = Table(
    "centre_refusal",
    metadata,
    Column("target", Text, primary_key=True),
    sqlite_with_rowid=False,
)

# What never leaves the device.
draft = Table(
    "draft",
    metadata,
    Column("place_key", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("saved_at", Text, nullable=False),
    sqlite_with_rowid=False,
)

setting = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

attachment = Table(
    "attachment",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("sm3", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("here", Boolean, nullable=False),
    Column("sent", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

PROJECTION = (live, turned_away, open_conflict, sealed_entity, centre_refusal)

# One row for each inspection with what lists show of it (since version 2). Made anew from the entities at any time, so
# neither the fold's digest nor a check looks at it. ``due`` is an ISO moment or "", ``officers`` a JSON list.
listed = Table(
    "listed",
    metadata,
    Column("root", Text, primary_key=True),
    Column("stamp", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("due", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("district", Text, nullable=False),
    Column("officers", Text, nullable=False),
    Column("awaiting", Integer, nullable=False),
    Column("search", Text, nullable=False),
    sqlite_with_rowid=False,
)
Index("listed_by_stamp", listed.c.stamp)
Index("listed_by_state", listed.c.state, listed.c.gone)
Index("listed_open", listed.c.due, listed.c.awaiting, sqlite_where=text("open"))

# What is shown of a row, as a JSON object: apart, so that looking through all rows reads little.
listed_cells = Table(
    "listed_cells",
    metadata,
    Column("root", Text, primary_key=True),
    Column("cells", Text, nullable=False),
    sqlite_with_rowid=False,
)

# Which unit and officers a row tells of: a change of theirs makes it stale.
listed_link = Table(
    "listed_link",
    metadata,
    Column("other", Text, primary_key=True),
    Column("root", Text, primary_key=True),
    Index("listed_link_by_root", "root"),
    sqlite_with_rowid=False,
)

# Rows that must be made anew before they are true again.
listed_stale = Table(
    "listed_stale", metadata, Column("root", Text, primary_key=True), sqlite_with_rowid=False
)

LISTING = (listed, listed_cells, listed_link, listed_stale)

_GUARDED = tuple(
    (f"{table}_keeps_{verb.lower()}", table, verb)
    for table in ("operation_log", "transaction_signature")
    for verb in ("UPDATE", "DELETE")
)


def raise_log_guards(connection: Connection, *, lowered: bool) -> None:
    """Guard the log against every change (``lowered``: for the rest of this transaction let changes through)."""
    for name, table, verb in _GUARDED:
        if lowered:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
            )


def _seal_guard(verb: str, row: str) -> str:
    same = f"s.entity_id = {row}.entity_id AND s.entity = {row}.entity"
    return (
        f"CREATE TRIGGER live_sealed_{verb.lower()} BEFORE {verb} ON live"  # noqa: S608 - constant parts only
        f" WHEN EXISTS (SELECT 1 FROM sealed_entity s WHERE {same})"
        f" BEGIN SELECT RAISE(ABORT, 'the entity is sealed'); END"
    )


_SEAL_GUARDS = (_seal_guard("INSERT", "NEW"), _seal_guard("UPDATE", "OLD"), _seal_guard("DELETE", "OLD"))


def create_schema(connection: Connection) -> None:
    """Create all tables and guards in an empty database and mark its schema version."""
    for statement in _tables():
        connection.exec_driver_sql(statement)
    raise_log_guards(connection, lowered=False)
    for statement in _SEAL_GUARDS:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


@cache
def _tables() -> tuple[str, ...]:
    """Return what makes all tables and indexes, worked out once: that takes longer than to make them."""
    statements: list[str] = []

    def keep(made: Any, *_values: object, **_how: object) -> None:
        statements.append(str(made.compile(dialect=engine.dialect)))

    engine = create_mock_engine("sqlite://", keep)
    metadata.create_all(engine, checkfirst=False)
    return tuple(statements)
