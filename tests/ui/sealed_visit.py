"""A visit whose record is sealed and whose notice is drafted, as a store to copy: the work on its papers begins."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton

from app.domain.operations import Change
from app.services.numbers import ledger
from app.services.session.opening import close, open_desk
from tests.services.at_the_table import VIOLATES, order, seal, somebody
from tests.services.on_site import FORMS, OnSite, Watch, answer_everything, begin
from tests.ui.conftest import calm, new_store, part
from ui.entry import Premises
from ui.models.inspection_state import inspection_state
from ui.models.printer_words import Standing
from ui.pages.papers.page import PapersPage
from ui.tasks import Tasks
from ui.widgets.printing import Printers, whole_page
from ui.workplace import Workplace

PRINTER = "演练打印机"


def conclude(folder: Path) -> tuple[OnSite, str]:
    """Return the visit and the id of its drafted notice; the store is closed."""
    desk = new_store(Premises(folder, FORMS, Watch()))
    site = begin(desk, Watch())
    told = {"secrecy": "不拍照", "prepare": "制度文本", "contact": "演练甲 0312-0"}
    desk.commit(
        [
            Change("unit", "unit-1", "address", "演练路1号"),
            *(Change("inspection", site.inspection, name, text) for name, text in told.items()),
        ]
    )
    ledger.lease_locally(desk, ["D11", "D33"], 2026, 1, 5)
    somebody(site, "演练见证人")
    answer_everything(site, q2_3=VIOLATES)
    document = order(site)
    seal(site)
    close(desk)
    return site, document


def at(site: OnSite, desk, watch: Watch) -> OnSite:
    """Return the visit at an open desk."""
    return replace(site, desk=desk, watch=watch)


class FilePrinters(Printers):
    """One printer that writes PDF files into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sent: list[Path] = []

    def names(self) -> tuple[str, ...]:
        """Return its name."""
        return (PRINTER,)

    def standing(self, name: str) -> Standing:
        """Return how it stands: ready."""
        return Standing.READY

    def printer(self, name: str) -> QPrinter:
        """Return a printer that writes the next file."""
        assert name == PRINTER
        made = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        self.sent.append(self.folder / f"printed-{len(self.sent)}.pdf")
        made.setOutputFileName(str(self.sent[-1]))
        return whole_page(made)


_KEPT: dict[Path, tuple[OnSite, str]] = {}


def concluded(factory: pytest.TempPathFactory) -> tuple[Path, OnSite, str]:
    """Return the folder of the concluded visit, made once in a test run, with its ids."""
    folder = factory.getbasetemp() / "sealed-visit" / "data"
    if folder not in _KEPT:
        folder.parent.mkdir()
        _KEPT[folder] = conclude(folder)
    return folder, *_KEPT[folder]


@contextmanager
def desk_of(folder: Path, premises: Premises, watch: Watch) -> Iterator[Workplace]:
    """Give a desk with 演练甲 at it, five hours after the visit began, on a copy of a store."""
    shutil.copytree(folder, premises.folder)
    watch.pass_by(hours=5)
    desk = open_desk(premises.folder, forms=premises.forms, clock=watch, officer="jia")
    tasks = Tasks()
    yield Workplace(desk, tasks)
    tasks.close()
    close(desk)


def show(qtbot, page: PapersPage) -> None:
    """Show the inspection as it stands."""
    page.show_state(inspection_state(page.place.desk, page.inspection, {}))
    calm(qtbot, page.place.tasks)


def press(qtbot, page, name: str) -> None:
    """Press a button that is seen, and wait for what it does."""
    qtbot.waitUntil(lambda: part(page, QAbstractButton, name).isVisible())
    made = part(page, QAbstractButton, name)
    assert made.isEnabled(), name
    made.click()
    calm(qtbot, page.place.tasks)
