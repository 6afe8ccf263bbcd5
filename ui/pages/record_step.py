"""What the parts of the record's step may ask of their page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.models.acting import Acted, acted
from ui.pages.step_page import StepPage
from ui.tasks import Failed

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

    def part_of(self, place: str) -> str:
        """Return the part that a blocker's place names."""
        return _PARTS.get(place, "")

    def go(self, place: str) -> None:
        """Show the place where something is put right: a part of this step, a question, or another step."""
        self._on_place(place)

    def act_for(self, work: Callable[[Any], Any], done: Callable[[Acted], None], failed: Failed) -> None:
        """Do something for a view that stands in front of this page and tells the outcome itself."""
        entry = lambda desk: (work(desk), ())  # noqa: E731  # reads better than a def
        self.place.ask(self, lambda desk: acted(desk, self.inspection, self._previous, entry), done, failed)

    def take(self, after: Acted) -> None:
        """Show the inspection after an act done for another view."""
        self.show_state(after.state)
        self.changed.emit(after.state)

    def _on_place(self, place: str) -> None:
        if place.startswith("checking/"):
            self.step_wanted.emit(place)
        elif place.startswith("evidence"):
            self.step_wanted.emit("checking/evidence")
        else:
            super()._on_place(place)
