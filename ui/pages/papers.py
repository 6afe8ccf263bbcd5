"""文书与送达: every paper with its next act, service with its receipt, what must still be done, and disagreements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.rail import LOCKED
from app.services.desk import Desk
from ui.models.conflicts import conflicts
from ui.models.papers import NOTHING, papers
from ui.models.service import service_view
from ui.models.tasks_left import task_lines
from ui.pages.papers_conflicts import ConflictsPart
from ui.pages.papers_desk import PapersDesk
from ui.pages.papers_step import PAPERS, PapersStep, StepView
from ui.pages.papers_tasks import TasksPart
from ui.pages.service import ServicePart
from ui.widgets.part_row import PartState
from ui.widgets.printing import Printers
from ui.workplace import Workplace

SERVICE, TASKS, CONFLICTS = "service", "tasks", "conflicts"
_OWN_PLACES = {
    "service": SERVICE, "papers": PAPERS, "answer": CONFLICTS, "item_result": CONFLICTS, "finding": CONFLICTS,
}  # fmt: skip


class PapersPage(PapersStep):
    """The step 文书与送达. What is shown of a paper is what is printed and archived: the same bytes."""

    def __init__(
        self,
        place: Workplace,
        inspection: str,
        previous: Mapping[str, Any] | None = None,
        printers: Printers | None = None,
    ) -> None:
        super().__init__(place, inspection, previous or {}, printers or Printers())
        self._desk = PapersDesk(self)
        service = ServicePart(self)
        self._take_parts({
            PAPERS: self._desk, SERVICE: service, TASKS: TasksPart(self), CONFLICTS: ConflictsPart(self),
        }, 940)  # fmt: skip
        self._desk.serve_wanted.connect(lambda: self.show_part(SERVICE))
        self._desk.step_wanted.connect(self.step_wanted)
        self._desk.place_wanted.connect(self._on_place)

    def save_as(self, path: Path) -> None:
        """Write the file that is shown."""
        self._desk.save_as(path)

    def read(self, desk: Desk, case: Case) -> StepView:
        """Return the papers, services, tasks and disagreements as they stand."""
        return StepView(
            case, papers(desk, case), service_view(desk, case), task_lines(desk, case), conflicts(desk, case)
        )

    def part_states(self, view: StepView) -> Sequence[PartState]:
        """Return the parts with what waits in each."""
        acts = sum(one.act not in (NOTHING, "serve", "sign") for one in view.rows)
        serving = len(view.service.papers) + len(view.service.under_way)
        held_up = self.tr("等待定稿、盖章") if view.service.waiting else ""
        left = sum(not one.result for one in view.tasks)
        open_ones = len(view.conflicts)
        return (
            self._part(PAPERS, self.tr("文书"), self.tr("{n} 份待办理").format(n=acts) if acts else "", len(view.rows)),
            self._part(
                SERVICE,
                self.tr("送达"),
                self.tr("{n} 份待送达").format(n=serving) if serving else held_up,
                len(view.service.served),
            ),
            PartState(
                TASKS,
                self.tr("待办事项"),
                self.tr("{n} 项未办结").format(n=left) if left else self.tr("没有"),
                not left,
            ),
            PartState(
                CONFLICTS,
                self.tr("两机核对"),
                self.tr("{n} 处待选定").format(n=open_ones) if open_ones else self.tr("没有不一致"),
                not open_ones,
            ),
        )

    def part_of(self, place: str) -> str:
        """Return the part that a place names: tasks and orders by their id, conflicts by their field."""
        first = place.split("/")[0]
        if first == self.inspection:
            return TASKS
        return _OWN_PLACES.get(first, "")

    def _part(self, key: str, title: str, waiting: str, held: int) -> PartState:
        if waiting:
            return PartState(key, title, waiting, False)
        return PartState(key, title, self.tr("已办完") if held else self.tr("还没有"), bool(held))

    def _show_lacking(self) -> None:
        # What an open step lacks stands in its parts; why it is locked, and the way out, stands here.
        if self._state is not None and self._state.step(PAPERS).state == LOCKED:
            super()._show_lacking()
        else:
            self._lacking.clear()

    def _show_next(self) -> None:
        self._next.setVisible(False)
