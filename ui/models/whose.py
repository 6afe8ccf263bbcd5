"""Whose secret was refused: several officers give theirs at one screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import Refused
from app.services.desk import Desk


@contextmanager
def naming(desk: Desk, officer: str) -> Iterator[None]:
    """Let a refusal of this officer's PIN or passphrase begin with the name.

    Raises:
        Refused: what was tried was refused.
    """
    try:
        yield
    except Refused as error:
        known = desk.officers().get(officer)
        title = f"{known.name}：{error.title}" if known is not None else error.title
        raise Refused(title, (), error.advice, error.code) from error
