"""重新确定改正期限: the notice whose term is over leads to it, and it is set there with its reason."""

from datetime import date

import pytest
from PySide6.QtWidgets import QAbstractButton, QDateEdit, QLabel, QLineEdit

from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import press
from tests.ui.test_papers_page import approved
from ui.pages.inspection import InspectionPage

sealed, place, site, notice = stage.sealed, stage.place, stage.site, stage.notice
WHY = "通知书未能在原定期限前印发（演练）"


@pytest.fixture
def opened(place, site, notice, watch, qtbot):
    """Open the inspection at its papers: the notice is approved, and its term is over."""

    def open_at(step: str, days: int) -> InspectionPage:
        approved(site, notice)
        watch.pass_by(days=days)
        made = InspectionPage(place, site.inspection, step, "")
        on_stage(qtbot, made)
        calm(qtbot, place.tasks)
        return made

    return open_at


def test_that_a_notice_whose_term_is_over_leads_to_a_new_one(opened, notice, place, qtbot) -> None:
    page = opened("papers", 40)
    page.show_place(f"papers/{notice}")
    calm(qtbot, place.tasks)
    press(qtbot, page, "freezePaper")
    assert "不晚于今天" in page.findChild(QLabel, "x").text()
