"""Signatures on a drafted paper: ink on screen, ink on paper, or a refusal; each bound to the digest of its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.operations import VOID, Change
from app.domain.procedure.case import Case
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document, Signature
from app.domain.procedure.records import INK, PAPER, REFUSAL
from app.errors import Blocker
from app.services.desk import Desk, insist
from app.services.papers.composing import compose
from app.services.papers.drafting import content_from, pinned_definition, words

DETAILS = ("ink", "paper", "reason", "witness", "media", "remark")


def signature_for(
    desk: Desk, case: Case, document: Document, signer: str, role: str, way: str, details: Mapping[str, Any]
) -> Signature:
    """Return the signature to record: complete, by somebody known, on words that did not change since.

    ``way`` ink needs ``ink`` = {strokes}, paper needs ``paper`` (evidence id of the photographed sheet), refusal needs
    ``reason`` and a ``witness`` (person id) or ``media`` (evidence ids).

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
    blockers = [*incomplete(signature), *stranger(desk, case, signature), *changed(desk, case, document)]
    insist("这个签名还不能记录。", blockers)
    return signature


def incomplete(signature: Signature) -> list[Blocker]:
    """Return what a signature or refusal still lacks (责任清单 三（二）四; CL 18; EV 15)."""
    faults = {
        INK: (not signature.ink.get("strokes"), "ink-empty", "没有笔迹，请签名人在签名框内签名。"),
        PAPER: (not signature.paper, "paper-missing", "请先拍摄已签名的纸质文书并关联。"),
        REFUSAL: (not signature.reason.strip(), "refusal-reason", "拒绝签名必须写明原因。"),
    }
    fault, code, text = faults[signature.way]
    blockers = [Blocker(code, text, place="signing")] if fault else []
    if signature.way == REFUSAL and not (signature.witness or signature.media):
        basis = ("coercion-law-2011:18", "litigation-evidence-rules-2002:15")
        text = "拒绝签名须有见证人，或者关联现场照片、录像。"
        blockers.append(Blocker("refusal-witness", text, basis, "signing"))
    return blockers


def stranger(desk: Desk, case: Case, signature: Signature) -> list[Blocker]:
    """Return why this person may not sign here: unknown, another officer's name, or signed already."""
    known = {*case.inspection.officers, *(one.id for one in case.persons)}
    if signature.signer not in known:
        return [Blocker("signer-unknown", "签名人既不是本次检查的执法人员，也没有登记为在场人员。", place="persons")]
    if signature.role == "officer" and signature.signer != desk.officer:
        text = "执法人员须由本人登录后签名，他人不能代签。"
        return [Blocker("signer-other-officer", text, ("penalty-law-2021:42",), "signing")]
    same = (one for one in case.signatures if one.document == signature.document and one.role == signature.role)
    if any(one.signer == signature.signer for one in same):
        return [Blocker("signed-already", "此人已经签过名。", place="signing")]
    return []


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
    if not reason.strip():
        insist("不能作废签名。", [Blocker("reason-missing", "作废签名必须写明原因。", place="signing")])
    desk.commit([Change(Signature.ENTITY, signature, VOID, {"reason": reason, "officer": desk.officer}, VOID)])
