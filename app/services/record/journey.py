"""The record D4 from draft to seal: read back, signed on screen or on paper, or refused with a reason."""

from __future__ import annotations

from typing import Any

from app.domain.checklist.verdicts import LONGEST_TEXT
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document, ReadBack, Signature, Statement
from app.domain.seals import covers_of
from app.errors import Blocker
from app.services import recheck_ending
from app.services.checking.sheet import sheet_of
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing
from app.services.papers.composing import compose
from app.services.papers.drafting import Draft, draft, frozen_blockers, paper, seal_for, words
from app.services.papers.legality import legality_blockers
from app.services.papers.printable import blank_blockers, insist_printable
from app.services.papers.signing import changed, record_signature, signature_for
from app.services.record.places import places_of
from app.services.voiding import voiding

RECORD = "D4"
NO_FINDINGS, NO_STATEMENT = "未发现问题", "无意见。"
SEALED_WITH_RECORD = frozenset(
    {
        "inspection", "visit", "sign_in", "person", "rights", "recording", "answer", "rows", "item_result",
        "evidence", "finding", "measure", "statement", "read_back", "signature",
    }
)  # fmt: skip
"""The kinds of entity that the record's seal covers; service, follow-up, tasks and other papers go on."""


def draft_record(desk: Desk, inspection: str) -> Draft:
    """Return the record composed from everything recorded so far; drafting again replaces the earlier draft.

    Where the words are the same the draft stands as it is: a sheet that was printed of it is still one of these words.
    """
    case = desk.case(inspection)
    document = case.document(RECORD) or Document(desk.part_id(inspection), RECORD)
    known = case.contents.get(document.id)
    if known is not None and not frozen_blockers(case, document) and not changed(desk, case, document):
        return Draft(document, known)
    return draft(desk, inspection, document, compose)


def state_for_unit(desk: Desk, inspection: str, person: str, text: str, *, more: bool = False) -> Statement:
    """Return the unit's own statement, in its words; an empty text records that it made none.

    The very same statement again is given back. ``more``: what is said stands beside what was said before.

    Raises:
        Refused: the person is not registered as present, the text is too long, the record is sealed, or there is
            another statement and this is not said to be one more.
    """
    case = desk.case(inspection)
    said = text.strip() or NO_STATEMENT
    known = next((one for one in case.statements if (one.person, one.text) == (person, said)), None)
    if known is not None:
        return known
    blockers = GUARDS["record_not_sealed"](case, circumstances(desk, case))
    if not any(one.id == person for one in case.persons):
        blockers.append(Blocker("speaker-unknown", "陈述人没有登记为在场人员，请先登记。", place="persons"))
    if len(text) > LONGEST_TEXT:
        told = f"文字超过 {LONGEST_TEXT} 字，请缩短，或请对方另附书面材料。"
        blockers.append(Blocker("statement-long", told, place="record/statement"))
    if case.statements and not more and not blockers:
        told = "已经记录了陈述申辩；对方补充的，请选“补充陈述”，记录有误的，请先写明原因作废原来的记录。"
        blockers.append(Blocker("statement-again", told, ("penalty-law-2021:45",), "record/statement"))
    insist("陈述申辩未记录。", blockers)
    statement = Statement(desk.part_id(inspection), person, said, desk.now())
    desk.commit(changes_of(statement))
    return statement


def void_statement(desk: Desk, inspection: str, statement: str, reason: str) -> None:
    """Void a statement that was taken down wrongly, the reason kept.

    Raises:
        Refused: there is no such statement, no reason was given, or the record is sealed.
    """
    case = desk.case(inspection)
    insist("陈述申辩不能作废。", GUARDS["record_not_sealed"](case, circumstances(desk, case)))
    if not any(one.id == statement for one in case.statements):
        raise missing("statement", "没有这条陈述申辩，或者它已经作废。", "请刷新后重试。")
    desk.commit([voiding(desk, Statement.ENTITY, statement, reason)])


def read_back(desk: Desk, inspection: str, person: str, mode: str, remarks: str = "") -> ReadBack:
    """Return the read-back of the current draft to a person, on ``screen`` or on ``paper``; the same again is one act.

    Raises:
        Refused: guards of reading back stand, the record changed since it was drafted, or the remarks are too long.
    """
    case = desk.case(inspection)
    document, digest = _current_record(case)
    found = [*GUARDS["read_back"](case, about(desk, case)), *changed(desk, case, document)]
    found += blank_blockers(desk, case, document)
    if len(remarks) > LONGEST_TEXT:
        too_long = f"补正意见超过 {LONGEST_TEXT} 字，请缩短，或请对方另附书面材料。"
        found.append(Blocker("remarks-long", too_long, place="record/read-back"))
    insist("现在不能宣读笔录。", found)
    known = [one for one in case.read_backs if (one.document, one.digest) == (document.id, digest)]
    again = next((one for one in known if (one.person, one.mode, one.remarks) == (person, mode, remarks)), None)
    if again is not None:
        return again
    told = ReadBack(desk.part_id(inspection), document.id, person, desk.now(), mode, digest, remarks)
    desk.commit(changes_of(told))
    return told


def sign(desk: Desk, inspection: str, signer: str, role: str, way: str, **details: Any) -> Signature:
    """Return a signature on the record as it was read back. Roles: officer, responsible, deputy, witness, other.

    Raises:
        Refused: the record changed since it was read back, the act is incomplete, or a guard stands.
    """
    case = desk.case(inspection)
    document, _ = _current_record(case)
    found = GUARDS["sign"](case, about(desk, case))
    insist("现在还不能签名。", [*found, *legality_blockers(desk, case, document, found, red_only=True)])
    return record_signature(desk, signature_for(desk, case, document, signer, role, way, details))


def about(desk: Desk, case: Case) -> Circumstances:
    """Return the circumstances of an act on the record: open questions and its three parts (S137)."""
    document = case.document(RECORD)
    content = case.contents.get(document.id) if document else None
    data = content.data if content else {}
    parts = {
        "content": str(data.get("content", "")),
        "findings": f"发现问题{len(data['findings'])}项" if data.get("findings") else NO_FINDINGS,
        "handling": "".join(map(str, data.get("handling", ()))),
    }
    opened = sheet_of(desk, case)
    return circumstances(
        desk, case, open_questions=opened.open_codes(), unfound=opened.unfound_codes(),
        undecided=opened.undecided(), beyond=opened.beyond(), record_parts=parts,
    )  # fmt: skip


def _current_record(case: Case) -> tuple[Document, str]:
    document = case.document(RECORD)
    if document is None:
        raise missing("record", "检查笔录尚未起草。", "请先在“笔录与签名”中生成笔录。")
    return document, words(case, document.id).digest


def sealing_blockers(desk: Desk, case: Case, document: Document) -> list[Blocker]:
    """Return why the drafted record cannot be sealed yet: its guards, and its examination (文书体检)."""
    found = [*GUARDS["seal"](case, about(desk, case)), *changed(desk, case, document)]
    found += blank_blockers(desk, case, document)
    return found + legality_blockers(desk, case, document, found)


def seal_record(desk: Desk, inspection: str) -> Document:
    """Return the sealed record. The seal covers all that was recorded, and every place of the checklist, filled or not.

    Raises:
        Refused: a guard of sealing stands (S137-S139), or this device does not lead the inspection.
        DocumentFailed: the record cannot be printed as it stands; nothing was sealed.
    """
    case = desk.case(inspection)
    document, _ = _current_record(case)
    insist("笔录还不能封存。", sealing_blockers(desk, case, document))
    insist_printable(desk, case, document)
    covers = {*covers_of(desk.store.read_root(inspection), SEALED_WITH_RECORD), ("content", document.id)}
    covers |= {(entity, f"{inspection}/{path}") for entity, path in places_of(sheet_of(desk, case))}
    seal = seal_for(desk, inspection, sorted(covers), document)
    signed = Document(document.id, RECORD, state="signed", frozen_at=desk.now())
    desk.commit([seal, *changes_of(signed, "state", "frozen_at"), *recheck_ending.sealed(desk, case)])
    return paper(desk.case(inspection), document.id)
