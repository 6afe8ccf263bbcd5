"""A laptop whose clock errs, at a real centre: it is told, and takes no numbers of another year."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.cli.sync import sync_lines
from app.domain.clock import CHINA
from app.services.exchange.enrolling import Newcomer, enrol
from app.services.exchange.leasing import years_to_lease
from app.services.exchange.syncing import synchronise
from app.services.numbers import ledger
from app.services.session.opening import OpenDesk, close
from app.services.session.setting_up import Secrets
from app.services.wrong_clock import centre_time, clock_apart
from tests import stretching
from tests.centre.field import Centre
from tests.services.exchange.device import BUREAU, IMPATIENT, with_bureau
from tests.services.on_site import FORMS
from ui.models.sync_state import sync_state

cheap = stretching.secrets
NONE = timedelta()


class Clock:
    """A clock that errs by so much, at the moment."""

    def __init__(self, off: timedelta) -> None:
        self.off = off

    def __call__(self) -> datetime:
        return datetime.now(CHINA) + self.off


@pytest.fixture
def clock() -> Clock:
    return Clock(NONE)


@pytest.fixture
def desk(formal_centre: Centre, clock: Clock, tmp_path: Path) -> Iterator[OpenDesk]:
    newcomer = Newcomer("training-1", Secrets("演练用的很长的口令一号", "135790"), tmp_path / "usb.key")
    made = enrol(tmp_path / "d", with_bureau(formal_centre).invite(BUREAU), newcomer, forms=FORMS, clock=clock)
    yield made
    close(made)


@pytest.mark.parametrize("years", [-10, -1, 2, 10])
def test_that_a_clock_years_off_is_told_and_takes_no_numbers_of_that_year(
    desk: OpenDesk, clock: Clock, formal_centre: Centre, years: int
) -> None:
    clock.off = timedelta(days=366 * years)
    report = synchronise(desk, patience=IMPATIENT)
    assert (report.state, report.problem, report.pending) == ("synced", None, 0)
    assert report.clock is not None and report.clock.code == "clock-apart"
    told = "".join(sync_lines(report))
    assert "对不上" in told and "请校准" in told and "不领用新的文号" in told
    assert formal_centre.ask("select count(*) from centre.number where year = %s", clock().year) == [(0,)]
    assert sync_state(desk).clock.startswith("本机时钟")
    clock.off = NONE
    report = synchronise(desk, patience=IMPATIENT)
    assert report.clock is None and clock_apart(desk) is None and sync_state(desk).clock == ""
    assert ledger.numbers_left(desk, "D11", datetime.now(CHINA).year) > 0


def test_that_an_hour_off_is_told_and_numbers_come_all_the_same(desk: OpenDesk, clock: Clock) -> None:
    clock.off = timedelta(minutes=11)
    report = synchronise(desk, patience=IMPATIENT)
    assert report.clock is not None and "请校准" in report.clock.advice
    assert ledger.numbers_left(desk, "D11", clock().year) > 0


@pytest.mark.parametrize(
    ("here", "there", "years"),
    [
        ("2026-12-31T23:59", 2, (2027,)), ("2027-01-01T00:01", -2, (2027,)), ("2026-12-31T23:59", 0, (2026, 2027)),
        ("2026-12-01T00:01", -2, (2026,)), ("2026-11-30T23:59", 2, (2026,)), ("2028-02-01T00:00", -525_600, ()),
    ],
)  # fmt: skip
def test_that_around_new_year_only_years_of_both_clocks_count(
    desk: OpenDesk, here: str, there: int, years: tuple[int, ...]
) -> None:
    moment = datetime.fromisoformat(f"{here}:00+08:00")
    state = desk.store.replication.sync_state()
    told = type(state)(state.centre_id, state.feed_epoch, state.acked_lseq, state.cursor, there * 60_000, "2026-03-09")
    desk.store.replication.set_sync_state(told)
    assert years_to_lease(replace(desk, clock=lambda: moment)) == years


def test_that_an_offset_beyond_all_days_spoils_nothing(desk: OpenDesk, clock: Clock) -> None:
    state = desk.store.replication.sync_state()
    told = type(state)(state.centre_id, state.feed_epoch, state.acked_lseq, state.cursor, 10**15, "2026-03-09")
    desk.store.replication.set_sync_state(told)
    assert centre_time(desk) is None and clock_apart(desk) is None
