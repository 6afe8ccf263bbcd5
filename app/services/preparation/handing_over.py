"""Hand an inspection to another laptop: offered here, accepted or declined there; taken back while nobody accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.clock import iso, moment_of_stamp
from app.domain.operations import CENTRE_DEVICE, Change, Operation
from app.domain.procedure.case import COURSE, Case
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.handover import (
    ACCEPTED,
    ANSWER,
    BACK,
    DECLINED,
    OFFER,
    TAKEN_BACK,
    Handover,
    handover_of,
    pending_handover,
)
from app.domain.procedure.hands import APPOINTING
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.cited import cited_in
from app.services.desk import Desk, insist
from app.services.exchange.own_side import DEVICE_NAMES
from app.services.exchange.parcel_journal import handed_on, peers

PLACE = "preparation/lead_device"


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop that may take over: its name at the centre ("" where none is known), who last worked on it and when."""

    device: str
    name: str = ""
    officer: str = ""
    at: str = ""


@dataclass(frozen=True)
class Lead:
    """Who leads an inspection and what a handover must know.

    ``unsent`` counts changes of this inspection made here that neither the centre nor a parcel took along,
    ``handed_out`` tells that the offer was taken along; ``lacking`` counts files of the inspection that are not here.
    """

    device: str
    own: bool
    handover: Handover | None
    pending: bool
    unsent: int
    handed_out: bool
    lacking: int
    laptops: tuple[Laptop, ...]


def lead_of(desk: Desk, case: Case) -> Lead:
    """Return who leads an inspection, as this laptop knows it."""
    inspection, plan = case.inspection.id, case.inspection
    out = _taken_along(desk)
    own = [one for one in desk.store.operations(inspection) if one.device == desk.store.device]
    offers = [one.lseq for one in own if (one.entity, one.field) == (COURSE, OFFER)]
    return Lead(
        device=plan.lead_device,
        own=plan.lead_device in ("", desk.store.device),
        handover=handover_of(plan),
        pending=pending_handover(plan) is not None,
        unsent=sum(one.lseq > out for one in own),
        handed_out=bool(offers) and offers[-1] <= out,
        lacking=sum(not desk.vault.has(digest) for digest in cited_in(desk.store, inspection)),
        laptops=laptops(desk, case),
    )


def laptops(desk: Desk, case: Case) -> tuple[Laptop, ...]:
    """Return the other laptops known here: from the centre, parcels, and this inspection; named ones first."""
    named = desk.store.settings.get(DEVICE_NAMES)
    names: Mapping[str, Any] = named if isinstance(named, dict) else {}
    last: dict[str, Operation] = {}
    for one in desk.store.operations(case.inspection.id):
        if one.device not in last or one.hlc > last[one.device].hlc:
            last[one.device] = one
    known = {*names, *peers(desk), *last} - {desk.store.device, CENTRE_DEVICE, ""}
    found = [_laptop(one, str(names.get(one) or ""), last.get(one)) for one in known]
    return tuple(sorted(found, key=lambda one: (not one.name, not one.at, one.name, one.device)))


def offer_lead(desk: Desk, inspection: str, device: str, officer: str = "", note: str = "") -> Handover:
    """Return the handover offered to another laptop; until it answers, neither seals or uses numbers.

    ``officer`` is who of the team is to go on there.

    Raises:
        Refused: this device does not lead, a handover waits already, the inspection has ended, or the laptop or officer
            is not known.
    """
    case = desk.case(inspection)
    about = circumstances(desk, case)
    found = [*GUARDS["not_ended"](case, about), *GUARDS["on_lead_device"](case, about)]
    if device not in {one.device for one in laptops(desk, case)}:
        text = "请选择接收的终端；列表里没有的，先与它同步一次，或用 U 盘交换一次。"
        found.append(Blocker("handover-laptop", text, (), PLACE))
    if officer and officer not in case.handlers:
        text = "接办人不是本次检查的执法人员，请先在“执法人员”中指派。"
        found.append(Blocker("handover-officer", text, (), "preparation/officers"))
    insist("不能移交主办终端。", found)
    offer = {
        "id": desk.identify(), "giver": desk.store.device, "receiver": device, "officer": officer, "by": desk.officer,
        "at": iso(desk.now()), "note": note.strip(),
    }  # fmt: skip
    desk.commit([Change(COURSE, inspection, OFFER, dict(offer))], also=APPOINTING)
    return Handover(**offer)


def take_back(desk: Desk, inspection: str, reason: str = "") -> None:
    """Take an offer back that nobody accepted yet.

    Raises:
        Refused: nothing waits, this laptop did not offer it, or it was handed out already and no reason says that the
            other side was asked (code ``handover-sent``).
    """
    case = desk.case(inspection)
    waiting = _waiting(case, giver=desk.store.device)
    if lead_of(desk, case).handed_out and not reason.strip():
        text = "移交已经送出，对方可能已经接收。请先与对方核实没有接收，写明核实情况后再撤回。"
        insist("没有撤回。", [Blocker("handover-sent", text, (), PLACE)])
    _end(desk, inspection, BACK, waiting, TAKEN_BACK, reason)


def accept_lead(desk: Desk, inspection: str) -> None:
    """Make this laptop the lead device, as it was offered.

    Raises:
        Refused: nothing waits for this laptop, the inspection has ended, or who is at the desk is not of the team.
    """
    case = desk.case(inspection)
    waiting = _waiting(case, receiver=desk.store.device)
    found = GUARDS["not_ended"](case, circumstances(desk, case))
    if desk.officer not in case.handlers:
        text = "接收移交须由本次检查的执法人员办理，请由接办人登录后接收。"
        found = [*found, Blocker("handover-stranger", text, ("penalty-law-2021:42",), PLACE)]
    insist("不能接收。", found)
    lead = Change(COURSE, inspection, "lead_device", desk.store.device)
    _end(desk, inspection, ANSWER, waiting, ACCEPTED, "", lead)


def decline_lead(desk: Desk, inspection: str, reason: str) -> None:
    """Leave the lead where it is, with the reason.

    Raises:
        Refused: nothing waits for this laptop, or no reason was given.
    """
    waiting = _waiting(desk.case(inspection), receiver=desk.store.device)
    if not reason.strip():
        insist("没有记录。", [Blocker("reason-missing", "请写明不接收的理由。", (), PLACE)])
    _end(desk, inspection, ANSWER, waiting, DECLINED, reason)


def _waiting(case: Case, *, giver: str = "", receiver: str = "") -> Handover:
    waiting = pending_handover(case.inspection)
    if waiting is None or giver not in ("", waiting.giver) or receiver not in ("", waiting.receiver):
        text = "没有等待本机办理的移交，请同步后再看；移交可能已经被接收或者撤回。"
        insist("没有办理。", [Blocker("no-handover", text, (), PLACE)])
    assert waiting is not None
    return waiting


def _end(desk: Desk, inspection: str, field: str, offer: Handover, state: str, reason: str, *also: Change) -> None:
    ended = {
        "offer": offer.id, "state": state, "by": desk.officer, "at": iso(desk.now()), "reason": reason.strip(),
    }  # fmt: skip
    desk.commit([*also, Change(COURSE, inspection, field, dict(ended))], also=APPOINTING)


def _taken_along(desk: Desk) -> int:
    """Return up to which own operation the centre acknowledged, or a parcel took along."""
    return max(int(desk.store.replication.sync_state().acked_lseq), handed_on(desk))


def _laptop(device: str, name: str, last: Operation | None) -> Laptop:
    at = iso(moment_of_stamp(last.hlc)) if last is not None else ""
    return Laptop(device, name, last.officer if last is not None else "", at)
