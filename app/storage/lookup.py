"""Finding entities by what a field of theirs says, without reading all of their kind."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.engine import Engine

from app.storage.engine import reading
from app.storage.schema import LISTED
from app.storage.standing import value_text

# In the words of the partial index ``inspection_by_unit``.
_BY_UNIT = text(
    "SELECT DISTINCT entity_id FROM live WHERE entity = 'inspection' AND field = 'unit'"  # noqa: S608 - constants only
    f" AND {LISTED} AND value IN (SELECT value FROM json_each(:units)) ORDER BY entity_id"
)


class Lookup:
    """Answers from the projection, on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def inspections_of(self, units: Sequence[str]) -> tuple[str, ...]:
        """Return the ids of the inspections of these units, the oldest first."""
        wanted = json.dumps([value_text(one) for one in units])
        with reading(self._engine) as connection:
            return tuple(connection.execute(_BY_UNIT, {"units": wanted}).scalars())
