"""Photos go first, at the pace that was set; the next year's numbers come in December."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.centre.device.sync import SYNCED
from app.domain.clock import CHINA
from app.domain.operations import Change
from app.errors import InspectorError
from app.services.attaching import attached, keep
from app.services.exchange.leasing import numbered_papers
from app.services.exchange.own_side import Cancelled, OwnFiles, OwnLog
from app.services.exchange.pacing import Pace, rate_limit, set_rate_limit
from app.services.numbers import ledger
from app.services.session.opening import close, open_desk
from app.services.session.paths import built_in_forms
from tests.centre.field import Centre
from tests.services.exchange.device import Laptop, clock, laptop, with_bureau

LEAF = 256 * 1024


@pytest.fixture
def one(centre: Centre, tmp_path: Path) -> Iterator[Laptop]:
    made = laptop(with_bureau(centre), tmp_path / "one")
    yield made
    close(made.desk)


class Watchmaker:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def __call__(self) -> float:
        return self.now


def test_that_photos_are_sent_before_smaller_files(one: Laptop) -> None:
    small, photo = keep(one.desk, "小".encode()), keep(one.desk, b"photo" * 5000)
    one.desk.commit(
        [
            *attached(one.desk, "inspection-1", small, "演练.txt"),
            Change("evidence", "inspection-1/photo-1", "kind", "photo"),
            Change("evidence", "inspection-1/photo-1", "sha256", photo),
        ]
    )
    log = OwnLog(one.desk.store, clock, lambda what, count: None)
    files = OwnFiles(one.desk.store, one.desk.vault, log, lambda what, count: None)
    assert [file.sha256 for file in files.to_send()] == [photo, small]


def test_that_a_limit_spreads_the_bytes_over_time() -> None:
    clockwork = Watchmaker()
    pace = Pace(LEAF, clock=clockwork, sleep=clockwork.sleep)
    for _ in range(4):
        pace.spend(LEAF)
    assert clockwork.now == pytest.approx(104)
    Pace(0, clock=clockwork, sleep=clockwork.sleep).spend(10**9)
    assert clockwork.now == pytest.approx(104)


def test_that_a_slow_exchange_can_be_cancelled() -> None:
    def stop() -> None:
        raise Cancelled

    clockwork = Watchmaker()
    with pytest.raises(Cancelled):
        Pace(1, go_on=stop, clock=clockwork, sleep=clockwork.sleep).spend(LEAF)


def test_that_the_limit_is_kept_and_nonsense_refused(one: Laptop) -> None:
    set_rate_limit(one.desk, 512)
    one.reopen()
    assert rate_limit(one.desk) == 512
    with pytest.raises(InspectorError, match="rate-malformed"):
        set_rate_limit(one.desk, -1)
    set_rate_limit(one.desk, 0)
    assert rate_limit(one.desk) == 0


def test_that_december_brings_the_next_years_numbers_once(one: Laptop) -> None:
    one.sync()
    assert ledger.numbers_left(one.desk, "D11", 2027) == 0
    close(one.desk)
    first_of_december = datetime(2026, 12, 1, 0, 30, tzinfo=CHINA)
    one.desk = open_desk(one.folder, forms=built_in_forms(), clock=lambda: first_of_december, officer="training-1")
    one.sync()
    assert (ledger.numbers_left(one.desk, "D11", 2026), ledger.numbers_left(one.desk, "D11", 2027)) == (10, 10)
    one.sync()
    assert ledger.numbers_left(one.desk, "D11", 2027) == 10


def test_that_a_block_is_renewed_before_it_is_used_up(one: Laptop) -> None:
    one.sync()
    for taken in [number for number in ledger.known(one.desk) if ":执通:" in number.id][:7]:
        ledger.void(one.desk, taken.id, "演练")
    one.sync()
    assert ledger.numbers_left(one.desk, "D11", 2026) == 13


def test_that_a_sync_reads_the_numbers_once_however_many_kinds_there_are(
    one: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.sync()
    readings: list[int] = []
    real = ledger.known

    def known(desk: Any) -> Any:
        readings.append(1)
        return real(desk)

    monkeypatch.setattr(ledger, "known", known)
    assert len(numbered_papers(one.desk)) > 3
    assert one.sync().state == SYNCED
    assert len(readings) == 1
    for taken in [number for number in real(one.desk) if ":执通:" in number.id][:7]:
        ledger.void(one.desk, taken.id, "演练")
    readings.clear()
    one.sync()
    assert (len(readings), ledger.numbers_left(one.desk, "D11", 2026)) == (1, 13), "the block came, nothing read again"
