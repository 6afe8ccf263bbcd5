"""What waits, what was turned away and why, and the log of synchronisations, at a real centre."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.centre.device.sync import SyncReport
from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import Inspection, Unit
from app.errors import CentreRefused
from app.services.attaching import attached, keep
from app.services.exchange.journal import LAST_SYNC, SYNC_JOURNAL, automatic, remember, set_automatic, sync_journal
from app.services.exchange.queue import device_name, refusals, waiting
from app.services.exchange.syncing import synchronise
from app.services.session.opening import close
from tests.centre.field import Centre
from tests.services.exchange.device import BUREAU, NOW, Laptop, laptop, with_bureau


@pytest.fixture
def one(centre: Centre, tmp_path: Path):
    made = laptop(with_bureau(centre), tmp_path / "one")
    yield made
    close(made.desk)


def planned(made: Laptop) -> str:
    unit = Unit("unit-1", "演练单位", "organ", "130602")
    source = {"kind": "plan", "plan_title": "演练计划"}
    plan = Inspection("inspection-9", BUREAU, unit.id, "electronic-records", "routine", source)
    made.desk.commit([*changes_of(unit), *changes_of(plan)])
    return plan.id


def test_that_what_waits_is_told_by_inspection_with_its_files(one: Laptop) -> None:
    one.sync()
    inspection = planned(one)
    one.desk.commit([Change("answer", f"{inspection}/q1_1", "verdict", "符合")])
    sent, left = keep(one.desk, b"a" * 10), keep(one.desk, b"b" * 20)
    for digest in (sent, left):
        one.desk.commit(attached(one.desk, inspection, digest, "演练.bin"))
    one.desk.store.attachments.mark_sent(sent)
    first, rest = waiting(one.desk)
    assert (first.root, first.unit) == (inspection, "演练单位")
    assert first.changed["answer"] == 1
    assert (first.files, first.sent) == (2, 1)
    assert rest.unit == "" and rest.changed["unit"] == 1
    one.desk.store.attachments.mark_sent(left)
    one.sync()
    assert waiting(one.desk) == ()


def test_that_a_refusal_of_the_centre_says_why(one: Laptop) -> None:
    one.desk.store.commit([Change("answer", "i1/q1_1", "verdict", "符合")], officer="nobody", now=NOW)
    report = one.sync()
    (refused,) = refusals(one.desk)
    assert report.refused == 1
    assert (refused.reason, refused.operation.entity_id) == ("officer-unknown", "i1/q1_1")


def test_that_each_synchronisation_is_kept_with_its_receipt(one: Laptop) -> None:
    one.answer("q1_1", "符合")
    one.sync()
    one.sync(via="127.0.0.1:9")
    last, before = sync_journal(one.desk)[:2]
    assert last["state"] == "unreachable" and last["problem"]["title"]
    assert before["receipt"]["acknowledged_lseq"] > 0
    assert last["at"].startswith("2026-03-09T10:00:00")
    assert one.desk.store.settings.get(LAST_SYNC)["state"] == "unreachable"


def test_that_quiet_automatic_ones_do_not_drive_out_what_there_is_to_tell(one: Laptop) -> None:
    one.answer("q1_1", "符合")
    one.sync()
    one.sync()
    before = len(sync_journal(one.desk))
    for _ in range(3):
        one.sync(by_itself=True)
    assert len(sync_journal(one.desk)) == before + 1


def test_that_one_refusal_again_and_again_is_one_line_of_the_log_and_its_end_another(one: Laptop) -> None:
    revoked = CentreRefused("revoked", "本机已被停用。", "请联系管理员。")
    failed, before = SyncReport(state="refused", problem=revoked, refused=2), len(sync_journal(one.desk))
    for _ in range(3):
        remember(one.desk, failed, by_itself=True)
    assert len(sync_journal(one.desk)) == before + 1
    remember(one.desk, replace(failed, refused=3), by_itself=True)
    remember(one.desk, SyncReport(state="synced"), by_itself=True)
    assert [line["state"] for line in sync_journal(one.desk)[:-before]] == ["synced", "refused", "refused"]


def test_that_an_enrolled_laptop_synchronises_by_itself_until_told_otherwise(one: Laptop) -> None:
    assert automatic(one.desk)
    set_automatic(one.desk, False)
    assert not automatic(one.desk)


def test_that_a_laptop_is_called_as_at_the_centre(one: Laptop, centre: Centre, tmp_path: Path) -> None:
    two = laptop(centre, tmp_path / "two", "演练二号机")
    two.answer("q1_2", "符合")
    two.sync()
    one.sync()
    assert device_name(one.desk, two.desk.store.device) == "演练二号机"
    assert device_name(one.desk, "0123456789abcdef") == "终端 89abcdef"
    close(two.desk)


def test_that_a_wait_between_tries_ends_when_it_is_stopped(one: Laptop) -> None:
    asked = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 3

    report = synchronise(one.desk, via="127.0.0.1:9", cancelled=stopped)
    assert report.state == "pending"
    assert len(asked) < 20


def test_that_the_log_is_kept_within_bounds_and_whole_in_between(one: Laptop, monkeypatch) -> None:
    monkeypatch.setattr("app.services.exchange.journal.KEPT_ENTRIES", 50)
    before = [line["pushed"] for line in sync_journal(one.desk)]
    for number in range(1, 31):
        remember(one.desk, SyncReport(state="synced", pushed=number), by_itself=False)
    assert [line["pushed"] for line in sync_journal(one.desk)] == [*range(30, 0, -1), *before]
    for number in range(31, 201):
        remember(one.desk, SyncReport(state="synced", pushed=number), by_itself=False)
        # what is written each time stays small
        assert len(one.desk.store.settings.get(SYNC_JOURNAL)) < 20
    kept = [line["pushed"] for line in sync_journal(one.desk)]
    assert kept == [*range(200, 200 - len(kept), -1)]
    assert 30 <= len(kept) <= 50
