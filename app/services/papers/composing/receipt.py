"""Words of D33 送达回证."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.guards_handing import CAPACITY
from app.domain.procedure.guards_service import effective_day
from app.domain.procedure.outcomes import Document, Service
from app.domain.procedure.records import ELECTRONIC, LEFT_BEHIND, NOTICE, OTHER, POST, Person
from app.domain.procedure.sent_days import CHANNEL, SENT_ON, entered_day
from app.domain.procedure.servers_cards import cards_shown
from app.domain.procedure.witnesses import NAMESAKE, witnesses_for
from app.errors import DocumentFailed
from app.services.desk import Desk
from app.services.papers.composing.listed import cited_as, recorded_by
from app.services.papers.composing.wording import (
    ROLE_NAMES,
    WAY_NAMES,
    day_of,
    day_words,
    head,
    minute,
    number_words,
    officer_rows,
    person_name,
    title_words,
)
from app.services.pinning import definition_of


def receipt(desk: Desk, case: Case, document: Document) -> Mapping[str, Any]:
    """Return the words of the proof of service of one paper; signatures come when the paper is set.

    Raises:
        DocumentFailed: the service or the served paper is not there.
    """
    service = next((one for one in case.services if one.receipt == document.id), None)
    served = next((one for one in case.documents if one.id == document.subject), None)
    if service is None or served is None:
        raise DocumentFailed("service-missing", "送达回证没有对应的送达。", "请重新办理送达。")
    recipient = next((one for one in case.persons if one.id == service.recipient), None)
    words = case.contents.get(served.id)
    return {
        **head(desk, case, document, day_of(service.at)),
        "served": {
            "title": title_words(definition_of(desk, case, served.kind).title, words.data if words else {}),
            "number": number_words(desk, served.number),
            "copies": "1份",
        },
        "service": {
            "way": WAY_NAMES[service.way],
            "place": service.place,
            "at": service.details.get(SENT_ON) or minute(service.at),
            "detail": _detail(case, service),
        },
        "receiver": {
            "name": recipient.name if recipient else "",
            "relation": _relation(recipient, service) if recipient else "",
            "id_number": recipient.id_number if recipient else "",
            "at": "",
            "signature": None,
        },
        "refusal": _refusal(case, service) if service.way == LEFT_BEHIND else None,
        "officers": [
            {**one, "at": "", "signature": None} for one in officer_rows(case, service.servers, cards_shown(service))
        ],
        "note": _namesakes(case, service) or "无",
    }


def _relation(recipient: Person, service: Service) -> str:
    """Return how the recipient stands to the unit; who receives for it, by what that is known."""
    told = str(service.details.get(CAPACITY, "")).strip().rstrip("。")
    if recipient.role == OTHER and told:
        return f"负责收件的人，{told}"
    return ROLE_NAMES.get(recipient.role, recipient.role)


def _detail(case: Case, service: Service) -> str:
    said = service.details
    day = effective_day(service)
    served = f"送达日期：{day_words(day)}。" if day else ""
    if service.way == POST:
        kept = f"回执的影像：{'、'.join(cited_as(case, service.media))}。" if service.media else ""
        return f"邮件号码：{said.get('tracking', '')}。{served and f'回执注明的收件日期即{served}'}{kept}"
    if service.way == ELECTRONIC:
        arrived = served and f"到达对方特定系统的日期即{served}"
        shown = cited_as(case, service.media) if day and entered_day(service) else []
        kept = f"到达情况的影像：{'、'.join(shown)}。" if shown else ""
        told = str(said.get(CHANNEL, "")).strip().rstrip("。")
        online = f"随文告知的提交行政复议申请书的互联网渠道：{told}。" if told else ""
        agreed = f"送达账号：{said.get('account', '')}（当事人已签署确认书）。"
        agreed = "当事人已签署同意电子送达的确认书。" if entered_day(service) else agreed  # the account stands above
        return f"{agreed}{arrived}{kept}{online}"
    if service.way == NOTICE:
        published = day_words(date.fromisoformat(str(said.get("published_on", ""))))
        told = f"公告载体：{said.get('medium', '')}。发出公告的日期：{published}；经过三十日视为送达，{served}"
        if entered_day(service):  # medium and day stand above
            told = f"自发出公告之日起经过三十日视为送达，{served}"
        return f"{told}原因和经过：{said.get('reason', '')}"
    return ""


def _namesakes(case: Case, service: Service) -> str:
    """Return that a witness and somebody of the party who bear one name are two people, as it was said."""
    told = str(service.details.get(NAMESAKE, "")).strip().rstrip("。")
    twins = witnesses_for(case, service.recipient, served=True)
    named = dict.fromkeys(twins[one] for one in service.witnesses if twins.get(one))
    return f"见证人{'、'.join(named)}与当事人一方同名人员不是同一人：{told}。" if told and named else ""


def _refusal(case: Case, service: Service) -> dict[str, Any]:
    people = {one.id: one for one in case.persons}
    witnesses = [people[one] for one in service.witnesses if one in people]
    proofs = [f"见证人{'、'.join(one.name for one in witnesses)}在场见证"] if witnesses else []
    shown = cited_as(case, service.media)
    how = "、".join("拍照" if one == "照片" else one for one in recorded_by(case, service.media))
    proofs += [f"送达过程已{how}（{'、'.join(shown)}）"] if shown else []
    return {
        "person": person_name(case, service.recipient),
        "at": minute(service.at),
        "reason": service.refusal.rstrip("。"),
        "proof": "；".join(proofs),
        "witnesses": [
            {"name": one.name, "org": one.employer or one.post, "at": "", "signature": None} for one in witnesses
        ],
    }
