"""One inspection: the rail of its steps on the left, the step that is shown beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.namesakes import name_of
from app.domain.procedure.rail import LOCKED
from app.services.safekeeping.backups import step_done
from ui import style
from ui.destination_names import SYNC
from ui.looking_only import LookingOnly
from ui.models.hindrances import outside, step_of
from ui.models.inspection_state import InspectionState, Opening, inspection_state, opening
from ui.pages.arrival.page import ArrivalPage
from ui.pages.checking.page import CheckingPage
from ui.pages.closing.page import ClosingPage
from ui.pages.on_every_step import CHECKING, PREPARATION, OnEveryStep
from ui.pages.others_inspection import acts_in, allowed_to
from ui.pages.outcome.page import OutcomePage
from ui.pages.papers.page import PapersPage
from ui.pages.preparing.preparation import PreparationPage
from ui.pages.record.page import RecordPage
from ui.pages.summary import SummaryPage
from ui.widgets.buttons import button
from ui.widgets.file_dialogs import make_ready
from ui.widgets.notice import Notice
from ui.widgets.page import SIDE, CurrentOnly, apart
from ui.widgets.reading import Reading
from ui.widgets.step_rail import StepRail
from ui.workplace import LedOut, Workplace

ARRIVAL, OUTCOME, RECORD, PAPERS = "arrival", "outcome", "record", "papers"
READ_AS_FACTS = (PREPARATION, ARRIVAL, OUTCOME, RECORD)  # an auditor reads in these what was recorded


class InspectionPage(QWidget):
    """Shows the step asked for, or the one at which the inspection stands; remembers where the officer is."""

    saved = Signal(datetime)
    titled = Signal(str, str)
    changed = Signal()
    unit_wanted = Signal(str)
    destination_wanted = Signal(str)
    inspection_wanted = Signal(str)

    def __init__(self, place: Workplace, inspection: str, step: str = "", question: str = "") -> None:
        super().__init__()
        self.setObjectName("page")
        self._place, self._inspection = place, inspection
        self._wanted, self._question = step, question
        self._opened: Opening | None = None
        self._state: InspectionState | None = None
        self._shown = ""
        self._steps: dict[str, Any] = {}
        self._rail, self._reading = StepRail(), Reading(place.tasks, self)
        self._unit = button(self.tr("这个单位的历次检查"), "unitPast", "link")
        self._notice, self._above = Notice(), OnEveryStep()
        self._back, self._came_from = button("", "backToStep", "link"), ""
        self._back.hide()
        self._stack = CurrentOnly()
        self._build()
        self._rail.step_wanted.connect(self._on_rail)
        self._unit.clicked.connect(self._on_unit)
        self._above.place_wanted.connect(self._on_step_wanted)
        self._back.clicked.connect(lambda: self.show_step(self._came_from))
        self._notice.way_wanted.connect(self.destination_wanted)
        self._open()
        self._reading.watch(self)
        make_ready(self)

    def _build(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        came = QHBoxLayout()
        came.setContentsMargins(SIDE, 0, SIDE, 0)  # below one another with the title of the step
        came.addWidget(self._back)
        came.addStretch(1)
        right.addLayout(came)
        apart(self._notice)
        for part in (self._notice, self._above):
            right.addWidget(part)
        right.addWidget(self._stack, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._rail)
        layout.addLayout(right, 1)

    @property
    def page(self) -> QWidget | None:
        """Return the step's page that is shown, None while the inspection is being opened."""
        return self._steps.get(self._shown)

    @property
    def inspection(self) -> str:
        """Return whose steps these are."""
        return self._inspection

    @property
    def shown(self) -> str:
        """Return the step that is shown and the place in it, as ``show_step`` takes it."""
        place = getattr(self.page, "at", "") or getattr(self.page, "shown", "")
        return f"{self._shown}/{place}" if place else self._shown or self._wanted

    def show_step(self, wanted: str) -> None:
        """Show a step, locked or not, and the place in it that a blocker names (ui.models.hindrances).

        ``checking/<path or code>`` is that question, ``checking/evidence`` the evidence.
        """
        if self._state is None:
            return
        self.keep_unsaved()
        self._back.hide()
        key, _, name = wanted.partition("/")
        if step_of(wanted) not in ("", key):
            key, name = step_of(wanted), name or key
        key = self._state.step(key).key  # a re-inspection has fewer steps
        self._question = self._path_of(name) or self._question
        if key not in self._steps:
            self._steps[key] = self._made(key)
            self._stack.addWidget(self._steps[key])
        if key == RECORD and self._place.courier.by_itself:
            self._place.courier.stop()  # nothing may arrive by itself while the record is read back and sealed
        self._shown = key
        self._rail.mark(key)
        self._stack.setCurrentWidget(self._steps[key])
        if name and key == CHECKING:
            self._steps[key].show_question(self._path_of(name) or name)
        elif name and hasattr(self._steps[key], "show_place"):
            self._steps[key].show_place(wanted)
        self._above.show_state(self._place.desk, self._state, self._shown)
        self.refresh()
        self._reading.watch(self)
        self._keep_place()

    def keep_unsaved(self) -> None:
        """Record what is being typed."""
        getattr(self.page, "keep_unsaved", lambda: None)()

    def _made(self, key: str) -> QWidget:
        """Return the page of a step; it has ``show_state`` and, where they fit, the signals and acts below."""
        page = self._page_of(key)
        for signal, slot in (
            ("changed", self._on_changed),
            ("step_wanted", self._on_step_wanted),
            ("question_shown", self._on_question),
            ("destination_wanted", self.destination_wanted),
            ("inspection_wanted", self.inspection_wanted),
        ):
            if hasattr(page, signal):
                getattr(page, signal).connect(slot)
        return page

    def _page_of(self, key: str) -> QWidget:
        assert self._opened is not None
        assert self._state is not None
        read = self._place.only_looks or (self._state.standing.strange and not acts_in(key, self._state))
        if read and key in READ_AS_FACTS:
            return SummaryPage(self._place.desk, key)
        if key == CHECKING:
            return CheckingPage(self._place, self._inspection, self._opened, self._question)
        if key == ARRIVAL:
            return ArrivalPage(self._place, self._inspection, self._opened.previous)
        if key == PREPARATION:
            return PreparationPage(self._place, self._inspection, self._opened.previous)
        if key == RECORD:
            return RecordPage(self._place, self._inspection, self._opened.previous)
        if key == OUTCOME:
            return OutcomePage(self._place, self._inspection, self._opened.previous)
        if key == PAPERS:
            return PapersPage(self._place, self._inspection, self._opened.previous)
        return ClosingPage(self._place, self._inspection, self._opened.previous)

    def _path_of(self, name: str) -> str:
        questions = self._state.questions if self._state is not None else ()
        return next((one.path for one in questions if name in (one.path, one.code)), "")

    def _on_rail(self, key: str) -> None:
        again = key == self._shown == CHECKING
        self.show_step(key)
        if again:  # the keys 1 to 4 answer, also where a page beside the checklist was shown
            self._steps[key].begin_again()

    def _on_step_wanted(self, wanted: str) -> None:
        """Go where a page leads, out of the inspection too; from an earlier step straight back again."""
        if outside(wanted):
            unit = self._state.case.unit.name if self._state is not None else ""
            self._place.led_out = LedOut(self._inspection, self.shown, unit, wanted)
            self.destination_wanted.emit(wanted)
            return
        came = self._shown
        self.show_step(wanted)
        if self._state is not None and _goes_on(self._state, came, self._shown):
            self._came_from = came
            self._back.setText(self.tr("←  返回：{title}").format(title=self._state.step(came).title))
            self._back.setAccessibleName(self._back.text())
            self._back.show()

    def _open(self) -> None:
        self._place.ask(self, lambda desk: opening(desk, self._inspection), self._on_opened, self._on_not_opened)

    def _on_not_opened(self, error: BaseException) -> None:
        self._rail.hide()  # there are no steps to go to; a synchronisation that brings the rest opens it
        self._notice.show_error(error, way=(self.tr("去同步"), SYNC))
        self.titled.emit(self.tr("未能打开"), "")

    def _on_opened(self, opened: Opening) -> None:
        self._opened = opened
        self._rail.show()
        self._notice.clear()
        if opened.state.standing.strange:
            LookingOnly(self._stack, allowed_to(opened.state.standing))
        self._take(opened.state)
        if style.current() is not style.LARGE:  # there the six steps fill the rail
            self._rail.add_foot(self._unit)  # after the steps: the first of them takes the focus
        self._tell_title(opened.state)
        known = [one.key for one in opened.state.steps]
        step, _, place = self._wanted.partition("/")
        if self._question and step != CHECKING:
            place, self._question = place or self._question, ""
        wanted = f"{step}/{place}" if place else step
        self.show_step(wanted if step in known else opened.state.current_step)

    def _tell_title(self, state: InspectionState) -> None:
        case = state.case
        team = [name_of(case, one) for one in case.handlers if one in case.officers]
        name = self.tr("复查：{unit}").format(unit=case.unit.name) if state.again else case.unit.name
        self.titled.emit(name, "、".join(team))

    def refresh(self) -> None:
        """Read the inspection again: another page, officer or sync may have changed it."""
        if self._opened is None:
            self._open()
            return
        previous = self._opened.previous
        work = lambda desk: inspection_state(desk, self._inspection, previous)  # noqa: E731  # reads better than a def
        self._place.ask(self, work, self._take, self._notice.show_error)

    def _take(self, state: InspectionState) -> None:
        if self._moved(state):
            return
        self._state = state
        self._rail.show_steps(state.steps)
        self._above.show_state(self._place.desk, state, self._shown)
        if self._shown in self._steps:
            self._steps[self._shown].show_state(state)

    def _on_changed(self, state: InspectionState) -> None:
        if self._state is not None and self._state.stands != state.stands:
            self._place.ask(self, step_done, behind=True)
        if self._state is not None and self._state.case.handlers != state.case.handlers:
            self._tell_title(state)
        if self._moved(state):
            return
        self._state = state
        self._rail.show_steps(state.steps)
        self._above.show_state(self._place.desk, state, self._shown)
        if isinstance(state.saved_at, datetime):
            self.saved.emit(state.saved_at)
        self.changed.emit()

    def _moved(self, state: InspectionState) -> bool:
        """Open the inspection anew where it became, or is no longer, that of the officer at the desk."""
        moved = self._state is not None and self._state.standing != state.standing
        if moved:
            self.inspection_wanted.emit(self._inspection)
        return moved

    def _on_unit(self) -> None:
        if self._state is not None:
            self.unit_wanted.emit(self._state.case.unit.id)

    def _on_question(self, path: str) -> None:
        self._question = path
        if self._shown == CHECKING:
            QTimer.singleShot(0, self, self._keep_place)  # the answer that led here goes before it

    def _keep_place(self) -> None:
        step, _, place = self.shown.partition("/")
        self._place.remember(self, self._inspection, step, place)


def _goes_on(state: InspectionState, came: str, shown: str) -> bool:
    """Return whether a step that led to another is gone on with: a later one, or one that the other waits for."""
    order = [one.key for one in state.steps]
    if shown not in order or came not in order:
        return False
    here, there = order.index(shown), order.index(came)
    return here < there or (here > there and state.steps[here].state == LOCKED)
