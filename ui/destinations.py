"""The pages that the top bar leads to: a new one is one line here and its words in ui.widgets.top_bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.destination import DestinationPage
from ui.destination_names import (
    APPROVALS,
    DEADLINES,
    DEPARTURE,
    HOME,
    INSPECTIONS,
    PROGRESS,
    REGISTERS,
    SETTINGS,
    SYNC,
    VERIFY,
)
from ui.models.approvals import deciding_roles
from ui.pages.all_inspections.page import AllInspectionsPage
from ui.pages.approvals import ApprovalsPage
from ui.pages.deadlines import DeadlinesPage
from ui.pages.home import HomePage
from ui.pages.preparing.departure import DeparturePage
from ui.pages.progress import ProgressPage
from ui.pages.registers.page import RegistersPage
from ui.pages.settings.page import SettingsPage
from ui.pages.sync.page import SyncPage
from ui.pages.verifying import VerifyingPage
from ui.workplace import Workplace


def _always(_: Workplace) -> bool:
    return True


def _decides(place: Workplace) -> bool:
    return bool(deciding_roles(place.officer))


def _oversees(place: Workplace) -> bool:
    return _decides(place) or place.only_looks


@dataclass(frozen=True)
class Destination:
    """One page: made when first wanted. ``kept``: it lives on behind others. ``reopened``: after a restart, too."""

    make: Callable[[Workplace], DestinationPage]
    kept: bool = False
    reopened: bool = False
    offered: Callable[[Workplace], bool] = _always


DESTINATIONS: dict[str, Destination] = {
    HOME: Destination(HomePage, kept=True, reopened=True),
    INSPECTIONS: Destination(AllInspectionsPage, kept=True, reopened=True),
    SYNC: Destination(SyncPage, kept=True, reopened=True),
    APPROVALS: Destination(ApprovalsPage, reopened=True, offered=_decides),
    REGISTERS: Destination(RegistersPage, reopened=True),
    DEPARTURE: Destination(DeparturePage),
    DEADLINES: Destination(DeadlinesPage, reopened=True),
    PROGRESS: Destination(ProgressPage, reopened=True, offered=_oversees),
    SETTINGS: Destination(SettingsPage, reopened=True),
    VERIFY: Destination(VerifyingPage, reopened=True),
}


def offered(place: Workplace) -> tuple[str, ...]:
    """Return the names of the pages that the officer at the desk can open."""
    return tuple(name for name, one in DESTINATIONS.items() if one.offered(place))
