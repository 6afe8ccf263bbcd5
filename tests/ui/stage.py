"""What several pages are tested on: the store of a sealed visit with a desk in it, and a party that reads its paper.

A test file takes the fixtures it needs by their names: ``sealed, place, site = stage.sealed, stage.place, stage.site``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from tests.services.on_site import OnSite, Watch
from tests.ui.conftest import part
from tests.ui.sealed_visit import FilePrinters, at, concluded, desk_of
from ui.entry import Premises
from ui.pages.parts.handover import HandOver
from ui.widgets.pdf_view import PdfView
from ui.workplace import Workplace

MOST_SCREENS = 80


@pytest.fixture
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, OnSite, str]:
    """The folder of the visit whose record is sealed, the visit, and the id of its drafted notice."""
    return concluded(tmp_path_factory)


@pytest.fixture
def place(sealed: tuple[Path, OnSite, str], premises: Premises, watch: Watch) -> Iterator[Workplace]:
    """A desk with 演练甲 at it in a copy of that store."""
    with desk_of(sealed[0], premises, watch) as place:
        yield place


@pytest.fixture
def site(sealed: tuple[Path, OnSite, str], place: Workplace, watch: Watch) -> OnSite:
    """The visit at that desk."""
    return at(sealed[1], place.desk, watch)


@pytest.fixture
def notice(sealed: tuple[Path, OnSite, str]) -> str:
    """The id of its drafted notice."""
    return sealed[2]


@pytest.fixture
def printers(tmp_path: Path) -> FilePrinters:
    """A printer that writes files into the folder of the test."""
    return FilePrinters(tmp_path)


def read_paper(qtbot, handed: HandOver) -> None:
    """Read the paper in the party's hands to its end, a screen at a time; on a small screen go on to the pad."""
    (view,) = handed.findChildren(PdfView)
    qtbot.waitUntil(lambda: view.pages > 0)
    qtbot.waitUntil(lambda: part(handed, QPushButton, "readOn").isVisible() or view.at_end)
    for _ in range(MOST_SCREENS):
        if not part(handed, QPushButton, "readOn").isVisible():
            break
        part(handed, QPushButton, "readOn").click()
    to_pad = part(handed, QPushButton, "toPad")
    if to_pad.isVisible():
        to_pad.click()
