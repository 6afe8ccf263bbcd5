"""Guards of service: who serves, on whom, and what each way asks for (civil-procedure-law-2023:87 to 95)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from app.domain.calendar_days import ONE_DAY
from app.domain.characters import says_nothing
from app.domain.clock import CHINA
from app.domain.entries import moment_of
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances, chinese_day, chinese_moment, day_of
from app.domain.procedure.outcomes import Evidence, Service
from app.domain.procedure.records import (
    DEPUTY,
    DIRECT,
    ELECTRONIC,
    IN_PERSON_WAYS,
    LEFT_BEHIND,
    NOTICE,
    POST,
    WITNESS,
)
from app.domain.procedure.sent_days import SENT_TITLES, day_sent, entered_day
from app.errors import Blocker

WAYS = (DIRECT, LEFT_BEHIND, POST, ELECTRONIC, NOTICE)
NOTICE_DAYS = 30
ARRIVALS = {
    POST: "收到回执后，登记回执上注明的收件日期，并附上回执；那一天为送达日期。",
    ELECTRONIC: "请登记到达对方特定系统的日期；那一天为送达日期。",
}
CONFIRMATION = "D34"
FEW_SERVERS = "too-few-servers"


def service_proved(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand of a service its servers, recipient, and what its way asks for (T14, T17)."""
    service = about.service
    if service is None:
        return []
    found = _servers(case, service)
    if service.at > about.now and not entered_day(service):  # a day that was entered is told with its field
        text = f"送达时间{chinese_moment(service.at)}晚于现在。"
        found.append(Blocker("service-in-future", text, grounds.PROOF_OF_SERVICE, "papers/service/at"))
    if service.way not in WAYS:
        text = "请选择送达方式：直接、留置、邮寄、电子或者公告送达。"
        found.append(Blocker("service-way", text, grounds.PROOF_OF_SERVICE, "papers/service/way"))
    found += _recipient(case, service)
    if service.way in IN_PERSON_WAYS and not service.recipient:
        text = "请登记受送达人。"
        found.append(Blocker("no-recipient", text, grounds.DIRECT_SERVICE, "papers/service/recipient"))
    own = {LEFT_BEHIND: _left_behind, POST: _post, ELECTRONIC: _electronic, NOTICE: _notice}.get(service.way)
    return found + (own(case, service) if own is not None else [])


def _recipient(case: Case, service: Service) -> list[Blocker]:
    """Refuse to hand a paper to somebody who does not receive for the unit: a witness, a deputy without a letter."""
    person = next((one for one in case.persons if one.id == service.recipient), None)
    if person is None:
        return []
    place = "papers/service/recipient"
    if person.role == WITNESS:
        text = f"{person.name}是见证人，不能作受送达人；请送达法定代表人、主要负责人或者负责收件的人。"
        return [Blocker("recipient-is-witness", text, grounds.DIRECT_SERVICE, place)]
    if person.role == DEPUTY and not person.authorization:
        text = f"{person.name}是受委托人，还没有关联授权委托书，不能代为签收。"
        return [Blocker("recipient-unauthorized", text, grounds.DEPUTY, place)]
    return []


def effective_day(service: Service) -> date | None:
    """Return the day that counts as day of service, None while it is not known.

    Post: the day on the receipt; electronic: the day it reached the party's system; public notice: 30 days after it
    was published. Basis: civil-procedure-law-2023:90, 91, 95.
    """
    if service.way in IN_PERSON_WAYS:
        return service.at.astimezone(CHINA).date()
    if service.way == NOTICE:
        published = moment_of(service.details.get("published_on", ""))
        return None if published is None else _day(published) + ONE_DAY * NOTICE_DAYS
    arrived = moment_of(service.details.get("arrived_on", ""))
    return None if arrived is None else _day(arrived)


def effective_moment(service: Service) -> datetime | None:
    """Return the beginning of the day of service, UTC+8; None for service in person, which counts from its moment."""
    day = None if service.way in IN_PERSON_WAYS else effective_day(service)
    return None if day is None else datetime.combine(day, time(), CHINA)


def not_yet_served(service: Service, now: datetime) -> list[Blocker]:
    """Return why a service by post, electronic means or notice cannot be complete yet."""
    if service.way in IN_PERSON_WAYS:
        return []
    day = effective_day(service)
    if day is None:
        text = ARRIVALS.get(service.way, "请登记送达日期。")
        return [Blocker("no-arrival", text, grounds.PROOF_OF_SERVICE, "service")]
    if notice_runs(service, now):
        after = chinese_day(day + ONE_DAY)
        text = f"公告期（三十日）至{chinese_day(day)}届满，届满后才视为送达：{after}起可以完成送达。"
        return [Blocker("notice-running", text, grounds.NOTICE_SERVICE, "service")]
    return []


def notice_runs(service: Service, now: datetime) -> bool:
    """Return whether the thirty days of a public notice have not passed; the last of them has to pass, too.

    Basis: civil-procedure-law-2023:95.
    """
    day = effective_day(service)
    return service.way == NOTICE and day is not None and day >= day_of(now)


def in_transit(service: Service) -> str:
    """Return in words that a paper is on its way by post; "" of other ways, and once the receipt has come.

    What counts is the day on the receipt, not the day of posting. Basis: civil-procedure-law-2023:91.
    """
    if service.way != POST or effective_day(service) is not None:
        return ""
    posted, number = chinese_day(service.at.astimezone(CHINA).date()), service.details.get("tracking", "")
    return f"{posted}交邮，在途（邮件号码{number}），还没有收到回执。"


def arrival_blockers(
    case: Case, service: Service, on: date, now: datetime, proof: tuple[str, ...], *, coming: bool = False
) -> list[Blocker]:
    """Return why a day of arrival cannot be registered; service by post is proved by the receipt itself.

    ``proof`` are the evidence ids that come with the day, ``coming``: one more is taken in once nothing forbids it.
    Earlier files prove the day only where they belong to it. Basis: civil-procedure-law-2023:90, 91.
    """
    found = []
    if service.way not in (POST, ELECTRONIC):
        found.append(Blocker("arrival-way", "只有邮寄、电子送达才登记收件日期。", place="service"))
    sent, today = service.at.astimezone(CHINA).date(), now.astimezone(CHINA).date()
    if not sent <= on <= today:
        text = (
            f"收件日期{chinese_day(on)}须在{SENT_TITLES.get(service.way, '寄出')}（{chinese_day(sent)}）之后、"
            f"今天（本机日期{chinese_day(today)}）之前，含当日。请核对填写；本机日期不对的，请先校准。"
        )
        found.append(Blocker("arrival-day", text, place="service"))
    given = [one for one in case.evidence if one.id in proof]
    strange = [(one, why) for one in given if (why := _not_of_arrival(case, service, on, one))]
    text = "“{name}”{why}，不能作这次送达的回执；请另附回执的照片或者扫描件。"
    found += [
        Blocker("arrival-proof-strange", text.format(name=one.name, why=why), grounds.POSTAL_SERVICE, "service")
        for one, why in strange
    ]
    kept = [one for one in case.evidence if one.id in service.media and not _not_of_arrival(case, service, on, one)]
    if service.way == POST and not (coming or proof or kept):
        text = "邮寄送达以回执上注明的收件日期为送达日期，请附上回执的照片或者扫描件。"
        found.append(Blocker("arrival-without-receipt", text, grounds.POSTAL_SERVICE, "service"))
    return found


def _not_of_arrival(case: Case, service: Service, on: date, one: Evidence) -> str:
    """Return why a file cannot show that a paper arrived on this day, "" where it can."""
    sent = service.at.astimezone(CHINA)
    taken = [moment for act in one.custody if isinstance(moment := moment_of(str(act.get("at", ""))), datetime)]
    if one.captured_at < sent and one.captured_at.astimezone(CHINA).date() != sent.date():
        return "的制作时间早于寄出（相机时间有误的，校准后重新拍摄）"
    if taken and (min(taken) < sent or min(taken).astimezone(CHINA).date() < on):
        return "在寄出或者收件日期之前已经存入"
    elsewhere = {item for other in case.services if other.id != service.id for item in other.media}
    elsewhere |= {signature.paper for signature in case.signatures} | {given.paper for given in case.approvals}
    elsewhere |= {person.authorization for person in case.persons}
    elsewhere |= {item for signature in case.signatures for item in signature.media}
    return "是检查项的证据或者已用于其他事项" if one.links or one.id in elsewhere else ""


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _servers(case: Case, service: Service) -> list[Blocker]:
    known = [one for one in service.servers if one in case.officers]
    if len(set(known)) >= 2:
        return []
    text = "送达须由两名执法人员办理，并在送达回证上签名。"
    return [Blocker(FEW_SERVERS, text, grounds.TWO_OFFICERS, "papers/service/servers")]


def _left_behind(case: Case, service: Service) -> list[Blocker]:
    found = []
    if says_nothing(service.refusal):
        text = "留置送达须写明拒收的理由和日期。"
        found.append(Blocker("left-without-reason", text, grounds.LEFT_SERVICE, "papers/service/refusal"))
    if not service.witnesses and not service.media:
        text = "留置送达须有见证人到场，或用拍照、录像等方式记录送达过程。"
        found.append(Blocker("left-without-proof", text, grounds.LEFT_SERVICE, "papers/service/witnesses"))
    return found


def _post(case: Case, service: Service) -> list[Blocker]:
    if str(service.details.get("tracking", "")).strip():
        return []
    return [Blocker("no-tracking", "请填写邮件号码。", grounds.POSTAL_SERVICE, "papers/service/tracking")]


def _electronic(case: Case, service: Service) -> list[Blocker]:
    found = []
    if not str(service.details.get("account", "")).strip():
        text = "请填写当事人确认的电子邮箱、传真号码或者账号。"
        found.append(Blocker("no-account", text, grounds.ELECTRONIC_SERVICE, "papers/service/account"))
    given, confirmed = _last_confirmation(case)
    day = day_sent(service)
    if given.get("consent") != "yes":
        text = "当事人没有签署同意电子送达的确认书，或者最近一次确认书没有同意，不能采用电子送达。"
        found.append(Blocker("no-consent", text, grounds.ELECTRONIC_SERVICE, "papers"))
    elif _tidy(service.details.get("account")) != _tidy(given.get("account")):
        text = f"送达的账号与确认书中确认的“{given.get('account') or '（未填写）'}”不一致，不能电子送达。"
        found.append(Blocker("account-not-confirmed", text, grounds.ELECTRONIC_SERVICE, "papers/service/account"))
    elif day is not None and confirmed is not None and day < day_of(confirmed):
        text = f"发送日期{chinese_day(day)}早于当事人签署确认书的日期{chinese_day(day_of(confirmed))}，不能电子送达。"
        found.append(Blocker("sent-before-consent", text, grounds.ELECTRONIC_SERVICE, "papers/service/sent_on"))
    return found


def confirmed_account(case: Case) -> str:
    """Return the account to which the party last agreed to be served, "" without its consent."""
    given, _ = _last_confirmation(case)
    return str(given.get("account") or "") if given.get("consent") == "yes" else ""


def _last_confirmation(case: Case) -> tuple[Mapping[str, object], datetime | None]:
    """Return what the party confirmed last (D34), and when: consent may be given, and taken back."""
    signed = [(one.frozen_at, one.id) for one in case.documents if one.kind == CONFIRMATION and one.frozen_at]
    if not signed:
        return {}, None
    when, document = max(signed)
    return case.entries.get(document, {}), when


def _tidy(account: object) -> str:
    return "".join(str(account or "").split()).lower()


def _notice(case: Case, service: Service) -> list[Blocker]:
    found = []
    for name, text in (("medium", "请填写公告的载体。"), ("reason", "请写明采用公告送达的原因和经过。")):
        if not str(service.details.get(name, "")).strip():
            found.append(Blocker(f"no-{name}", text, grounds.NOTICE_SERVICE, f"papers/service/{name}"))
    if moment_of(service.details.get("published_on", "")) is None:
        text = "请填写发出公告的日期。"
        found.append(Blocker("no-published", text, grounds.NOTICE_SERVICE, "papers/service/published_on"))
    return found
