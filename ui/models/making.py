"""Papers to be made as the page shows them: what is offered and why not, the forms begun and their choices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.entries import ARTICLES, EVIDENCE, FINDINGS, GROUPS, PERSON, EntryField
from app.domain.namesakes import people_told_apart
from app.domain.problems import Problem
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.services.desk import Desk
from app.services.numbers.ledger import number_text
from app.services.papers.articles import provision_words
from app.services.papers.composing import compose
from app.services.papers.composing.wording import ROLE_NAMES
from app.services.papers.drafting import draft
from app.services.papers.making import begin, form_problems, offers, taken_over
from app.services.pinning import definition_of
from ui.models.hindrances import Hindrance, hindrances

_DAY = re.compile(r"(?:(\d{4})[-./年])?(\d{1,2})[-./月](\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2})[:：时](\d{2})分?")


@dataclass(frozen=True)
class Choice:
    """Something a field chooses from: its id and its words."""

    id: str
    words: str


@dataclass(frozen=True)
class OfferRow:
    """A kind of paper: its group and title, why it cannot be begun now, whether the case calls for it."""

    kind: str
    title: str
    group: str
    note: str
    blockers: tuple[Hindrance, ...]
    called_for: bool
    made: int


@dataclass(frozen=True)
class Form:
    """The form of a paper begun and not final: its fields, what stands in them, what is still lacking by field.

    ``taken`` are the fields taken over from a sealed re-inspection, which nobody types.
    """

    document: str
    kind: str
    title: str
    number: str
    note: str
    fields: tuple[EntryField, ...]
    values: Mapping[str, Any]
    problems: tuple[Problem, ...]
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    drafted: bool = False
    signed: bool = False
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MakingView:
    """What can be made, and the forms that were begun."""

    offers: tuple[OfferRow, ...]
    forms: tuple[Form, ...]


def making_view(desk: Desk, case: Case) -> MakingView:
    """Return what papers can be made in a case and the forms begun."""
    rows = []
    for one in offers(desk, case):
        definition, procedure = one.definition, one.definition.procedure
        assert procedure is not None
        reasons = hindrances(desk, one.blockers)
        group = GROUPS[procedure.group]
        rows.append(OfferRow(
            definition.kind, definition.title, group, procedure.note, reasons, one.called_for, one.made
        ))  # fmt: skip
    places = {words: place for place, words in enumerate(GROUPS.values())}
    rows.sort(key=lambda one: places[one.group])  # each group once, its papers in the order of their kinds
    begun = [one for one in case.documents if one.lifecycle and one.frozen_at is None]
    return MakingView(tuple(rows), tuple(_form(desk, case, one) for one in begun))


def start(desk: Desk, inspection: str, kind: str) -> tuple[Document, Sequence[Problem]]:
    """Return a new paper of a kind, its form filled with what the case proposes.

    Raises:
        Refused: it cannot be begun now, or no number is left.
    """
    return begin(desk, inspection, kind), ()


def compose_paper(desk: Desk, inspection: str, document: str) -> tuple[Document, Sequence[Problem]]:
    """Return the paper drafted from its form, or what is still to be filled in."""
    case = desk.case(inspection)
    found = next(one for one in case.documents if one.id == document)
    problems = form_problems(desk, case, found)
    if not problems:
        draft(desk, inspection, found, compose)
    return found, problems


def day_typed(text: str, today: date) -> str:
    """Return the ISO day of what was typed (2026-3-10, 2026年3月10日, 3-10), the text itself where it is none."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return text.strip()
    try:
        return date(int(found[1] or today.year), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return text.strip()


def moment_typed(text: str, today: date) -> str:
    """Return the ISO moment of what was typed (2026-03-10 09:30, or 09:30 of today), the text itself else."""
    parts = text.strip().replace("T", " ").split()
    day = day_typed(parts[0], today) if len(parts) == 2 else today.isoformat()
    time = _TIME.fullmatch(parts[-1]) if parts else None
    if time is None or len(day) != 10 or int(time[1]) > 23 or int(time[2]) > 59:
        return text.strip()
    return f"{day}T{int(time[1]):02}:{time[2]}"


def _form(desk: Desk, case: Case, one: Document) -> Form:
    definition = definition_of(desk, case, one.kind)
    values = case.entries.get(one.id, {})
    return Form(
        one.id, one.kind, definition.title, number_text(desk, one.number) if one.number else "",
        definition.procedure.note if definition.procedure else "", definition.entries, values,
        tuple(form_problems(desk, case, one)),
        {name: _choices(desk, case, kind, values.get(name)) for name, kind in _listed(definition.entries)},
        one.id in case.contents, any(sign.document == one.id for sign in case.signatures), taken_over(desk, case, one),
    )  # fmt: skip


def _listed(fields: Sequence[EntryField]) -> list[tuple[str, str]]:
    return [(one.name, one.type) for one in fields if one.type in (PERSON, EVIDENCE, FINDINGS, ARTICLES)]


def _choices(desk: Desk, case: Case, kind: str, value: Any) -> tuple[Choice, ...]:
    if kind == PERSON:
        names = people_told_apart(case.persons)
        return tuple(
            Choice(one.id, "，".join(part for part in (names[one.id], ROLE_NAMES.get(one.role, ""), one.post) if part))
            for one in case.persons
        )
    if kind == EVIDENCE:
        chosen = value or ()  # what the unit handed in is set aside from the findings, and still a part of this paper
        return tuple(Choice(one.id, one.name) for one in case.evidence if not one.set_aside or one.id in chosen)
    if kind == FINDINGS:
        return tuple(Choice(one.id, f"{one.code} {one.text}") for one in case.findings)
    return tuple(Choice(str(one), provision_words(desk, str(one))) for one in value or ())
