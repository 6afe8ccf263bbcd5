"""执法人员 after the seal: somebody takes over with a reason, on the page where the team stands."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit

from app.domain.procedure.mapping import changes_of
from tests.services.on_site import officer
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.outcome_page import press
from ui.pages.inspection import InspectionPage
from ui.widgets.drop_down import DropDown

sealed, place, site, notice = stage.sealed, stage.place, stage.site, stage.notice
WHY = "演练乙已退休（演练）"


@pytest.fixture
def page(place, site, qtbot):
    place.desk.commit(changes_of(officer("xin", "演练辛", 8, "officer")))
    made = InspectionPage(place, site.inspection, "preparation/team", "")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    yield made
    window.close()


def team(place, site) -> set[str]:
    return set(place.desk.case(site.inspection).handlers)


def test_that_somebody_takes_over_with_a_reason(page, place, site, qtbot) -> None:
    who = part(page, DropDown, "newOfficer")
    who.setCurrentIndex(who.findData("xin"))
    press(page, "assignOfficer", place, qtbot)
    assert "理由" in part(page, QLabel, "reliefReasonProblem").text()
    assert team(place, site) == {"jia", "yi"}
    part(page, QLineEdit, "reliefReason").setText(WHY)
    press(page, "assignOfficer", place, qtbot)
    part(page, QLineEdit, "reliefReason").setText(WHY)
    press(page, "remove_yi", place, qtbot)
    assert team(place, site) == {"jia", "xin"}
