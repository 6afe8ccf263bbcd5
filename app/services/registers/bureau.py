"""What the own bureau says of itself on this device: its name, where to find it, who hears complaints, 机关代字."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.domain.bureaus import OWN_DATA
from app.domain.problems import LONGEST_LINE, Problem, typing_faults
from app.errors import Blocker
from app.services.desk import BUREAU_DATA, CALENDAR_DAYS, UNSTATED_DAYS, WORKING_DAYS, Desk, insist
from app.services.registers.officers import desk_enrolled, not_administrator

_PREFIX = re.compile(r"[\u4e00-\u9fff]{1,8}")


def bureau_data(desk: Desk) -> dict[str, str]:
    """Return what papers say of the bureau, by the names of OWN_DATA."""
    bureau = desk.issuing(desk.bureau)
    return {name: str(getattr(bureau, name)) for name in OWN_DATA}


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
    if not found:
        desk.store.settings.set(BUREAU_DATA, {name: text for name, text in texts.items() if text} or None)
    return found
