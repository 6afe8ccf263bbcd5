"""One number on two papers: laptops without a centre that were granted the same block, as a parcel shows it later.

The number stays with one paper. A draft takes another number; a final paper is voided with its reason before it is
served, and made anew under another one.

Basis: penalty-law-2021:52.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from app.domain.numbers import CONSUMED, RESERVED, VOIDED
from app.domain.operations import SET, Change, root_of
from app.domain.procedure.case import Case
from app.domain.procedure.issuing import Number
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document
from app.errors import Blocker, Refused
from app.services.desk import Desk, insist
from app.services.numbers import ledger

BASIS = ("penalty-law-2021:52",)
_TOLD = frozenset({"state", "measure", "document"})


@dataclass(frozen=True)
class Doubled:
    """A number, and the papers that stand under it, each with its case."""

    number: str
    papers: tuple[tuple[Case, Document], ...]


def doubled(desk: Desk) -> tuple[Doubled, ...]:
    """Return the numbers that stand on more than one paper."""
    keys = (one.key for one in desk.store.conflicts())
    ids = sorted({one.entity_id for one in keys if one.entity == Number.ENTITY and one.field in _TOLD})
    found = (Doubled(one, holders(desk, one)) for one in ids)
    return tuple(one for one in found if len(one.papers) > 1)


def holders(desk: Desk, number_id: str) -> tuple[tuple[Case, Document], ...]:
    """Return the papers that stand under a number, by what any laptop recorded of it."""
    state = desk.store.read(Number.ENTITY, number_id)
    fields = [state.fields[name] for name in ("measure", "document") if name in state.fields] if state else []
    named = {str(one.value) for field in fields for one in field.live if one.kind == SET and one.value}
    found = []
    for root in sorted({root_of(one) for one in named}):
        with suppress(Refused):  # an inspection that is not here yet
            case = desk.case(root)
            found += [(case, one) for one in case.documents if one.number == number_id]
    return tuple(found)


def given_up(desk: Desk, case: Case, document: Document, reason: str) -> list[Change]:
    """Return the changes for the number of a paper that is voided: another paper keeps it, else its ledger says why."""
    others = [one for _, one in holders(desk, document.number) if one.id != document.id]
    if others:
        return _left_to(desk, document.number, others[0])
    if document.frozen_at is None:
        return ledger.giving_up(desk, case, document.number, reason)
    return [] if ledger.number(desk, document.number).state == VOIDED else ledger.voiding(desk, document.number, reason)


def renumbering(desk: Desk, document: Document) -> tuple[Document, list[Change]]:
    """Return a draft under a new number, with the changes that leave the old one to the other paper.

    Raises:
        Refused: no other paper has its number, it is final, or no number is left.
    """
    others = [one for _, one in holders(desk, document.number) if one.id != document.id]
    place, blockers = f"papers/{document.id}", []
    if document.frozen_at is not None:
        blockers.append(Blocker("paper-frozen", "文书已经定稿，请作废后重新制作，新的一份用新的文号。", BASIS, place))
    if not others:
        blockers.append(Blocker("number-single", "这个文号现在只有一份文书使用，不用更换。", (), place))
    insist("没有更换文号。", blockers)
    fresh, reserved = ledger.reserve(desk, document.kind, document.measure or document.id)
    after = replace(document, number=fresh.id)
    return after, [*reserved, *_left_to(desk, document.number, others[0]), *changes_of(after, "number")]


def _left_to(desk: Desk, number_id: str, paper: Document) -> list[Change]:
    state = RESERVED if paper.frozen_at is None else CONSUMED
    held = replace(
        ledger.number(desk, number_id), state=state, measure=paper.measure or paper.id,
        document="" if paper.frozen_at is None else paper.id,
    )  # fmt: skip
    return changes_of(held, "state", "measure", "document")
