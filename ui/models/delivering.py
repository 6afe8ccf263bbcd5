"""A service that begins, from what is entered of it; and one that is complete."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.clock import CHINA
from app.domain.entries import moment_of
from app.domain.problems import Problem
from app.domain.procedure.guards_handing import CAPACITY
from app.domain.procedure.moments import as_day
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import ELECTRONIC, IN_PERSON_WAYS, LEFT_BEHIND, NOTICE, POST
from app.domain.procedure.sent_days import CHANNEL, PUBLISHED_ON, SENT_ON, SENT_TITLES, sent_blockers
from app.services.desk import Desk
from app.services.papers.delivery import Delivery, begin_service, complete_service
from app.services.papers.drafting import paper
from app.services.papers.numbering import numbered
from ui.models.papers import RECEIPT


def start(
    desk: Desk, inspection: str, delivery: Delivery, photos: Sequence[Path] = ()
) -> tuple[Document, Sequence[Problem]]:
    """Return the drafted receipt of a service that begins now, or what is still to be filled in.

    ``photos`` show how the paper was left behind; they are taken in with the service, or not at all.

    Raises:
        Refused: the paper may not be served yet, or somebody named is not known.
        StorageFailed: a photo cannot be read.
    """
    problems = [*delivery_problems(delivery, photos), *_day_problems(desk, inspection, delivery)]
    if problems:
        return Document("", RECEIPT), problems
    return begin_service(desk, inspection, delivery, *numbered(desk, inspection, RECEIPT), photos=photos), ()


def delivery_problems(delivery: Delivery, photos: Sequence[Path] = ()) -> list[Problem]:
    """Return what is not filled in, by field."""
    found = []
    if not delivery.document:
        found.append(Problem("document", "请选择要送达的文书。"))
    if delivery.way in IN_PERSON_WAYS and not delivery.recipient:
        found.append(Problem("recipient", "请选择受送达人；名单中没有的，先在“到场”中登记为在场人员。"))
    if CAPACITY in delivery.details and not delivery.details[CAPACITY]:
        found.append(Problem("capacity", "请写明凭什么认定此人负责为单位收件；不负责收件的，请送达负责人。"))
    if delivery.way not in PLACELESS and not delivery.place.strip():
        found.append(Problem("place", "请填写送达地点。"))
    if delivery.way == LEFT_BEHIND:
        if not delivery.refusal.strip():
            found.append(Problem("refusal", "请写明拒收的理由；对方不说明的，写明“未说明理由”和当时情形。"))
        if not delivery.witnesses and not delivery.media and not photos:
            found.append(Problem("proof", "请选择见证人，或添加送达过程的照片。"))
    wanted = DETAILS.get(delivery.way, {})
    asked = {name: text for name, text in wanted.items() if name != CHANNEL or name in delivery.details}
    found += [Problem(name, text) for name, text in asked.items() if not delivery.details.get(name, "").strip()]
    return found + _unreadable_days(delivery)


def _unreadable_days(delivery: Delivery) -> list[Problem]:
    given = {name: delivery.details.get(name, "").strip() for name in (SENT_ON, PUBLISHED_ON)}
    text = "这不是日期，请填写如 2026年3月10日或 2026-3-10。"
    return [Problem(name, text) for name, day in given.items() if day and moment_of(day) is None]


def _day_problems(desk: Desk, inspection: str, delivery: Delivery) -> list[Problem]:
    """Return what is wrong with the day on which the paper went out, where it is entered."""
    name = PUBLISHED_ON if delivery.way == NOTICE else SENT_ON
    told = moment_of(delivery.details.get(name, "")) if delivery.way in SENT_TITLES else None
    if told is None:
        return []
    case, today = desk.case(inspection), desk.now().astimezone(CHINA).date()
    blockers = sent_blockers(case, paper(case, delivery.document), delivery.way, as_day(told), today)
    return [Problem(name, one.text) for one in blockers]


PLACELESS = (ELECTRONIC, NOTICE)
"""Ways that have no place beside the account, or the medium of the notice."""
DETAILS = {
    POST: {SENT_ON: "请填写交邮日期，如 2026年3月10日或 2026-3-10。", "tracking": "请填写邮件号码。"},
    ELECTRONIC: {
        SENT_ON: "请填写发送日期，如 2026年3月10日或 2026-3-10。",
        "account": "请填写当事人确认的电子邮箱、传真号码或者账号。",
        CHANNEL: "请填写已随文告知的网上提交行政复议申请书的渠道；传真送达的，写明“传真送达，不适用”。",
    },
    NOTICE: {
        PUBLISHED_ON: "请填写发出公告的日期，如 2026年3月10日或 2026-3-10。",
        "medium": "请填写公告的载体。",
        "reason": "请写明采用公告送达的原因和经过。",
    },
}


def finish(desk: Desk, inspection: str, receipt: str) -> tuple[Document, Sequence[Problem]]:
    """Return the served paper, its receipt sealed.

    Raises:
        Refused: a signature is missing, or this device does not lead.
        DocumentFailed: the receipt cannot be printed.
    """
    return complete_service(desk, inspection, receipt), ()
