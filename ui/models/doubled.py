"""Numbers that stand on two papers, as the page of disagreements shows them, with what to do about each paper."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.services.desk import Desk
from app.services.exchange.queue import device_name
from app.services.numbers.doubled import BASIS, doubled
from app.services.numbers.ledger import number_text
from app.services.papers.renumbering import take_new_number
from app.services.papers.voiding_final import void_blockers
from ui.models.papers import RECEIPT, STATES, title_of

RENEW, VOID, LOOK = "renew", "void", "look"


@dataclass(frozen=True, slots=True)
class DoubledPaper:
    """One of the papers: where it is, its words, and what can be done: another number, void it, or only look at it."""

    inspection: str
    document: str
    words: str
    act: str


@dataclass(frozen=True)
class DoubledNumber:
    """A number as printed with its papers; ``advice`` says what to do."""

    number: str
    papers: tuple[DoubledPaper, ...]
    advice: str


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("doubled", text)


def doubled_numbers(desk: Desk) -> tuple[DoubledNumber, ...]:
    """Return the numbers that stand on more than one paper."""
    law = desk.legal.cite_all(BASIS)
    return tuple(
        DoubledNumber(number_text(desk, one.number), papers, _advice(papers, law))
        for one in doubled(desk)
        if (papers := tuple(_paper(desk, case, document) for case, document in one.papers))
    )


def numbered_anew(desk: Desk, inspection: str, document: str) -> str:
    """Return the number under which a draft stands now.

    Raises:
        Refused: it is final or signed, no other paper has its number, no number is left, or another laptop leads.
    """
    return number_text(desk, take_new_number(desk, inspection, document).number)


def _paper(desk: Desk, case: Case, one: Document) -> DoubledPaper:
    lead = case.inspection.lead_device
    own = lead == desk.store.device
    words = tr("{title} · {unit} · {state} · {lead}主办").format(
        title=title_of(desk, case, one.id), unit=case.unit.name, state=STATES.get(one.state, one.state),
        lead=tr("本机") if own else device_name(desk, lead),
    )  # fmt: skip
    act = LOOK
    if one.frozen_at is None and one.kind != RECEIPT:
        act = RENEW if own else LOOK
    elif not void_blockers(desk, case, one):
        act = VOID
    return DoubledPaper(case.inspection.id, one.id, words, act)


def _advice(papers: tuple[DoubledPaper, ...], law: str) -> str:
    why = tr("一个文号只能用在一份文书上（{law}）。").format(law=law)
    acts = {one.act for one in papers}
    if RENEW in acts:
        return why + tr("还没有定稿的一份换用新文号，另一份不变。")
    if VOID in acts:
        return why + tr("还没有送达的一份写明原因作废，重新起草时用新文号；另一份不变。")
    return why + tr(
        "本机不能改其中任何一份：由别的电脑主办的，在那台电脑上换号或者作废；都已经送达或者签名的，"
        "由本机关另行更正，并在案卷的备考表中写明。"
    )
