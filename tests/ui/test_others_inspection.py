"""The inspection of other officers: read by everybody; who decides, appoints or settles finds what is theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from app.domain.procedure.mapping import changes_of
from app.services.preparation.planning import assign_officer
from app.services.session.opening import add_slot, close, open_desk
from tests.services.on_site import OnSite, officer
from tests.ui.conftest import calm, part
from tests.ui.test_looking_only import READS, STEPS, seen_buttons
from ui.entry import Premises
from ui.main_window import MainWindow
from ui.models.office_papers import approver_choices
from ui.models.paper_view import paper_view
from ui.models.papers import PaperRow
from ui.widgets.hindrance_list import HindranceList

Open = Callable[[str, str], QWidget]
TEAM = {"editPlan", "callOff", "assignOfficer", "remove_jia", "remove_yi"}


@pytest.fixture
def opened(qtbot, premises: Premises, visit: OnSite, open_window: Callable[[], MainWindow]) -> Open:
    """Open a step of the visit's inspection as somebody of the bureau: ``opened(officer, step)``."""
    desk = open_desk(premises.folder, forms=premises.forms, clock=premises.clock, officer="jia")
    for one in (officer("ke", "演练己", 6, "chief", "officer"), officer("wai", "演练辛", 8, "officer")):
        desk.commit(changes_of(one))
        add_slot(desk, one.id)
    close(desk)

    def open_as(who: str, step: str) -> MainWindow:
        window = open_window()
        part(window, QPushButton, f"seat_{who}").click()
        calm(qtbot, window.tasks)
        assert window.workbench is not None
        window.workbench.show_inspection(visit.inspection, step)
        calm(qtbot, window.tasks)
        return window

    return open_as


def acts(window: MainWindow) -> set[str]:
    """Return the buttons that can be pressed on the page and are not for reading."""
    ignored = ("filter_", "part_", "step_", "notOursGo")
    return {one for one in seen_buttons(window.workbench.page) if one not in READS and not one.startswith(ignored)}


@pytest.mark.parametrize("step", STEPS)
def test_that_an_officer_of_another_team_reads_each_step_and_finds_nothing_to_press(opened: Open, step: str) -> None:
    window = opened("wai", step)
    page = window.workbench.page
    assert acts(window) == set()
    typed = [one for kind in (QLineEdit, QPlainTextEdit) for one in page.findChildren(kind) if one.isVisibleTo(page)]
    assert [one.objectName() for one in typed if not one.isReadOnly() and one.isEnabled()] in ([], ["jumpTo"])
    told = [one for one in page.findChildren(HindranceList) if one.isVisibleTo(page)]
    assert any("您不是这次检查的执法人员" in text for one in told for text in one.texts)


@pytest.mark.parametrize("step", ("arrival", "checking", "outcome", "record"))
@pytest.mark.parametrize("who", ("ding", "ke", "wu"))
def test_that_who_decides_finds_no_act_of_the_visit(opened: Open, step: str, who: str) -> None:
    assert acts(opened(who, step)) == set()


@pytest.mark.parametrize("who", ("ding", "ke"))
def test_that_chief_and_leader_change_plan_and_team(opened: Open, who: str) -> None:
    window = opened(who, "preparation/team")
    assert {"assignOfficer", "remove_jia", "remove_yi"} <= acts(window)


@pytest.mark.parametrize("place", ("preparation/team", "preparation/plan"))
def test_that_the_reviewer_changes_neither_plan_nor_team(opened: Open, place: str) -> None:
    assert not acts(opened("wu", place)) & TEAM


def test_that_the_own_officers_find_every_act(opened: Open) -> None:
    window = opened("yi", "checking")
    assert "addEvidence" in acts(window)
    page = window.workbench.page
    assert part(page, HindranceList, "notOurs").isHidden()


def test_that_who_is_added_to_the_team_acts_at_once(
    qtbot, opened: Open, premises: Premises, visit: OnSite
) -> None:
    window = opened("ke", "preparation/team")
    page = window.workbench.page
    assert not part(page, HindranceList, "notOurs").isHidden()
    desk = window.workbench._place.desk
    assign_officer(desk, visit.inspection, "ke")
    page.refresh()
    calm(qtbot, window.tasks)
    assert window.workbench.page is not page
    window.workbench.show_inspection(visit.inspection, "preparation")
    calm(qtbot, window.tasks)
    assert part(window.workbench.page, HindranceList, "notOurs").isHidden()


@pytest.mark.parametrize(("who", "named"), (("ding", {"ding"}), ("wu", {"wu"}), ("yi", {"ding", "wu"})))
def test_that_who_decides_is_offered_the_own_decision_alone(
    opened: Open, visit: OnSite, who: str, named: set[str]
) -> None:
    desk = opened(who, "papers").workbench._place.desk
    notice = PaperRow("", "D11", "执法通知书", "", "待起草", final=False)
    assert {one.id for one in paper_view(desk, visit.inspection, notice).approvers} - {"ke"} == named
    form = {one[0] for one in approver_choices(desk, desk.case(visit.inspection))} - {"ke"}
    assert form == named - {"wu"}
