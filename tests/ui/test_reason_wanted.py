"""A reason that 文书体检 asks for: what asks for it leads to its field."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from app.services.listing.due import ToCountersign
from tests.ui import approvals_desk, stage
from tests.ui.conftest import on_stage, part
from tests.ui.sealed_visit import FilePrinters, show
from ui.pages.papers.page import PapersPage

sealed, place, site, notice = stage.sealed, stage.place, stage.site, stage.notice
leader, by_phone = approvals_desk.leader, approvals_desk.by_phone


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


def test_that_one_reason_leads_to_the_next(page, sealed, qtbot) -> None:
    page.show_place(f"papers/{sealed[2]}/checkup/T25")
    show(qtbot, page)
    first = part(page, QLineEdit, "checkupReason_T25")
    qtbot.waitUntil(first.hasFocus)
    view = page._desk._acts._view
    line = next(one for one in view.checkup if one.code == "T25")
    told = (replace(line, reason="演练"), replace(line, code="T29"))
    part(page, QAbstractButton, "checkupKeep_T25").setFocus()
    page._desk._acts.show_paper(replace(view, checkup=told))
    qtbot.waitUntil(lambda: part(page, QLineEdit, "checkupReason_T29").hasFocus())


def test_that_a_paper_to_be_signed_afterwards_leads_to_the_button_that_binds_its_photo(
    page, sealed, leader, by_phone, qtbot
) -> None:
    page.show_place(ToCountersign("演练", "执法通知书", "", False, f"papers/{sealed[2]}").bound_at)
    show(qtbot, page)
    bind = part(page, QAbstractButton, f"countersign_{by_phone.rsplit('/', 1)[-1]}")
    qtbot.waitUntil(bind.hasFocus)
