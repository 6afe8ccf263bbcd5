"""Two administrators at once: whoever changes the schema or the logins waits for the other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg

from app.errors import CentreRefused

_KEY = 7_430_231_196  # of no meaning but for being ours; such locks are per database
_PATIENCE = "60s"


@contextlib.contextmanager
def one_at_a_time(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Run one act while no other administrator of this database is at one.

    Who may not take the lock (once the side doors are shut, a superuser alone may) goes on without it.

    Raises:
        CentreRefused: another one is at it for longer than a minute.
    """
    held = _taken(connection)
    try:
        yield
    finally:
        if held:
            with contextlib.suppress(psycopg.Error):
                connection.execute("select pg_advisory_unlock(%s)", (_KEY,))


def _taken(connection: psycopg.Connection[Any]) -> bool:
    try:
        with connection.transaction():
            connection.execute(f"set local lock_timeout = '{_PATIENCE}'")
            connection.execute("select pg_advisory_lock(%s)", (_KEY,))
    except psycopg.errors.InsufficientPrivilege:
        return False
    except psycopg.errors.LockNotAvailable as error:
        raise busy() from error
    return True


def busy() -> CentreRefused:
    """Return the refusal of an act beside another administrator's."""
    title = "另一名管理员正在同时更改中心库，这一次没有做。"
    return CentreRefused("administrator-busy", title, "没有改动任何内容。请等那边做完后重试。")
