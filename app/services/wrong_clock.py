"""Whether the clock of this computer can be right: it tells the dates of papers and terms and the year of numbers."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.domain.clock import CHINA
from app.domain.procedure.circumstances import chinese_moment
from app.errors import InspectorError
from app.services.desk import Desk

DRIFT, DECEMBER = timedelta(minutes=10), 12


def years_at(moment: datetime) -> tuple[int, ...]:
    """Return the years of which numbers are in use at a moment: its own, and in December the next."""
    today = moment.astimezone(CHINA)
    return (today.year, today.year + 1) if today.month == DECEMBER else (today.year,)


def recorded_later(desk: Desk) -> datetime | None:
    """Return when this device last recorded anything where its clock stands before that: it was set back since."""
    last: datetime | None = desk.store.lookup.last_recorded(desk.store.device)
    return last if last is not None and last > desk.now() + DRIFT else None


def centre_time(desk: Desk) -> datetime | None:
    """Return what time it is by the centre's clock, as it was compared at the last synchronisation; None before it.

    None in a training store too: its days are those of a script.
    """
    state = desk.store.replication.sync_state()
    if desk.store.training or not state.synced_at:
        return None
    try:
        return desk.now() + timedelta(milliseconds=state.clock_offset_ms)
    except OverflowError:
        return None


def clock_apart(desk: Desk) -> InspectorError | None:
    """Return what to tell where this computer's clock and the centre's stood apart at the last synchronisation."""
    there, here = centre_time(desk), desk.now().astimezone(CHINA)
    if there is None or abs(there - here) <= DRIFT:
        return None
    there = there.astimezone(CHINA)
    title = f"本机时钟（{chinese_moment(here)}）与中心库的时钟（{chinese_moment(there)}）对不上。"
    advice = (
        "请校准本机的日期、时间和时区，再同步一次；时钟不对，文书的日期、期限和文号的年份都会错。"
        "本机确实正确的，请管理员核对中心库服务器的时钟。"
    )
    waiting = "" if here.year in years_at(there) else "年份一致之前，不领用新的文号。"
    return InspectorError("clock-apart", title, f"{advice}{waiting}")
