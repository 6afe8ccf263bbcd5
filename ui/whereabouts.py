"""Where one is in the workbench and what is typed there: after a lock and in the 大字 view the pages are made anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from ui.destination import DestinationPage
from ui.destination_names import HOME
from ui.destinations import DESTINATIONS
from ui.pages.entrance.seat import SeatPage
from ui.pages.inspection import InspectionPage
from ui.pages.unit import UnitPage
from ui.unfinished import PAUSE_MS
from ui.widgets.typed_fields import cursor_of, typed_texts
from ui.workplace import Workplace

LOCK = "lockButton"  # the focus does not return to it: the next Return would lock again


@dataclass(frozen=True)
class Whereabouts:
    """A page of the bench (with its part), an inspection (at a step and a place in it), a unit, or who sits.

    With none of them what the store remembers. ``chapter`` is the help that is read over it; ``texts`` are typed on the
    page and recorded nowhere; ``focused`` is the control that keys go to, with the place in its text.
    """

    destination: str = ""
    inspection: str = ""
    step: str = ""
    unit: str = ""
    seating: bool = False
    chapter: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    focused: str = ""
    cursor: int = 0

    @property
    def while_locked(self) -> Whereabouts:
        """Return what may be remembered while the data are locked: nothing that was typed. Who sits is told anew."""
        return replace(self, texts={}, seating=False, focused="" if self.focused == LOCK else self.focused)


def whereabouts_of(page: QWidget, name: str, chapter: str) -> Whereabouts:
    """Return where one is: ``name`` is what the bench calls a page of its own."""
    at, held = page_at(page, name, chapter), page.window().focusWidget()
    if at.destination:
        at = replace(at, texts=typed_texts(page))
    return at if held is None else replace(at, focused=held.objectName(), cursor=cursor_of(held))


def page_at(page: QWidget, name: str, chapter: str = "") -> Whereabouts:
    """Return which page is shown, without what is typed on it."""
    if isinstance(page, UnitPage):
        return Whereabouts(unit=page.unit, chapter=chapter)
    if isinstance(page, InspectionPage):
        return Whereabouts(inspection=page.inspection, step=page.shown, chapter=chapter)
    if isinstance(page, DestinationPage) and name:
        part = f"{name}/{page.shown}" if page.shown else name
        return Whereabouts(part, chapter=chapter)
    return Whereabouts(seating=isinstance(page, SeatPage), chapter=chapter)


def come_back(
    here: Whereabouts,
    destination: Callable[[str], None],
    inspection: Callable[[str, str], None],
    unit: Callable[[str], None],
    seats: Callable[[], None],
) -> bool:
    """Show the page one was at; return False where the store remembers it."""
    if here.destination:
        destination(here.destination)
    elif here.inspection:
        inspection(here.inspection, here.step)
    elif here.unit:
        unit(here.unit)
    elif here.seating:
        seats()
    return bool(here.destination or here.inspection or here.unit or here.seating)


def remembered(here: Whereabouts) -> tuple[str, str, str] | None:
    """Return what the store keeps of a place: inspection, step or page, place in the step; None for a passing one."""
    if here.inspection:
        step, _, place = here.step.partition("/")
        return here.inspection, step, place
    known = DESTINATIONS.get(here.destination.partition("/")[0])
    return ("", here.destination, "") if known is not None and known.reopened else None


def recalled(last: Any, place: Workplace) -> Whereabouts:
    """Return the place that the store kept (None on a fresh one), the home page where this officer cannot go there."""
    if last is None:
        return Whereabouts(HOME)
    if last.inspection:
        step = f"{last.step}/{last.question}" if last.question else last.step
        return Whereabouts(inspection=last.inspection, step=step)
    known = DESTINATIONS.get(last.step.partition("/")[0])
    goes = known is not None and known.reopened and known.offered(place)
    return Whereabouts(last.step if goes else HOME)


class Remembering(QObject):
    """Keeps in the store where one is whenever that has changed: a kill comes without a word."""

    def __init__(self, place: Workplace, where: Callable[[], Whereabouts], parent: QWidget) -> None:
        super().__init__(parent)
        self._place, self._where = place, where
        self._kept: tuple[str, str, str] | None = None
        self._pause = QTimer(self, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look)

    def begin(self) -> None:
        """Begin once one is back at the place of the last time."""
        self._pause.start()

    def _look(self) -> None:
        before, self._kept = self._kept, remembered(self._where())
        at = self._kept
        if at is None or at == before or self._place.tasks.closed:
            return
        self._place.remember(self, *at)
