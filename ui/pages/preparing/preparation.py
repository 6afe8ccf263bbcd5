"""准备: the plan, the team, D1, D2 and the departure check, each on its own part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal

from app.domain.procedure.case import Case
from app.domain.procedure.rail import DONE
from app.domain.procedure.rechecks import is_recheck
from app.services.desk import Desk
from ui.destination_names import SYNC
from ui.models.preparation import AMBER, RED, PreparationView, preparation_view
from ui.pages.arrival.team_part import TeamPart
from ui.pages.arrival.visit_notice_part import VisitNoticePart
from ui.pages.parts.approval_part import ApprovalPart
from ui.pages.parts.step_page import StepPage
from ui.pages.preparing.departure_part import DeparturePart
from ui.pages.preparing.plan_part import PlanPart
from ui.widgets.part_row import PartState
from ui.widgets.printing import Printers, look_for_printers
from ui.workplace import Workplace

_PLACES = (
    ("preparation/officers", "team"), ("preparation/helpers", "team"), ("officers/", "team"),
    ("preparation/lead_device", "team"),
    ("preparation/approval", "approval"), ("approval/", "approval"), ("preparation/notice", "notice"),
    ("preparation", "plan"),
)  # fmt: skip


# a re-inspection rests on the served order: it has no approval form and no notice
_NOT_AGAIN = ("approval", "notice")


class PreparationPage(StepPage):
    """Everything before the car leaves."""

    destination_wanted = Signal(str)

    def __init__(
        self, place: Workplace, inspection: str, previous: Mapping[str, Any], printers: Printers | None = None
    ) -> None:
        super().__init__(place, inspection, previous, "preparation", "arrival")
        self._printers = printers or Printers()
        departure = DeparturePart(self)
        departure.destination_wanted.connect(self.destination_wanted)
        team = TeamPart(self)
        team.sync_wanted.connect(lambda tab: self.destination_wanted.emit(f"{SYNC}/{tab}"))
        self._take_parts({
            "plan": PlanPart(self), "team": team, "approval": ApprovalPart(self),
            "notice": VisitNoticePart(self), "departure": departure,
        })  # fmt: skip

    def read(self, desk: Desk, case: Case) -> PreparationView:
        """Return the view of this step."""
        return preparation_view(desk, case, self._printers.names())

    def look_again(self) -> None:
        """Check anew, a printer connected since included."""
        super().look_again()
        look_for_printers(self, self.place.tasks, self._printers, super().look_again)

    def part_of(self, place: str) -> str:
        """Return the part that a place names."""
        return next((part for start, part in _PLACES if place.startswith(start)), "")

    def part_states(self, view: PreparationView) -> Sequence[PartState]:
        """Return the parts with their state."""
        form, notice, again = view.form, view.notice, is_recheck(view.case.inspection)
        lacks = self.tr("还缺 {count} 项").format(count=len(view.lacks)) if view.lacks else self.tr("已填写")
        planned = not view.ended and not view.lacks
        bad = [one for one in view.team if one.kind == RED]
        enough = len(view.team) >= 2 and not bad
        wrong = [one for one in view.lines if one.kind == RED]
        team = self.tr("{count} 人，证件有效") if enough else self.tr("{count} 人，须处理")
        served = notice.words.partition("（")[0]
        if view.lead.waits:
            team = self.tr("主办终端移交中")
        states = (
            PartState("plan", self.tr("复查计划") if again else self.tr("检查计划"), view.ended or lacks, planned),
            PartState("team", self.tr("执法人员"), team.format(count=len(view.team)), enough and not view.lead.waits),
            PartState("approval", self.tr("审批表"), form.words, form.approved and form.final),
            PartState("notice", self.tr("通知书"), served, notice.state in ("stamped", "served")),
            PartState(
                "departure", self.tr("出发前检查"),
                self._ready(view), not wrong,
            ),
        )  # fmt: skip
        return tuple(one for one in states if not again or one.key not in _NOT_AGAIN)

    def _ready(self, view: PreparationView) -> str:
        wrong, noted = (sum(one.kind == kind for one in view.lines) for kind in (RED, AMBER))
        if wrong:
            return self.tr("{count} 项不符合").format(count=wrong)
        return self.tr("{count} 项请留意").format(count=noted) if noted else self.tr("可以出发")

    def _waits(self, part: PartState) -> bool:
        # what was in order yesterday is looked at again on the morning of the visit
        leaving = part.key == "departure" and self._state is not None and self._state.step(self._after).state != DONE
        return leaving or super()._waits(part)
