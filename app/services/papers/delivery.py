"""Service of a paper with its 送达回证 (D33): into the recipient's hands, or left behind before a witness or camera."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document, Service, Signature
from app.domain.procedure.records import LEFT_BEHIND, REFUSAL
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing
from app.services.numbers import ledger
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper, seal_for
from app.services.papers.signing import changed, record_signature, signature_for

RECEIPT = "D33"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a paper is handed over. ``recipient`` and ``witnesses`` are person ids, ``media`` evidence ids."""

    document: str
    way: str
    recipient: str
    place: str
    refusal: str = ""
    witnesses: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


def begin_service(desk: Desk, inspection: str, delivery: Delivery, receipt: Document | None = None) -> Document:
    """Return the drafted 送达回证 of a service now under way; all officers of the inspection serve.

    ``receipt`` is the new D33 with its number where the bureau numbers them.

    Raises:
        Refused: the paper is not stamped (T12), or a paper left behind has neither witness nor media (T14).
    """
    case = desk.case(inspection)
    served = paper(case, delivery.document)
    service = Service(
        desk.part_id(inspection), served.id, delivery.way, desk.now(), delivery.place, delivery.recipient,
        tuple(sorted(case.inspection.officers)), delivery.refusal, delivery.witnesses, delivery.media,
    )  # fmt: skip
    about = circumstances(desk, case, document=served.id, service=service, lifecycle="stamped")
    insist("现在不能送达。", GUARDS["serve"](case, about))
    receipt = replace(receipt or Document(desk.part_id(inspection), RECEIPT), subject=served.id)
    desk.commit(changes_of(replace(service, receipt=receipt.id)))
    draft(desk, inspection, receipt, compose)
    return receipt


def sign_receipt(
    desk: Desk, inspection: str, receipt: str, signer: str, role: str, way: str, **details: Any
) -> Signature:
    """Return a signature on the receipt. Roles: recipient, witness, server (an officer)."""
    case = desk.case(inspection)
    document = paper(case, receipt)
    shown = "officer" if role == "server" else role
    return record_signature(desk, signature_for(desk, case, document, signer, shown, way, details))


def complete_service(desk: Desk, inspection: str, receipt: str) -> Document:
    """Return the served paper: its receipt is sealed with the signatures, and the paper's clocks may start.

    Raises:
        Refused: a signature that this way of service needs is missing (CPL 87-89).
    """
    case = desk.case(inspection)
    document = paper(case, receipt)
    service = service_of(case, receipt)
    insist("送达尚未完成。", [*_lacking(case, document, service), *changed(desk, case, document)])
    signatures = [("signature", one.id) for one in case.signatures if one.document == receipt]
    seal = seal_for(desk, inspection, [("content", receipt), ("service", service.id), *signatures], document)
    closed = Document(receipt, RECEIPT, state="signed", frozen_at=desk.now())
    served = paper(case, service.document)
    changes = [seal, *changes_of(closed, "state", "frozen_at"), *changes_of(replace(served, state="served"), "state")]
    if document.number:
        changes += ledger.consume(desk, document.number, receipt)
    desk.commit(changes)
    return paper(desk.case(inspection), service.document)


def service_of(case: Case, receipt: str) -> Service:
    """Return the service that a receipt proves.

    Raises:
        Refused: there is none.
    """
    found = next((one for one in case.services if one.receipt == receipt), None)
    if found is None:
        raise missing("service", "没有这次送达的记录。", "请重新办理送达。")
    return found


def _lacking(case: Case, receipt: Document, service: Service) -> list[Blocker]:
    signed = {(one.signer, one.way) for one in case.signatures if one.document == receipt.id}
    signers = {signer for signer, _ in signed}
    blockers = [
        Blocker("server-unsigned", "送达人均须在送达回证上签名。", ("civil-procedure-law-2023:87",), "service")
        for one in service.servers
        if one not in signers
    ][:1]
    if service.way == LEFT_BEHIND:
        unsigned = [one for one in service.witnesses if one not in signers]
        if unsigned:
            text = "留置送达的见证人须在送达回证上签名。"
            blockers.append(Blocker("witness-unsigned", text, ("civil-procedure-law-2023:89",), "service"))
    elif not any(signer == service.recipient and way != REFUSAL for signer, way in signed):
        text = "直接送达须由受送达人签名；拒绝签收的，请改为留置送达。"
        blockers.append(Blocker("recipient-unsigned", text, ("civil-procedure-law-2023:87",), "service"))
    return blockers

