"""Every page fits the screens that officers have, also where Windows magnifies; every control can be used.

Magnified: 125, 150 and 175 per cent.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from PySide6.QtWidgets import QScrollArea

from tests.pictures.controls import faults_of_controls
from tests.pictures.gallery import SHOTS, Shot
from tests.pictures.studio import opened, press, settle
from tests.pictures.taking import Stores
from ui.main_window import MainWindow

# Width and height in logical pixels beside task bar and title. Normal letters: 1366x768 at 125 % and 1920x1080 at
# 175 %; 大字 on top of that: 1366x768 at 100 % and 1920x1080 at 150 %.
ROOM = {False: (1090, 570), True: (1280, 650)}


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """The stores behind the pages."""
    return Stores(tmp_path_factory.mktemp("stores"))


@pytest.mark.slow
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_that_every_page_fits_a_magnified_screen(qapp, stores, tmp_path, large) -> None:
    too_big, scrolled = {}, []
    for step, seat in sorted({(shot.step, shot.seat) for shot in SHOTS if shot.step}):
        store = stores.copy(step, long=False)
        with opened(store.folder, store.moment, tmp_path / "choices", large=large) as window:
            press(window, f"seat_{seat}")
            for shot in (one for one in SHOTS if (one.step, one.seat) == (step, seat)):
                shot.way(window, store.inspection)
                settle(window.tasks)
                area = window.findChild(QScrollArea, "shellArea")
                if area.verticalScrollBar().maximum() or area.horizontalScrollBar().maximum():
                    scrolled.append(shot.name)
                least = window.shell.minimumSizeHint()
                if least.width() > ROOM[large][0] or least.height() > ROOM[large][1]:
                    too_big[shot.name] = (least.width(), least.height())
    assert not too_big
    assert not scrolled, "the whole window scrolls, not what is in the page"


@pytest.mark.slow
def test_that_every_control_is_named_large_enough_and_reached_by_tab_in_reading_order(qapp, stores, tmp_path) -> None:
    wrong = {}
    ordered = sorted(SHOTS, key=lambda one: (one.step, one.seat))
    for _, shots in groupby(ordered, key=lambda one: (one.step, one.seat) if one.step else one.name):
        for shot, window in shown(stores, list(shots), tmp_path / "choices"):
            if found := list(faults_of_controls(window)):
                wrong[shot.name] = found
    assert not wrong


def shown(stores: Stores, shots: list[Shot], choices: Path) -> Iterator[tuple[Shot, MainWindow]]:
    """Give the window at each of these pages of one store."""
    store = stores.copy(shots[0].step, long=False)
    with opened(store.folder, store.moment, choices, large=False) as window:
        if shots[0].step:
            press(window, f"seat_{shots[0].seat}")
        for shot in shots:
            shot.way(window, store.inspection)
            settle(window.tasks)
            yield shot, window
