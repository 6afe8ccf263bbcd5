"""What is added to a paper's frozen words when it is set: opinions, read-back, signatures, refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document, Signature
from app.domain.procedure.records import INK, PAPER, REFUSAL
from app.services.papers.composing.approval_form import opinions
from app.services.papers.composing.wording import ROLE_NAMES, minute, person_name

READ_WAYS = {"screen": "由执法人员当场宣读", "paper": "交被检查单位有关人员阅读"}


def setting_of(case: Case, document: Document) -> dict[str, Any]:
    """Return the data a paper is set from: its frozen words and what was added since."""
    words = dict(case.contents[document.id].data)
    if document.kind == "D1":
        words["approvals"] = [*words["approvals"], *opinions(case, document)]
    signed = [one for one in case.signatures if one.document == document.id]
    if document.kind == "D4":
        words |= _record_signing(case, document, signed)
    if document.kind == "D33":
        words |= _receipt_signing(case, words, signed)
    return words


def _record_signing(case: Case, document: Document, signed: Sequence[Signature]) -> dict[str, Any]:
    told = [one for one in case.read_backs if one.document == document.id]
    refused = [one for one in signed if one.way == REFUSAL]
    last = told[-1] if told else None
    return {
        "readback": {
            "way": READ_WAYS.get(last.mode, last.mode) if last else "",
            "to": person_name(case, last.person) if last else "",
            "at": minute(last.at) if last else "",
        },
        "signing": "paper" if signed and all(one.way == PAPER for one in signed) else "screen",
        "refusal": _refusal(case, refused[0]) if refused else None,
        "signatures": [_signature(case, one) for one in signed if one.way != REFUSAL],
    }


def _signature(case: Case, one: Signature) -> dict[str, Any]:
    role = ROLE_NAMES.get(one.role, one.role)
    return {
        "role": role,
        "name": person_name(case, one.signer),
        "at": minute(one.at),
        "strokes": dict(one.ink) if one.way == INK else None,
        "note": paper_note(case, one),
        "refused": False,
    }


def paper_note(case: Case, one: Signature) -> str:
    """Return where the hand-signed sheet is kept, "" for ink on screen."""
    if one.way != PAPER:
        return ""
    at = next((i for i, held in enumerate(case.evidence, 1) if held.id == one.paper), 0)
    return f"（已在纸质文书上签名，影像见证据{at}）" if at else "（已在纸质文书上签名）"


def _refusal(case: Case, one: Signature) -> dict[str, str]:
    shown = [f"证据{i}" for i, held in enumerate(case.evidence, 1) if held.id in one.media]
    proofs = [f"见证人{person_name(case, one.witness)}在场见证"] if one.witness else []
    proofs += [f"现场照片、录像见{'、'.join(shown)}"] if shown else []
    return {
        "person": person_name(case, one.signer),
        "at": minute(one.at),
        "reason": one.reason.rstrip("。"),
        "proof": "；".join(proofs),
    }


def _receipt_signing(case: Case, words: Mapping[str, Any], signed: Sequence[Signature]) -> dict[str, Any]:
    by_name = {person_name(case, one.signer): one for one in signed if one.way != REFUSAL}
    refusal = words.get("refusal")
    return {
        "receiver": _with_signature(words["receiver"], by_name),
        "officers": [_with_signature(one, by_name) for one in words["officers"]],
        "refusal": refusal and {**refusal, "witnesses": [_with_signature(w, by_name) for w in refusal["witnesses"]]},
    }


def _with_signature(row: Mapping[str, Any], by_name: Mapping[str, Signature]) -> dict[str, Any]:
    one = by_name.get(str(row["name"]))
    if one is None:
        return dict(row)
    return {**row, "at": minute(one.at), "signature": dict(one.ink) if one.way == INK else None}
