"""What the own bureau says of itself on this device: its name, where to find it, who hears complaints, 机关代字."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from app.domain.bureaus import OWN_DATA, OWN_LIST, Bureau, own_data
from app.domain.clock import CHINA
from app.domain.problems import LONGEST_LINE, Problem, typing_faults
from app.domain.source_lists import SOURCE_LIST
from app.errors import Blocker
from app.services.desk import BUREAU_DATA, CALENDAR_DAYS, UNSTATED_DAYS, WORKING_DAYS, Desk, insist
from app.services.registers.officers import desk_enrolled, not_administrator

_PREFIX = re.compile(r"[\u4e00-\u9fff]{1,8}")


def bureau_data(desk: Desk) -> dict[str, str]:
    """Return what papers say of the bureau, by the names of OWN_DATA."""
    return own_data(desk.issuing(desk.bureau))


def unlisted(desk: Desk) -> str:
    """Return in words what a bureau without a source list of its own goes without, and what to do; "" for any other."""
    if not desk.issuing(desk.bureau).lists_nothing:
        return ""
    return (
        "本机关的责任清单尚未登记（待核实）：文书不引用上级机关的责任清单，只以法律、法规为依据；"
        "只有清单才有的责令改正、责令停止的职权，登记以前不能使用。"
    )


def lists_of_its_own(desk: Desk) -> bool:
    """Return whether the own bureau enters which source list is its own: the text of its list is not in the forms."""
    return not desk.issuing(desk.bureau).source_list


def unstated_days(desk: Desk) -> str:
    """Return how the own bureau counts terms without a stated kind of day: "d", "wd", or "" for as the forms say."""
    own = desk.store.settings.get(UNSTATED_DAYS)
    return str(own) if own in (WORKING_DAYS, CALENDAR_DAYS) else ""


def set_unstated_days(desk: Desk, kind: str) -> None:
    """Keep how terms without a stated kind of day are counted from now on ("d", "wd", "" = as the forms say).

    Deadlines that were stored when a measure was decided stay as they were.

    Raises:
        Refused: a centre governs it, or who acts is no administrator.
    """
    if desk_enrolled(desk):
        insist("不能更改机关信息。", [Blocker("centre-governs", fixed_because(desk), (), "settings")])
    insist("不能更改机关信息。", not_administrator(desk))
    if kind not in ("", WORKING_DAYS, CALENDAR_DAYS):
        insist("不能更改机关信息。", [Blocker("unstated-days", "请选择日历日或者工作日。", (), "settings")])
    desk.store.settings.set(UNSTATED_DAYS, kind or None)


def fixed_because(desk: Desk) -> str:
    """Return why nothing can be changed here, "" where it can."""
    if desk_enrolled(desk):
        return "本机已接入中心库，机关信息由中心库统一发布；需要更改的，请联系中心库管理员。"
    return "" if not not_administrator(desk) else "机关信息由管理员更改。"


def insist_changeable(desk: Desk) -> None:
    """Do nothing where the own bureau's settings may be changed here.

    Raises:
        Refused: a centre governs it, or who acts is no administrator.
    """
    if desk_enrolled(desk):
        insist("不能更改机关信息。", [Blocker("centre-governs", fixed_because(desk), (), "settings")])
    insist("不能更改机关信息。", not_administrator(desk))


def keep_bureau_data(desk: Desk, entered: Mapping[str, str]) -> list[Problem]:
    """Keep what the administrator entered, or return what is wrong. A blank goes back to what the forms say.

    Raises:
        Refused: a centre governs it, or who acts is no administrator.
    """
    insist_changeable(desk)
    texts = {name: entered.get(name, "").strip() for name in OWN_DATA}
    found = typing_faults(texts, LONGEST_LINE)
    if texts["number_prefix"] and not _PREFIX.fullmatch(texts["number_prefix"]):
        found.append(Problem("number_prefix", "机关代字只用汉字，最多 8 个，例如“保档”。"))
    if texts["court"] and not texts["court"].endswith("法院"):
        found.append(Problem("court", "请写法院的全称，例如“保定市竞秀区人民法院”。"))
    found += _list_problems(texts, desk)
    if not found:
        desk.store.settings.set(BUREAU_DATA, {name: text for name, text in texts.items() if text} or None)
    return found


def _list_problems(texts: Mapping[str, str], desk: Desk) -> list[Problem]:
    """Return what is wrong with the own source list: it is entered whole or not at all, and is the bureau's own."""
    title, published, item = (texts[name] for name in OWN_LIST)
    if not (title or published or item):
        return []
    found = [
        Problem(name, text) for name, text in zip(OWN_LIST, _LIST_WANTED, strict=True) if not texts[name]
    ]
    others = [one.title for one in desk.shelf.legal.statutes.values() if one.kind == SOURCE_LIST]
    bare = title.strip("《》")
    if title and "清单" not in title:
        found.append(Problem("list_title", "请写清单的全称，例如“唐县档案局责任清单”。"))
    elif bare in others or any(one.name in bare for one in _others(desk)):
        found.append(Problem("list_title", "这是其他机关的清单，不能作为本机关的依据；请写本机关自己的清单。"))
    if published and (why := _day_problem(published, desk)):
        found.append(Problem("list_published", why))
    return found


_LIST_WANTED = (
    "请写清单的全称。", "请写清单公布的日期，例如 2025-03-01。", "请写责令改正事项在清单中的序号，例如“第12项”。",
)  # fmt: skip


def _others(desk: Desk) -> list[Bureau]:
    return [one for one in desk.shelf.bureaus.values() if one.code != desk.bureau]


def _day_problem(text: str, desk: Desk) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return f"“{text}”不是有效日期，请按“2025-03-01”的样式填写。"
    return "清单公布的日期晚于今天，请核对。" if day > desk.now().astimezone(CHINA).date() else ""
