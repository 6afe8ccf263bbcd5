"""An inspection of which only a part is here says so, leads to the synchronisation, and opens when the rest came."""

from dataclasses import replace

from PySide6.QtWidgets import QLabel, QPushButton

from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from tests.ui.conftest import calm, on_stage, part
from ui.pages.inspection import InspectionPage
from ui.widgets.step_rail import StepRail


def test_that_it_leads_to_the_synchronisation_and_opens_when_the_rest_came(place, visit, qtbot) -> None:
    whole = place.desk.case(visit.inspection).inspection
    place.desk.commit([Change("inspection", "half", "unit", whole.unit)])
    page = InspectionPage(place, "half")
    titles: list[str] = []
    page.titled.connect(lambda title, team: titles.append(title))
    page.stage = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    assert "还没有全部到达本机" in part(page, QLabel, "noticeTitle").text()
    assert (titles, page.findChild(StepRail).isVisible()) == (["未能打开"], False)
    with qtbot.waitSignal(page.destination_wanted) as wanted:
        part(page, QPushButton, "noticeWay").click()
    assert wanted.args == ["sync"]
    place.desk.commit(changes_of(replace(whole, id="half")))
    page.refresh()
    calm(qtbot, place.tasks)
    assert not part(page, QLabel, "noticeTitle").isVisible()
    assert page.findChild(StepRail).isVisible() and page.page is not None
    assert titles[-1] == "保定市演练示范局（演练单位）"
