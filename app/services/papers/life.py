"""The life of a paper after its draft: approved, frozen with its number, stamped, printed, spoiled sheets voided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.law import order_basis_problems
from app.domain.operations import Change
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document, Printing
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist
from app.services.numbers import ledger
from app.services.papers.composing.order import broken_articles
from app.services.papers.drafting import paper, seal_for
from app.services.papers.signing import changed

STAMPED_KINDS = frozenset({"D2", "D11"})
INTERNAL_KINDS = frozenset({"D1"})
FREEZING_GUARDS = {"D2": "issue_inspection_notice", "D11": "issue_notice", "D1": "issue_approval_form"}
CARRIED, AT_BUREAU, SHEET = "carried", "bureau", "sheet"


def freeze(desk: Desk, inspection: str, document_id: str) -> Document:
    """Return the paper with its words sealed and its number consumed, in one transaction.

    Raises:
        Refused: it was not approved, is frozen already, or a guard of its kind stands.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    insist("这份文书还不能定稿。", freezing_blockers(desk, case, document))
    state = "awaiting_stamp" if document.kind in STAMPED_KINDS else "approved"
    frozen = Document(document.id, document.kind, state=state, frozen_at=desk.now())
    changes: list[Change] = [
        seal_for(desk, inspection, [("content", document.id)], document),
        *changes_of(frozen, "state", "frozen_at"),
    ]
    if document.number:
        changes += ledger.consume(desk, document.number, document.id)
    desk.commit(changes)
    return paper(desk.case(inspection), document_id)


def freezing_blockers(desk: Desk, case: Case, document: Document) -> list[Blocker]:
    """Return why the words of a paper cannot be made final yet."""
    blockers: list[Blocker] = []
    if document.frozen_at is not None:
        blockers.append(Blocker("paper-frozen", "文书已经定稿。", place="papers"))
    blockers += changed(desk, case, document)
    guard = FREEZING_GUARDS.get(document.kind)
    if guard is not None:
        blockers += GUARDS[guard](case, _about(desk, case, document))
    return blockers


def _about(desk: Desk, case: Case, document: Document) -> Circumstances:
    if document.kind != "D11":
        return circumstances(desk, case, document=document.id)
    measure = next(one for one in case.measures if one.id == document.measure)
    legal = desk.shelf.legal
    power = next((one for one in legal.powers if one.id == measure.power), None)
    broken = broken_articles([one for one in case.findings if one.id in measure.findings])
    remedy = legal.remedy_for(document.kind)
    return circumstances(
        desk,
        case,
        document=document.id,
        lifecycle="stamped",
        order_problems=tuple(order_basis_problems(broken, power, desk.now().date(), legal)),
        remedy=remedy.template if remedy else "",
    )


def stamp(desk: Desk, inspection: str, document_id: str, *, way: str, sheet: str = "") -> Document:
    """Return the paper after the official stamp was set on it by hand: carried along, at the bureau, or pre-stamped.

    Raises:
        Refused: the paper is not waiting for a stamp, or a pre-stamped sheet has no number.
    """
    document = paper(desk.case(inspection), document_id)
    blockers: list[Blocker] = []
    if document.state != "awaiting_stamp":
        blockers.append(Blocker("stamp-state", "只有已定稿、待盖章的文书才能登记盖章。", place="papers"))
    if way == SHEET and not sheet:
        blockers.append(Blocker("sheet-number", "使用预盖章纸时必须填写纸张编号。", place="papers"))
    insist("不能登记盖章。", blockers)
    stamped = {"at": _text(desk.now()), "by": desk.officer, "way": way, "sheet": sheet}
    desk.commit(changes_of(Document(document.id, document.kind, state="stamped", stamped=stamped), "state", "stamped"))
    return paper(desk.case(inspection), document_id)


def record_print(
    desk: Desk, inspection: str, document_id: str, *, copy: str, sheet: str = "", reason: str = ""
) -> Printing:
    """Return the log entry of one printed copy; a reprint of the same copy needs a reason.

    Raises:
        Refused: the paper is not frozen yet, or the reprint has no reason.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    blockers: list[Blocker] = []
    if document.frozen_at is None:
        blockers.append(Blocker("print-draft", "文书尚未定稿，只能打印带“草稿”字样的校对稿。", place="papers"))
    again = any(one.document == document_id and one.copy == copy for one in case.printings)
    if again and not reason.strip():
        blockers.append(Blocker("reprint-reason", "这一联已经打印过，重新打印须写明原因。", place="papers"))
    insist("不能打印。", blockers)
    printing = Printing(desk.part_id(inspection), document_id, copy, desk.now(), desk.officer, sheet, reason)
    desk.commit(changes_of(printing))
    return printing


def attach_file(desk: Desk, document: Document, sha256: str) -> None:
    """Record the digest of the rendered file of a frozen paper."""
    if document.pdf != sha256:
        desk.commit(changes_of(Document(document.id, document.kind, pdf=sha256), "pdf"))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def stamp_words(stamped: Mapping[str, Any]) -> str:
    """Return how the stamp was set, in words for the screen."""
    ways = {CARRIED: "携章现场加盖", AT_BUREAU: "在本机关加盖", SHEET: f"预盖章纸 {stamped.get('sheet', '')}"}
    return ways.get(str(stamped.get("way", "")), "待盖章")
