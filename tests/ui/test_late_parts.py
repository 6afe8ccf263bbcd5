"""Parts that nobody looks at come up to date after the one that is shown, one per turn of the loop."""

import pytest
from PySide6.QtCore import QObject, QTimer

from tests.ui.conftest import calm
from ui.pages.parts.late_parts import LateParts
from ui.tasks import Tasks


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def told() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def late(tasks, told):
    owner = QObject()
    yield LateParts(tasks, lambda part, view: told.append((part, view)), owner)
    owner.deleteLater()


def test_that_nothing_is_shown_before_the_window_has_painted(late, tasks, told, qtbot) -> None:
    late.take("first", ["a", "b"])
    assert told == [] and tasks.busy
    calm(qtbot, tasks)
    assert told == [("a", "first"), ("b", "first")]


def test_that_a_part_that_is_looked_at_is_shown_at_once_and_only_then(late, tasks, told, qtbot) -> None:
    late.take("first", ["a", "b", "c"])
    late.bring("c")
    assert told == [("c", "first")]
    calm(qtbot, tasks)
    assert told == [("c", "first"), ("a", "first"), ("b", "first")]


def test_that_the_newest_view_takes_the_place_of_one_that_waits(late, tasks, told, qtbot) -> None:
    late.take("first", ["a", "b"])
    late.bring("a")
    late.take("second", ["a", "b"])
    calm(qtbot, tasks)
    assert told == [("a", "first"), ("a", "second"), ("b", "second")]


def test_that_each_part_has_a_turn_of_its_own(late, tasks, told, qtbot) -> None:
    seen, looks = set(), QTimer(interval=0)  # what else the loop has to do, such as taking a key
    looks.timeout.connect(lambda: seen.add(len(told)))
    looks.start()
    late.take("first", ["a", "b", "c"])
    calm(qtbot, tasks)
    looks.stop()
    assert {1, 2} <= seen


def test_that_parts_come_up_to_date_though_what_was_asked_before_was_forgotten(late, tasks, told, qtbot) -> None:
    late.take("first", ["a"])
    tasks.forget()
    calm(qtbot, tasks)
    assert told == []
    late.take("second", ["a"])
    calm(qtbot, tasks)
    assert told == [("a", "second")]
