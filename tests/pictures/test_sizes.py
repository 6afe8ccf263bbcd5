"""Every page fits the screens that officers have, also where Windows magnifies: 125, 150 and 175 per cent."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QScrollArea

from tests.pictures.gallery import SHOTS
from tests.pictures.studio import opened, press, settle
from tests.pictures.taking import Stores

# Width and height in logical pixels beside task bar and title. Normal letters: 1366x768 at 125 % and 1920x1080 at
# 175 %; 大字 on top of that: 1366x768 at 100 % and 1920x1080 at 150 %.
ROOM = {False: (1090, 570), True: (1280, 650)}


@pytest.mark.slow
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_that_every_page_fits_a_magnified_screen(qapp, tmp_path, large) -> None:
    stores, too_big, scrolled = Stores(tmp_path), {}, []
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
