"""Where one is in the workbench and what is typed there: the pages are made anew for the 大字 view, the place stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget

from ui.destination import DestinationPage
from ui.pages.inspection import InspectionPage
from ui.pages.seat import SeatPage
from ui.pages.unit import UnitPage
from ui.widgets.typed_fields import typed_texts


@dataclass(frozen=True)
class Whereabouts:
    """A page of the bench (with its part), an inspection (at a step and a place in it), a unit, or who sits.

    With none of them what the store remembers. ``chapter`` is the help that is read over it; ``texts`` are typed on the
    page and recorded nowhere.
    """

    destination: str = ""
    inspection: str = ""
    step: str = ""
    unit: str = ""
    seating: bool = False
    chapter: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


def whereabouts_of(page: QWidget, name: str, chapter: str) -> Whereabouts:
    """Return where one is: ``name`` is what the bench calls a page of its own."""
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
