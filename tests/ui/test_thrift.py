"""What work took of memory is given back once nothing is under way, and never before."""

import linecache
import sys
import threading

import pytest

from ui import tasks as runner
from ui import thrift
from ui.tasks import Tasks


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Collect on which threads memory was given back."""
    threads: list[int] = []
    monkeypatch.setattr(runner, "give_back", lambda: threads.append(threading.get_ident()))
    monkeypatch.setattr(runner, "QUIET", 0)
    return threads


@pytest.fixture
def tasks(qapp, given):
    made = Tasks()
    yield made
    made.close()


def test_that_memory_is_given_back_off_the_ui_thread_after_work(tasks, given, qtbot) -> None:
    tasks.run(tasks, lambda: None)
    qtbot.waitUntil(lambda: len(given) == 1)
    assert given[0] != threading.get_ident()
    assert not tasks.busy


def test_that_nothing_is_given_back_while_other_work_is_under_way(tasks, given, qtbot) -> None:
    gate, told = threading.Event(), []
    tasks.run(tasks, lambda: gate.wait(60))
    tasks.run(tasks, lambda: None, lambda _: told.append("behind"), behind=True)
    qtbot.waitUntil(lambda: told == ["behind"])
    qtbot.wait(1)
    assert given == []
    gate.set()
    qtbot.waitUntil(lambda: len(given) == 1)


def test_that_nothing_is_given_back_after_the_end(tasks, given, qtbot) -> None:
    tasks.run(tasks, lambda: None)
    tasks.close()
    qtbot.wait(1)
    assert given == []


def test_that_freed_memory_is_given_back_where_glibc_can() -> None:
    assert not thrift.spare_memory("win32")
    assert not thrift.give_back("win32")
    if sys.platform.startswith("linux"):
        assert thrift.spare_memory(sys.platform)


def test_that_source_text_is_not_kept() -> None:
    linecache.getlines(__file__)
    thrift.give_back()
    assert __file__ not in linecache.cache
