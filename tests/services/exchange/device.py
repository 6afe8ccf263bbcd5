"""Devices that work at the test centre, in stores of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.centre.device.sync import Patience
from app.centre.office import administration
from app.centre.office.officers import add_officer
from app.domain.clock import CHINA
from app.domain.operations import Change
from app.services.exchange.enrolling import enrol
from app.services.exchange.link import HearingTransport, link_of, open_line
from app.services.exchange.syncing import SyncReport, synchronise
from app.services.session.opening import OpenDesk, close, open_desk
from app.services.session.paths import built_in_forms
from app.services.session.sample_officers import sample_officers
from tests.centre.field import OPEN_LINES, Centre

NOW = datetime(2026, 3, 9, 10, 0, tzinfo=CHINA)
BUREAU, OFFICER = "130600", "training-1"
IMPATIENT = Patience(attempts=2, pause=lambda seconds: None)


def clock() -> datetime:
    return NOW


def with_bureau(centre: Centre) -> Centre:
    """Enter the bureau of the built-in forms with its made-up officers, where a copied centre does not know them."""
    if centre.staffed:
        return centre
    administration.add_bureau(centre.connection, BUREAU, "保定市档案局（演练）")
    for one in sample_officers(BUREAU, NOW.date()):
        add_officer(centre.connection, one, NOW)
    centre.staffed = True
    return centre


@dataclass
class Laptop:
    """One enrolled training device in a folder."""

    folder: Path
    desk: OpenDesk
    officer: str = OFFICER
    forms: Path = field(default_factory=built_in_forms)

    def sync(self, **more: object) -> SyncReport:
        return synchronise(self.desk, **{"patience": IMPATIENT, **more})

    def line(self, via: str | None = None) -> HearingTransport:
        """Return this device's own line; the centre's fixture closes it."""
        made = open_line(self.folder, link_of(self.desk.store), training=True, via=via, patience=20)
        OPEN_LINES.append(made)
        return made

    def answer(self, question: str, verdict: str) -> None:
        self.desk.commit([Change("answer", f"inspection-1/{question}", "verdict", verdict)])

    def reopen(self) -> None:
        close(self.desk)
        self.reopen_closed()

    def reopen_closed(self) -> None:
        self.desk = open_desk(self.folder, forms=self.forms, clock=clock, officer=self.officer)


def laptop(
    centre: Centre,
    folder: Path,
    name: str = "演练一号机",
    bureau: str = BUREAU,
    officer: str = OFFICER,
    forms: Path | None = None,
) -> Laptop:
    shelf = forms or built_in_forms()
    desk = enrol(folder, centre.invite(bureau, name), forms=shelf, clock=clock)
    made = Laptop(folder, desk, officer, shelf)
    made.sync()
    made.reopen()
    return made
