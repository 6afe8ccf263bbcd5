"""D1 and D2 as they stand at the office, what was decided on D1, and who may decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication

from app.domain.namesakes import called, name_of
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import chinese_moment
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import PHONE, Approval, Officer
from app.services.desk import Desk
from app.services.numbers.ledger import number_text
from app.services.papers.legality import legality_blockers
from app.services.papers.life import stamp_words
from app.services.papers.signing import changed
from app.services.preparation.approvals import APPROVE, CHANNELS, DECISIONS, records_for_others
from app.services.registers.officers import ROLES
from ui.models.hindrances import Hindrance, hindrances
from ui.models.papers import STATES, returned
from ui.models.pinyin import by_name

DECIDING = ("leader", "chief")
tr = partial(QCoreApplication.translate, "Preparation")


@dataclass(frozen=True, slots=True)
class PaperStage:
    """D1 or D2 as it stands: ``id`` is "" before it was drafted; ``stale`` = drafted from words that changed since.

    ``refused`` is who did not agree, with the reason, where that was the last decision on the words as they stand;
    ``wrong`` what the law has against it, told before it is submitted.
    """

    id: str
    state: str
    words: str
    number: str = ""
    final: bool = False
    approved: bool = False
    refused: str = ""
    stale: tuple[Hindrance, ...] = ()
    wrong: tuple[Hindrance, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A recorded decision in words; ``open`` = given by phone and its signed sheet is not bound yet (补签)."""

    id: str
    words: str
    open: bool


def approver_choices(desk: Desk, case: Case) -> Iterable[tuple[str, str, str]]:
    """Return whose decisions on D1 may be recorded at this desk, as (officer, role, words), the leaders first."""
    everybody, names = records_for_others(desk, case.inspection.id, "D1"), called(case)
    for role in DECIDING:
        for one in by_name(case.officers.values()):
            if role in one.roles and not one.voided and (everybody or one.id == desk.officer):
                yield one.id, role, f"{names[one.id]}（{_post(one, role)}）"


def _post(one: Officer, role: str) -> str:
    return " · ".join(part for part in (ROLES[role], one.post) if part)


def decision_row(case: Case, one: Approval) -> DecisionRow:
    """Return a decision in words."""
    told = [
        chinese_moment(one.at), f"{name_of(case, one.approver)}（{ROLES.get(one.role, one.role)}）",
        DECISIONS.get(one.decision, one.decision), CHANNELS.get(one.channel, one.channel), one.delegation, one.opinion,
    ]  # fmt: skip
    waits = one.channel == PHONE and one.decision == APPROVE and not one.paper
    told.append(tr("待补签") if waits else tr("已补签") if one.channel == PHONE and one.paper else "")
    return DecisionRow(one.id, " · ".join(part for part in told if part), waits)


def stage_of(desk: Desk, case: Case, document: Document | None) -> PaperStage:
    """Return D1 or D2 as it stands; None where it was never begun."""
    if document is None or document.id not in case.contents:
        return PaperStage("", "", tr("尚未起草"))
    final = document.frozen_at is not None
    approved = case.approved(document.id) is not None
    back = returned(desk, case, document)
    refused = decision_row(case, back).words if back is not None else ""
    words = STATES.get(document.state, document.state)
    if not final and document.kind == "D1":
        words = tr("已批准，待定稿") if approved else tr("已退回") if refused else tr("待审批")
    if document.stamped:
        words = f"{words}（{stamp_words(document.stamped)}）"
    stale = () if final else hindrances(desk, changed(desk, case, document))
    number = number_text(desk, document.number) if document.number else ""
    wrong = () if final or stale else hindrances(desk, legality_blockers(desk, case, document))
    return PaperStage(document.id, document.state, words, number, final, approved, refused, stale, wrong)
