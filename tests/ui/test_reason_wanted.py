"""A reason that 文书体检 asks for: what asks for it leads to its field."""

import pytest
from PySide6.QtWidgets import QLineEdit

from tests.ui import stage
from tests.ui.conftest import on_stage, part
from tests.ui.sealed_visit import FilePrinters, show
from ui.pages.papers.page import PapersPage

sealed, place, site = stage.sealed, stage.place, stage.site


@pytest.fixture
def page(place, site, sealed, tmp_path, qtbot):
    made = PapersPage(place, site.inspection, {}, FilePrinters(tmp_path))
    window = on_stage(qtbot, made)
    window.activateWindow()
    yield made
    window.close()


@pytest.mark.parametrize("seen", ["", "making", "papers"])
def test_that_what_asks_for_a_reason_leads_to_its_field(page, sealed, qtbot, seen) -> None:
    if seen:
        show(qtbot, page)
        page.show_part(seen)
    page.show_place(f"papers/{sealed[2]}/checkup/T25")
    show(qtbot, page)
    field = part(page, QLineEdit, "checkupReason_T25")
    qtbot.waitUntil(field.hasFocus)
    assert page.shown == "papers" and not field.visibleRegion().isEmpty()
