"""作废 of a final paper: the reason half typed is not lost; what is void is only looked at."""

import re

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPushButton

from app.services.papers import life
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import press, show
from tests.ui.test_papers_page import frozen
from ui.models.papers import title_of
from ui.pages.papers.page import PapersPage

sealed, place, site, notice, printers = stage.sealed, stage.place, stage.site, stage.notice, stage.printers
REASON = "名称写错（演练）"


@pytest.fixture
def opened(place, site, printers, notice, qtbot):
    """Open the step's page anew each time, with a stamped notice in it."""
    frozen(site, notice)
    life.stamp(site.desk, site.inspection, notice, way=life.CARRIED)

    windows = []

    def open_one() -> PapersPage:
        made = PapersPage(place, site.inspection, {}, printers)
        windows.append(on_stage(qtbot, made))
        made.show_document(notice)
        show(qtbot, made)
        return made

    return open_one


def test_that_a_reason_half_typed_is_there_again_until_the_paper_is_void(opened, qtbot) -> None:
    first = opened()
    press(qtbot, first, "openVoidPaper")
    part(first, QLineEdit, "voidPaperReason").setText(REASON)
    first.keep_unsaved()
    again = opened()
    assert part(again, QLineEdit, "voidPaperReason").isVisible()
    assert part(again, QLineEdit, "voidPaperReason").text() == REASON
    press(qtbot, again, "voidPaper")
    assert not [one for one in again.place.desk.store.drafts.drafts("window-jia") if REASON in one.text]


def test_that_a_void_paper_says_why_it_cannot_be_saved(opened, notice, qtbot) -> None:
    page = opened()
    save = part(page, QPushButton, "savePaper")
    assert save.isEnabled() and not save.toolTip()
    press(qtbot, page, "openVoidPaper")
    part(page, QLineEdit, "voidPaperReason").setText(REASON)
    press(qtbot, page, "voidPaper")
    listed = part(page, QListWidget, "papers")
    listed.setCurrentRow(listed.count() - 1)
    calm(qtbot, page.place.tasks)
    told = part(page, QLabel, "paperVoid").text()
    assert re.match(r"\d+年\d+月\d+日 \d\d:\d\d 演练甲作废", told)  # as pages say moments
    assert not save.isEnabled() and "只供查阅" in save.toolTip() and "只供查阅" in save.accessibleDescription()
    desk = page.place.desk  # the register of sheets names it, too
    assert title_of(desk, desk.case(page.inspection), notice).startswith("档案监督检查执法通知书 ")
