"""终结 on the page of the orders: the ground that fits, the leader, the paper and the reason."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from app.services.papers import life
from tests.services.at_the_table import approve
from tests.services.papers.made import served
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.outcome_page import press
from ui.pages.inspection import InspectionPage
from ui.widgets.drop_down import DropDown

sealed, place, site, notice = stage.sealed, stage.place, stage.site, stage.notice


@pytest.fixture
def opened(place, site, qtbot):
    windows = []

    def open_one() -> InspectionPage:
        made = InspectionPage(place, site.inspection, "outcome/order", "")
        windows.append(on_stage(qtbot, made))
        calm(qtbot, place.tasks)
        return made

    return open_one


def test_that_an_order_that_is_not_issued_ends_with_its_ground(opened, place, site, qtbot) -> None:
    page = opened()
    assert not part(page, QLineEdit, "endReason0").isVisible()
    press(page, "openEnd0", place, qtbot)
    assert part(page, DropDown, "endSort0").count() == 1
    press(page, "endMeasure0", place, qtbot)
    assert "请写明" in part(page, QLabel, "endReason0Problem").text()
    assert "文号" in part(page, QLabel, "endPaper0Problem").text()
    part(page, QLineEdit, "endReason0").setText("负责人不同意印发（演练）")
    part(page, QLineEdit, "endPaper0").setText("演练签报〔2026〕1号")
    press(page, "endMeasure0", place, qtbot)
    (end,) = place.desk.case(site.inspection).measure_ends
    assert (end.sort, end.decided_by) == ("not_issued", "ding")
    press(page, "noticeWay", place, qtbot)
    assert part(page, QAbstractButton, "step_closing").isChecked()


def test_that_a_served_order_is_annulled_or_groundless(opened, place, site, notice, qtbot) -> None:
    approve(site, notice)
    life.freeze(site.desk, site.inspection, notice)
    life.stamp(site.desk, site.inspection, notice, way=life.CARRIED)
    served(site, notice)
    page = opened()
    press(page, "openEnd0", place, qtbot)
    sorts = part(page, DropDown, "endSort0")
    assert [sorts.itemData(at) for at in range(sorts.count())] == ["annulled", "groundless"]
    page.show_step("closing/recheck")
    calm(qtbot, place.tasks)
    press(page, "endInstead", place, qtbot)
    assert part(page, QAbstractButton, "step_outcome").isChecked()
