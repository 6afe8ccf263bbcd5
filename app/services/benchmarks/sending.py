"""How long a push takes, against COPY of the same rows on the same server."""

from __future__ import annotations

from app.centre.embedded import embedded_server
from app.centre.measuring import push_against_copy
from app.services.benchmarks.figures import Figure


def push(operations: int = 10_000) -> list[Figure]:
    """Return what a push takes to a PostgreSQL server started for it."""
    with embedded_server() as server:
        found = push_against_copy(server, operations)
    figure = f"{found.operations} operations, {found.batch} a call"
    return [Figure("push", figure, "s", found.push, found.copy)]
