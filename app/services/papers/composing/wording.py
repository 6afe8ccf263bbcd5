"""Words that all papers share: dates and moments in Chinese, the head of every paper, names of people and roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from app.domain.bureaus import Bureau
from app.domain.clock import CHINA
from app.domain.namesakes import people_told_apart, told_apart
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.domain.procedure.party_names import REGISTERED, renamed_since
from app.domain.procedure.records import AFTERWARDS, Officer
from app.domain.procedure.sources import DATES
from app.domain.procedure.visit_cards import visit_cards
from app.services.desk import Desk
from app.services.numbers.ledger import number_text

OFFICER = "officer"
ROLE_NAMES = {
    "officer": "执法人员",
    "responsible": "被检查单位负责人",
    "deputy": "被检查单位受委托人",
    "witness": "见证人",
    "other": "在场人员",
    "recipient": "受送达人",
    "server": "送达人",
    "chief": "机构负责人",
    "leader": "机关负责人",
}
WAY_NAMES = {
    "direct": "直接送达", "left_behind": "留置送达", "post": "邮寄送达", "electronic": "电子送达", "notice": "公告送达",
}  # fmt: skip


def day_words(day: date | None) -> str:
    """Return a date as 2026年6月8日, or "" for none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def moment_words(moment: datetime) -> str:
    """Return a moment as 2026年6月8日9时05分 in China's time."""
    local = moment.astimezone(CHINA)
    return f"{day_words(local.date())}{local.hour}时{local.minute:02}分"


def minute(moment: datetime | None) -> str:
    """Return a moment in China's time as ISO to the minute, "" for none; the definitions word it."""
    return moment.astimezone(CHINA).isoformat(timespec="minutes")[:16] if moment else ""


def day_of(moment: datetime) -> str:
    """Return the day of a moment in China as an ISO date."""
    return moment.astimezone(CHINA).date().isoformat()


def head(desk: Desk, case: Case, document: Document, made_on: str) -> dict[str, Any]:
    """Return what every paper carries; ``made_on`` is an ISO date or moment."""
    bureau = desk.issuing(case.inspection.bureau)
    return {
        "kind": document.kind,
        "number": number_words(desk, document.number),
        "made_on": made_on,
        "bureau": bureau_words(bureau),
        "paper": paper_words(bureau),
        "unit": {**unit_words(desk, case), **(_renamed(case) if document.is_stamped else {})},
        "officers": officer_rows(case, case.inspection.officers, visit_cards(case)),
        "contact": contact_words(case.inspection.contact),
        "inspection": {
            "topic": TOPICS.get(case.inspection.form, case.inspection.purpose),
            "mode": mode_words(desk, case),
            "source": source_words(desk, case, outside=True),
        },
    }


EITHER = "查封（扣押）"
TOPICS = {"electronic-records": "电子档案管理情况"}


def title_words(title: str, words: Mapping[str, Any]) -> str:
    """Return the title of a paper as it is printed: a form for 查封（扣押） names the one that was done."""
    followed = words.get("before")
    told = followed.get("words") if isinstance(followed, Mapping) else None
    done = words.get("act") or (told.get("act") if isinstance(told, Mapping) else None)
    return title.replace(EITHER, done) if done in ("查封", "扣押") else title


def number_words(desk: Desk, number_id: str) -> str:
    """Return 保档执通〔2026〕12号 for a number id, or "" for none."""
    return number_text(desk, number_id) if number_id else ""


def bureau_words(bureau: Bureau) -> dict[str, str]:
    """Return the issuing body with its remedy bodies."""
    general = next((one.name for one in bureau.offices if one.code == "general"), "")
    return {
        "name": bureau.name,
        "issuer": f"{bureau.name}{general}",
        "review_body": bureau.reviewing_body,
        "court": bureau.court,
    }


def paper_words(bureau: Bureau) -> dict[str, Any]:
    """Return how the bureau wants its papers set: where its sheets are stamped beforehand, and in whose fonts."""
    place = bureau.stamp_place
    return {
        "stamp": {"x": place[0], "y": place[1]} if place else None,
        "fonts": "machine" if bureau.machine_fonts else "",
    }


def contact_words(contact: str) -> dict[str, str]:
    """Return name and phone of 演练甲 0312-0000000."""
    name, _, phone = contact.strip().rpartition(" ")
    return {"name": name.strip(), "phone": phone} if name else {"name": contact.strip(), "phone": ""}


def _renamed(case: Case) -> dict[str, str]:
    """Return the unit's name as a paper prints it where the sealed record bears another."""
    renamed = renamed_since(case)
    return {"name": renamed.shown, REGISTERED: renamed.now} if renamed is not None else {}


def unit_words(desk: Desk, case: Case) -> dict[str, str]:
    """Return the inspected unit as papers name it."""
    unit = case.unit
    kind = desk.shelf.registers.unit_kind(unit.kind)
    return {
        "name": unit.name,
        "code": unit.credit_code,
        "kind": kind.label if kind else unit.kind,
        "address": unit.address,
        "principal": "，".join(one for one in (unit.head, unit.head_post) if one),
    }


def officer_rows(case: Case, ids: Iterable[str], cards: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    """Return officers with their credentials, in order of credential number; ``cards`` are those of an earlier day."""
    held = cards or {}
    found: list[Officer] = [case.officers[one] for one in ids if one in case.officers]
    rows = sorted((held.get(one.id) or one.credential, one.id, one.name) for one in found)
    return [{"name": name, "credential": credential} for credential, _, name in rows]


def person_name(case: Case, person: str) -> str:
    """Return the name of an officer or of somebody present, or ""; of two in one inspection with what differs.

    So a paper tells which of two namesakes wrote the record, spoke or signed: officers by the number of the 执法证.
    Who joined or was met after the seal changes nothing in what was sealed before.
    """
    ours = case.inspection.officers
    team = [case.officers[one] for one in dict.fromkeys((*ours, *case.handlers)) if one in case.officers]
    if person in case.officers:
        among = [one for one in team if one.id in ours] if person in ours else team
        return told_apart(among).get(person, case.officers[person].name)
    met = [one for one in case.persons if one.visit != AFTERWARDS]
    among_met = met if any(one.id == person for one in met) else case.persons
    return people_told_apart(among_met).get(person, "")


def mode_words(desk: Desk, case: Case) -> str:
    """Return the inspection mode's name."""
    mode = desk.shelf.registers.mode(case.inspection.mode)
    return mode.label if mode else case.inspection.mode


def source_words(desk: Desk, case: Case, *, outside: bool = False) -> str:
    """Return the source of the task in one line, as its mode names it.

    ``outside``: for a paper that the inspected unit gets; it names no informant and no other unit that was drawn
    (档案法 art. 46, 47).
    """
    source: Mapping[str, Any] = case.inspection.source
    mode = desk.shelf.registers.mode(case.inspection.mode)
    kind = mode.source(str(source.get("kind", ""))) if mode else None
    fields = {one.code: one for group in kind.requires for one in group} if kind else {}
    shown = [name for name in (*fields, *(one for one in source if one not in fields)) if name in source]
    said = {name: source[name] for name in shown if not (outside and name in fields and fields[name].internal)}
    words = {name: fields[name].told for name in said if name in fields and fields[name].told}
    return "：".join(one for one in (kind.label if kind else "", _source_details(said, words)) if one)


def _source_details(source: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """Return what is known of the source: a plan as 《名称》（文号，日期）, everything else one after the other.

    ``words`` are what stands before a detail.
    """
    said = {name: _source_text(name, value) for name, value in source.items() if name != "kind" and value}
    title, number, day = (said.pop(name, "") for name in ("plan_title", "plan_number", "plan_date"))
    if title:
        title = title if title.startswith("《") else f"《{title}》"
        beside = "，".join(one for one in (number, f"{day}印发" if day else "") if one)
        title += f"（{beside}）" if beside else ""
    rest = [f"{words[name]}：{text}" if name in words else text for name, text in said.items()]
    return "，".join([*([title] if title else [one for one in (number, day) if one]), *rest])


def _source_text(name: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    if name not in DATES:
        return str(value)
    try:
        words = day_words(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
    return f"{words}收到" if name == "received_on" else words


def citations(desk: Desk, ids: Iterable[str]) -> list[str]:
    """Return full Chinese citations of articles."""
    return [desk.legal.cite(one) for one in desk.legal.citable(ids)]
