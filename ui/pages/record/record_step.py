"""What the parts of the record's step may ask of their page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.procedure.rail import LOCKED
from ui.models.acting import Acted, acted
from ui.pages.parts.step_page import StepPage
from ui.tasks import Failed
from ui.widgets.printing import (
    Printers,
    look_for_printers,
    look_whether_printed,
    once_ready,
    pages_of_copy,
    print_pages,
)
from ui.workplace import Workplace

CONTENTS, DRAFT, READ_BACK, SIGNING, SEAL = "contents", "draft", "readBack", "signing", "seal"
_PARTS = {
    "record/statement": CONTENTS,
    "record/read_back": READ_BACK,
    "record/sign": SIGNING,
    "signing": SIGNING,
    "record": DRAFT,
    "record/content": DRAFT,
    "record/findings": DRAFT,
    "record/handling": DRAFT,
}


class RecordStep(StepPage):
    """The step ``record`` as its parts know it. ``step_wanted`` may carry a question: ``checking/<path>``."""

    def __init__(
        self, place: Workplace, inspection: str, previous: Mapping[str, Any], printers: Printers | None = None
    ) -> None:
        super().__init__(place, inspection, previous, "record", "papers")
        self.printers = printers or Printers()
        look_for_printers(self, place.tasks, self.printers, self.look_again)

    def part_of(self, place: str) -> str:
        """Return the part that a blocker's place names."""
        return _PARTS.get(place, "")

    def told_above(self) -> frozenset[str]:
        """Return the reasons that stand above the parts already: those for which the step is locked."""
        if self._state is None or self._state.step(self._key).state != LOCKED:
            return frozenset()
        return frozenset(one.text for one in self._state.step(self._key).blockers)

    def go(self, place: str) -> None:
        """Show the place where something is put right: a part of this step, a question, or another step."""
        self._on_place(place)

    def act_for(self, work: Callable[[Any], Any], done: Callable[[Acted], None], failed: Failed) -> None:
        """Do something for a view that stands in front of this page and tells the outcome itself."""
        entry = lambda desk: (work(desk), ())  # noqa: E731  # reads better than a def
        self.place.ask(self, lambda desk: acted(desk, self.inspection, self._previous, entry), done, failed)

    def take(self, after: Acted) -> None:
        """Show the inspection after an act done for another view; the focus goes to the next act."""
        self._moving_on = True
        self.show_state(after.state)
        self.changed.emit(after.state)

    def print_file(self, pdf: bytes, title: str, *, logged: bool = False) -> None:
        """Send a draft, or a sheet to sign, to the printer used last; one ``logged`` goes, however that stands now."""
        name = self.printers.names()[0]
        made = self.printers.printer(name)

        def work() -> int:
            if not logged:
                self.printers.insist(name)
            return print_pages(made, pdf, pages_of_copy(pdf, "", several=False), title)

        self.say_done(self.tr("正在送到打印机“{name}”，请稍候……").format(name=name))
        self.place.tasks.run(self, work, lambda n: self._on_printed(name, n), self.show_failure, behind=True)

    def when_ready(self, go: Callable[[], object]) -> None:
        """Go on where the printer used last takes pages; where it does not, say so before a print is logged."""
        once_ready(self, self.place.tasks, self.printers, self.printers.names()[0], go, self.show_failure, self._notice)

    def _on_printed(self, printer: str, pages: int) -> None:
        self.say_done(self.tr("已送到打印机“{name}”，共 {n} 页。").format(name=printer, n=pages))
        look_whether_printed(self, self.place.tasks, self.printers, printer, self._notice)

    def _on_place(self, place: str) -> None:
        if place.startswith("checking/"):
            self.step_wanted.emit(place)
        elif place.startswith("evidence"):
            self.step_wanted.emit("checking/evidence")
        else:
            super()._on_place(place)
