"""The pages that the top bar leads to: a new one is one line here and its words in ui.widgets.top_bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.destination import DestinationPage
from ui.models.approvals import roles_here
from ui.pages.approvals import ApprovalsPage
from ui.pages.home import HomePage
from ui.pages.registers import RegistersPage
from ui.pages.settings import SettingsPage
from ui.pages.sync import SyncPage
from ui.pages.verifying import VerifyingPage
from ui.widgets.top_bar import APPROVALS, HOME, REGISTERS, SETTINGS, SYNC, VERIFY
from ui.workplace import Workplace


def _always(_: Workplace) -> bool:
    return True


def _decides(place: Workplace) -> bool:
    return bool(roles_here(place.desk))


@dataclass(frozen=True)
class Destination:
    """One page: made when first wanted. ``kept``: it lives on behind others. ``reopened``: after unlocking, too."""

    make: Callable[[Workplace], DestinationPage]
    kept: bool = False
    reopened: bool = False
    offered: Callable[[Workplace], bool] = _always


DESTINATIONS: dict[str, Destination] = {
    HOME: Destination(HomePage, kept=True),
    SYNC: Destination(SyncPage, kept=True),
    APPROVALS: Destination(ApprovalsPage, offered=_decides),
    REGISTERS: Destination(RegistersPage, reopened=True),
    SETTINGS: Destination(SettingsPage, reopened=True),
    VERIFY: Destination(VerifyingPage),
}


def offered(place: Workplace) -> tuple[str, ...]:
    """Return the names of the pages that the officer at the desk can open."""
    return tuple(name for name, one in DESTINATIONS.items() if one.offered(place))
