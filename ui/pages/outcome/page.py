"""认定与措施: the findings checked, then 现场指正, 责令改正 and other measures, one decision on each part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.rail import LOCKED
from app.domain.procedure.tasks import ON_THE_SPOT, ORDER
from app.errors import Blocker, Refused
from app.services.checking.findings import draft_findings
from app.services.desk import Desk
from ui.models.inspection_state import InspectionState, inspection_state
from ui.models.outcome import OutcomeView, outcome_view
from ui.pages.outcome.findings import FindingsPart
from ui.pages.outcome.order import OrderPart
from ui.pages.outcome.other import OtherPart
from ui.pages.outcome.spot import SpotPart
from ui.pages.parts.step_page import StepPage
from ui.widgets.part_row import PartState
from ui.workplace import Workplace

PLACE = "outcome"
FINDINGS, SPOT, ORDERS, OTHER = "findings", "spot", "order", "other"
LAW = "law/"
_OWN_WORDS = frozenset({"order-text", "order-twice"})
_FIELDS = {
    "text": SPOT, "corrected": SPOT, "due": ORDERS, "report_way": ORDERS, "report_by": ORDERS, "decided_at": OTHER,
    "new_due": ORDERS, "new_reason": ORDERS, "end_sort": ORDERS, "end_by": ORDERS, "end_on": ORDERS,
    "end_paper": ORDERS, "end_reason": ORDERS,
}  # fmt: skip


class OutcomePage(StepPage):
    """Findings are drafted when the step is entered and the checking is complete."""

    def __init__(self, place: Workplace, inspection: str, previous: Mapping[str, Any]) -> None:
        super().__init__(place, inspection, previous, PLACE, "record")
        self._earlier = previous
        self._outcome: OutcomeView | None = None
        self._findings = FindingsPart(self, previous)
        self._findings.saved.connect(self.take)
        self._asking: dict[str, SpotPart | OrderPart | OtherPart] = {
            SPOT: SpotPart(self), ORDERS: OrderPart(self), OTHER: OtherPart(self),
        }
        self.onward = ORDERS
        self._take_parts({FINDINGS: self._findings, **self._asking})

    def show_state(self, state: InspectionState) -> None:
        """Show the step as it stands; every 不符合 has its finding then."""
        if state.step(PLACE).state == LOCKED or record_is_sealed(state.case):
            super().show_state(state)
            return

        def work(desk: Desk) -> InspectionState | None:
            if not draft_findings(desk, self.inspection):
                return None
            return inspection_state(desk, self.inspection, self._earlier)

        def done(drafted: InspectionState | None) -> None:
            super(OutcomePage, self).show_state(drafted or state)
            if drafted is not None:
                self.changed.emit(drafted)

        self.place.ask(self, work, done, self.show_failure)

    def take(self, state: InspectionState) -> None:
        """Show the inspection after an act of a part, and tell of it."""
        self.show_state(state)
        self.changed.emit(state)

    def keep_unsaved(self) -> None:
        """Record the wording being typed."""
        self._findings.keep_unsaved()

    def show_failure(self, error: Exception) -> None:
        """Show why something was not done, beside its field too where it has one."""
        self._late.bring_all()
        blockers = error.blockers if isinstance(error, Refused) else ()
        if isinstance(error, Refused):
            error = error.leading([_law_place(one) for one in blockers])
        super().show_failure(error)
        told = {one.place.removeprefix(f"{PLACE}/"): one.text for one in blockers}
        told |= {one.code: one.text for one in blockers if one.place == "limit"}
        for part in self._asking.values():
            part.show_problems(told)

    def read(self, desk: Desk, case: Case) -> OutcomeView:
        """Return the view of this step."""
        self._outcome = outcome_view(desk, case)
        return self._outcome

    def part_of(self, place: str) -> str:
        """Return the part that a place names; a finding whose words are complete is named by the row of parts."""
        if place == "limit":
            return ORDERS
        if not place.startswith(f"{PLACE}/"):
            return ""
        named = place.removeprefix(f"{PLACE}/")
        rows = self._outcome.findings if self._outcome is not None else ()
        found = next((one for one in rows if one.id == named), None)
        if found is not None:
            return "" if found.text.strip() and found.basis else FINDINGS
        # a field of a measure is named behind it
        return FINDINGS if named.startswith(LAW) else _FIELDS.get(named.rpartition("/")[2], "")

    def _part_at(self, place: str) -> str:
        """Return the part that a place leads to; a finding that no measure deals with yet leads to its order."""
        waiting = self._outcome.open if self._outcome is not None else ()
        named = place.removeprefix(f"{PLACE}/")
        return super()._part_at(place) or (ORDERS if any(one.id == named for one in waiting) else "")

    def part_states(self, view: OutcomeView) -> Sequence[PartState]:
        """Return the parts with their state."""
        stale = sum(1 for one in view.findings if one.stale)
        count = len(view.findings)
        words = self.tr("{count} 个问题，已处理") if not view.open else self.tr("{count} 个问题，请逐个核对")
        words = words.format(count=count) if count else self.tr("没有问题")
        if stale:
            words = self.tr("{count} 个须核对").format(count=stale)
        spot, order = view.decided(ON_THE_SPOT), view.decided(ORDER)
        others = view.decided(*(one.code for one in view.others()))
        ordered = [self._count(len(order))] if order else []
        ordered += [self.tr("待处理 {count} 个").format(count=len(view.open))] if view.open else []
        order_words = self.tr("，").join(ordered) or self.tr("未作出")
        told = self._count(len(others))
        if view.tasks:
            told = self.tr("待办 {count} 项").format(count=len(view.tasks))
        return (
            PartState(FINDINGS, self.tr("核对问题"), words, not stale and not view.open),
            PartState(SPOT, self.tr("现场指正"), self._count(len(spot)), bool(spot) or not view.open, not spot),
            PartState(ORDERS, self.tr("责令改正"), order_words, not view.open),
            PartState(OTHER, self.tr("其他措施"), told, not view.open, not others),
        )

    def _count(self, count: int) -> str:
        return self.tr("已记录 {count} 项").format(count=count) if count else self.tr("可选，需要时办理")


def _law_place(one: Blocker) -> Blocker:
    """Return a blocker that leads to the finding's law, where it is not about the words of the order itself."""
    named = one.place.removeprefix(f"{PLACE}/")
    if one.code in _OWN_WORDS or "/" not in named or not one.place.startswith(f"{PLACE}/"):
        return one
    return replace(one, place=f"{PLACE}/{LAW}{named}")
