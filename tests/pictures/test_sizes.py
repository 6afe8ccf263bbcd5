"""Every page fits the screens that officers have, also where Windows magnifies; every control can be used.

Magnified: 125, 150 and 175 per cent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest
from PySide6.QtWidgets import QScrollArea

from tests.pictures.controls import faults_of_controls
from tests.pictures.cut import words_cut
from tests.pictures.days import machine_days
from tests.pictures.edges import faults_of_edges
from tests.pictures.gallery import SHOTS, Shot
from tests.pictures.studio import opened, press, settle
from tests.pictures.taking import Stores
from ui.main_window import MainWindow

# Width and height in logical pixels beside task bar and title. Normal letters: 1366x768 at 125 % and 1920x1080 at
# 175 %; 大字 on top of that: 1366x768 at 100 % and 1920x1080 at 150 %.
ROOM = {False: (1090, 570), True: (1280, 650)}


# The rooms in which words are read: 1366x768 at 100, 125, 150 and 175 %.
WHOLE, MAGNIFIED, TWICE_AS_LARGE = (1366, 690), ((1093, 540), (911, 442), (780, 375)), (911, 442)


TURNS = 10


@dataclass(frozen=True)
class Seen:
    """What a page showed: the least room it needs, whether the whole window scrolls, what is wrong with controls.

    ``cut``: what cannot be read or reached at which size; ``days``: those shown as machines write them;
    ``edges``: what keeps no margin.
    """

    least: tuple[int, int]
    scrolls: bool
    faults: tuple[str, ...]
    cut: tuple[str, ...]
    days: tuple[str, ...]
    edges: tuple[str, ...]


@pytest.fixture(scope="module")
def seen(qapp, stores, tmp_path_factory) -> Mapping[str, Seen]:
    """Every page with normal letters, gone to once."""
    return dict(pages_seen(stores, tmp_path_factory.mktemp("choices"), large=False))


@pytest.mark.slow
def test_that_every_page_fits_a_magnified_screen(seen) -> None:
    assert_fits(seen, *ROOM[False])


@pytest.fixture(scope="module")
def seen_large(qapp, stores, tmp_path_factory) -> Mapping[str, Seen]:
    """Every page with large letters, gone to once."""
    return dict(pages_seen(stores, tmp_path_factory.mktemp("choices"), large=True))


@pytest.mark.slow
def test_that_every_page_fits_a_magnified_screen_with_large_letters(seen_large) -> None:
    assert_fits(seen_large, *ROOM[True])


@pytest.mark.slow
def test_that_no_words_are_cut_at_any_magnification(seen) -> None:
    assert_nothing_cut(seen)


@pytest.mark.slow
def test_that_no_words_are_cut_with_large_letters(seen_large) -> None:
    assert_nothing_cut(seen_large)


@pytest.mark.slow
def test_that_no_long_words_are_cut_with_large_letters_on_a_magnified_screen(qapp, stores, tmp_path) -> None:
    found = {}
    for shot, window in all_shown(stores, tmp_path / "choices", large=True, long=True, across=TWICE_AS_LARGE[0]):
        found[shot.name] = cut_at(window, TWICE_AS_LARGE)
    assert_none(found)


@pytest.mark.slow
def test_that_every_control_is_named_large_enough_and_reached_by_tab_in_reading_order(seen) -> None:
    assert not {name: one.faults for name, one in seen.items() if one.faults}


@pytest.mark.slow
def test_that_no_page_shows_a_day_as_machines_write_it(seen) -> None:
    assert_none({name: one.days for name, one in seen.items()})


@pytest.mark.slow
def test_that_every_page_has_its_title_at_one_place_and_keeps_its_margins(seen) -> None:
    assert_none({name: one.edges for name, one in seen.items()})


@pytest.mark.slow
def test_that_every_page_keeps_its_margins_with_large_letters(seen_large) -> None:
    assert_none({name: one.edges for name, one in seen_large.items()})


def assert_fits(pages: Mapping[str, Seen], width: int, height: int) -> None:
    too_big = {name: one.least for name, one in pages.items() if one.least[0] > width or one.least[1] > height}
    assert not too_big
    assert not [name for name, one in pages.items() if one.scrolls], "the whole window scrolls, not what is in the page"


def assert_nothing_cut(pages: Mapping[str, Seen]) -> None:
    assert_none({name: one.cut for name, one in pages.items()})


def assert_none(found: Mapping[str, tuple[str, ...]]) -> None:
    assert not any(found.values()), "\n".join(f"{name}: {line}" for name, lines in found.items() for line in lines)


def cut_at(window: MainWindow, *sizes: tuple[int, int]) -> tuple[str, ...]:
    """Return what cannot be read or reached in windows of these sizes."""
    before, found = window.size(), list[str]()
    for width, height in sizes:
        window.resize(width, height)
        settle(window.tasks)
        cut = list(words_cut(window))
        for _ in range(TURNS if cut else 0):  # what follows the width in height takes some turns
            settle(window.tasks)
        found += [f"at {width}x{height}: {line}" for line in (words_cut(window) if cut else ())]
        found += [f"at {width}x{height}: {line}" for line in scrolled_over(window)]
    window.resize(before)
    settle(window.tasks)
    return tuple(found)


def scrolled_over(window: MainWindow) -> Iterator[str]:
    """Give by how much the window as a whole scrolls, and not only what is in its page."""
    area = window.findChild(QScrollArea, "shellArea")
    for _ in range(TURNS if _over(area) else 0):  # what follows the width in height takes some turns
        settle(window.tasks)
    if _over(area):
        yield "the whole window scrolls by {} and {}".format(*_over(area))


def _over(area: QScrollArea) -> tuple[int, ...]:
    far = (area.horizontalScrollBar().maximum(), area.verticalScrollBar().maximum())
    return far if any(far) else ()


def pages_seen(stores: Stores, choices: Path, *, large: bool) -> Iterator[tuple[str, Seen]]:
    """Give what each page shows, by its name; those without a store are the ways to a first one."""
    for shot, window in all_shown(stores, choices, large=large):
        area, least = window.findChild(QScrollArea, "shellArea"), window.shell.minimumSizeHint()
        days, edges = machine_days(window), tuple(faults_of_edges(window))
        scrolls = bool(area.verticalScrollBar().maximum() or area.horizontalScrollBar().maximum())
        faults = () if large else tuple(faults_of_controls(window))
        cut = cut_at(window, WHOLE, *(() if large else MAGNIFIED))
        yield shot.name, Seen((least.width(), least.height()), scrolls, faults, cut, days, edges)


def all_shown(
    stores: Stores, choices: Path, *, large: bool, long: bool = False, across: int = 0
) -> Iterator[tuple[Shot, MainWindow]]:
    """Give the window at every page."""
    ordered = sorted(SHOTS, key=lambda one: (one.step, one.seat))
    for _, shots in groupby(ordered, key=lambda one: (one.step, one.seat) if one.step else one.name):
        yield from shown(stores, list(shots), choices, large=large, long=long, across=across)


def shown(
    stores: Stores, shots: list[Shot], choices: Path, *, large: bool = False, long: bool = False, across: int = 0
) -> Iterator[tuple[Shot, MainWindow]]:
    """Give the window at each of these pages of one store."""
    store = stores.copy(shots[0].step, long=long)
    with opened(store.folder, store.moment, choices, large=large, across=across) as window:
        if shots[0].step:
            press(window, f"seat_{shots[0].seat}")
        for shot in shots:
            shot.way(window, store.inspection)
            settle(window.tasks)
            yield shot, window
