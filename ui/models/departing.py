"""The departure check as its page shows it: the visit that is next, every line with the way to mend it, the ticks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from PySide6.QtCore import QCoreApplication

from app.domain.namesakes import called
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.guards_preparation import assigned
from app.domain.procedure.records import Officer
from app.services.evidence.waiting import left_waiting
from app.services.listing.refreshing import refresh
from app.services.registers.officers import desk_enrolled
from app.services.session.opening import OpenDesk
from ui import entry
from ui.destination_names import REGISTERS, SETTINGS, SYNC
from ui.models.hindrances import step_of
from ui.models.moments import kept_moment_words
from ui.models.overview import AT_ONCE
from ui.models.preparation import AMBER, GOOD, RED, CheckLine, check_lines
from ui.models.whose import naming

TICKS = "departure_ticks"
MOST, REMEMBERED = 60, 20
PIN = "pin_"
# Lines that only a person can confirm, by counting.
COUNTED = frozenset({"sheets"})
# Where a line that is not in order is mended, down to the register or section; the rest stands in the inspection.
WAYS = {
    "forms": SYNC, "calendar": SYNC, "numbers": f"{REGISTERS}/numbers", "cards": f"{REGISTERS}/officers",
    "entry": f"{REGISTERS}/officers", "sheets": f"{REGISTERS}/sheets", "printer": f"{SETTINGS}/habits",
}  # fmt: skip
# Mended outside the program; the line is looked at again then.
OUTSIDE = frozenset({"disk", "clock", "training"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``destination`` or ``step`` is where it is mended, ``tick`` asks for a count, ``officer`` for a PIN.

    ``again`` = it is mended outside the program and looked at again; ``inspection``: where the step is, "" for here.
    """

    check: CheckLine
    destination: str = ""
    step: str = ""
    tick: bool = False
    ticked: bool = False
    officer: str = ""
    again: bool = False
    inspection: str = ""


@dataclass(frozen=True)
class DepartureView:
    """The visits that may be next, as (id, words), the one looked at, and its lines, the worst first."""

    visits: tuple[tuple[str, str], ...]
    inspection: str = ""
    lines: tuple[Line, ...] = ()

    def of(self, kind: str) -> tuple[Line, ...]:
        """Return the lines of a kind: success, warning or error."""
        return tuple(one for one in self.lines if one.check.kind == kind)


def departure_view(desk: OpenDesk, wanted: str, printers: tuple[str, ...] | None = None) -> DepartureView:
    """Return the check for an inspection; for "" the one looked at last, else that of the next planned day."""
    refresh(desk, most=AT_ONCE)
    listed = desk.store.listing.open_rows(MOST)
    ahead = [one for one in listed if one.state in ("preparation", "arrival")]
    ahead.sort(key=lambda one: (str(one.cells.get("planned", "9999")), one.root))
    visits = tuple((one.root, _visit_words(one.cells)) for one in ahead)
    known = [root for root, _ in visits]
    last = desk.store.drafts.last_place()
    asked = wanted or (last.inspection if last is not None else "")
    inspection = asked if asked in known else next(iter(known), "")
    if not inspection:
        return DepartureView(())
    return DepartureView(visits, inspection, tuple(_lines(desk, desk.case(inspection), printers)))


def tick(desk: OpenDesk, inspection: str, key: str, *, done: bool) -> None:
    """Keep that a line was confirmed today, or take it back."""
    ticks = _ticks(desk, inspection)
    now = sorted({*ticks, key} if done else {*ticks} - {key})
    kept = desk.store.settings.get(TICKS)
    others = cast("dict[str, Any]", kept) if isinstance(kept, dict) else {}
    others.pop(inspection, None)
    newest = dict(list(others.items())[1 - REMEMBERED :])
    desk.store.settings.set(TICKS, {**newest, inspection: {"day": _today(desk), "ticks": list(now)}})


def try_pin(desk: OpenDesk, inspection: str, officer: str, secret: str) -> bool:
    """Return whether a PIN opens this laptop for an officer today; False where a right passphrase was given instead.

    Who sits at the desk does not change.

    Raises:
        Refused: a wrong secret, the passphrase is due first, or too soon after wrong ones.
    """
    is_pin = len(secret) == 6 and secret.isdigit()
    with naming(desk, officer):
        entry.take_seat(desk, officer, secret, by_pin=is_pin)
    if is_pin:
        tick(desk, inspection, f"{PIN}{officer}", done=True)
    return is_pin


def ways(desk: OpenDesk) -> Mapping[str, str]:
    """Return where lines are mended outside the inspection; without a centre the calendar is one's own."""
    return WAYS if desk_enrolled(desk) else {**WAYS, "calendar": f"{SETTINGS}/calendar"}


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("departing", text)


def _lines(desk: OpenDesk, case: Case, printers: tuple[str, ...] | None) -> Iterable[Line]:
    ticks = _ticks(desk, case.inspection.id)
    known = ways(desk)
    found = [_line(one, ticks, known) for one in check_lines(desk, case, printers)]
    names = called(case)
    found += [_pin_line(desk, one, names[one.id], ticks) for one in assigned(case)]
    found += _waiting_lines(desk)
    rank = (RED, AMBER, GOOD)
    return sorted(found, key=lambda one: rank.index(one.check.kind))


def _waiting_lines(desk: OpenDesk) -> Iterable[Line]:
    """Give a line for each inspection in which this officer left pictures and files that are no evidence yet."""
    for number, one in enumerate(mine for mine in left_waiting(desk) if mine.officer == desk.officer):
        unit = desk.case(one.inspection).unit.name
        title = tr("{unit}：还有 {n} 件图片、文件没有存入证据").format(unit=unit, n=one.count)
        advice = tr("请存入，不要的请取消；没有存入的不在任何文书、案卷里。")
        check = CheckLine(f"waiting_{number}", title, AMBER, advice)
        yield Line(check, step=f"checking/{one.questions[0]}", inspection=one.inspection)


def _line(one: CheckLine, ticks: frozenset[str], ways: Mapping[str, str]) -> Line:
    if one.key in COUNTED and one.kind == GOOD:
        ticked = one.key in ticks
        return Line(one if ticked else replace(one, kind=AMBER), tick=True, ticked=ticked)
    if one.kind == GOOD:
        return Line(one)
    if one.key in ways:
        return Line(one, destination=ways[one.key])
    return Line(one, again=True) if one.key in OUTSIDE else Line(one, step=step_of(one.place) or "preparation")


def _pin_line(desk: OpenDesk, officer: Officer, name: str, ticks: frozenset[str]) -> Line:
    key = f"{PIN}{officer.id}"
    title = tr("{name}的 PIN 在本机能用").format(name=name)
    if desk.store.training:
        return Line(CheckLine(key, title, GOOD, tr("演练数据使用公开的 PIN")))
    if officer.id not in desk.ring.officers:
        advice = tr("还没有在本机设置口令和 PIN；请管理员在“登记簿 · 执法人员”发放一次性码。")
        return Line(CheckLine(key, title, RED, advice), destination=f"{REGISTERS}/officers")
    if key in ticks:
        return Line(CheckLine(key, title, GOOD, tr("今天已试过；锁定或者重新打开以后，第一次仍用口令")))
    advice = tr("请本人输入 PIN 试一次；今天或锁定以后还没有用过本机的，先输入口令。")
    return Line(CheckLine(key, title, AMBER, advice), officer=officer.id)


def _visit_words(cells: dict[str, Any]) -> str:
    planned = kept_moment_words(str(cells.get("planned") or ""))
    return " · ".join(one for one in (planned, str(cells.get("unit", ""))) if one)


def _ticks(desk: OpenDesk, inspection: str) -> frozenset[str]:
    kept = desk.store.settings.get(TICKS)
    own = kept.get(inspection) if isinstance(kept, dict) else None
    if not isinstance(own, dict) or own.get("day") != _today(desk):
        return frozenset()
    return frozenset(str(one) for one in cast("list[Any]", own.get("ticks") or []))


def _today(desk: OpenDesk) -> str:
    return day_of(desk.now()).isoformat()

