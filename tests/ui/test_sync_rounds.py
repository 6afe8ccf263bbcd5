"""Synchronisation by itself: when it begins, that it waits longer and longer, and what stops it."""

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete, isValid

from app.services.exchange.journal import set_automatic, sync_journal
from app.services.exchange.link import LINK
from tests.ui import test_sync_tabs as tabs
from tests.ui.conftest import calm, on_stage
from tests.ui.test_sync import with_centre
from ui.courier import Courier, Rounds, seconds_until_next
from ui.pages.inspection import InspectionPage

centre, one, at_centre = tabs.centre, tabs.one, tabs.at_centre


@pytest.mark.parametrize(
    ("state", "failures", "seconds"),
    [("synced", 0, 300), ("pending", 0, 60), ("unreachable", 1, 60), ("unreachable", 3, 240),
     ("unreachable", 60, 1800), ("refused", 0, 1800)],
)  # fmt: skip
def test_that_the_pause_grows_while_nobody_answers(state, failures, seconds) -> None:
    assert seconds_until_next(state, failures) == seconds


def test_that_it_synchronises_by_itself_and_then_waits(at_centre, one, qtbot) -> None:
    owner = QObject()
    one.answer("q1_1", "符合")
    rounds = Rounds(at_centre.ask, at_centre.courier, lambda: True, owner)
    rounds.look()
    calm(qtbot, at_centre.tasks)
    assert one.desk.store.replication.pending() == 0
    assert sync_journal(one.desk)[0]["by_itself"]
    assert 290 <= rounds.seconds_left <= 300


def test_that_nothing_begins_by_itself_where_it_may_not(at_centre, one, qtbot) -> None:
    owner = QObject()
    one.answer("q1_1", "符合")
    waiting = one.desk.store.replication.pending()
    Rounds(at_centre.ask, at_centre.courier, lambda: False, owner).look()
    calm(qtbot, at_centre.tasks)
    set_automatic(one.desk, False)
    Rounds(at_centre.ask, at_centre.courier, lambda: True, owner).look()
    calm(qtbot, at_centre.tasks)
    assert one.desk.store.replication.pending() == waiting > 0


def test_that_two_never_run_at_once_and_one_is_stopped(place, qtbot) -> None:
    with_centre(place)
    courier, began = Courier(place.ask), []
    courier.began.connect(lambda: began.append(1))
    courier.start()
    courier.start()
    courier.stop()
    calm(qtbot, place.tasks)
    assert began == [1]
    assert not courier.under_way
    assert sync_journal(place.desk)[0]["state"] in ("pending", "unreachable")


def test_that_no_centre_means_no_rounds(place, qtbot) -> None:
    owner = QObject()
    assert place.desk.store.settings.get(LINK) is None
    Rounds(place.ask, place.courier, lambda: True, owner).look()
    calm(qtbot, place.tasks)
    assert sync_journal(place.desk) == ()


def test_that_rounds_end_with_the_workbench_they_belong_to(place, qtbot) -> None:
    owner = QObject()
    rounds = Rounds(place.ask, place.courier, lambda: True, owner)
    rounds.begin()
    delete(owner)
    assert not isValid(rounds)
    place.courier.failed.emit(OSError("演练"))


def test_that_entering_the_record_ends_what_began_by_itself(place, visit, qtbot) -> None:
    with_centre(place)
    page = InspectionPage(place, visit.inspection, "checking")
    window = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    place.courier.start(by_itself=True)
    page.show_step("record")
    assert place.courier._stop.is_set()
    calm(qtbot, place.tasks)
    window.close()
