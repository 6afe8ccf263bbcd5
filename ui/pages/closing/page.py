"""归档与同步: what must still be done, where two laptops disagree, and what of this inspection waits for the centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal

from app.domain.procedure.case import Case
from app.domain.procedure.rail import CAN_BE_CLOSED, LOCKED
from app.errors import Blocker
from app.services.desk import Desk
from ui.models.closing import ClosingView, closing_view
from ui.models.hindrances import hindrances
from ui.pages.closing.casefile import CaseFilePart
from ui.pages.closing.conflicts import ConflictsPart
from ui.pages.closing.recheck import RecheckPart
from ui.pages.closing.sync import SyncPart
from ui.pages.closing.tasks import TasksPart
from ui.pages.closing.timeline import TimelinePart
from ui.pages.parts.step_page import StepPage
from ui.widgets.notice import WARNING
from ui.widgets.part_row import PartState
from ui.widgets.printing import Printers
from ui.workplace import Workplace

CLOSING = "closing"
TASKS, RECHECK, CONFLICTS, CASEFILE = "tasks", "recheck", "conflicts", "casefile"
SYNC, TIMELINE = "sync", "timeline"
_OWN_PLACES = {RECHECK: RECHECK, **dict.fromkeys((CONFLICTS, "answer", "item_result", "finding"), CONFLICTS)}


class ClosingPage(StepPage):
    """The last step. ``destination_wanted(name)`` leads to a page of the top bar, ``inspection_wanted(id)`` away."""

    destination_wanted = Signal(str)
    inspection_wanted = Signal(str)

    def __init__(
        self,
        place: Workplace,
        inspection: str,
        previous: Mapping[str, Any] | None = None,
        printers: Printers | None = None,
    ) -> None:
        super().__init__(place, inspection, previous or {}, CLOSING, CLOSING)
        again, tasks = self._again, self._tasks = RecheckPart(self), TasksPart(self)
        sync, casefile, course = SyncPart(self), CaseFilePart(self, printers or Printers()), TimelinePart(self)
        self._take_parts({
            TASKS: tasks, RECHECK: again, CONFLICTS: ConflictsPart(self), CASEFILE: casefile,
            SYNC: sync, TIMELINE: course,
        })  # fmt: skip
        again.inspection_wanted.connect(self.inspection_wanted)
        again.opinion_begun.connect(lambda: self.step_wanted.emit("papers/making"))
        course.step_wanted.connect(self.step_wanted)
        casefile.place_wanted.connect(self._on_place)
        sync.destination_wanted.connect(self.destination_wanted)

    def read(self, desk: Desk, case: Case) -> ClosingView:
        """Return the tasks, the disagreements and what waits for the centre as they stand."""
        return closing_view(desk, case)

    def _on_view(self, view: ClosingView) -> None:
        self._also = view.waiting
        if not self.shown and not self._wanted and (view.recheck.parent or self._waits_for_recheck(view)):
            self._wanted = f"{CLOSING}/{RECHECK}"
        super()._on_view(view)

    def _waits_for_recheck(self, view: ClosingView) -> bool:
        return all(one.result for one in view.tasks) and not view.recheck.done

    def part_states(self, view: ClosingView) -> Sequence[PartState]:
        """Return the parts with what waits in each."""
        left, others = sum(not one.result for one in view.tasks), len(self._others())
        told = self.tr("{n} 项未办结").format(n=left) if left else self.tr("没有")
        if others and not left:
            told = self.tr("可以结案") if self._can_be_closed() else self.tr("办结前还有 {n} 项").format(n=others)
            if view.case.inspection.closed_at is not None:
                told = self.tr("补正待封存")
        open_ones, happened = len(view.conflicts), sum(not one.ahead for one in view.events)
        states = (
            PartState(TASKS, self.tr("待办事项"), told, not left and not others),
            PartState(RECHECK, self.tr("复查"), self._recheck_words(view), view.recheck.done),
            PartState(
                CONFLICTS, self.tr("两机核对"),
                self._conflict_words(view), not open_ones and not view.records.open,
            ),
            PartState(CASEFILE, self.tr("案卷"), self._file_words(view), view.case_files > 0 and not view.outdated),
            PartState(SYNC, self.tr("同步"), self._sync_words(view.pending), not view.pending),
            PartState(TIMELINE, self.tr("全程"), self.tr("{n} 条记录").format(n=happened), True, True),
        )  # fmt: skip
        # the papers of a re-inspection go into the file of its case
        return tuple(one for one in states if one.key != CASEFILE or not view.recheck.parent)

    def part_of(self, place: str) -> str:
        """Return the part that a place names: tasks by their id, conflicts by their field."""
        first = place.removeprefix(f"{CLOSING}/").split("/")[0]
        return TASKS if first == self.inspection else _OWN_PLACES.get(first, "")

    def _conflict_words(self, view: ClosingView) -> str:
        if view.records.open:
            return self.tr("须选定一份笔录")
        open_ones = len(view.conflicts)
        return self.tr("{n} 处待选定").format(n=open_ones) if open_ones else self.tr("没有不一致")

    def _file_words(self, view: ClosingView) -> str:
        if view.outdated:
            return self.tr("须重新生成")
        return self.tr("已生成") if view.case_files else self.tr("还没有")

    def _recheck_words(self, view: ClosingView) -> str:
        return self.tr("结果在原案") if view.recheck.parent else view.recheck.words

    def _sync_words(self, waiting: int | None) -> str:
        if waiting is None:
            return self.tr("本机独立使用")
        return self.tr("{n} 处待同步").format(n=waiting) if waiting else self.tr("已同步")

    def _show_lacking(self) -> None:
        # Tasks stand in their part; why the step is locked, and what else keeps the case open, stands here.
        if self._state is not None and self._state.step(CLOSING).state == LOCKED:
            super()._show_lacking()
            return
        others = hindrances(self.place.desk, self._others()) if self.shown == TASKS else ()
        reasons = (*others, *self._also)
        if reasons:
            linked = self._linked(reasons, here=TASKS)
            title = self.tr("还没有结案：") if self._can_be_closed() else self.tr("办结前还须完成：")
            if self._state is not None and self._state.case.inspection.closed_at is not None:
                title = self.tr("本案已经结案，还须完成：")
            title = title if others else ""
            self._lacking.show_list(WARNING, title, reasons, linked)
        else:
            self._lacking.clear()

    def _can_be_closed(self) -> bool:
        return [one.code for one in self._others()] == [CAN_BE_CLOSED]

    def _others(self) -> list[Blocker]:
        """Return what keeps the case open beside its tasks."""
        if self._state is None or self._state.step(CLOSING).state == LOCKED:
            return []
        return [one for one in self._state.step(CLOSING).blockers if one.code != "task-open"]

    def _show_next(self) -> None:
        self._next.setVisible(False)
