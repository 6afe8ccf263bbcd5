"""Words of every paper that its definition alone describes: what was filled in, worded, with the head of the case.

Nothing of the case stands in these words but what the paper cites, so that a photo taken while it is being signed does
not change them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.clock import CHINA
from app.domain.documents import DocumentDefinition
from app.domain.entries import (
    AGAIN,
    ARTICLES,
    CHOICE,
    CHOICES,
    EVIDENCE,
    FINDINGS,
    LINE,
    PERSON,
    ROWS,
    TEXT,
    EntryField,
    asked,
    moment_of,
)
from app.domain.procedure.case import Case
from app.domain.procedure.clocks import moment_served
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import WITNESS
from app.services.desk import Desk
from app.services.papers.composing.approval_form import applicant_of, drafted_at
from app.services.papers.composing.listed import listed_evidence
from app.services.papers.composing.order import evidence_words, remedy_clause
from app.services.papers.composing.ordering import ordering_words
from app.services.papers.composing.wording import (
    OFFICER,
    ROLE_NAMES,
    day_of,
    head,
    minute,
    number_words,
    person_name,
    title_words,
)
from app.services.pinning import definition_of


def filled(desk: Desk, case: Case, document: Document) -> Mapping[str, Any]:
    """Return the words of a paper from its form; opinions and signatures come when the paper is set."""
    definition = definition_of(desk, case, document.kind)
    values = case.entries.get(document.id, {})
    made_at = drafted_at(desk, case, document)
    shown = {one.name for one in asked(definition.entries, values)}
    fields = definition.entries
    return {
        **head(desk, case, document, day_of(made_at)),
        "drafted_at": minute(made_at),
        "drafted_by": applicant_of(desk, case, document),
        "applicant": person_name(case, applicant_of(desk, case, document)),
        "visits": [{"starts": minute(one.arrived_at), "place": one.place} for one in case.visits],
        "rights": _rights(case),
        "asked": {one.name: one.name in shown for one in fields},
        "keys": {one.name: str(values.get(one.name) or "") for one in fields if one.type == CHOICE},
        **_followed(desk, case, document, definition),
        "remedy": remedy_clause(desk, case, document.kind),
        **ordering_words(desk, case, definition, values),
        "approvals": [],
        "signatures": [],
        "refusal": None,
        "signing": "screen",
        **{
            one.name: _running(one, worded(desk, case, one, values.get(one.name) if one.name in shown else None))
            for one in fields
        },
    }


def signers_of(case: Case, document: str) -> list[tuple[str, str]]:
    """Return who signed a paper or refused to, as (id, role), the party before the officers; no mere witnesses.

    An officer who left the inspection since signs nothing more; who joined signs in that place.
    """
    acts = [one for one in case.signatures if one.document == document and one.role != WITNESS]
    in_order = sorted(acts, key=lambda one: (one.role == OFFICER, one.signer))
    known = [(one.signer, one.role) for one in in_order if one.role != OFFICER or one.signer in case.handlers]
    joined = [(one, OFFICER) for one in case.handlers if one not in case.inspection.officers]
    return list(dict.fromkeys([*known, *joined]))


def _followed(desk: Desk, case: Case, document: Document, definition: DocumentDefinition) -> dict[str, Any]:
    """Return the paper that this one follows; where all sign again it is cited by its digest, not repeated."""
    cited = before(desk, case, document)
    if definition.procedure is None or AGAIN not in definition.procedure.signers:
        return {"before": cited}
    again = [list(one) for one in signers_of(case, document.subject)]
    return {"before": {**cited, "words": {}} if cited else None, "again": again}


def _running(one: EntryField, value: Any) -> Any:
    """Return a text as it runs into a sentence of the paper, which brings its own full stop."""
    return value.rstrip("。") if one.type in (LINE, TEXT) and isinstance(value, str) else value


def before(desk: Desk, case: Case, document: Document) -> dict[str, Any] | None:
    """Return the paper that this one follows: title, number, day, service, digests and words; None where none is."""
    followed = next((one for one in case.documents if one.id == document.subject), None)
    if followed is None:
        return None
    content = case.contents.get(followed.id)
    return {
        "title": title_words(definition_of(desk, case, followed.kind).title, content.data if content else {}),
        "number": number_words(desk, followed.number),
        "served_at": minute(moment_served(case, followed.id)),
        "made_on": followed.dated or (str(content.data.get("made_on", "")) if content else ""),
        "sealed_at": minute(followed.frozen_at),
        "sha256": content.digest if content else "",
        "sm3": content.sm3 if content else "",
        "words": dict(content.data) if content else {},
    }


def worded(desk: Desk, case: Case, one: EntryField, value: Any) -> Any:
    """Return a field's value as papers print it: labels for keys, people and evidence by name, citations."""
    if one.type in _WORDING:
        return _WORDING[one.type](desk, case, one, value or [])
    if one.type == CHOICE:
        return one.label_of(str(value)) if value else ""
    if one.type == PERSON:
        return person_words(case, str(value or ""))
    moment = moment_of(value) if value else None
    if isinstance(moment, datetime):
        return minute(moment if moment.tzinfo else moment.replace(tzinfo=CHINA))
    return "" if value is None else value if isinstance(value, int) else str(value).strip()


def person_words(case: Case, person: str) -> dict[str, str]:
    """Return somebody met at the unit as papers name them, {} for nobody."""
    found = next((one for one in case.persons if one.id == person), None)
    if found is None:
        return {}
    return {
        "name": found.name,
        "role": ROLE_NAMES.get(found.role, found.role),
        "post": "，".join(part for part in (found.employer, found.post) if part) or "未提供",
        "id_number": found.id_number or "未提供",
        "phone": found.phone or "未提供",
    }


def evidence_row(case: Case, evidence: str) -> dict[str, str]:
    """Return one piece of evidence as lists print it; its number where the record lists it."""
    numbers = {one.id: f"证据{at}" for at, one in enumerate(listed_evidence(case), 1)}
    one = next(held for held in case.evidence if held.id == evidence)
    return {
        "no": numbers.get(one.id, "随卷"),
        "name": one.name,
        "sha256": one.sha256,
        "sm3": one.sm3,
        "size": f"{one.size}字节",
        "medium": one.medium,
        "original": "原始载体" if one.original else "复制件，与原件核对无误",
        "method": one.method,
        "made_at": minute(one.captured_at),
        "maker": person_name(case, one.maker) or one.maker,
        "proves": one.proves,
    }


def _options(desk: Desk, case: Case, one: EntryField, value: Sequence[Any]) -> list[str]:
    return [one.label_of(str(key)) for key in value]


def _evidence(desk: Desk, case: Case, one: EntryField, value: Sequence[Any]) -> list[dict[str, str]]:
    known = {held.id for held in case.evidence}
    return [evidence_row(case, str(key)) for key in value if key in known]


def _findings(desk: Desk, case: Case, one: EntryField, value: Sequence[Any]) -> list[dict[str, str]]:
    chosen = [finding for finding in case.findings if finding.id in value]
    return [
        {
            "code": finding.code,
            "text": finding.text,
            "basis": desk.legal.cite_all(finding.order_basis or finding.basis),
            "evidence": evidence_words(case, finding),
        }
        for finding in chosen
    ]


def _articles(desk: Desk, case: Case, one: EntryField, value: Sequence[Any]) -> list[str]:
    return [desk.legal.cite(one) for one in desk.legal.citable(map(str, value))]


def _rows(desk: Desk, case: Case, one: EntryField, value: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {cell.name: worded(desk, case, cell, row.get(cell.name)) for cell in one.columns}
        | {"keys": {cell.name: str(row.get(cell.name) or "") for cell in one.columns if cell.type == CHOICE}}
        for row in value
    ]


_WORDING: Mapping[str, Callable[[Desk, Case, EntryField, Sequence[Any]], Any]] = {
    CHOICES: _options,
    EVIDENCE: _evidence,
    FINDINGS: _findings,
    ARTICLES: _articles,
    ROWS: _rows,
}


def _rights(case: Case) -> dict[str, str]:
    if not case.rights:
        return {}
    told = case.rights[0]
    return {"shown_at": minute(told.shown_at), "told_at": minute(told.told_at), "reply": told.acknowledged}
