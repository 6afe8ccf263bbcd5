"""A page in a reference cycle is freed on the window's thread, whichever thread makes objects meanwhile."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.collector import without_collector
from ui.cycles import CycleSearch


class _Page(QWidget):
    """Holds itself, and tells on which thread it is freed."""

    def __init__(self, freed_on: list[int]) -> None:
        super().__init__()
        self._itself = self
        self._freed_on = freed_on

    def __del__(self) -> None:
        self._freed_on.append(threading.get_ident())


@pytest.fixture
def search() -> Iterator[CycleSearch]:
    """A search that ends with the test."""
    owner = QObject()
    made = CycleSearch(owner)
    made.settle()
    yield made
    owner.deleteLater()
    gc.unfreeze()
    gc.enable()


def _make_many() -> None:
    for _ in range(50):
        cells: list[list[object]] = [[] for _ in range(2_000)]
        for cell in cells:
            cell.append(cell)


def _on_another_thread() -> None:
    other = threading.Thread(target=_make_many)
    other.start()
    other.join()


def test_that_a_page_is_freed_by_no_worker(qtbot: QtBot, search: CycleSearch) -> None:
    freed_on: list[int] = []
    _Page(freed_on)
    _on_another_thread()
    assert freed_on == []
    qtbot.waitUntil(lambda: freed_on == [threading.get_ident()])


def test_that_what_was_made_is_looked_through_again(qtbot: QtBot, search: CycleSearch) -> None:
    _make_many()
    held = gc.get_count()[0]
    qtbot.waitUntil(lambda: gc.get_count()[0] < held // 2)


def test_that_nothing_is_searched_while_a_block_spares_the_collector(search: CycleSearch) -> None:
    freed_on: list[int] = []
    with without_collector():
        _Page(freed_on)
        _make_many()
        search.look()
        assert freed_on == []
    search.look()
    assert freed_on == [threading.get_ident()]


def test_that_all_there_is_is_searched_once_nothing_new_is_made(search: CycleSearch) -> None:
    freed_on: list[int] = []
    page = _Page(freed_on)
    gc.collect(0)
    gc.collect(1)
    del page
    while gc.get_count()[2] <= gc.get_threshold()[2]:
        gc.collect(1)
    made = [[] for _ in range(2_000)]
    search.look()
    assert freed_on == []
    del made
    search.look()
    assert freed_on == [threading.get_ident()]
