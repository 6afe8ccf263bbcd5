"""What the page 到场 shows: the visit of the day, who signed in, who is present, rights, recordings, the notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.domain.namesakes import called, name_of
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import chinese_day, chinese_moment, day_of
from app.domain.procedure.doubtful_numbers import person_doubts
from app.domain.procedure.guards_arrival import (
    UNSIGNED,
    current_visit,
    is_at_the_door,
    is_authorized,
    is_open,
    lawful_sign_ins,
    present_at,
    recusal_answered,
    unsigned_entries,
)
from app.domain.procedure.guards_preparation import assigned
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.guards_service import effective_day
from app.domain.procedure.outcomes import Service
from app.domain.procedure.records import AFTERWARDS, DEPUTY, IN_PERSON_WAYS, Person, Rights, Visit
from app.services.arrival.meeting import DENIED, GRANTED, PERSON_ROLES
from app.services.desk import Desk
from app.services.papers.composing.wording import WAY_NAMES
from ui.models.evidence_waiting import waiting_hindrances
from ui.models.hindrances import Hindrance
from ui.models.preparation import reasons_due
from ui.models.service import ServiceView, service_view
from ui.models.signing import usual_witness


@dataclass(frozen=True, slots=True)
class SignInRow:
    """An officer of the team and when the officer signed in, "" where not yet; ``here`` = sits at the desk now.

    ``explained`` = did not sign in at a refused entry, which was explained afterwards.
    """

    id: str
    name: str
    about: str
    signed: str
    here: bool
    explained: bool = False


@dataclass(frozen=True, slots=True)
class UnsignedRow:
    """A refused entry of an earlier day of which somebody must still say why officers (of the team) did not sign in."""

    visit: str
    day: str
    officers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody present; ``unproved`` = a deputy whose 授权委托书 is not bound yet.

    ``doubts`` are numbers that cannot be right.
    """

    id: str
    name: str
    about: str
    unproved: bool
    role: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RightsRow:
    """What was told, in lines; ``undecided`` = a request for recusal waits for the leader.

    ``unasked`` = nobody at this visit has said yet whether recusal is asked for.
    """

    id: str
    lines: tuple[str, ...]
    undecided: bool
    unasked: bool = False


@dataclass(frozen=True)
class ArrivalView:
    """The whole step. ``visit`` is the one that is shown, ``open`` whether officers are on site in it now,
    ``signable`` whether they can sign in, also where they were just refused entry.

    ``day`` is today; ``usual_place`` what the place of the next visit is likely to be; ``spoken`` is read out;
    ``waiting`` what is not taken in as evidence yet.
    """

    case: Case
    visit: Visit | None
    open: bool
    signable: bool
    day: date
    usual_place: str
    visits: tuple[str, ...]
    signing: tuple[SignInRow, ...]
    persons: tuple[PersonRow, ...]
    earlier: tuple[Person, ...]
    rights: tuple[RightsRow, ...]
    recordings: tuple[str, ...]
    spoken: str
    leaders: tuple[tuple[str, str], ...]
    served: str
    service: ServiceView
    reasons: tuple[Hindrance, ...]
    training: bool
    unsigned: tuple[UnsignedRow, ...] = ()
    witness: str = ""
    sealed: bool = False
    waiting: tuple[Hindrance, ...] = ()


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("arrival", text)


def arrival_view(desk: Desk, case: Case) -> ArrivalView:
    """Return the step as it stands now."""
    visit = current_visit(case)
    on_site = visit is not None and is_open(visit)
    return ArrivalView(
        case=case,
        visit=visit,
        open=on_site,
        signable=visit is not None and is_at_the_door(visit, day_of(desk.now())),
        day=day_of(desk.now()),
        usual_place=visit.place if visit else case.inspection.place or case.unit.address,
        visits=tuple(_visit_words(case, one) for one in case.visits),
        signing=tuple(_signing(desk, case, visit)),
        persons=tuple(_person(case, one) for one in case.persons if visit and one.visit in (visit.id, AFTERWARDS)),
        earlier=tuple(_earlier(case, visit)),
        rights=tuple(_rights(case, one) for one in case.rights if visit is not None and one.visit == visit.id),
        recordings=tuple(_recordings(case, visit)),
        spoken=spoken_text(desk, case),
        sealed=record_is_sealed(case),
        leaders=_leaders(case),
        served=_served_words(case),
        service=service_view(desk, case),
        reasons=() if on_site else reasons_due(desk, case, "begin_visit"),
        training=bool(desk.store.training),
        unsigned=tuple(_unsigned(case, one) for one in unsigned_entries(case, day_of(desk.now()))),
        witness=usual_witness(case),
        waiting=waiting_hindrances(desk, case),
    )


def spoken_text(desk: Desk, case: Case) -> str:
    """Return what is said while the cards are shown and the rights told (the words that the record repeats)."""
    bureau = desk.issuing(case.inspection.bureau).name
    card = tr("{name}，执法证号{number}")
    cards = "；".join(card.format(name=one.name, number=one.credential) for one in assigned(case))
    return "\n".join([
        tr("我们是{bureau}的执法人员（{cards}），这是我们的执法证件，请过目。").format(bureau=bureau, cards=cards),
        tr("今天依法对你单位进行行政检查，检查目的是：{purpose}。").format(purpose=case.inspection.purpose.rstrip("。")),
        tr("你单位认为执法人员与本次检查有直接利害关系或者有其他关系可能影响公正执法的，有权申请回避。"),
        tr("你单位有权进行陈述、申辩。你单位及有关人员应当如实回答询问，并协助检查，不得拒绝或者阻挠。"),
        tr("以上内容是否听清？是否申请回避？"),
    ])  # fmt: skip


def _visit_words(case: Case, visit: Visit) -> str:
    told = [tr("{moment} 到场").format(moment=chinese_moment(visit.arrived_at)), visit.place]
    if visit.left_at is not None:
        same = day_of(visit.left_at) == day_of(visit.arrived_at)
        left = f"{visit.left_at:%H:%M}" if same else chinese_moment(visit.left_at)
        told.append(tr("{time} 离场").format(time=left))
    if visit.called_off:
        told.append(tr("已取消：{reason}").format(reason=visit.called_off.get("reason", "")))
    if visit.refused:
        words = tr("被拒绝进场：{by}，{reason}")
        told.append(words.format(by=visit.refused.get("by", ""), reason=visit.refused.get("reason", "")))
        witness = str(visit.refused.get("witness") or "")
        if witness:
            told.append(tr("见证人：{name}").format(name=name_of(case, witness)))
        media = visit.refused.get("media") or ()
        if media:
            told.append(tr("佐证 {count} 件").format(count=len(media)))
        if visit.refused.get(UNSIGNED):
            told.append(tr("未签到的原因：{reason}").format(reason=visit.refused[UNSIGNED].get("reason", "")))
    return " · ".join(told)


def _signing(desk: Desk, case: Case, visit: Visit | None) -> Iterable[SignInRow]:
    signed = {one.officer: one.at for one in lawful_sign_ins(case, visit)} if visit is not None else {}
    here = present_at(case, visit) if visit is not None else set()
    for one in assigned(case):
        at = f"{signed[one.id]:%H:%M}" if one.id in signed else ""
        about = " · ".join(part for part in (one.office, tr("证号 {number}").format(number=one.credential)) if part)
        yield SignInRow(one.id, name_of(case, one.id), about, at, one.id == desk.officer, not at and one.id in here)


def _leaders(case: Case) -> tuple[tuple[str, str], ...]:
    names = called(case)
    return tuple((one.id, names[one.id]) for one in case.officers.values() if "leader" in one.roles and not one.voided)


def _unsigned(case: Case, visit: Visit) -> UnsignedRow:
    here = {one.officer for one in lawful_sign_ins(case, visit)}
    officers = tuple((one.id, name_of(case, one.id)) for one in assigned(case) if one.id not in here)
    return UnsignedRow(visit.id, chinese_day(day_of(visit.arrived_at)), officers)


def _person(case: Case, one: Person) -> PersonRow:
    proved = is_authorized(case, one)
    told = [
        PERSON_ROLES.get(one.role, one.role), one.employer, one.post, one.id_number, one.phone,
        tr("已关联授权委托书") if proved and one.role == DEPUTY else "",
    ]  # fmt: skip
    unproved = one.role == DEPUTY and not proved
    about = " · ".join(part for part in told if part)
    return PersonRow(one.id, name_of(case, one.id), about, unproved, one.role, person_doubts(one))


def _earlier(case: Case, visit: Visit | None) -> Iterable[Person]:
    """Return who was present on an earlier day and is not registered today yet: typed once is enough."""
    if visit is None or record_is_sealed(case):
        return ()
    here = {(one.name, one.role) for one in case.persons if one.visit == visit.id}
    before = {(one.name, one.role): one for one in case.persons if one.visit != visit.id}
    return [one for key, one in before.items() if key not in here]


def _rights(case: Case, one: Rights) -> RightsRow:
    names = "、".join(str(card.get("name") or name_of(case, str(card.get("officer")))) for card in one.credentials)
    lines = [
        tr("{moment}向{person}出示执法证件（{names}）并告知权利义务").format(
            moment=chinese_moment(one.told_at), person=name_of(case, one.person), names=names),
        tr("答复：{words}").format(words=one.acknowledged),
    ]  # fmt: skip
    asked = bool(one.recusal.get("requested"))
    if asked:
        officer, reason = name_of(case, str(one.recusal.get("officer"))), one.recusal.get("reason", "")
        lines.append(tr("申请{name}回避：{reason}").format(name=officer, reason=reason))
    else:
        lines.append(tr("不申请回避") if recusal_answered(one) else tr("没有登记是否申请回避"))
    decision = str(one.recusal.get("decision") or "")
    if decision:
        words = {GRANTED: tr("准予回避"), DENIED: tr("驳回申请")}
        who = name_of(case, str(one.recusal.get("decided_by")))
        lines.append(tr("{name}决定：{words}").format(name=who, words=words.get(decision, decision)))
    if one.statement.get("text"):
        lines.append(tr("陈述：{text}").format(text=one.statement["text"]))
    answered = {told.visit for told in case.rights if recusal_answered(told)}
    return RightsRow(one.id, tuple(lines), asked and not decision, one.visit not in answered)


def _recordings(case: Case, visit: Visit | None) -> Iterable[str]:
    for one in case.recordings:
        if visit is None or one.visit != visit.id:
            continue
        told = [one.number, f"{one.started_at:%H:%M}–{one.ended_at:%H:%M}", one.camera, one.content]
        told.append(tr("指纹 {digest}…").format(digest=one.sha256[:12]) if one.sha256 else "")
        yield " · ".join(part for part in told if part)


def service_of_notice(case: Case) -> Service | None:
    """Return the service of D2, under way or complete."""
    notice = case.document("D2")
    return next((one for one in case.services if notice is not None and one.document == notice.id), None)


def _served_words(case: Case) -> str:
    notice, service = case.document("D2"), service_of_notice(case)
    if notice is None or service is None or notice.state != "served":
        return ""
    day = effective_day(service)
    if service.way not in IN_PERSON_WAYS and day is not None:
        return tr("{day} 已送达（{way}）").format(day=chinese_day(day), way=WAY_NAMES.get(service.way, service.way))
    words = tr("{day} {time} 已送达，{name}签收")
    return words.format(
        day=chinese_day(day_of(service.at)), time=f"{service.at:%H:%M}", name=name_of(case, service.recipient)
    )
