"""What a full disk does not take outlives a lock: it is held in memory, and goes once somebody sits down again."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from app.services.evidence.waiting import what_waits
from tests.ui.conftest import calm, part
from tests.ui.full_disk import full_disk
from tests.ui.pasting import NAME, names, paste, picture
from tests.ui.test_evidence_unwritten import full_disk as no_room_for_pictures
from tests.ui.test_unfinished_forms import half_a_plan
from tests.ui.test_way_in import click
from ui import keeping
from ui.messages import Messages
from ui.models.unsaved import texts_left
from ui.widgets.notice import Notice

WORDS = "演练：写到一半"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "AGAIN_MS", 50)


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    shown: list[str] = []
    monkeypatch.setattr(Messages, "show", lambda self, error, parent=None: shown.append(self.words(error)[0]))
    monkeypatch.setattr(Messages, "confirmed", lambda self, title, *_: shown.append(title) or len(shown) > 1)
    return shown


@pytest.fixture
def window(open_window, qtbot, premises):
    opened = half_a_plan(open_window, qtbot, premises)
    calm(qtbot, opened.tasks)
    return opened


def on_disk(window) -> list[str]:
    found = texts_left(window.workbench._place.desk, "window-jia", "")
    return [text for texts in found.values() for text in texts.values()]


def lock(window, qtbot) -> None:
    click(qtbot, window, "lockButton")
    calm(qtbot, window.tasks)
    assert window.workbench is None


def come_back(window, qtbot) -> None:
    click(qtbot, window, "seat_jia")
    calm(qtbot, window.tasks)


def test_that_words_are_kept_once_somebody_comes_back(window, qtbot, boxes) -> None:
    with full_disk(window.workbench._place) as told:
        part(window, QLineEdit, "purpose").setText(WORDS)
        qtbot.waitUntil(lambda: bool(told))
        lock(window, qtbot)
        assert part(window, Notice, "greeting").isVisible()
    come_back(window, qtbot)
    qtbot.waitUntil(lambda: WORDS in on_disk(window))
    assert part(window, QLineEdit, "purpose").text() == WORDS
    qtbot.waitUntil(lambda: not part(window, Notice, "greeting").isVisible())
    assert boxes == []


def test_that_words_typed_just_before_the_lock_are_told_of_and_held(window, qtbot, boxes) -> None:
    with full_disk(window.workbench._place) as told:
        part(window, QLineEdit, "purpose").setText(WORDS)
        lock(window, qtbot)
        assert told == [] and part(window, Notice, "greeting").isVisible()
    come_back(window, qtbot)
    qtbot.waitUntil(lambda: WORDS in on_disk(window))
    qtbot.waitUntil(lambda: not part(window, Notice, "greeting").isVisible())


def test_that_words_are_tried_once_more_before_the_data_are_closed(window, qtbot, boxes) -> None:
    keeping.AGAIN_MS = 60_000
    with full_disk(window.workbench._place) as told:
        part(window, QLineEdit, "purpose").setText(WORDS)
        qtbot.waitUntil(lambda: bool(told))
    lock(window, qtbot)
    assert not part(window, Notice, "greeting").isVisible() and not window._leftovers.count


def test_that_a_window_is_not_closed_unasked_over_words_that_are_not_on_the_disk(window, qtbot, boxes) -> None:
    with full_disk(window.workbench._place) as told:
        part(window, QLineEdit, "purpose").setText(WORDS)
        qtbot.waitUntil(lambda: bool(told))
        assert not window.close()
        lock(window, qtbot)
        assert window.close()
    assert boxes == ["有 1 处填写的内容还没有存到磁盘，现在关闭会丢失。"] * 2


def test_that_a_close_asks_about_the_words_typed_just_before_too(window, qtbot, boxes) -> None:
    with full_disk(window.workbench._place):
        part(window, QLineEdit, "purpose").setText(WORDS)
        assert not window.close()
    qtbot.waitUntil(lambda: WORDS in on_disk(window))
    assert window.close()
    assert boxes == ["有 1 处填写的内容还没有存到磁盘，现在关闭会丢失。"]


def test_that_a_close_tells_of_words_that_find_no_room_at_the_very_last(window, qtbot, boxes, monkeypatch) -> None:
    with full_disk(window.workbench._place):
        part(window, QLineEdit, "purpose").setText(WORDS)
        monkeypatch.setattr(window.tasks, "finish_begun", lambda: None)  # it was full only after that
        assert window.close()
    assert boxes == ["有 1 处填写的内容没有存到磁盘，已随关闭丢失。"]


def test_that_a_picture_is_there_again_after_a_lock(open_window, qtbot, visit, monkeypatch, boxes) -> None:
    window = open_window()
    part(window, QAbstractButton, "seat_jia").click()
    calm(qtbot, window.tasks)
    window.workbench.show_inspection(visit.inspection, "checking", "q1_2")
    calm(qtbot, window.tasks)
    no_room_for_pictures(window.workbench._place, monkeypatch)
    paste(window, picture())
    calm(qtbot, window.tasks)
    lock(window, qtbot)
    come_back(window, qtbot)
    qtbot.waitUntil(lambda: any(one.objectName() == "evidenceNames" for one in window.findChildren(QLabel)))
    calm(qtbot, window.tasks)
    assert names(window) == NAME
    (one,) = what_waits(window.workbench._place.desk, visit.inspection)
    assert not one.lost and boxes == []
