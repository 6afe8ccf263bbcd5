"""Where one is in the workbench and what is typed there: after a lock and in the 大字 view the pages are made anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtWidgets import QWidget

from ui.destination import DestinationPage
from ui.pages.inspection import InspectionPage
from ui.pages.seat import SeatPage
from ui.pages.unit import UnitPage
from ui.widgets.typed_fields import cursor_of, typed_texts

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
    at, held = _page_at(page, name, chapter), page.window().focusWidget()
    return at if held is None else replace(at, focused=held.objectName(), cursor=cursor_of(held))


def _page_at(page: QWidget, name: str, chapter: str) -> Whereabouts:
    if isinstance(page, UnitPage):
        return Whereabouts(unit=page.unit, chapter=chapter)
    if isinstance(page, InspectionPage):
        return Whereabouts(inspection=page.inspection, step=page.shown, chapter=chapter)
    if isinstance(page, DestinationPage) and name:
        part = f"{name}/{page.shown}" if page.shown else name
        return Whereabouts(part, chapter=chapter, texts=typed_texts(page))
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
