"""What is to be heeded at a paper and does not stand in its way: warnings of its act, numbers that cannot be right."""

from __future__ import annotations

from app.domain.entries import PERSON
from app.domain.procedure.case import Case
from app.domain.procedure.doubtful_numbers import numbers_of
from app.domain.procedure.guards import warnings
from app.domain.procedure.outcomes import Document
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk
from app.services.papers.life import FREEZING_GUARDS
from app.services.pinning import definition_of


def heeded(desk: Desk, case: Case, document: Document) -> list[Blocker]:
    """Return what whoever approves, finishes or signs a paper should look at first."""
    about = circumstances(desk, case, document=document.id)
    fields = [one.name for one in definition_of(desk, case, document.kind).entries if one.type == PERSON]
    entered = case.entries.get(document.id, {})
    named = {str(entered.get(name) or "") for name in fields}
    told = [doubt for one in case.persons if one.id in named for doubt in numbers_of(one)]
    return [*warnings(FREEZING_GUARDS.get(document.kind, ""), case, about), *told]
