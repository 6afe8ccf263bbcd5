"""到场: the visit begun, sign-ins, people present, cards and rights, D2 served, recordings, leaving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.guards_arrival import entry_was_refused
from app.domain.procedure.rail import DONE
from app.domain.procedure.rechecks import is_recheck
from app.services.desk import Desk
from ui.models.arrival import ArrivalView, arrival_view
from ui.models.inspection_state import InspectionState
from ui.pages.arrival.leaving_part import LeavingPart
from ui.pages.arrival.persons_part import PersonsPart
from ui.pages.arrival.recordings_part import RecordingsPart
from ui.pages.arrival.rights_part import RightsPart
from ui.pages.arrival.sign_in_part import SignInPart
from ui.pages.arrival.visit_part import VisitPart
from ui.pages.papers.service import ServicePart
from ui.pages.papers.step import PapersStep
from ui.widgets.part_row import PartState
from ui.widgets.printing import Printers
from ui.workplace import Workplace

_PLACES = (
    ("arrival/sign_in", "sign_in"), ("arrival/unsigned", "sign_in"), ("arrival/persons", "persons"),
    ("persons", "persons"),
    ("arrival/rights", "rights"), ("arrival/recusal", "rights"), ("papers/D2", "service"), ("service", "service"),
    ("arrival/recordings", "recordings"), ("arrival/leaving", "leaving"), ("arrival", "visit"),
)  # fmt: skip


class ArrivalPage(PapersStep):
    """Everything at the door."""

    def __init__(
        self, place: Workplace, inspection: str, previous: Mapping[str, Any], printers: Printers | None = None
    ) -> None:
        super().__init__(place, inspection, previous, printers or Printers())
        self._key, self._after, self.onward = "arrival", "checking", "service"
        self._take_parts({
            "visit": VisitPart(self), "sign_in": SignInPart(self), "persons": PersonsPart(self),
            "rights": RightsPart(self), "service": ServicePart(self), "recordings": RecordingsPart(self),
            "leaving": LeavingPart(self),
        })  # fmt: skip

    def show_state(self, state: InspectionState) -> None:
        """Show the step as it stands; a re-inspection has no notice to serve."""
        refused = entry_was_refused(state.case)
        self.onward = "sign_in" if refused else "rights" if state.again else "service"
        steps = [one for one in state.steps if one.key not in ("preparation", "arrival")]
        waiting = next((one.key for one in steps if one.state != DONE), steps[-1].key)
        self._after = "record" if refused else waiting
        super().show_state(state)

    def _part_after(self) -> str:
        """Return the part that follows; nobody leaves before the checklist was walked through."""
        following = super()._part_after()
        assert self._state is not None
        early = self._after == "checking" and self._state.step(self._key).state == DONE
        return "" if following == "leaving" and early else following

    def read(self, desk: Desk, case: Case) -> ArrivalView:
        """Return the view of this step."""
        return arrival_view(desk, case)

    def part_of(self, place: str) -> str:
        """Return the part that a place names."""
        return next((part for start, part in _PLACES if place.startswith(start)), "")

    def part_states(self, view: ArrivalView) -> Sequence[PartState]:
        """Return the parts with their state."""
        visit = view.visit
        signed = [one for one in view.signing if one.signed or one.explained]
        everybody = bool(signed) and len(signed) == len(view.signing)
        unproved = any(one.unproved for one in view.persons)
        answers = any(one.role in ("responsible", "deputy") for one in view.persons) and not unproved
        undecided = any(one.undecided for one in view.rights)
        count = self.tr("{count} 人").format(count=len(view.persons))
        files = self.tr("{count} 个文件").format(count=len(view.recordings))
        signed_words = self.tr("{done} / {all} 人").format(done=len(signed), all=len(view.signing))
        unasked = any(one.unasked for one in view.rights)
        told = self.tr("已告知") if view.rights else self.tr("未告知")
        told = self.tr("回避待决定") if undecided else self.tr("回避未询问") if unasked else told
        left = visit.left_at if visit is not None else None
        served = self.tr("已送达") if view.served else self.tr("未送达")
        again = is_recheck(view.case.inspection)
        states = (
            PartState("visit", self.tr("到场"), self._visit_words(view), visit is not None and not visit.called_off),
            PartState("sign_in", self.tr("签到"), signed_words, everybody),
            PartState("persons", self.tr("在场人员"), self.tr("缺委托书") if unproved else count, answers),
            PartState("rights", self.tr("亮证告知"), told, bool(view.rights) and not undecided and not unasked),
            PartState("service", self.tr("通知书"), served, bool(view.served)),
            PartState("recordings", self.tr("记录仪"), files, bool(view.recordings)),
            PartState("leaving", self.tr("离场"), f"{left:%H:%M}" if left else self.tr("未离场"), left is not None),
        )
        return tuple(one for one in states if not again or one.key != "service")

    def _visit_words(self, view: ArrivalView) -> str:
        if view.visit is None:
            return self.tr("未到场")
        if view.visit.refused:
            return self.tr("拒绝进场")
        if view.visit.called_off:
            return self.tr("已取消")
        today = view.visit.arrived_at.date() == view.day
        at = view.visit.arrived_at
        day = "" if today else self.tr("{month}月{day}日 ").format(month=at.month, day=at.day)  # the year has no room
        return f"{day}{at:%H:%M}"
