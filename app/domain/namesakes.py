"""How officers are called where a name is all that one sees: those of one name by what tells them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.procedure.records import Officer


def told_apart(officers: Sequence[Officer]) -> dict[str, str]:
    """Return how each is called, by id: the name, of namesakes with the number of the credential, or the office."""
    count = Counter(one.name for one in officers)
    return {one.id: one.name if count[one.name] == 1 else f"{one.name}（{_mark(one)}）" for one in officers}


def _mark(officer: Officer) -> str:
    return officer.credential or officer.office or officer.id[-6:]
