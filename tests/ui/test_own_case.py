"""Who inspected a unit and approves its paper is told so where the decision is made: never silently."""

from PySide6.QtWidgets import QLabel

from tests.ui.conftest import on_stage, part
from ui.models.deciders import Approver
from ui.pages.parts.approval import ApprovalForm

LEADER = Approver("ding", "演练丁", "leader", "机关负责人")
INSPECTOR = Approver("jia", "演练甲", "leader", "机关负责人", own=True)


def shown(qtbot, *approvers: Approver, **more):
    made = ApprovalForm("D11", "演练", approvers, **more)
    return made, on_stage(qtbot, made)


def test_that_who_inspected_the_unit_is_told_before_approving_its_paper(qtbot) -> None:
    made, window = shown(qtbot, LEADER, INSPECTOR)
    told = part(made, QLabel, "approverInspected")
    assert not told.isVisible()
    made._approver.setCurrentIndex(1)
    assert told.isVisible() and told.text().startswith("演练甲同时是本案的执法人员，自己检查、自己批准。")
    assert "写明理由" in told.text()
    made._approver.setCurrentIndex(0)
    assert not told.isVisible()
    window.close()


def test_that_a_leader_at_the_desk_is_told_of_the_own_case_at_once(qtbot) -> None:
    made, window = shown(qtbot, INSPECTOR, myself=True)
    assert part(made, QLabel, "approverInspected").isVisible()
    window.close()
