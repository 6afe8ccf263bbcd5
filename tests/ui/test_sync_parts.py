"""同步 part by part: what waits and what came back, the log with its receipts, automatic tries, backups."""

import json
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QListWidget

from app.domain.operations import CENTRE_DEVICE, REFUSE, REFUSED_ENTITY, REFUSED_FIELD, Operation
from app.sealing.canonical import finish
from app.services.exchange.outstanding import KEPT, automatic, enter, outstanding, set_automatic, sync_log, turned_away
from app.storage.replication import Incoming
from tests.services.disagreeing import disagree
from tests.ui.conftest import calm, on_stage, part
from tests.ui.test_sync import with_centre
from ui.auto_sync import LONGEST_MINUTES, MINUTES, AutoSync
from ui.models.sync_state import sync_state
from ui.pages.sync import SyncPage

RECEIPT = {"bureau": "130600", "device": "first", "digest": "0f" * 32, "cursor": 12, "compared": 1}


@pytest.fixture
def page(place, qtbot):
    made = SyncPage(place)
    window = on_stage(qtbot, made)
    yield made
    made.keep_unsaved()
    window.close()


def show(qtbot, page) -> None:
    page.refresh()
    calm(qtbot, page._place.tasks)


def report(at: str, state: str = "synced", **more: object) -> dict[str, object]:
    return {"state": state, "at": at, "officer": "jia", "pushed": 3, "pulled": 1, "receipt": RECEIPT, **more}


def test_that_what_waits_is_told_by_inspection_with_its_files(place, visit) -> None:
    with_centre(place)
    (mine, others) = outstanding(place.desk)
    assert mine.inspection == visit.inspection and mine.operations > 0 and mine.unit
    assert others.inspection == "" and others.operations > 0
    assert mine.operations + others.operations == len(place.desk.store.operations())


def test_that_what_waits_leads_to_its_inspection(page, place, visit, qtbot) -> None:
    with_centre(place)
    show(qtbot, page)
    assert "条操作待同步" in part(page, QLabel, "waits0").text()
    with qtbot.waitSignal(page.step_wanted) as led:
        part(page, QAbstractButton, "openWaiting0").click()
    assert led.args == [visit.inspection, ""]


def test_that_a_disagreement_leads_to_where_it_is_settled(page, place, visit, tmp_path, qtbot) -> None:
    site = replace(visit, desk=place.desk)
    answer = {"verdict": "conforms", "reason": None, "severity": None, "note": None}
    disagree(site, tmp_path / "second", "q2_3", answer, {**answer, "verdict": "violates", "severity": "ordinary"})
    show(qtbot, page)
    with qtbot.waitSignal(page.step_wanted) as led:
        part(page, QAbstractButton, "openWaiting0").click()
    assert led.args == [visit.inspection, "closing"]


def refuse(place, reason: str) -> None:
    """Take in the centre's refusal of the newest operation."""
    refused = place.desk.store.operations()[-1]
    value = {"reason": reason}
    blank = Operation(
        CENTRE_DEVICE, 1, "t", "01" * 8, REFUSE, 1, REFUSED_ENTITY, refused.op_id, REFUSED_FIELD, value, (),
        "", refused.hlc.rsplit("-", 1)[0] + "-centre", True,
    )  # fmt: skip
    made = finish(blank, "")
    batch = [Incoming(made.raw, made.chain)]
    place.desk.store.replication.receive(batch, cursor=None, now=place.desk.now())


@pytest.mark.parametrize(("reason", "words"), [("officer-disabled", "已停用"), ("odd-reason", "odd-reason")])
def test_that_what_the_centre_refused_is_told_with_its_reason(page, place, reason, words, qtbot) -> None:
    with_centre(place)
    refuse(place, reason)
    assert turned_away(place.desk)[0].reason == reason
    show(qtbot, page)
    assert words in part(page, QLabel, "returned0").text()


def test_that_the_log_keeps_receipts_and_shows_the_one_chosen(page, place, qtbot, tmp_path) -> None:
    enter(place.desk, report("2026-06-08T17:30:00+08:00"))
    enter(place.desk, report("2026-06-08T18:00:00+08:00", "refused", receipt=None))
    show(qtbot, page)
    page.show_part("log")
    listed = part(page, QListWidget, "syncLog")
    assert [listed.item(place_).text().split("　")[1].split("\n")[0] for place_ in range(2)] == ["中心库拒绝", "已同步"]
    assert "没有回执" in part(page, QLabel, "syncReceipt").text()
    listed.setCurrentRow(1)
    assert "\n".join(["0f" * 16] * 2) in part(page, QLabel, "syncReceipt").text()
    page._log.save_to(tmp_path / "receipt.txt")
    calm(qtbot, place.tasks)
    assert "演练甲" in (tmp_path / "receipt.txt").read_text(encoding="utf-8")


def test_that_failures_in_a_row_are_one_line_and_the_log_does_not_grow_for_ever(place) -> None:
    for minute in range(5):
        enter(place.desk, report(f"2026-06-08T17:{minute:02d}:00+08:00", "unreachable", pushed=0, pulled=0))
    assert len(sync_log(place.desk)) == 1 and sync_log(place.desk)[0]["at"].startswith("2026-06-08T17:04")
    for number in range(KEPT + 5):
        enter(place.desk, report(f"2026-06-09T{number // 60:02d}:{number % 60:02d}:00+08:00"))
    assert len(sync_log(place.desk)) == KEPT
    json.dumps(sync_log(place.desk))


def test_that_automatic_tries_can_be_switched_off_and_are_offered_only_with_a_centre(page, place, qtbot) -> None:
    show(qtbot, page)
    assert part(page, QCheckBox, "syncAutomatic").isHidden()
    with_centre(place)
    show(qtbot, page)
    assert part(page, QCheckBox, "syncAutomatic").isChecked()
    part(page, QCheckBox, "syncAutomatic").click()
    calm(qtbot, place.tasks)
    assert not automatic(place.desk)


def test_that_an_automatic_try_offline_waits_longer_each_time_and_raises_nothing(place, qtbot) -> None:
    with_centre(place)
    auto = AutoSync(place, place.tasks)
    auto.begin()
    waits = []
    for _ in range(4):
        with qtbot.waitSignal(auto.synchronised, timeout=30_000):
            auto._on_time()
        calm(qtbot, place.tasks)
        waits.append(auto.minutes)
    auto.stop()
    assert waits == [2 * MINUTES, 4 * MINUTES, LONGEST_MINUTES, LONGEST_MINUTES]
    assert sync_state(place.desk).last["state"] == "unreachable"


def test_that_switched_off_or_without_a_centre_nothing_is_tried(place, qtbot) -> None:
    auto = AutoSync(place, place.tasks)
    auto._on_time()
    calm(qtbot, place.tasks)
    with_centre(place)
    set_automatic(place.desk, False)
    auto._on_time()
    calm(qtbot, place.tasks)
    auto.stop()
    assert sync_state(place.desk).last == {} and auto.minutes == MINUTES


def test_that_without_a_backup_folder_the_page_says_what_to_do(page, qtbot) -> None:
    show(qtbot, page)
    page.show_part("backup")
    with qtbot.waitSignal(page.destination_wanted) as led:
        part(page, QAbstractButton, "goBackup").click()
    assert led.args == ["settings"]
