"""What is added to a paper's frozen words when it is set: opinions, read-back, signatures, refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document, ReadBack, Signature
from app.domain.procedure.recorded_refusals import recording_of
from app.domain.procedure.records import INK, PAPER, REFUSAL, Officer
from app.domain.procedure.servers_cards import cards_shown
from app.services.papers.composing.approval_form import opinions
from app.services.papers.composing.filmed import filmed_words
from app.services.papers.composing.listed import UNLISTED, cited_as, recorded_by, sheet_note
from app.services.papers.composing.wording import ROLE_NAMES, minute, person_name

READ_WAYS = {"screen": "由执法人员当场宣读", "paper": "交被检查单位有关人员阅读"}


def setting_of(case: Case, document: Document, *, room: bool = False) -> dict[str, Any]:
    """Return the data a paper is set from: its frozen words and what was added since.

    ``room`` adds an empty field for everybody who has yet to sign the record: a draft, or a sheet to sign by hand.
    """
    words = dict(case.contents[document.id].data)
    if document.dated:
        words["made_on"] = document.dated
    if document.grows:
        words["approvals"] = [*words["approvals"], *opinions(case, document)]
    signed = [one for one in case.signatures if one.document == document.id]
    if document.kind == "D4":
        words |= _record_signing(case, document, signed)
        words["signatures"] += _yet_to_sign(case, signed) if room else []
    if document.lifecycle == "signed" and document.kind not in ("D4", "D33"):
        words |= _paper_signing(case, document, signed, room, words.get("again"))
    if document.kind == "D33":
        words |= _receipt_signing(case, document, words, signed)
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
            "remarks": _remarks(case, last) if last else "",
        },
        "signing": "screen" if any(one.way == INK for one in signed) else "paper",
        "refusal": _refusals(case, refused) if refused else None,
        "signatures": [_signature(case, one) for one in signed if one.way != REFUSAL],
    }


def _remarks(case: Case, last: ReadBack) -> str:
    """Return what was said to the record as it was read back last, by whom, in the order in which it was said."""
    same = [one for one in case.read_backs if (one.document, one.digest) == (last.document, last.digest)]
    said = [(person_name(case, one.person), one.remarks.rstrip("。；")) for one in same if one.remarks]
    return "；".join(dict.fromkeys(f"{who}：{words}" for who, words in said))


def _paper_signing(
    case: Case, document: Document, signed: Sequence[Signature], room: bool, again: Sequence[Sequence[str]] | None
) -> dict[str, Any]:
    refused = [one for one in signed if one.way == REFUSAL]
    shown = [_signature(case, one) for one in signed if one.way != REFUSAL]
    return {
        "signing": "screen" if any(one.way == INK for one in signed) else "paper",
        "refusal": _refusals(case, refused) if refused else None,
        "signatures": [*shown, *(_named_to_sign(case, document, signed, again) if room else [])],
    }


def _named_to_sign(
    case: Case, document: Document, signed: Sequence[Signature], again: Sequence[Sequence[str]] | None
) -> list[dict[str, Any]]:
    """Return empty fields for whom the paper's form names and for the officers, or for all who sign ``again``."""
    done = {one.signer for one in signed}
    if again is not None:
        return [_empty_field(case, role, person) for person, role in again if person not in done]
    named = [one for one in case.entries.get(document.id, {}).values() if isinstance(one, str)]
    wanted = [(one.role, one.id) for one in case.persons if one.id in named]
    wanted += [("officer", one) for one in sorted(case.handlers)]
    return [_empty_field(case, role, person) for role, person in wanted if person not in done]


def _empty_field(case: Case, role: str, person: str) -> dict[str, Any]:
    return {
        "role": ROLE_NAMES.get(role, role), "name": person_name(case, person), "at": "",
        "strokes": None, "note": "", "refused": False,
    }  # fmt: skip


def _signature(case: Case, one: Signature) -> dict[str, Any]:
    role = ROLE_NAMES.get(one.role, one.role)
    return {
        "role": role,
        "name": person_name(case, one.signer),
        "at": minute(one.at),
        "strokes": dict(one.ink) if one.way == INK else None,
        "note": sheet_note(case, one.paper) if one.way == PAPER else "",
        "refused": False,
    }


def _yet_to_sign(case: Case, signed: Sequence[Signature]) -> list[dict[str, Any]]:
    """Return empty fields for the officers and the unit's people; after a refusal for the others present too."""
    refused = [one for one in signed if one.way == REFUSAL]
    roles = {"responsible", "deputy"} | ({"other"} if refused else set())
    wanted = [("officer", one) for one in sorted(case.inspection.officers)]
    wanted += [(one.role, one.id) for one in case.persons if one.role in roles]
    wanted += [("witness", one.witness) for one in refused if one.witness]
    done = {one.signer for one in signed}
    return [_empty_field(case, role, person) for role, person in dict.fromkeys(wanted) if person not in done]


def _refusals(case: Case, refused: Sequence[Signature]) -> dict[str, str]:
    told = [_refusal(case, one) for one in refused]
    if len(told) == 1:
        return told[0]
    return {
        "person": "、".join(one["person"] for one in told),
        "at": told[-1]["at"],
        "reason": "；".join(f"{one['person']}：{one['reason']}" for one in told),
        "proof": "；".join(dict.fromkeys(one["proof"] for one in told)),
    }


def _refusal(case: Case, one: Signature) -> dict[str, str]:
    shown = "、".join(cited_as(case, one.media))
    proofs = [f"见证人{person_name(case, one.witness)}在场见证"] if one.witness else []
    proofs += [f"见证人与同名的当事人一方不是同一人：{one.remark.rstrip('。')}"] if one.witness and one.remark else []
    how = "、".join(recorded_by(case, one.media))
    filmed = recording_of(case, one)
    proofs += [filmed_words(filmed)] if filmed is not None else []
    proofs += [f"现场{how}{shown if shown == UNLISTED else f'见{shown}'}"] if shown else []
    return {
        "person": person_name(case, one.signer),
        "at": minute(one.happened_at),
        "reason": one.reason.rstrip("。"),
        "proof": "；".join(proofs),
    }


def _receipt_signing(
    case: Case, document: Document, words: Mapping[str, Any], signed: Sequence[Signature]
) -> dict[str, Any]:
    """Return the fields of a receipt with who signed them; namesakes, too, stand beside their own signatures.

    Its words name people, the service knows who they are; witnesses stand in the order of the service.
    """
    acts = {one.signer: one for one in signed if one.way != REFUSAL}
    service = next((one for one in case.services if one.receipt == document.id), None)
    known = {one.id for one in case.persons}
    seen = [one for one in service.witnesses if one in known] if service is not None else []
    servers = [case.officers[one] for one in (service.servers if service is not None else ()) if one in case.officers]
    cards = cards_shown(service) if service is not None else {}
    refusal = words.get("refusal")
    return {
        "receiver": _with_signature(case, words["receiver"], acts.get(service.recipient) if service else None),
        "officers": [_with_signature(case, one, acts.get(_server(one, servers, cards))) for one in words["officers"]],
        "refusal": refusal and {**refusal, "witnesses": [
            _with_signature(case, row, acts.get(who)) for row, who in zip(refusal["witnesses"], seen, strict=False)
        ]},
    }  # fmt: skip


def _server(row: Mapping[str, Any], servers: Sequence[Officer], cards: Mapping[str, str]) -> str:
    """Return the id of the server whom a row names, by the 执法证 shown then too where two have one name."""
    named = [one for one in servers if one.name == row["name"]]
    if len(named) > 1:
        named = [one for one in named if row["credential"] == (cards.get(one.id) or one.credential)]
    return named[0].id if named else ""


def _with_signature(case: Case, row: Mapping[str, Any], one: Signature | None) -> dict[str, Any]:
    if one is None:
        return dict(row)
    signature = dict(one.ink) if one.way == INK else None
    note = sheet_note(case, one.paper) if one.way == PAPER else ""
    return {**row, "at": minute(one.at), "signature": signature, "note": note}
