"""Papers signed on the spot besides the record: by the officers and the party, each page where signed by hand.

An interview (D5), a data extraction (D10) or a list of what was seized: filled in, read, signed or refused, sealed.
"""

from __future__ import annotations

from typing import Any

from app.domain.entries import AGAIN, FINAL, OFFICERS, PARTY, PERSON, holds
from app.domain.procedure.case import ENTRY, Case
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.guards_preparation import credential_blockers
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document, Signature
from app.domain.procedure.records import OTHER, REFUSAL, WITNESS
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist
from app.services.numbers import ledger
from app.services.papers.composing.filled import signers_of
from app.services.papers.drafting import paper, seal_for
from app.services.papers.legality import legality_blockers
from app.services.papers.making import CORRECTING, paper_blockers
from app.services.papers.printable import insist_printable
from app.services.papers.settling import settling
from app.services.papers.signing import changed, record_signature, signature_for
from app.services.pinning import definition_of


def sign_paper(
    desk: Desk, inspection: str, document_id: str, signer: str, role: str, way: str, **details: Any
) -> Signature:
    """Return a signature on a drafted paper. Roles: officer, the person's own role, witness.

    Raises:
        Refused: its form is not complete, something it needs is missing, or the signature is not complete.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    blockers = [*_not_signed_here(desk, case, document), *paper_blockers(desk, case, document)]
    insist("现在还不能签名。", [*blockers, *_without_card(desk, case, document, signer)])
    return record_signature(desk, signature_for(desk, case, document, signer, role, way, details))


def seal_paper(desk: Desk, inspection: str, document_id: str) -> Document:
    """Return the paper sealed with its signatures.

    Raises:
        Refused: somebody has not signed, its words would be others now, or this device does not lead.
        DocumentFailed: it cannot be printed as it stands; nothing was sealed.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    blockers = [
        *_not_signed_here(desk, case, document),
        *GUARDS["on_lead_device"](case, circumstances(desk, case)),
        *paper_blockers(desk, case, document),
        *unsigned(desk, case, document),
    ]
    blockers += legality_blockers(desk, case, document, blockers)
    insist("这份文书还不能封存。", [*blockers, *changed(desk, case, document)])
    insist_printable(desk, case, document)
    signatures = [("signature", one.id) for one in case.signatures if one.document == document_id]
    seal = seal_for(desk, inspection, [("content", document_id), (ENTRY, document_id), *signatures], document)
    signed = Document(document_id, document.kind, state="signed", frozen_at=desk.now())
    changes = [seal, *changes_of(signed, "state", "frozen_at"), *settling(desk, case, document, FINAL)]
    if document.number:
        changes += ledger.consume(desk, document.number, document_id)
    desk.commit(changes)
    return paper(desk.case(inspection), document_id)


def signers(desk: Desk, case: Case, document: Document) -> tuple[tuple[str, str], ...]:
    """Return who has to sign a paper as (id, role): its officers, the party it names, the witness of a refusal.

    A paper signed ``again`` is signed by all who signed the paper it follows, or refused to, but for mere witnesses: no
    law asks for their word a second time, and a refusal has its own.
    """
    definition = definition_of(desk, case, document.kind)
    wanted: list[tuple[str, str]] = []
    groups = definition.procedure.signers if definition.procedure else ()
    if PARTY in groups:
        values = case.entries.get(document.id, {})
        asked = [one for one in definition.entries if one.type == PERSON and holds(one.when, values)]
        named = {str(values.get(one.name)) for one in asked}
        roles = {one.id: one.role for one in case.persons}
        wanted += [(one, roles[one]) for one in sorted(named) if one in roles]
    if AGAIN in groups:
        wanted += signers_of(case, document.subject)
    if OFFICERS in groups:
        wanted += [(one, "officer") for one in sorted(case.handlers)]
    refused = [one for one in case.signatures if one.document == document.id and one.way == REFUSAL]
    role_of = {one.id: WITNESS if one.role == OTHER else one.role for one in case.persons}
    wanted += [(one.witness, role_of[one.witness]) for one in refused if one.witness]
    return tuple(dict.fromkeys(wanted))


def unsigned(desk: Desk, case: Case, document: Document) -> list[Blocker]:
    """Return a blocker for everybody who has neither signed nor refused."""
    done = {one.signer for one in case.signatures if one.document == document.id}
    names = {one.id: one.name for one in case.persons} | {one.id: one.name for one in case.officers.values()}
    basis = ("penalty-law-2021:55", "litigation-evidence-rules-2002:15")
    return [
        Blocker("paper-unsigned", f"{names.get(one, one)}还没有签名。", basis, f"papers/{document.id}")
        for one, _ in signers(desk, case, document)
        if one not in done
    ]


def _without_card(desk: Desk, case: Case, document: Document, signer: str) -> list[Blocker]:
    """Return why an officer's credential carries no act of today; a correction is signed by who signed before."""
    procedure = definition_of(desk, case, document.kind).procedure
    officer = case.officers.get(signer)
    ours = {*case.inspection.officers, *case.handlers}
    if officer is None or signer not in ours or (procedure and procedure.group == CORRECTING):
        return []
    return credential_blockers(officer, day_of(desk.now()))


def _not_signed_here(desk: Desk, case: Case, document: Document) -> list[Blocker]:
    procedure = definition_of(desk, case, document.kind).procedure
    if document.lifecycle == "signed" and procedure is not None and document.frozen_at is None:
        return []
    return [Blocker("not-signed-here", "这份文书不在现场签名，或者已经封存。", place=f"papers/{document.id}")]
