"""What the connections to one store may hold together: office laptops have little memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection, Engine

from app.errors import StorageFailed
from app.storage.database.engine import (
    CACHE_KIB,
    WHOLE_STORE_CACHE_KIB,
    open_engine,
    reading,
    writing,
    writing_everything,
)

MOST_CONNECTIONS = 16
MOST_MIB_TOGETHER = 200


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_engine(tmp_path / "store.db", "ab" * 32, create=True)
    yield made
    made.dispose()


def cache(connection: Connection) -> int:
    """Return the page cache that a connection may fill, in KiB."""
    return -int(connection.exec_driver_sql("PRAGMA cache_size").scalar_one())


def test_that_all_readers_and_a_whole_store_writer_stay_within_what_a_weak_laptop_has(engine: Engine) -> None:
    with ExitStack() as stack:
        readers = [stack.enter_context(reading(engine)) for _ in range(MOST_CONNECTIONS - 1)]
        writer = stack.enter_context(writing_everything(engine))
        together = sum(map(cache, [*readers, writer]))
    assert together <= MOST_MIB_TOGETHER * 1024


def test_that_the_larger_cache_lasts_for_one_transaction_only(engine: Engine) -> None:
    with writing_everything(engine) as connection:
        assert cache(connection) == WHOLE_STORE_CACHE_KIB > CACHE_KIB
    with reading(engine) as connection:  # the pool gives the one used last
        assert cache(connection) == CACHE_KIB
    with pytest.raises(StorageFailed), writing_everything(engine) as connection:
        connection.exec_driver_sql("insert into missing values (1)")
    with writing(engine) as connection:
        assert cache(connection) == CACHE_KIB
