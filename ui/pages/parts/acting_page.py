"""A page of one inspection that acts: each act is recorded, refused, or has problems by field, and is told so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.problems import Problem
from app.errors import Refused
from ui.models.acting import Acted, Entry, acted
from ui.models.hindrances import Hindrance, hindrances
from ui.models.inspection_state import InspectionState
from ui.pages.parts.turns import Turns
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.marked import say_problems
from ui.widgets.notice import ERROR, SUCCESS, Notice
from ui.widgets.page import holder_of
from ui.widgets.secret_field import back_to_secret
from ui.workplace import Workplace

Done = Callable[[Any], None]
Wrong = Callable[[Sequence[Problem]], None]


class ActingPage(QWidget):
    """``changed(state)`` after each act. Its notice and its lists of reasons are for the page to place."""

    changed = Signal(object)

    def __init__(self, place: Workplace, inspection: str, previous: Mapping[str, Any]) -> None:
        super().__init__()
        self.setObjectName("page")
        self.place, self.inspection, self.shown = place, inspection, ""
        self._previous, self._turns = previous, Turns()
        self._held: QWidget | None = None
        self._notice, self._refused, self._lacking = Notice(), HindranceList("refusal"), HindranceList("lacking")

    def show_state(self, state: InspectionState) -> None:
        """Show the inspection as it stands."""
        raise NotImplementedError

    def _linked(self, reasons: Sequence[Hindrance], here: str) -> list[str]:
        """Return the places of the reasons that lead away from ``here``."""
        raise NotImplementedError

    def act(self, work: Callable[[Any], Any], done: Done | None = None) -> None:
        """Do something that is recorded or refused, and show the inspection after it."""
        self.enter(lambda desk: (work(desk), ()), done)

    def enter(
        self, work: Entry, done: Done | None = None, wrong: Wrong | None = None, *, saving: bool = False
    ) -> None:
        """Do something that is recorded, refused, or has problems by field.

        ``saving`` is what is kept because its field was left: several wait their turn, and so does the act whose button
        was pressed meanwhile. A second press of a button while its act is under way does nothing.
        """
        self._turns.take(lambda: self._begin(work, done, wrong), saving=saving)

    def _begin(self, work: Entry, done: Done | None, wrong: Wrong | None) -> None:
        self._held = holder_of(self.focusWidget())
        self._notice.clear()
        self._refused.clear()

        def ended(after: Acted) -> None:
            if wrong is not None:
                wrong(after.problems)
            if after.problems:
                self._turns.end(well=False)  # first: the next turn takes away what was said before it
                say_problems(self._notice, self, after.problems, named=False)
                return
            try:
                if done is not None:
                    done(after.value)
                self.show_state(after.state)
                self.changed.emit(after.state)
            finally:
                self._turns.end(well=True)

        def failed(error: Exception) -> None:
            self._turns.end(well=False)
            self.show_failure(error)
            back_to_secret(self._held)

        self.place.ask(self, lambda desk: acted(desk, self.inspection, self._previous, work), ended, failed)

    def say_done(self, title: str, lines: Sequence[str] = (), way: tuple[str, str] = ("", "")) -> None:
        """Say that something was recorded; ``way`` are the words and the place of what follows from it."""
        self._notice.say(SUCCESS, title, lines, way)

    def show_failure(self, error: Exception) -> None:
        """Show why something was not done: each reason with its article and the way to it."""
        if not isinstance(error, Refused) or not {one.text for one in error.blockers} - {error.title}:
            self._notice.show_error(error)
            return
        reasons = hindrances(self.place.desk, error.blockers)
        advice = error.advice if error.advised else ""  # one that was not given is the reasons once more
        self._lacking.clear()  # one list of reasons at a time
        self._refused.show_list(ERROR, error.title, reasons, self._linked(reasons, here=self.shown), advice)
        self._refused.setFocus()
