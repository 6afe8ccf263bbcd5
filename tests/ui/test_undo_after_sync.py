"""Ctrl+Z after a synchronisation: what is not this laptop's alone any more is said, and a colleague's answer stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QListView

from app.services.checking.answering import answer
from app.services.exchange.syncing import SyncReport
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store
from tests.services.at_the_table import sent
from tests.services.on_site import BUREAU
from tests.ui.conftest import calm, on_stage, part
from ui.pages.checking.checklist import ChecklistPage
from ui.widgets.notice import Notice
from ui.workbench import Workbench

REASON = "该单位没有这项业务（演练）。"


class Colleague:
    """The same inspection on another laptop, which hears and tells."""

    def __init__(self, folder: Path, place, visit) -> None:
        now = place.desk.now()
        keys = new_data_keys()
        self.here = place.desk
        self.store = Store.create(folder, keys, kind=TRAINING, device_id="laptop-b", bureau=BUREAU, now=now)
        self.desk = replace(place.desk, store=self.store, officer="yi")
        self.inspection = visit.inspection

    def hears(self) -> None:
        self.store.replication.receive(sent(self.here.store), cursor=None, now=self.here.now())

    def answers(self, path: str) -> None:
        """Answer differently, and let the first laptop hear of it."""
        self.hears()
        done = answer(self.desk, self.inspection, path, {"verdict": "not_applicable", "reason": REASON})
        assert done.txn, done.problems
        self.here.store.replication.receive(sent(self.store), cursor=None, now=self.here.now())


@pytest.fixture
def bench(place, visit, qtbot):
    made = Workbench(place, large=False)
    window = on_stage(qtbot, made)
    made.show_inspection(visit.inspection, "checking", "q1_1")
    calm(qtbot, place.tasks)
    yield made
    window.close()
    calm(qtbot, place.tasks)


@pytest.fixture
def colleague(tmp_path: Path, place, visit):
    made = Colleague(tmp_path / "b", place, visit)
    yield made
    made.store.close()


def press(bench, place, qtbot, key, *more) -> None:
    QTest.keyClick(part(bench, QListView, "questions"), key, *more)
    calm(qtbot, place.tasks)


def undo(bench, place, qtbot) -> None:
    press(bench, place, qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def told(bench) -> str:
    return part(next(iter(bench.findChildren(ChecklistPage))), Notice, "notice").accessibleName()


def stored(place, visit, path: str):
    return place.desk.case(visit.inspection).answers.get(path)


def test_that_an_answer_that_was_only_sent_is_taken_back_for_both(bench, place, visit, qtbot, colleague) -> None:
    press(bench, place, qtbot, Qt.Key.Key_1)
    colleague.hears()
    undo(bench, place, qtbot)
    assert stored(place, visit, "q1_1") is None
    colleague.hears()
    assert colleague.desk.case(visit.inspection).answers.get("q1_1") is None


def test_that_a_colleagues_later_answer_stands_and_the_question_is_named(
    bench, place, visit, qtbot, colleague
) -> None:
    press(bench, place, qtbot, Qt.Key.Key_1)
    colleague.answers("q1_1")
    undo(bench, place, qtbot)
    assert stored(place, visit, "q1_1")["verdict"] == "not_applicable"
    assert "检查项 1.1之后在另一台电脑上改过" in told(bench) and "直接改选" in told(bench)
    assert part(bench, QLabel, "answeredCount").text() == "已答 1 / 40"


def test_that_going_back_twice_and_doing_again_never_overwrites_a_colleague(
    bench, place, visit, qtbot, colleague
) -> None:
    press(bench, place, qtbot, Qt.Key.Key_1)
    press(bench, place, qtbot, Qt.Key.Key_2)
    undo(bench, place, qtbot)
    colleague.answers("q1_1")
    undo(bench, place, qtbot)
    assert stored(place, visit, "q1_1")["verdict"] == "not_applicable" and "另一台电脑" in told(bench)
    press(bench, place, qtbot, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert stored(place, visit, "q1_1")["verdict"] == "not_applicable" and "另一台电脑" in told(bench)


def test_that_what_was_taken_back_is_brought_into_sight(bench, place, visit, qtbot) -> None:
    press(bench, place, qtbot, Qt.Key.Key_1)
    page = next(iter(bench.findChildren(ChecklistPage)))
    page.show_question("q4_1")
    part(bench, QAbstractButton, "undo").click()
    calm(qtbot, place.tasks)
    assert part(bench, QLabel, "panelTitle").text().startswith("1.1")


def test_that_ctrl_z_says_where_there_is_nothing_to_take_back(bench, place, qtbot) -> None:
    undo(bench, place, qtbot)
    assert "没有可以撤销的答案" in told(bench)


def test_that_what_a_synchronisation_brought_is_shown_on_the_open_page(bench, place, visit, qtbot, colleague) -> None:
    colleague.answers("q1_2")
    place.courier.ended.emit(SyncReport("synced", pulled=1))
    calm(qtbot, place.tasks)
    assert part(bench, QLabel, "answeredCount").text() == "已答 1 / 40"
