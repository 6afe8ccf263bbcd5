"""Service of a paper with its 送达回证 (D33): into the recipient's hands, or left behind before a witness or camera."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.entries import SERVED
from app.domain.operations import Change
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.guards_handing import handed_over_rightly, limit_blockers
from app.domain.procedure.guards_service import arrival_blockers, effective_day, effective_moment, not_yet_served
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Content, Document, Service, Signature
from app.domain.procedure.records import DIRECT, ELECTRONIC, LEFT_BEHIND, REFUSAL
from app.domain.procedure.sent_days import CHANNEL, SENT_ON, moment_sent, place_of, sent_on
from app.domain.procedure.servers_cards import CARDS, cards_on
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing
from app.services.evidence.intake import Particulars, photos_for
from app.services.numbers import ledger
from app.services.numbers.doubled import given_up
from app.services.papers.composing import compose
from app.services.papers.drafting import draft_changes, frozen_blockers, paper, seal_for
from app.services.papers.legality import legality_blockers
from app.services.papers.printable import insist_printable
from app.services.papers.settling import settling
from app.services.papers.signing import changed, record_signature, signature_for
from app.services.voiding import voiding

RECEIPT = "D33"
LEAVING = Particulars("照片", "拍照", "留置送达的过程")


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a paper is handed over. ``recipient`` and ``witnesses`` are person ids, ``media`` evidence ids.

    ``details`` by way: post {sent_on, tracking}, electronic {sent_on, account, channel}, notice {medium, published_on,
    reason}; ``sent_on`` is today where it is not told. By electronic means and notice no place is told.
    """

    document: str
    way: str
    recipient: str
    place: str
    refusal: str = ""
    witnesses: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)


def begin_service(
    desk: Desk, inspection: str, delivery: Delivery, receipt: Document | None = None, reserved: Sequence[Change] = (),
    *, photos: Sequence[Path] = (),
) -> Document:
    """Return the drafted 送达回证 of a service now under way; all officers of the inspection serve.

    ``receipt`` is the new D33 with its number where the bureau numbers them, ``reserved`` the changes that reserve it
    (``numbering.numbered``). ``photos`` of the paper being left behind are taken in once nothing forbids the service.
    All of it is recorded in one transaction.

    Raises:
        Refused: the paper is not stamped (T12), another service of it is under way, somebody named is not known, or
            a paper left behind has neither witness nor media (T14) or a witness of the party, or the examination
            stops it.
        StorageFailed: a photo is no picture, vanished, or the disk is full; nothing was recorded.
    """
    case = desk.case(inspection)
    desk.insist_may_change([inspection])
    served = paper(case, delivery.document)
    receipt = replace(receipt or Document(desk.part_id(inspection), RECEIPT), subject=served.id)
    service = _entered(desk, case, delivery, served, receipt)
    _insist_service(desk, case, service, receipt, tuple(one.name for one in photos))
    kept = photos_for(desk, case, photos, LEAVING)
    service = replace(service, media=(*service.media, *(one.id for one in kept)))
    going_on = replace(case, services=(*case.services, service), evidence=(*case.evidence, *kept))
    about = circumstances(desk, case, document=served.id, service=service)
    insist("现在不能送达。", handed_over_rightly(going_on, about))
    _, drafted = draft_changes(desk, going_on, receipt, compose)
    taken = [change for one in kept for change in changes_of(one)]
    desk.commit([*reserved, *taken, *changes_of(service), *drafted])
    return receipt


def _entered(desk: Desk, case: Case, delivery: Delivery, served: Document, receipt: Document) -> Service:
    """Return the service as it was entered, in order by the day on which the paper went out."""
    servers, now, details = tuple(sorted(case.handlers)), desk.now(), dict(delivery.details)
    sent = sent_on(delivery.way, details, day_of(now))
    at = moment_sent(sent, served.stamped.get("at"), now)
    details |= {SENT_ON: sent} if sent else {}
    service = Service(
        desk.part_id(case.inspection.id), served.id, delivery.way, at,
        place_of(delivery.way, delivery.place, details), delivery.recipient,
        servers, delivery.refusal, delivery.witnesses, delivery.media, receipt.id,
        details={**details, CARDS: cards_on(case, servers, day_of(at))},
    )  # fmt: skip
    return replace(service, effective_at=effective_moment(service))


def _insist_service(
    desk: Desk, case: Case, service: Service, receipt: Document, photos: tuple[str, ...]
) -> None:
    """Ask all that may forbid a service; ``photos`` are the names of those that are taken in after this."""
    proved = replace(service, media=(*service.media, *photos))
    about = circumstances(desk, case, document=service.document, service=proved, lifecycle="stamped")
    blockers = [*GUARDS["serve"](case, about), *_unknown(case, service), *_under_way(case, service)]
    going_on = replace(case, services=(*case.services, proved), documents=(*case.documents, receipt))
    blockers = blockers or _channel(desk, paper(case, service.document), service)
    insist("现在不能送达。", blockers or legality_blockers(desk, going_on, receipt))


def contested(desk: Desk, kind: str) -> bool:
    """Return whether a kind of paper decides what the party may contest, so that its remedy is told with it."""
    remedy = desk.legal.remedy_for(kind)
    return remedy is not None and bool(remedy.terms)


def _channel(desk: Desk, served: Document, service: Service) -> list[Blocker]:
    """Demand that who is served a decision over the internet is told where to ask for reconsideration there."""
    if service.way != ELECTRONIC or not contested(desk, served.kind) or str(service.details.get(CHANNEL, "")).strip():
        return []
    text = (
        "通过互联网渠道送达决定的，应当同时提供提交行政复议申请书的互联网渠道；请填写已随文告知的渠道，"
        "传真等不经互联网送达的，写明“传真送达，不适用”。"
    )
    return [Blocker("no-channel", text, grounds.ONLINE_REMEDY, f"papers/service/{CHANNEL}")]


def _unknown(case: Case, service: Service) -> list[Blocker]:
    people, files = {one.id for one in case.persons}, {one.id for one in case.evidence}
    blockers = []
    if service.recipient and service.recipient not in people:
        text = "受送达人没有登记为在场人员，请先登记。"
        blockers.append(Blocker("recipient-unknown", text, ("civil-procedure-law-2023:88",), "persons"))
    if any(one not in people for one in service.witnesses):
        text = "见证人须是已登记的在场人员。"
        blockers.append(Blocker("witness-unknown", text, ("civil-procedure-law-2023:89",), "persons"))
    if any(one not in files for one in service.media):
        text = "所引的照片、录像没有存入本次检查，请先存入。"
        blockers.append(Blocker("proof-unknown", text, ("civil-procedure-law-2023:89",), "evidence"))
    return blockers


def _under_way(case: Case, service: Service) -> list[Blocker]:
    if not any(one.document == service.document and one.id != service.id for one in case.services):
        return []
    text = "这份文书已有一次送达正在办理，请先办完；改变送达方式的，请先注明原因作废该次送达。"
    return [Blocker("service-under-way", text, ("civil-procedure-law-2023:87",), "service")]


def withdraw_service(desk: Desk, inspection: str, receipt: str, reason: str) -> None:
    """Void a service that was not completed, with its receipt and signatures; its number goes back or is voided.

    So a paper that the recipient will not sign for is served again as left behind (留置).

    Raises:
        Refused: it was completed, or no reason was given.
    """
    case = desk.case(inspection)
    document = paper(case, receipt)
    service = service_of(case, receipt)
    if document.frozen_at is not None:
        text = "送达已经办完，回证已封存，不能作废。"
        insist("不能作废这次送达。", [Blocker("service-complete", text, ("civil-procedure-law-2023:87",), "service")])
    parts = [(Service.ENTITY, service.id), (Document.ENTITY, receipt), (Content.ENTITY, receipt)]
    parts += [(Signature.ENTITY, one.id) for one in case.signatures if one.document == receipt]
    changes = [voiding(desk, entity, entity_id, reason) for entity, entity_id in parts]
    if document.number:
        changes += given_up(desk, case, document, reason)
    desk.commit(changes)


def record_arrival(desk: Desk, inspection: str, receipt: str, on: date, proof: tuple[str, ...] = ()) -> Service:
    """Return a service by post or electronic means with the day it reached the party; its receipt is drafted again.

    ``proof`` are evidence ids: the postal receipt, the confirmation of arrival. A day registered wrongly is registered
    again, as long as nobody signed.

    Raises:
        Refused: another way of service, a day before it was sent or to come, the receipt was signed already, or the
            one of the post is not attached (civil-procedure-law-2023:91).
    """
    case = desk.case(inspection)
    service = service_of(case, receipt)
    insist("收件日期未登记。", _unknown(case, replace(service, media=proof)))
    insist_arrival(desk, inspection, receipt, on, proof)
    if service.details.get("arrived_on") == on.isoformat() and set(proof) <= set(service.media):
        return service
    proof = tuple(one for one in proof if one not in service.media)
    arrived = replace(
        service, details={**service.details, "arrived_on": on.isoformat()}, media=(*service.media, *proof)
    )
    arrived = replace(arrived, effective_at=effective_moment(arrived))
    others = tuple(one for one in case.services if one.id != service.id)
    _, drafted = draft_changes(desk, replace(case, services=(*others, arrived)), paper(case, receipt), compose)
    desk.commit([*changes_of(arrived, "details", "media", "effective_at"), *drafted])
    return arrived


def insist_arrival(
    desk: Desk, inspection: str, receipt: str, on: date, proof: tuple[str, ...], *, coming: bool = False
) -> None:
    """Demand that a day of arrival may be registered; asked before its proof is taken in, so that none is left over.

    ``coming``: the proof is taken in after this.

    Raises:
        Refused: as for ``record_arrival``, but for proof that is not in the case.
    """
    case = desk.case(inspection)
    service, blockers = service_of(case, receipt), frozen_blockers(case, paper(case, receipt))
    blockers += arrival_blockers(case, service, on, desk.now(), proof, coming=coming)
    insist("收件日期未登记。", blockers)


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
        Refused: a signature that this way of service needs is missing (CPL 87-89), it is complete already, or this
            device does not lead the inspection.
        DocumentFailed: the receipt cannot be printed as it stands.
    """
    case = desk.case(inspection)
    document = paper(case, receipt)
    service = service_of(case, receipt)
    blockers = [*GUARDS["on_lead_device"](case, circumstances(desk, case)), *_lacking(case, document, service)]
    blockers += not_yet_served(service, desk.now())
    day, served = effective_day(service), paper(case, service.document)
    blockers += limit_blockers(case, served, day) if day is not None else []
    blockers += GUARDS["still_decided"](case, circumstances(desk, case, document=served.id))
    blockers += changed(desk, case, document)
    insist("送达尚未完成。", [*blockers, *legality_blockers(desk, case, document, blockers)])
    insist_printable(desk, case, document)
    signatures = [("signature", one.id) for one in case.signatures if one.document == receipt]
    seal = seal_for(desk, inspection, [("content", receipt), ("service", service.id), *signatures], document)
    closed = Document(receipt, RECEIPT, state="signed", frozen_at=desk.now())
    changes = [seal, *changes_of(closed, "state", "frozen_at"), *changes_of(replace(served, state="served"), "state")]
    changes += settling(desk, case, served, SERVED)
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
    if receipt.frozen_at is not None:
        return [Blocker("service-complete", "这次送达已经办完。", ("civil-procedure-law-2023:87",), "service")]
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
    elif service.way == DIRECT and not any(signer == service.recipient and way != REFUSAL for signer, way in signed):
        text = "直接送达须由受送达人签名；拒绝签收的，请改为留置送达。"
        blockers.append(Blocker("recipient-unsigned", text, ("civil-procedure-law-2023:87",), "service"))
    return blockers

