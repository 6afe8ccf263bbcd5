"""The life of a paper after its draft: approved, frozen with its number, stamped, printed, spoiled sheets voided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.entries import FINAL
from app.domain.law import Power, order_basis_problems
from app.domain.operations import Change
from app.domain.procedure import grounds
from app.domain.procedure.case import ENTRY, Case
from app.domain.procedure.circumstances import Circumstances, day_of
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.hands import hands_of_paper
from app.domain.procedure.issuing import TO_SIGN, Printing
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document
from app.domain.procedure.paper_days import drafted_on, signed_off_on
from app.domain.procedure.records import PHONE
from app.domain.sheets import tidy_number
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist
from app.services.numbers import ledger
from app.services.papers import sheets
from app.services.papers.composing.order import broken_articles
from app.services.papers.drafting import paper, seal_for
from app.services.papers.legality import legality_blockers
from app.services.papers.making import paper_blockers
from app.services.papers.printable import insist_printable
from app.services.papers.settling import settling
from app.services.papers.signing import changed

FREEZING_GUARDS = {"D2": "issue_inspection_notice", "D11": "issue_notice", "D1": "issue_approval_form"}
CARRIED, AT_BUREAU, SHEET = "carried", "bureau", "sheet"
STAMP_WAYS = {CARRIED: "携章现场加盖", AT_BUREAU: "在本机关加盖", SHEET: "预盖章纸"}


def freeze(desk: Desk, inspection: str, document_id: str) -> Document:
    """Return the paper with its words sealed and its number consumed, in one transaction.

    Records and receipts are not frozen here: they are sealed with their signatures.

    Raises:
        Refused: it was not approved, is frozen already, or a guard of its kind stands.
        DocumentFailed: it cannot be printed as it stands.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    insist("这份文书还不能定稿。", freezing_blockers(desk, case, document))
    insist_printable(desk, case, document)
    state = "awaiting_stamp" if document.is_stamped else "approved"
    dated = _dated(case, document) if document.is_stamped else ""
    frozen = Document(document.id, document.kind, state=state, frozen_at=desk.now(), dated=dated)
    entered = [(ENTRY, document.id)] if document.id in case.entries else []
    changes: list[Change] = [
        seal_for(desk, inspection, [("content", document.id), *entered], document),
        *changes_of(frozen, "state", "frozen_at", *(["dated"] if dated else [])),
        *settling(desk, case, document, FINAL),
    ]
    if document.number:
        changes += ledger.consume(desk, document.number, document.id)
    desk.commit(changes, also=hands_of_paper(document.kind))
    return paper(desk.case(inspection), document_id)


def _dated(case: Case, document: Document) -> str:
    """Return the day on which it was signed off where that came after the day that the words say, "" else.

    The approval is on the words, whose day is that of the draft; a paper bears the day on which it was signed off, and
    never one before.
    """
    signed_off = signed_off_on(case, document)
    day = signed_off.isoformat() if signed_off is not None else ""
    return day if day > drafted_on(case, document) else ""


def freezing_blockers(desk: Desk, case: Case, document: Document) -> list[Blocker]:
    """Return why the words of a paper cannot be made final yet."""
    guard = FREEZING_GUARDS.get(document.kind)
    if guard is None and document.lifecycle not in ("internal", "stamped"):
        return [Blocker("paper-signed-kind", "笔录和送达回证在签名后封存，不能单独定稿。", place="papers")]
    if document.frozen_at is not None:
        return [Blocker("paper-frozen", "文书已经定稿。", place="papers")]
    about = _about(desk, case, document)
    blockers = [*changed(desk, case, document), *GUARDS["on_lead_device"](case, about)]
    own = GUARDS[guard](case, about) if guard else paper_blockers(desk, case, document)
    blockers += [one for one in own if one not in blockers]
    return blockers + legality_blockers(desk, case, document, blockers)


def _about(desk: Desk, case: Case, document: Document) -> Circumstances:
    if document.kind != "D11":
        return circumstances(desk, case, document=document.id)
    measure = next(one for one in case.measures if one.id == document.measure)
    legal = desk.legal
    powers: list[Power | None] = [one for one in legal.powers if one.id in measure.powers]
    broken = broken_articles([one for one in case.findings if one.id in measure.findings])
    today = desk.now().date()
    problems = [found for power in powers or [None] for found in order_basis_problems(broken, power, today, legal)]
    remedy = legal.remedy_for(document.kind)
    return circumstances(
        desk,
        case,
        document=document.id,
        lifecycle="stamped",
        order_problems=tuple(dict.fromkeys(problems)),
        remedy=remedy.template if remedy else "",
    )


def stamp(desk: Desk, inspection: str, document_id: str, *, way: str, sheet: str = "") -> Document:
    """Return the paper after the official stamp was set on it by hand: carried along, at the bureau, or pre-stamped.

    Raises:
        Refused: the paper is not waiting for a stamp, or a pre-stamped sheet has no number or no written approval.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    blockers: list[Blocker] = []
    if way not in STAMP_WAYS:
        blockers.append(Blocker("stamp-way", "请选择盖章方式：携章加盖、在机关加盖或使用预盖章纸。", place="papers"))
    if document.state != "awaiting_stamp":
        blockers.append(Blocker("stamp-state", "只有已定稿、待盖章的文书才能登记盖章。", place="papers"))
    blockers += GUARDS["still_decided"](case, circumstances(desk, case, document=document.id))
    if document.frozen_at is not None and day_of(desk.now()) < day_of(document.frozen_at):
        text = "盖章的日期早于文书定稿的日期，请先校准本机的日期和时间。"
        blockers.append(Blocker("stamped-before-final", text, grounds.STAMP, "papers"))
    if way == SHEET and not sheet.strip():
        blockers.append(Blocker("sheet-number", "使用预盖章纸时必须填写纸张编号。", place="papers"))
    used = tidy_number(sheet) if way == SHEET else ""
    blockers += _sheet_blockers(case, document, used)
    insist("不能登记盖章。", blockers)
    changes = sheets.using(desk, used, document.id, "") if used else []
    stamped = {"at": _text(desk.now()), "by": desk.officer, "way": way, "sheet": used}
    after = Document(document.id, document.kind, state="stamped", stamped=stamped)
    desk.commit([*changes, *changes_of(after, "state", "stamped")])
    return paper(desk.case(inspection), document_id)


def _sheet_blockers(case: Case, document: Document, sheet: str) -> list[Blocker]:
    if not sheet or _approved_in_writing(case, document):
        return []
    text = "使用预盖章纸须先取得机关负责人的书面批准；电话批准的，请先补签并登记。"
    return [Blocker("sheet-approval", text, place="papers")]


def _approved_in_writing(case: Case, document: Document) -> bool:
    form = case.document("D1")
    decided = form.id if document.kind == "D2" and form is not None else document.id
    approval = case.approved(decided) or case.approved(document.measure)
    return approval is not None and (approval.channel != PHONE or bool(approval.paper))


@dataclass(frozen=True, slots=True)
class Print:
    """One print to be logged: which copy, on which printer, on which pre-stamped sheet; and why once more.

    ``spoils``: the pre-stamped sheet on which the copy was printed before is voided with this reason.
    """

    copy: str
    printer: str = ""
    sheet: str = ""
    reason: str = ""
    spoils: bool = True


def record_print(desk: Desk, inspection: str, document_id: str, print_: Print) -> Printing:
    """Return the log entry of one printed copy, its pre-stamped sheet used up in the same transaction.

    Raises:
        Refused: the paper is not frozen yet, a reprint of the same copy has no reason, or the sheet may not be used:
            not in the register, used or spoiled before, or the paper was not approved in writing.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    copy, reason, sheet = print_.copy.strip(), print_.reason.strip(), tidy_number(print_.sheet)
    blockers: list[Blocker] = []
    if document.frozen_at is None:
        blockers.append(Blocker("print-draft", "文书尚未定稿，只能打印带“草稿”字样的校对稿。", place="papers"))
    if not copy:
        blockers.append(Blocker("print-copy", "请写明打印的是哪一联。", place="papers"))
    again = any(one.document == document_id and one.copy == copy for one in case.printings)
    if again and not reason:
        blockers.append(Blocker("reprint-reason", "这一联已经打印过，重新打印须写明原因。", place="papers"))
    insist("不能打印。", [*blockers, *_sheet_blockers(case, document, sheet)])
    changes = sheets.spoiling(desk, document_id, copy, reason) if again and print_.spoils else []
    changes += sheets.using(desk, sheet, document_id, copy) if sheet else []
    printing = Printing(
        desk.part_id(inspection), document_id, copy, desk.now(), desk.officer, sheet, reason, print_.printer
    )
    desk.commit([*changes_of(printing), *changes])
    return printing


def record_sheet_print(desk: Desk, inspection: str, document_id: str, printer: str) -> Printing:
    """Return the log entry of a sheet that is printed to be signed by hand: what is signed on paper is an original."""
    printing = Printing(desk.part_id(inspection), document_id, TO_SIGN, desk.now(), desk.officer, printer=printer)
    desk.commit(changes_of(printing))
    return printing


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def stamp_words(stamped: Mapping[str, Any]) -> str:
    """Return how the stamp was set, in words for the screen."""
    way = str(stamped.get("way", ""))
    sheet = f" {stamped.get('sheet', '')}" if way == SHEET else ""
    return f"{STAMP_WAYS[way]}{sheet}" if way in STAMP_WAYS else "待盖章"
