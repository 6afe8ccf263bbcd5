"""The record page at a table with the unit: what the tests of record, signing and hand-over work on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QWidget,
)

from app.services.numbers import ledger
from app.services.record import journey
from app.services.session.opening import close
from tests.services.at_the_table import VIOLATES, order
from tests.services.on_site import FORMS, OnSite, Watch, answer_everything, begin
from tests.ui.conftest import calm, new_store, on_stage, part
from ui.entry import Premises
from ui.models.inspection_state import inspection_state
from ui.models.printer_words import Standing
from ui.pages.parts.handover import HandOver
from ui.pages.record.page import RecordPage
from ui.widgets.ink_pad import InkPad
from ui.widgets.printing import Printers, whole_page
from ui.workplace import Workplace

PIN = "000000"


@dataclass
class Table:
    """The record page with all questions answered and one finding dealt with."""

    page: RecordPage
    site: OnSite
    place: Workplace
    qtbot: object
    window: QWidget

    @property
    def case(self):
        """The inspection as stored."""
        return self.site.desk.case(self.site.inspection)

    def click(self, name: str) -> None:
        """Click a button and wait for what follows."""
        made = part(self.page, QPushButton, name)
        assert made.isEnabled(), name
        made.click()
        calm(self.qtbot, self.place.tasks)

    def show(self, key: str = "") -> None:
        """Read the inspection again and show a part."""
        self.page.show_state(inspection_state(self.site.desk, self.site.inspection, {}))
        calm(self.qtbot, self.place.tasks)
        if key:
            self.page.show_part(key)

    def read_out(self) -> None:
        """Go as far as the read-back."""
        journey.state_for_unit(self.site.desk, self.site.inspection, self.site.person, "")
        journey.draft_record(self.site.desk, self.site.inspection)
        journey.read_back(self.site.desk, self.site.inspection, self.site.person, "screen")
        self.show("signing")

    def choose(self, name: str) -> None:
        """Choose a signer."""
        signers = part(self.page, QListWidget, "signers")
        (item,) = signers.findItems(name, Qt.MatchFlag.MatchStartsWith)
        signers.setCurrentItem(item)

    def type(self, name: str, text: str) -> None:
        """Fill in a line."""
        part(self.page, QLineEdit, name).setText(text)

    def text(self, name: str) -> str:
        """Return what a label says."""
        return part(self.page, QLabel, name).text()

    def sign_as_officer(self, name: str, secret: str = PIN) -> None:
        """Let an officer draw and enter the PIN."""
        self.choose(name)
        draw(part(self.page, InkPad, "inkPad"))
        self.type("inkSecret", secret)
        self.click("signInk")

    def hand_over(self, name: str) -> HandOver:
        """Hand the laptop over."""
        self.choose(name)
        self.click("handOver")
        return next(one for one in self.page.findChildren(HandOver) if one.isVisible())


def draw(pad: QWidget) -> None:
    """Draw one stroke with the mouse."""
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(150, 40))
    QTest.mouseMove(pad, QPoint(180, 60))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(180, 60))


class FilePrinter(Printers):
    """A printer that writes each job to a file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, []

    def names(self) -> tuple[str, ...]:
        return ("演练打印机",)

    def standing(self, name: str) -> Standing:
        """Return how it stands: ready."""
        return Standing.READY

    def printer(self, name: str) -> QPrinter:
        printer = whole_page(QPrinter())
        printer.setResolution(72)
        printer.setOutputFileName(str(self.folder / f"{len(self.asked)}.pdf"))
        self.asked.append(name)
        return printer


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, OnSite]:
    """A closed training store in which all questions are answered and the one finding is dealt with."""
    folder = tmp_path_factory.mktemp("answered") / "data"
    desk = new_store(Premises(folder, FORMS, Watch()))
    site = begin(desk, Watch())
    ledger.lease_locally(desk, ["D11"], 2026, 1, 5)
    answer_everything(site, q2_3=VIOLATES)
    order(site)
    close(desk)
    return folder, site


@pytest.fixture
def table(place: Workplace, visit: OnSite, qtbot, tmp_path: Path) -> Iterator[Table]:
    """The officers and the responsible person sit at the table."""
    site = replace(visit, desk=place.desk)
    page = RecordPage(place, site.inspection, {}, FilePrinter(tmp_path))
    made = Table(page, site, place, qtbot, on_stage(qtbot, page))
    made.show()
    yield made
    calm(qtbot, place.tasks)
