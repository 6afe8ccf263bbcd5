"""Signatures on a drafted paper: ink on screen, ink on paper, or a refusal; each bound to the digest of its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.characters import says_nothing
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import chinese_day, chinese_moment, day_of
from app.domain.procedure.decisions import words_since
from app.domain.procedure.guards_handing import taken_in_at
from app.domain.procedure.issuing import TO_SIGN
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.moments import moment_problems
from app.domain.procedure.outcomes import Content, Document, Service, Signature
from app.domain.procedure.recorded_refusals import recording_blockers
from app.domain.procedure.records import IN_PERSON_WAYS, INK, OTHER, PAPER, REFUSAL, WITNESS
from app.domain.procedure.witnesses import party, witness_blockers
from app.errors import Blocker
from app.services.desk import Desk, insist
from app.services.papers.composing import compose
from app.services.papers.drafting import content_from, pinned_definition, words
from app.services.voiding import voiding

OFFICER, RECIPIENT = "officer", "recipient"
OTHER_WORDS = ("litigation-evidence-rules-2002:57",)
DETAILS = ("ink", "paper", "reason", "witness", "media", "remark", "recording", "refused_at")


def signature_for(
    desk: Desk, case: Case, document: Document, signer: str, role: str, way: str, details: Mapping[str, Any]
) -> Signature:
    """Return the signature to record: complete, by somebody known, on words that did not change since.

    ``way`` ink needs ``ink`` = {strokes}, paper needs ``paper`` (evidence id of the photographed sheet), refusal needs
    ``reason`` and a ``witness`` (person id), ``media`` (evidence ids) or a ``recording`` that covers it (``refused_at``
    where it is noted later), and a ``remark`` that the witness is another person where the name is the same.

    Raises:
        Refused: one of these is not so.
    """
    unknown = set(details) - set(DETAILS)
    if unknown:
        raise TypeError(f"unknown details of a signature: {sorted(unknown)}")
    known: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in details.items()}
    digest = words(case, document.id).digest
    signature = Signature(
        desk.part_id(case.inspection.id), document.id, digest, signer, role, way, desk.now(), **known
    )
    blockers = [*incomplete(signature), *unknown_proofs(case, signature), *stranger(desk, case, signature)]
    against, seen = party(case, signer), [signature.witness] if signature.witness != signer else []
    blockers += witness_blockers(case, seen, against, signature.remark, grounds.OTHERS_SIGN, "signing")
    blockers += [*recording_blockers(case, signature), *_refused_when(desk, signature)]
    blockers += [*_sheet_of_other_words(desk, case, signature), *changed(desk, case, document)]
    insist("这个签名还不能记录。", blockers)
    return signature


def incomplete(signature: Signature) -> list[Blocker]:
    """Return what a signature or refusal still lacks (责任清单 三（二）四; CL 18; EV 15)."""
    faults = {
        INK: (not signature.ink.get("strokes"), "ink-empty", "没有笔迹，请签名人在签名框内签名。"),
        PAPER: (not signature.paper, "paper-missing", "请先拍摄已签名的纸质文书并关联。"),
        REFUSAL: (says_nothing(signature.reason), "refusal-reason", "拒绝签名必须写明原因。"),
    }
    fault, code, text = faults[signature.way]
    blockers = [Blocker(code, text, place="signing")] if fault else []
    if signature.way == REFUSAL and not (signature.witness or signature.media or signature.recording):
        basis = ("coercion-law-2011:18", "litigation-evidence-rules-2002:15")
        text = "拒绝签名须有见证人，或者关联现场照片、录像，或者选择执法记录仪文件。"
        blockers.append(Blocker("refusal-witness", text, basis, "signing"))
    return blockers


def unknown_proofs(case: Case, signature: Signature) -> list[Blocker]:
    """Return what a signature cites that is not in the case: its sheet, the witness or the media of a refusal."""
    files = {one.id for one in case.evidence}
    cited = [one for one in (signature.paper, *signature.media) if one]
    people = {one.id for one in case.persons} - {signature.signer}
    blockers = []
    if any(one not in files for one in cited):
        blockers.append(Blocker("proof-unknown", "所引的照片、录像没有存入本次检查，请先存入。", place="evidence"))
    if signature.witness and signature.witness not in people:
        blockers.append(Blocker("witness-unknown", "见证人须是另一名已登记的在场人员。", place="persons"))
    return blockers


def _refused_when(desk: Desk, signature: Signature) -> list[Blocker]:
    """Return that somebody is said to have refused before there were these words, or in time to come."""
    at, since = signature.refused_at, words_since(desk.store.read(Content.ENTITY, signature.document))
    if at is None or since is None:
        return []
    told = moment_problems("refused_at", "拒绝签名的时间", at, signature.at, since.replace(second=0), "文书生成的时间")
    return [Blocker("refused-when", one.text, OTHER_WORDS, "signing") for one in told]


def stranger(desk: Desk, case: Case, signature: Signature) -> list[Blocker]:
    """Return why this person may not sign here: unknown, another officer's name, another role, or signed already."""
    if signature.signer in {*case.inspection.officers, *case.handlers}:
        blockers = _officer_blockers(desk, signature)
    else:
        blockers = _person_blockers(case, signature)
    same = (one for one in case.signatures if one.document == signature.document)
    if any(one.signer == signature.signer for one in same):
        blockers.append(Blocker("signed-already", "此人已经签过名。", place="signing"))
    return blockers


def _officer_blockers(desk: Desk, signature: Signature) -> list[Blocker]:
    if signature.signer != desk.officer:
        text = "执法人员须由本人登录后签名，他人不能代签。"
        return [Blocker("signer-other-officer", text, ("penalty-law-2021:42",), "signing")]
    if signature.role != OFFICER or signature.way == REFUSAL:
        return [Blocker("signer-role", "执法人员只能以执法人员身份签名。", place="signing")]
    return []


def _person_blockers(case: Case, signature: Signature) -> list[Blocker]:
    person = next((one for one in case.persons if one.id == signature.signer), None)
    if person is None:
        return [Blocker("signer-unknown", "签名人既不是本次检查的执法人员，也没有登记为在场人员。", place="persons")]
    service = next((one for one in case.services if one.receipt == signature.document), None)
    if service is not None:
        roles = {RECIPIENT} if person.id == service.recipient else set()
        roles |= {WITNESS} if person.id in service.witnesses else set()
    else:
        roles = {person.role, WITNESS} if person.role == OTHER else {person.role}
    if signature.role in roles:
        return _signed_later(service, signature) if service is not None else []
    text = f"{person.name}没有以这个身份登记，不能以此身份签名；请核对在场人员的身份。"
    return [Blocker("signer-role", text, place="persons")]


def _signed_later(service: Service, signature: Signature) -> list[Blocker]:
    """Return that a proof of service is signed on the screen on another day than the one that it tells.

    The day on which the recipient signs is the day of service. Basis: civil-procedure-law-2023:87.
    """
    if signature.way != INK or service.way not in IN_PERSON_WAYS or day_of(signature.at) == day_of(service.at):
        return []
    text = (
        f"这次送达登记于{chinese_day(day_of(service.at))}，今天才签名；送达日期是签收的日期。"
        "请写明原因作废这次送达，今天重新办理；当天已在纸上签名的，请选择纸上签名。"
    )
    return [Blocker("signed-another-day", text, ("civil-procedure-law-2023:87",), "service")]


def _sheet_of_other_words(desk: Desk, case: Case, signature: Signature) -> list[Blocker]:
    """Return that a sheet was printed or photographed before there were the words that it is said to be signed on."""
    sheet = next((one for one in case.evidence if signature.paper and one.id == signature.paper), None)
    since = words_since(desk.store.read(Content.ENTITY, signature.document))
    if sheet is None or since is None:
        return []
    taken = taken_in_at(sheet)
    if day_of(sheet.captured_at) < day_of(since) or (taken is not None and taken < since):
        text = f"“{sheet.name}”的拍摄或者存入时间早于文书生成的时间，不是在这份文书上的签名；请拍摄本次签名的纸张。"
        return [Blocker("sheet-of-other-words", text, OTHER_WORDS, "signing")]
    printed = [one.at for one in case.printings if (one.document, one.copy) == (signature.document, TO_SIGN)]
    if not printed or max(printed) >= since:
        return []
    text = (
        f"手签用纸最后一次打印、另存是在{chinese_moment(max(printed))}，此后文书的内容又有改动；"
        "请按现在的内容重新打印手签用纸，签名后再拍照。"
    )
    return [Blocker("sheet-printed-before", text, OTHER_WORDS, "signing")]


def changed(desk: Desk, case: Case, document: Document) -> list[Blocker]:
    """Return a blocker where the case would now give other words than those drafted (EV 57, 60: T15)."""
    now = content_from(document, compose(desk, case, document), pinned_definition(case, document.kind))
    if now.digest == words(case, document.id).digest:
        return []
    text = "文书生成后，所依据的内容又有改动；请重新生成并再次核对。"
    return [Blocker("paper-changed", text, ("litigation-evidence-rules-2002:57",), "record")]


def record_signature(desk: Desk, signature: Signature) -> Signature:
    """Record a signature that ``signature_for`` found complete."""
    desk.commit(changes_of(signature))
    return signature


def void_signature(desk: Desk, signature: str, reason: str) -> None:
    """Void one signature before the seal, the reason kept (as after a correction of the draft).

    Raises:
        Refused: no reason was given, or the paper is sealed.
    """
    desk.commit([voiding(desk, Signature.ENTITY, signature, reason)])
