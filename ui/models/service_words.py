"""A service in words, as it is under way, done, or came to nothing: when, where to, to whom."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.namesakes import name_of
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.outcomes import Service
from app.domain.procedure.records import ELECTRONIC, NOTICE, POST
from app.domain.procedure.sent_days import day_sent, entered_day
from app.services.papers.composing.wording import WAY_NAMES
from ui.models.moments import day_words, moment_words


def when_words(one: Service) -> str:
    """Return when it was done: the day alone where that was entered."""
    return day_words(day_sent(one) or day_of(one.at)) if entered_day(one) else moment_words(one.at)


def begun_words(case: Case, one: Service) -> str:
    """Return a service that is under way, with who receives it."""
    to = f"，受送达人 {name_of(case, one.recipient)}" if one.recipient else ""
    place = {POST: f"寄往{one.place}", ELECTRONIC: f"发往{one.place}", NOTICE: f"登载于{one.place}"}
    return f"{WAY_NAMES[one.way]}，{when_words(one)}，{place.get(one.way, one.place)}{to}"


def done_words(case: Case, one: Service) -> str:
    """Return a service that is complete."""
    when = when_words(one)
    if one.way == POST:
        return f"{when} 交邮，寄往{one.place}（邮件号码{one.details.get('tracking', '')}）。"
    if one.way == ELECTRONIC:
        return f"{when} 发往{one.place}，电子送达。"
    if one.way == NOTICE:
        return f"{when} 在{one.place}发出公告，公告送达。"
    to = f"，受送达人{name_of(case, one.recipient)}" if one.recipient else ""
    return f"{when} 在{one.place}{WAY_NAMES[one.way]}{to}。"


def attempts(case: Case) -> Mapping[str, str]:
    """Return by paper what was tried in vain to serve it: the course that a public notice has to tell."""
    found: dict[str, str] = {}
    for gone in case.withdrawn_services:
        one = gone.service
        number = f"（邮件号码{one.details.get('tracking', '')}）" if one.way == POST else ""
        told = f"{day_words(day_sent(one) or day_of(one.at))}{WAY_NAMES[one.way]}{number}：{gone.reason.rstrip('。')}。"
        found[one.document] = f"{found.get(one.document, '')}{told}"
    return found
