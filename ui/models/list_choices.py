"""What the list of all inspections can be filtered by, and the list itself brought up to the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.namesakes import told_apart
from app.services.desk import Desk
from app.services.listing.columns import COLUMNS
from app.services.listing.due import unsent_inspections
from app.services.listing.figures import ALL, FOUND, LATE, QUESTION, VISITED, figure_of
from app.services.listing.figures import CLOSED as CLOSED_ONES
from app.services.listing.figures import OPEN as OPEN_ONES
from app.services.listing.finding import (
    AWAITING,
    MONTH,
    NO_TERM,
    OPEN,
    OVERDUE,
    PRESSING,
    TODAY,
    UNSENT,
    WEEK,
    Wanted,
    arranged,
)
from app.services.listing.index import Index, brought_up
from app.services.listing.refreshing import refresh
from app.services.listing.rows import CALLED_OFF, CLOSED
from app.services.listing.saved import Kept, kept
from app.services.registers.units import units_called
from ui.models.overview import AT_ONCE
from ui.models.pinyin import by_name, by_pinyin

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Filters:
    """What each box offers, as (key, words)."""

    states: Choices
    dues: Choices
    years: Choices
    districts: Choices
    officers: Choices
    units: Choices


@dataclass(frozen=True)
class Listed:
    """The list as asked for: all inspections, the places in order, what may be filtered by, and what is kept here."""

    index: Index
    order: Sequence[int]
    filters: Filters
    kept: Kept
    stale: int


def listed(desk: Desk, index: Index, wanted: Wanted) -> Listed:
    """Return the list brought up to the store and arranged; where many rows are stale, some still say what was."""
    stale = refresh(desk, most=AT_ONCE)
    newer = brought_up(desk, index, unsent_inspections(desk))
    return Listed(newer, arranged(desk, newer, wanted), filters(desk, newer), kept(desk), stale)


def filters(desk: Desk, index: Index) -> Filters:
    """Return what the inspections that there are can be filtered by."""
    names = {one.code: one.name for one in desk.shelf.registers.districts}
    known = {*index.districts} - {""}
    officers = by_name(desk.officers().values())
    called = told_apart(officers)
    return Filters(
        states=_states(unsent=index.unsent is not None),
        dues=(
            (PRESSING, tr("到期与逾期")), (OVERDUE, tr("已逾期")), (TODAY, tr("今天到期")), (WEEK, tr("7 天内")),
            (MONTH, tr("30 天内")), (NO_TERM, tr("没有期限")),
        ),
        years=tuple((str(one), tr("{year} 年").format(year=one)) for one in sorted({*index.years} - {0}, reverse=True)),
        districts=tuple((one, names.get(one, one)) for one in sorted(known)),
        officers=tuple((one.id, called[one.id]) for one in officers if "officer" in one.roles),
        units=_units(desk),
    )  # fmt: skip


def _units(desk: Desk) -> Choices:
    known: dict[str, str] = desk.store.lookup.inspected_units()
    count = Counter(known.values())
    same = [desk.unit(one) for one, name in known.items() if count[name] > 1]
    known |= units_called(desk, same)
    return tuple(sorted(known.items(), key=lambda one: by_pinyin(one[1])))


def figure_words(key: str) -> str:
    """Return what a count of 进度统计 is about, "" for no count."""
    one = figure_of(key)
    measures = {
        ALL: tr("检查"), VISITED: tr("已到场"), CLOSED_ONES: tr("已办结"), OPEN_ONES: tr("未办结"),
        LATE: tr("已逾期"), FOUND: tr("发现问题"),
    }  # fmt: skip
    year = tr("{year} 年").format(year=one.year) if one.year else tr("全部年度")
    what = (one.label, measures.get(one.measure, ""))
    if one.group == QUESTION:
        found = tr("检查项 {code} 有问题的检查").format(code=one.label)
        what = (found, "" if one.measure == ALL else what[1])
    words = " · ".join(part for part in (year, *what) if part)
    return tr("进度统计：{words}").format(words=words) if key else ""


def sorts() -> Choices:
    """Return what the list can be sorted by besides the newest first."""
    return tuple((one.key, one.heading) for one in COLUMNS)


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("list_choices", text)


def _states(*, unsent: bool) -> Choices:
    found = [
        (OPEN, tr("未办结")), ("preparation", tr("准备")), ("arrival", tr("到场")), ("checking", tr("检查")),
        ("outcome", tr("认定与措施")), ("record", tr("笔录与签名")), ("papers", tr("文书与送达")),
        ("closing", tr("归档与同步")), (CLOSED, tr("已办结")), (CALLED_OFF, tr("已取消")),
        (AWAITING, tr("待审批、补签")),
    ]  # fmt: skip
    return tuple(found + [(UNSENT, tr("待同步"))] if unsent else found)
