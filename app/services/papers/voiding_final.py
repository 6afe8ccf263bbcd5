"""A final paper found wrong before anybody was served: voided with its reason, its number and sheets with it.

Its words and its file stay in the case, marked 作废; a new one is begun, under a new number. What was served already is
another matter: only a further act of the bureau takes that back.
"""

from __future__ import annotations

import json
from contextlib import suppress

from app.domain.entries import FINAL
from app.domain.operations import Change
from app.domain.problems import LONGEST_PASSAGE, typing_faults
from app.domain.procedure.case import Case
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.hands import hands_of_paper
from app.domain.procedure.issuing import VoidedPaper
from app.domain.procedure.outcomes import Document, Task
from app.domain.procedure.tasks import STARTS_AFTER
from app.domain.sheets import USED
from app.errors import Blocker, DocumentFailed, StorageFailed
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing
from app.services.numbers import ledger
from app.services.numbers.doubled import given_up, holders
from app.services.papers import sheets
from app.services.papers.drafting import paper
from app.services.papers.rendering import render_paper
from app.services.papers.settling import unsettling
from app.services.pinning import definition_of
from app.services.signed_off import signed_off
from app.services.voiding import voiding


def void_final(desk: Desk, inspection: str, document_id: str, reason: str) -> VoidedPaper:
    """Return the paper voided; its number and the pre-stamped sheets it was printed on are void for the same reason.

    Duties that it had ended are open again, and nobody has to sign it off any more (补签).

    Raises:
        Refused: it is no final stamped paper, was served or sent, another paper rests on it, or no reason was given.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    insist("这份文书不能作废。", void_blockers(desk, case, document))
    faults = ["请写明作废的原因。"] if not reason.strip() else []
    faults += [one.text for one in typing_faults({"reason": reason}, LONGEST_PASSAGE)]
    insist("这份文书没有作废。", [Blocker("void-without-reason", text, place="papers") for text in faults])
    with suppress(DocumentFailed, StorageFailed):  # a wrong register must not keep a wrong paper alive
        render_paper(desk, inspection, document_id)
    changes = [voiding(desk, Document.ENTITY, document_id, reason)]
    if document.number:
        changes += given_up(desk, case, document, reason)
    for copy in sorted({one.copy for one in sheets.known(desk) if (one.state, one.document) == (USED, document_id)}):
        changes += sheets.spoiling(desk, document_id, copy, reason)
    changes += [*_open_again(desk, case, document, reason), *signed_off(desk, case, [document_id])]
    desk.commit(changes, also=hands_of_paper(document.kind))
    return next(one for one in desk.case(inspection).voided_papers if one.document.id == document_id)


def void_file(desk: Desk, document: Document) -> bytes:
    """Return the file of a voided paper to be looked at, 作废 on every page; what was sealed stays as it is.

    Raises:
        Refused: its file is not here.
    """
    from app.typesetting.overlays import marked_void  # brings in what opens PDFs: only who looks at such a paper waits

    if not document.pdf or not desk.vault.has(document.pdf):
        advice = "请同步或者用 U 盘交换后再看。"
        raise missing("paper-file", "这份作废的文书没有保存文件，或者文件还没有取回。", advice)
    return marked_void(desk.vault.read(document.pdf))


def void_blockers(desk: Desk, case: Case, document: Document) -> list[Blocker]:
    """Return why a paper cannot be voided here, whatever the reason."""
    place = f"papers/{document.id}"
    if document.frozen_at is None:
        return [Blocker("paper-draft", "文书还没有定稿，直接修改、重新起草，或者作废草稿。", place=place)]
    if not document.is_stamped:
        text = "只有须盖章的文书可以这样作废；签名封存的笔录有误的，请另作补正笔录。"
        return [Blocker("paper-not-stamped", text, ("litigation-evidence-rules-2002:57-i7",), place)]
    found = []
    if case.inspection.closed_at is not None:
        found.append(Blocker("closed", "本次检查已经结束，文书不能再作废。", place="closing"))
    if document.state == "served" or case.was_served(document.id) or case.was_sent(document.id):
        text = "这份文书已经送达或者报送，不能作废；须更正、撤销的，由本机关另行作出决定。"
        found.append(Blocker("paper-served", text, ("civil-procedure-law-2023:87",), place))
    elif any(one.document == document.id for one in case.services):
        text = "这份文书正在办理送达，请先在“送达”中写明原因，作废这次送达。"
        found.append(Blocker("paper-in-service", text, place="service"))
    following = [one for one in case.documents if one.subject == document.id]
    if following:
        title = definition_of(desk, case, following[-1].kind).title
        text = f"《{title}》是依据这份文书制作的，请先作废它。"
        found.append(Blocker("paper-followed", text, place=f"papers/{following[-1].id}"))
    return found + GUARDS["on_lead_device"](case, circumstances(desk, case))


def told_of_voiding(desk: Desk, case: Case, document: Document) -> tuple[str, ...]:
    """Return what comes of voiding a paper, in words to be read before; nothing where it cannot be voided."""
    if void_blockers(desk, case, document):
        return ()
    told = []
    number = ledger.number_text(desk, document.number) if document.number else ""
    if number and len(holders(desk, document.number)) > 1:
        told.append(f"文号{number}留给另一份文书使用；重新制作的一份用新的文号。")
    elif number:
        told.append(f"文号{number}同时作废，不再使用；重新制作的一份用新的文号。")
    used = [one.number for one in sheets.known(desk) if (one.state, one.document) == (USED, document.id)]
    if used:
        told.append(f"预盖章纸 {'、'.join(used)} 同时作废，请收回保存。")
    if document.stamped or any(one.document == document.id for one in case.printings):
        told.append("已经打印、盖章的各份请全部收回，注明“作废”，随卷保存。")
    if number and _record_names(case, number):
        told.append("现场检查笔录写有这个文号：新的一份做好后，请另作补正笔录更正。")
    return (*told, "作废的文书仍留在卷内，标明“作废”；作废不能撤销。")


def _open_again(desk: Desk, case: Case, document: Document, reason: str) -> list[Change]:
    """Return the changes that open the duties again that the paper ended; those that began with it go."""
    changes = unsettling(desk, case, document, FINAL)
    again = {one.entity_id for one in changes}
    started = {
        (one.subject, key) for one in case.tasks if one.id in again
        for key, before in STARTS_AFTER.items() if before == one.duty
    }  # fmt: skip
    begun = [one for one in case.tasks if (one.subject, one.duty) in started and one.done_at is None]
    return [*changes, *(voiding(desk, Task.ENTITY, one.id, reason) for one in begun)]


def _record_names(case: Case, number: str) -> bool:
    record = case.document("D4")
    content = case.contents.get(record.id) if record is not None else None
    return content is not None and number in json.dumps(dict(content.data), ensure_ascii=False)
