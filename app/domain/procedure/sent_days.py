"""The day on which a paper was posted, sent or announced: entered by who did it, often some days later.

It is held against the paper, which must have been stamped by then, and against the clock of this computer, which may
be the one that is wrong. Basis: civil-procedure-law-2023:90, 91, 95.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from app.domain.clock import CHINA
from app.domain.entries import moment_of
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances, chinese_day, day_of
from app.domain.procedure.guards_papers import paper_of
from app.domain.procedure.moments import as_day
from app.domain.procedure.outcomes import Document, Service
from app.domain.procedure.records import ELECTRONIC, NOTICE, POST
from app.errors import Blocker

SENT_ON, PUBLISHED_ON = "sent_on", "published_on"
"""Of a service the day on which the paper went out, ISO; a public notice has its own field beside it."""
CHANNEL = "channel"
"""Of electronic service where an application for reconsideration is submitted online (reconsideration-law-2023:22)."""
SENT_TITLES: Mapping[str, str] = MappingProxyType(
    {POST: "交邮日期", ELECTRONIC: "发送日期", NOTICE: "发出公告的日期"}
)
_GONE_OUT = {POST: "交邮", ELECTRONIC: "发送", NOTICE: "公告送达"}
_PLACES = {ELECTRONIC: "account", NOTICE: "medium"}


def sent_on(way: str, details: Mapping[str, Any], today: date) -> str:
    """Return the day on which a paper went out as entered, ISO: today where nobody said; "" of service in person."""
    if way not in SENT_TITLES:
        return ""
    if way == NOTICE:
        return str(details.get(PUBLISHED_ON, "")).strip()
    return str(details.get(SENT_ON, "")).strip() or today.isoformat()


def place_of(way: str, place: str, details: Mapping[str, Any]) -> str:
    """Return where a paper was served: of electronic means the account, of a public notice the medium."""
    return str(details.get(_PLACES.get(way, ""), "")).strip() or place.strip()


def moment_sent(sent: str, stamped: object, now: datetime) -> datetime:
    """Return the moment by which a service is put in order: now of today, else the day's beginning or its stamp."""
    told = moment_of(sent)
    if told is None or as_day(told) == day_of(now):
        return now
    day = as_day(told)
    begun, stamp = datetime.combine(day, time(), CHINA), moment_of(str(stamped or ""))
    return stamp if isinstance(stamp, datetime) and as_day(stamp) == day else begun


def day_sent(service: Service) -> date | None:
    """Return the day on which a paper went out, None of service in person and where none can be read."""
    entered = service.details.get(SENT_ON)
    if service.way not in SENT_TITLES or (entered is None and service.way != NOTICE):
        return None
    told = moment_of(str(entered or service.details.get(PUBLISHED_ON, "")))
    return as_day(told) if told is not None else None


def entered_day(service: Service) -> bool:
    """Return whether it was entered on which day the paper went out: its hour is not known then."""
    return SENT_ON in service.details


def sent_rightly(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse a day on which a paper went out that is to come, or before the paper was final and stamped."""
    service, paper = about.service, paper_of(case, about)
    if service is None or paper is None or service.way not in SENT_TITLES:
        return []
    if service.way != NOTICE and not entered_day(service):
        return []
    return sent_blockers(case, paper, service.way, day_sent(service), about.today)


def sent_blockers(case: Case, paper: Document, way: str, day: date | None, today: date) -> list[Blocker]:
    """Return why a paper cannot have gone out in this way on a day."""
    title, place = SENT_TITLES[way], f"papers/service/{PUBLISHED_ON if way == NOTICE else SENT_ON}"
    basis = grounds.NOTICE_SERVICE if way == NOTICE else grounds.PROOF_OF_SERVICE
    if day is None:
        return [] if way == NOTICE else [Blocker("no-sent-day", f"请填写{title}。", basis, place)]
    code = "published-when" if way == NOTICE else "sent-when"
    if day > today:
        text = (
            f"{title}{chinese_day(day)}晚于今天（本机日期{chinese_day(today)}）。"
            "请核对填写；本机日期不对的，请先校准日期和时间。"
        )
        return [Blocker(code, text, basis, place)]
    made, what = _made(case, paper)
    if made is None or day >= made:
        return []
    text = (
        f"{title}{chinese_day(day)}早于文书{what}的日期{chinese_day(made)}，没有{what}的文书不能{_GONE_OUT[way]}。"
        f"请核对填写；{what}那天本机日期不对的，请作废这份文书，校准日期和时间后重新制作。"
    )
    return [Blocker(code, text, basis, place)]


def _made(case: Case, paper: Document) -> tuple[date | None, str]:
    """Return the last day on which a paper was made, and what was done then."""
    words = case.contents[paper.id].data if paper.id in case.contents else {}
    dated = moment_of(str(paper.dated or words.get("made_on") or ""))
    days = [(as_day(dated), "落款")] if dated is not None else []
    days += [(day_of(paper.frozen_at), "定稿")] if paper.frozen_at is not None else []
    stamped = moment_of(str(paper.stamped.get("at") or ""))
    days += [(as_day(stamped), "盖章")] if stamped is not None else []
    last = max((day for day, _ in days), default=None)
    return last, next((what for day, what in reversed(days) if day == last), "")
