"""The party by one name from the record to the last paper: a name that changed since is told, never changed silently.

Basis: archives-law-2020:45 (the unit that is ordered), penalty-law-2021:59 (name of the party) by analogy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.procedure.case import Case
from app.domain.procedure.guards_record import record_is_sealed

RECORD, REGISTERED = "D4", "registered"
"""REGISTERED: beside the name of a unit as a paper prints it, its name alone."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """The name that the sealed record bears and the one of the register; ``other_code``: the credit code changed."""

    recorded: str
    now: str
    other_code: bool

    @property
    def shown(self) -> str:
        """Return the name as papers print it."""
        return f"{self.now}（现场检查笔录所载名称：{self.recorded}）"


def renamed_since(case: Case) -> Renamed | None:
    """Return how the unit's name changed since the record was sealed, None where it did not."""
    record = case.document(RECORD)
    content = case.contents.get(record.id) if record is not None and record_is_sealed(case) else None
    words = content.data.get("unit") if content is not None else None
    if not isinstance(words, Mapping):
        return None
    name, code = str(words.get("name") or ""), str(words.get("code") or "")
    if not name or name == case.unit.name:
        return None
    return Renamed(name, case.unit.name, bool(code and case.unit.credit_code and code != case.unit.credit_code))


def printed_name(unit: Mapping[str, object]) -> str:
    """Return the unit's name alone, as the words of a paper have it."""
    return str(unit.get(REGISTERED) or unit.get("name") or "")
