"""What every page that the top bar leads to has in common."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.unfinished import keep_all


class DestinationPage(QWidget):
    """A page of the workbench; the bench connects these signals and calls these methods, nothing else.

    ``inspection_wanted(id)`` opens an inspection, ``step_wanted(id, step)`` one of its steps (``checking/<path>`` one
    question), ``destination_wanted(name)`` another page (ui.destinations) or a part of it (``registers/reports/<id>``,
    ``sync/conflicts``), ``unit_wanted(id)`` a unit with its past,
    ``list_wanted(filter)`` the list of all that a filter asks for,
    ``plan_wanted(unit)`` begins the plan of an inspection of a unit ("" = none yet), ``changed`` tells that something
    may now wait for the centre, ``large_wanted`` asks for the 大字 view, ``idle_set(minutes)`` for another time until
    the data locks.
    """

    inspection_wanted = Signal(str)
    step_wanted = Signal(str, str)
    destination_wanted = Signal(str)
    list_wanted = Signal(object)
    unit_wanted = Signal(str)
    plan_wanted = Signal(str)
    changed = Signal()
    large_wanted = Signal(bool)
    idle_set = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")

    @property
    def shown(self) -> str:
        """Return the part that is shown, as ``open_part`` takes it; "" where the page has none."""
        return ""

    def refresh(self) -> None:
        """Show things as they stand now; called each time the page comes to the front."""
        raise NotImplementedError

    def open_part(self, part: str) -> None:
        """Show one part of the page (``reports/<id>``, a tab); most pages have none."""

    def keep_unsaved(self) -> None:
        """Keep what is being typed, and stop what must not go on: the desk is about to be left."""
        keep_all(self)
