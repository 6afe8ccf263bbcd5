"""Failures told to people: a laptop is called as everywhere else, not by its whole id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import IntegrityBroken
from app.services.desk import Desk
from app.services.exchange.queue import device_name

_NAMED = re.compile(r"终端 ([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![0-9a-f-]) ?")


def named(desk: Desk, failure: IntegrityBroken) -> IntegrityBroken:
    """Return a failure in whose title laptops are called by their names; its advice may need the whole id."""
    title = _NAMED.sub(lambda found: device_name(desk, found[1]), failure.title)
    return failure if title == failure.title else IntegrityBroken(failure.code, title, failure.advice)


@contextmanager
def naming(desk: Desk) -> Iterator[None]:
    """Let what is broken be told with the names of laptops."""
    try:
        yield
    except IntegrityBroken as error:
        raise named(desk, error) from error
