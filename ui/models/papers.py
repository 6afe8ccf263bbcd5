"""The papers of an inspection as a list, and the bytes of one of them."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.services.desk import Desk
from app.services.numbers.ledger import number_text
from app.services.papers.drafting import paper, words
from app.services.papers.life import STAMPED_KINDS, stamp_words
from app.services.papers.rendering import preview, render_paper
from app.services.pinning import definition_of

STATES = {
    "draft": "草稿",
    "approved": "已定稿",
    "signed": "已签名",
    "awaiting_stamp": "待盖章",
    "stamped": "已盖章",
    "served": "已送达",
}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper: its kind (D4), title as printed, number, state in words, and whether its words are final."""

    id: str
    kind: str
    title: str
    number: str
    state: str
    final: bool


@dataclass(frozen=True)
class PaperBytes:
    """One paper's PDF. ``final`` is the signed file that is printed and archived; else a draft to read."""

    document: str
    pdf: bytes
    final: bool


def papers(desk: Desk, case: Case) -> tuple[PaperRow, ...]:
    """Return the papers of an inspection in the order they were made."""
    return tuple(_row(desk, case, one) for one in case.documents)


def paper_bytes(desk: Desk, inspection: str, document: str) -> PaperBytes:
    """Return the file of a final paper as archived, or a draft as it would be set now.

    Raises:
        DocumentFailed: a mandatory slot is blank, or no font has a character.
        Refused: nothing was drafted yet.
    """
    case = desk.case(inspection)
    found = paper(case, document)
    words(case, document)
    if found.frozen_at is None:
        return PaperBytes(document, preview(desk, inspection, document).pdf, final=False)
    if found.pdf and desk.vault.has(found.pdf):
        return PaperBytes(document, desk.vault.read(found.pdf), final=True)
    return PaperBytes(document, render_paper(desk, inspection, document).pdf, final=True)


def _row(desk: Desk, case: Case, one: Document) -> PaperRow:
    number = number_text(desk, one.number) if one.number else ""
    state = STATES.get(one.state, one.state)
    if one.kind in STAMPED_KINDS and one.stamped:
        state = f"{state}（{stamp_words(one.stamped)}）"
    return PaperRow(one.id, one.kind, _title(desk, case, one.kind), number, state, one.frozen_at is not None)


def _title(desk: Desk, case: Case, kind: str) -> str:
    title = definition_of(desk, case, kind).title
    return title if title else kind
