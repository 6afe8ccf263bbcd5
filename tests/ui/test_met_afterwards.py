"""在场人员 after the seal: who receives papers later is registered there, and the page says that it is no presence."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit

from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.outcome_page import press
from ui.pages.inspection import InspectionPage
from ui.widgets.choice_row import ChoiceRow

sealed, place, site, notice = stage.sealed, stage.place, stage.site, stage.notice


@pytest.fixture
def page(place, site, qtbot):
    made = InspectionPage(place, site.inspection, "arrival/persons", "")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    yield made
    window.close()


def test_that_who_receives_papers_later_is_registered_and_shown(page, place, site, qtbot) -> None:
    assert "不写入笔录" in part(page, QLabel, "metAfterwards").text()
    part(page, ChoiceRow, "personRole").choose("other")
    part(page, QLineEdit, "person_name").setText("演练收件人")
    part(page, QLineEdit, "person_post").setText("机要员")
    press(page, "recordPerson", place, qtbot)
    person = place.desk.case(site.inspection).persons[-1]
    assert (person.name, person.visit) == ("演练收件人", "")
    assert any("演练收件人" in one.text() for one in page.findChildren(QLabel))
