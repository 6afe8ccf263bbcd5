"""同步, the first tab: what it says has room however late it comes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton

from tests.ui.conftest import calm, on_stage, part
from ui.models.sync_state import SyncState
from ui.pages.sync import SyncPage
from ui.pages.sync_now import NowTab
from ui.widgets.page import scrolled


@pytest.mark.parametrize("name", ["goRefused", "goConflicts"])
def test_that_a_way_on_that_comes_later_is_shown_in_full(place, qtbot, name) -> None:
    tab = NowTab(place)
    tab.show_state(SyncState("演练中心库", "演练档案局"))
    window = on_stage(qtbot, scrolled(tab))
    tab.show_state(SyncState("演练中心库", "演练档案局", refused=1, conflicts=1))
    way = part(tab, QAbstractButton, name)
    qtbot.waitUntil(lambda: way.height() >= way.minimumSizeHint().height())
    qtbot.waitUntil(lambda: way.visibleRegion().boundingRect().size() == way.size())
    window.close()


def test_that_a_failure_to_read_is_told_until_it_was_read(place, qtbot) -> None:
    page = SyncPage(place)
    window = on_stage(qtbot, page)
    page._notice.show_error(OSError("演练"))
    assert not page._notice.isHidden()
    page.refresh()
    calm(qtbot, place.tasks)
    assert page._notice.isHidden()
    window.close()
