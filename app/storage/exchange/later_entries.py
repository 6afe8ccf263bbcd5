"""What a log holds beside the laptops' numbered operations: by its names an earlier program knows what it cannot judge.

A program that adds another kind of entry notes its name here, in the transaction that writes the first one
(``note_entry``). A program that does not know a name goes on as ever and calls nothing broken that it cannot read: its
check says that a newer program has to judge.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.engine import Connection

from app.domain.operations import OPERATION_VERSION, Operation
from app.storage.database.settings import read_setting, write_setting

ENTRIES = "_log_entries"
SECOND_PAST = "second-past"
KNOWN = frozenset({SECOND_PAST})


def note_entry(connection: Connection, name: str) -> None:
    """Note within the caller's transaction that the log holds entries of a kind."""
    noted = _noted(connection)
    if name not in noted:
        write_setting(connection, ENTRIES, [*sorted([*noted, name])])


def later_entries(connection: Connection) -> tuple[str, ...]:
    """Return the kinds of entries in this log that only a newer program knows."""
    return tuple(sorted(_noted(connection) - KNOWN))


def of_later_programs(operations: Iterable[Operation]) -> int:
    """Return how many operations are of a later version than this program writes."""
    return sum(one.v > OPERATION_VERSION for one in operations)


def _noted(connection: Connection) -> set[str]:
    told = read_setting(connection, ENTRIES)
    return {str(one) for one in told} if isinstance(told, list) else set()
