"""The bar at the top fits the window: what is no button is said ever more briefly, and whole where one points."""

from datetime import datetime

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea

from tests.ui.conftest import part
from ui import style
from ui.widgets.top_bar import TopBar

WIDTHS = ((False, 1366), (False, 1093), (False, 911), (True, 1366), (True, 1093))  # of 1366 pixels at 100 to 150 %


@pytest.fixture
def shown(qtbot, qapp):
    def show(width: int, *, large: bool) -> tuple[QScrollArea, TopBar]:
        style.dress(qapp, large)
        area, bar = QScrollArea(), TopBar("演练甲", large=large)
        qtbot.addWidget(area)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(bar)
        area.resize(width, 90)
        area.show()
        bar.show_place("", "保定市演练示范局", "演练甲、演练乙")
        bar.show_saved(datetime(2026, 6, 1, 9, 30, 5))
        bar.show_pending(1234, True)
        qapp.processEvents()
        return area, bar

    return show


@pytest.mark.parametrize(("large", "width"), WIDTHS)
def test_that_the_bar_fits_with_all_it_may_have_to_say(shown, large: bool, width: int) -> None:
    area, bar = shown(width, large=large)
    assert area.horizontalScrollBar().maximum() == 0
    for one in bar.findChildren(QPushButton):
        assert one.width() >= one.sizeHint().width(), one.objectName()
    badge = part(bar, QPushButton, "syncBadge")
    assert "离线 · 1234 处待同步" in badge.toolTip() and "待同步" in badge.text()
    assert part(bar, QLabel, "barTitle").isVisible()


@pytest.mark.parametrize("width", range(911, 1400, 30))
def test_that_a_team_is_shown_whole_or_not_at_all(shown, qapp, width: int) -> None:
    area, bar = shown(width, large=False)
    bar.show_place("", "保定市演练示范局（演练单位）", "演练买买提·吐尔逊、演练买买提·吐尔洪")
    qapp.processEvents()
    assert area.horizontalScrollBar().maximum() == 0
    title, team = part(bar, QLabel, "barTitle"), part(bar, QLabel, "barTeam")
    for one in (title, team) if team.isVisible() else ():
        assert one.width() >= one.fontMetrics().horizontalAdvance(one.text()), (one.objectName(), one.width())


@pytest.mark.parametrize("width", [780, 911, 1366])
def test_that_a_long_name_gives_way_and_is_told_whole(qtbot, qapp, width: int) -> None:
    style.dress(qapp, large=False)
    name = "演练阿卜杜拉希姆·买买提"
    area, bar = QScrollArea(), TopBar(name, large=False)
    qtbot.addWidget(area)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(bar)
    area.resize(width, 90)
    area.show()
    bar.show_place("", "保定市演练示范局")
    qapp.processEvents()
    assert area.horizontalScrollBar().maximum() == 0
    seat = part(bar, QPushButton, "seatButton")
    assert seat.text() == (name if width == 1366 else "演练阿…") and name in seat.accessibleName()


def test_that_it_says_all_again_where_there_is_room_again(shown, qapp) -> None:
    area, bar = shown(911, large=False)
    assert not part(bar, QLabel, "savedAt").isVisible()
    area.resize(1366, 90)
    qapp.processEvents()
    assert part(bar, QLabel, "savedAt").text() == "已自动保存 09:30:05"
    assert part(bar, QPushButton, "syncBadge").text() == "离线 · 1234 处待同步"
