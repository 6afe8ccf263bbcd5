"""Any order of acts of two to five laptops, and clocks that are years off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.centre.device.sync import SYNCED
from app.centre.device.transport import SignedOperation
from app.centre.trial.embedded import EmbeddedServer
from app.domain.clock import CHINA
from app.sealing.canonical import parse
from app.services.exchange.own_side import OwnLog
from tests.centre.conftest import copied
from tests.centre.faults.amounts import LONG
from tests.centre.faults.crew import INSPECTION, Crew, moved
from tests.centre.faults.machine import Place, install_first_version, run_machine
from tests.centre.field import Centre
from tests.services.exchange.device import NOW, with_bureau


def test_that_any_order_of_acts_loses_and_doubles_nothing(
    server: EmbeddedServer, template: str, tmp_path: Path
) -> None:
    first_version = install_first_version(server, tmp_path / "sql")
    place = Place(server, template, first_version, tmp_path)
    assert run_machine(place, 4, 14) >= 4  # those that hypothesis breaks off are compared as well


def test_that_the_comparison_of_a_run_fails_a_program_that_loses_answers_it_pulled(
    own_centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = OwnLog.receive

    def receive(log: OwnLog, rows: Sequence[SignedOperation], *more: Any) -> int:
        return real(log, [one for one in rows if parse(one.raw, one.chain).entity != "answer"], *more)

    monkeypatch.setattr(OwnLog, "receive", receive)
    # which notices it at once
    monkeypatch.setattr("app.centre.device.sync._Course._alike", lambda course, tallies: True)
    crew = Crew(with_bureau(own_centre), tmp_path)
    writing, _ = crew.join(), crew.join()
    crew.insist()
    writing.answer("q1_1", "符合")
    with pytest.raises(AssertionError):
        crew.insist()
    crew.close()


@pytest.mark.parametrize("years", [10, -10] if LONG else [10])
def test_that_a_clock_ten_years_off_moves_nobody_elses(
    server: EmbeddedServer, template: str, tmp_path: Path, years: int
) -> None:
    for centre in copied(server, template):
        crew = Crew(with_bureau(centre), tmp_path)
        wrong, right = crew.join(), crew.join()
        wrong.moment[0] = moved(years)
        wrong.answer("q1_1", "符合")
        wrong.use_number()
        assert wrong.sync().state == right.sync().state == SYNCED
        right.answer("q1_1", "不符合")
        newest = max(right.desk.store.operations(), key=lambda one: (one.device == right.desk.store.device, one.lseq))
        seen = datetime.fromtimestamp(int(newest.hlc[:12], 16) / 1000, CHINA)
        assert abs(seen - NOW) < timedelta(days=2)
        assert wrong.sync().state == right.sync().state == SYNCED
        answer = right.desk.store.read("answer", f"{INSPECTION}/q1_1")
        assert answer is not None
        assert answer.value("verdict") == "不符合", "the clock decided"
        crew.insist()
        crew.close()
