"""A step that is done part by part: its parts in a row, what it still lacks, one part at a time, and the way on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QListWidget, QScrollArea, QWidget
from shiboken6 import isValid

from app.domain.procedure.case import Case
from app.domain.procedure.rail import DONE, LOCKED
from app.services.desk import Desk
from ui.models.hindrances import Hindrance, hindrances, step_of
from ui.models.inspection_state import InspectionState
from ui.pages.parts.acting_page import ActingPage
from ui.pages.parts.late_parts import LateParts
from ui.reading_order import begin_at, stops_in
from ui.unfinished import keep_all
from ui.widgets.buttons import button, has_primary, next_focus
from ui.widgets.labels import label, restyle
from ui.widgets.notice import WARNING
from ui.widgets.page import CurrentOnly, framed, heading, in_narrow_window, inset, into_sight, scrolled
from ui.widgets.part_row import PartRow, PartState
from ui.workplace import Workplace


class Part(QWidget):
    """One part of a step. Subclasses show the view of their step and act through the page."""

    scrolls_itself = False
    at_edge = False  # of what scrolls itself, that which scrolls at the edge of the window
    picks: QListWidget | None = None  # what the part is about is chosen here: items with their id as user data

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self.page = page

    @property
    def chosen(self) -> str:
        """Return which of several things the part is about, as ``choose`` takes it; "" where there is one only."""
        item = self.picks.currentItem() if self.picks is not None else None
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole) or "")

    def choose(self, chosen: str) -> None:
        """Turn to one of several things, where it is still there."""
        for place in range(self.picks.count() if self.picks is not None else 0):
            assert self.picks is not None
            if self.picks.item(place).data(Qt.ItemDataRole.UserRole) == chosen:
                self.picks.setCurrentRow(place)

    def began_at(self, place: str) -> bool:
        """Put the focus on what a place names; return whether the part has it."""
        return False

    def show_view(self, view: Any) -> None:
        """Show the step as it stands."""
        raise NotImplementedError


class StepPage(ActingPage):
    """``changed(state)`` after each act; ``step_wanted(place)`` leads to another step or a place in it."""

    step_wanted = Signal(str)

    def __init__(self, place: Workplace, inspection: str, previous: Mapping[str, Any], key: str, after: str) -> None:
        super().__init__(place, inspection, previous)
        self._key, self._after = key, after
        self._state: InspectionState | None = None
        self._parts: dict[str, Part] = {}
        self._states: tuple[PartState, ...] = ()
        self._wanted = self._choosing = ""
        self._moving_on = False  # after an act done in front of this page the focus is for the next one
        self._also: tuple[Hindrance, ...] = ()  # what every part tells beside what the step lacks
        self.unit_name = ""
        self.onward = ""  # the part after which the next step follows once this one is done
        self._title, self._words = label("", "title", name="stepTitle"), label("", "quiet", name="stepWords")
        self._row, self._stack = PartRow(), CurrentOnly()
        self._late = LateParts(place.tasks, lambda part, view: self._parts[part].show_view(view), self)
        self._next = button("", "nextPart", tip=self.tr("Alt+→"))
        self._notice.forget_with(self)
        self._build()
        self._row.part_wanted.connect(self.show_part)
        self._next.clicked.connect(self._on_next)
        QShortcut(QKeySequence("Alt+Right"), self, self._on_next)
        self._notice.way_wanted.connect(self._on_place)
        for reasons in (self._refused, self._lacking):
            reasons.place_wanted.connect(self._on_place)

    @property
    def at(self) -> str:
        """Return the part that is shown and what is chosen in it, as ``show_place`` takes it behind the step."""
        if not self.shown:
            return self._wanted.partition("/")[2]  # where it will be once the step is read
        chosen = self._parts[self.shown].chosen
        return f"{self.shown}/{chosen}" if chosen else self.shown

    def show_state(self, state: InspectionState) -> None:
        """Show the step as it stands."""
        self._state = state
        case, self.unit_name = state.case, state.case.unit.name
        step = state.step(self._key)
        self._title.setText(step.title)
        self._words.setText(step.words)
        restyle(self._words, "role", "heed" if step.caution else "good" if step.state == DONE else "quiet")
        self.place.ask(self, lambda desk: self.read(desk, case), self._on_view, self._notice.show_error)

    def look_again(self) -> None:
        """Read the step again: what it looks at may lie outside the inspection (disk, clock, numbers)."""
        if self._state is not None:
            self.show_state(self._state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand closer in a small window: its parts need the height."""
        super().resizeEvent(event)
        layout = self.layout()
        assert layout is not None
        layout.setSpacing(7 if in_narrow_window(self) else 10)

    def keep_unsaved(self) -> None:
        """Keep what is typed and not recorded yet: the page is about to be left."""
        keep_all(self)

    def read(self, desk: Desk, case: Case) -> Any:
        """Return the view of this step; runs off the UI thread."""
        raise NotImplementedError

    def part_states(self, view: Any) -> Sequence[PartState]:
        """Return the parts with their state."""
        raise NotImplementedError

    def part_of(self, place: str) -> str:
        """Return the part of this step that a blocker's place names, "" where it is not in this step."""
        raise NotImplementedError

    def show_part(self, key: str) -> None:
        """Show one part."""
        if key not in self._parts:
            return
        if key != self.shown:
            self._notice.clear()
            self._refused.clear()
        self.shown = key
        self._late.bring(key)
        self._row.mark(key)
        self._stack.setCurrentIndex(list(self._parts).index(key))
        self._show_lacking()
        self._show_next()

    def show_place(self, place: str) -> None:
        """Show the part that a place names, at once or as soon as the step was read, at what is named behind it."""
        self._wanted = self._choosing = place
        if self.shown and self._part_at(place):
            self.show_part(self._part_at(place))

    def _part_at(self, place: str) -> str:
        named = place.partition("/")[2].partition("/")[0]
        return named if named in self._parts else self.part_of(place)

    def _choose(self) -> str:
        """Turn to what was asked for within the part, now that the part knows of it, and return it."""
        place, self._choosing = self._choosing, ""
        _, part, chosen = (*place.split("/", 2), "", "")[:3]
        if chosen and part == self.shown:
            self._parts[part].choose(chosen)
        return place

    def _take_parts(self, parts: Mapping[str, Part], width: int = 0) -> None:
        """Put the parts of this step into the page, in the order of the row."""
        self._parts = dict(parts)
        for part in self._parts.values():
            self._add(part, width, scrolls_itself=part.scrolls_itself)

    def _add(self, part: Part, width: int, *, scrolls_itself: bool) -> None:
        """Put a part into the page, within its margins."""
        if scrolls_itself:
            self._stack.addWidget(part if part.at_edge else inset(part))
        else:
            self._stack.addWidget(scrolled(part, width, at_edge=True))

    def _build(self) -> None:
        head = heading(self._title)
        head.addSpacing(8)
        head.addWidget(self._words, 1)
        head.addWidget(self._next)
        above, layout = framed(self)
        above.addLayout(head)
        for part in (self._row, self._notice, self._refused, self._lacking):
            above.addWidget(part)
        layout.addWidget(self._stack, 1)

    def _on_view(self, view: Any) -> None:
        self._states = tuple(self.part_states(view))
        self._row.show_parts(self._states)
        arriving = not self.shown
        asked = arriving and bool(self._part_at(self._wanted))
        self._late.take(view, self._parts)
        if arriving:
            first = next((one.key for one in self._states if not one.done), self._states[0].key)
            self.show_part(self._part_at(self._wanted) if asked else first)
        else:
            self._late.bring(self.shown)
            self._show_lacking()
            self._show_next()
        place = self._choose()
        # What was added just now is seen after one turn of the loop, and only then takes the focus.
        QTimer.singleShot(0, self, lambda: self._keep_focus(place, arriving=arriving, asked=asked))

    def _keep_focus(self, place: str, *, arriving: bool, asked: bool) -> None:
        """Put the focus on what a place names, or on the next act where the control that had it went with its act."""
        held, moving, self._held, self._moving_on = self._held, self._moving_on, None, False
        if self._parts[self.shown].began_at(place):
            return
        if arriving and not moving and held is None and (asked or self._next.hasFocus()):
            self._go_in(asked=asked)  # it was all there was to press while the step was being read
        if not moving and (held is None or (isValid(held) and held.isVisible())):
            return
        shown = self._stack.currentWidget()
        main = next_focus(shown) or self._next
        if main is self._next and isinstance(shown, QScrollArea):
            shown.verticalScrollBar().setValue(0)  # what was recorded just now stands at the top
        main.setFocus()
        into_sight(main)  # Return must never do what nobody sees

    def _show_lacking(self) -> None:
        assert self._state is not None
        step = self._state.step(self._key)
        reasons = hindrances(self.place.desk, step.blockers)
        if step.state != LOCKED:
            reasons = tuple(one for one in reasons if self.part_of(one.place) == self.shown)
        reasons = (*reasons, *self._also)
        title = self._lock_title() if step.state == LOCKED else ""
        if reasons and self._refused.isHidden():
            self._lacking.show_list(WARNING, title, reasons, self._linked(reasons, here=self.shown))
        else:
            self._lacking.clear()

    def _lock_title(self) -> str:
        return self.tr("这一步尚不能开始：")

    def _linked(self, reasons: Sequence[Hindrance], here: str) -> list[str]:
        return [one.place for one in reasons if (self.part_of(one.place) or step_of(one.place)) not in ("", here)]

    def _show_next(self) -> None:
        shown = next((one for one in self._states if one.key == self.shown), None)
        done = shown is not None and shown.done
        part = self._part_after()
        if part:
            words = next(one.title for one in self._states if one.key == part)
        else:
            assert self._state is not None
            words = self._state.step(self._after).title
        self._next.setText(self.tr("下一步：{title}").format(title=words))
        self._next.setAccessibleName(self._next.text())
        restyle(self._next, "kind", "primary" if done and not has_primary(self._stack.currentWidget()) else "")

    def _on_next(self) -> None:
        if not self.shown:  # the step is still being read, or what was shown has gone
            return
        part = self._part_after()
        if part:
            self.show_part(part)
            QTimer.singleShot(0, self, self._go_in)
        else:
            self.step_wanted.emit(self._after)

    def _go_in(self, *, asked: bool = False) -> None:
        """Put the focus where a part begins, lest Return on the way on pass it over; to what was ``asked`` always."""
        inside, here = self._stack.currentWidget(), self.window().focusWidget()
        onward = self._next.property("kind") == "primary" and not asked
        if onward or (here is not None and inside.isAncestorOf(here)):
            return
        found = begin_at(stops_in(inside, links=False), lists=False)
        if found is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)
            into_sight(found)

    def _part_after(self) -> str:
        """Return the part that follows the one shown, "" where the next step does; a step done is not walked again."""
        assert self._state is not None
        keys = [one.key for one in self._states]
        place, last = keys.index(self.shown), keys.index(self.onward or keys[-1])
        after = self._states[place + 1 :]
        if self._state.step(self._key).state == DONE and place <= last:
            after = tuple(one for one in self._states[place + 1 : last + 1] if self._waits(one))
        return after[0].key if after else ""

    def _waits(self, part: PartState) -> bool:
        return not part.done and not part.optional

    def _on_place(self, place: str) -> None:
        part = self.part_of(place)
        if part:
            self.show_part(part)
            QTimer.singleShot(0, self, lambda: self._keep_focus(place, arriving=True, asked=True))
        elif step_of(place):
            self.step_wanted.emit(place)
