"""An auditor sees everything and finds nothing that would change something, or refuse it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from app.domain.procedure.mapping import changes_of
from app.errors import Refused
from app.services.checking.answering import answer
from app.services.desk import only_looks
from app.services.registers.officers import OfficerEntry, add_officer
from app.services.session.opening import add_slot, close, open_desk
from tests.services.on_site import OnSite
from tests.ui.conftest import calm, part
from ui.destination_names import PROGRESS
from ui.entry import Premises
from ui.looking_only import LookingOnly
from ui.main_window import MainWindow
from ui.pages.entrance.seat import SeatPage

STEPS = ("preparation", "arrival", "checking", "outcome", "record", "papers", "closing")


@pytest.fixture
def auditor(premises: Premises, visit: OnSite) -> str:
    """The id of an auditor with a passphrase of their own on the laptop."""
    desk = open_desk(premises.folder, forms=premises.forms, clock=premises.clock, officer="jia")
    made, problems = add_officer(desk, OfficerEntry("演练审计", ("auditor",)))
    assert made is not None, problems
    add_slot(desk, made.id)
    close(desk)
    return made.id


def seen_buttons(root: QWidget) -> list[str]:
    return sorted(
        one.objectName() for one in root.findChildren(QPushButton) if one.isVisibleTo(root) and one.isEnabled()
    )


@pytest.fixture
def window(qtbot, open_window: Callable[[], MainWindow], auditor: str) -> MainWindow:
    opened = open_window()
    part(opened, QPushButton, f"seat_{auditor}").click()
    calm(qtbot, opened.tasks)
    return opened


def test_that_the_store_refuses_an_auditors_change(premises: Premises, visit: OnSite, auditor: str) -> None:
    desk = open_desk(premises.folder, forms=premises.forms, clock=premises.clock, officer=auditor)
    try:
        with pytest.raises(Refused, match="没有改动"):
            answer(desk, visit.inspection, "q1_1", {"verdict": "conforms"})
        with pytest.raises(Refused, match="没有改动"):
            desk.commit(changes_of(replace(desk.case(visit.inspection).unit, phone="1"), "phone"))
    finally:
        close(desk)


def test_that_an_auditor_with_another_role_acts_by_that_one(premises: Premises, visit: OnSite, auditor: str) -> None:
    desk = open_desk(premises.folder, forms=premises.forms, clock=premises.clock, officer="jia")
    try:
        desk.commit(changes_of(replace(desk.officers()[auditor], roles=("administrator", "auditor")), "roles"))
        assert not only_looks(desk.acting(auditor))
    finally:
        close(desk)


def test_that_an_auditor_begins_nothing_from_the_home_page(window: MainWindow) -> None:
    bench = window.workbench
    assert bench is not None
    assert not {"newInspection", "firstInspection", "homeDeparture"} & set(seen_buttons(bench.page))
    assert "homeProgress" in seen_buttons(bench.page)
    assert part(bench.page, QPushButton, "open_0").text() == "查看"


def test_that_an_auditor_reads_every_count_of_progress_and_opens_its_list(qtbot, window: MainWindow) -> None:
    bench = window.workbench
    assert bench is not None
    bench.show_destination(PROGRESS)
    calm(qtbot, window.tasks)
    reading = {"progressFacts_0", "progressFacts_1", "exportProgress"}
    qtbot.waitUntil(lambda: reading <= set(seen_buttons(bench.page)))  # a layout shows what it was given a turn later
    part(bench, QPushButton, "progressFacts_0").click()
    calm(qtbot, window.tasks)
    assert part(bench, QPushButton, "filter_figure").isVisible()


@pytest.mark.parametrize("step", STEPS)
def test_that_each_step_can_be_read_and_nothing_pressed_or_typed(
    qtbot, window: MainWindow, visit: OnSite, step: str
) -> None:
    bench = window.workbench
    assert bench is not None
    bench.show_inspection(visit.inspection, step)
    calm(qtbot, window.tasks)
    page = bench.page
    acts = [one for one in seen_buttons(page) if one not in READS and not one.startswith("filter_")]
    assert acts == []
    typed = [one for kind in (QLineEdit, QPlainTextEdit) for one in page.findChildren(kind) if one.isVisibleTo(page)]
    assert [one.objectName() for one in typed if not one.isReadOnly() and one.isEnabled()] in ([], ["jumpTo"])


READS = {
    "unitPast", "nextPart", "nextOpen", "openItems", "openSample", "openEvidence", "previewCaseFile", "unlockStep",
    "zoomOut", "zoomIn", "zoomFit", "pageBefore", "pageNext", "savePaper", "lookAtPaper", "checkupAll", "closingSync",
}  # fmt: skip


def test_that_what_a_page_shows_or_enables_later_goes_again(qtbot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    LookingOnly(root)
    act, field = QPushButton("记录", root), QLineEdit(root)
    act.setObjectName("recordSomething")
    choice = QPushButton("同意", root)
    choice.setCheckable(True)
    with qtbot.waitExposed(root):
        root.show()
    act.show()
    choice.setEnabled(True)
    assert not act.isVisible()
    assert not choice.isEnabled()
    assert field.isReadOnly()


def test_that_the_next_person_at_the_desk_finds_every_button_again(qtbot, window: MainWindow, visit: OnSite) -> None:
    part(window, QAbstractButton, "seatButton").click()
    calm(qtbot, window.tasks)
    assert isinstance(window.workbench.page, SeatPage)
    part(window, QPushButton, "seat_jia").click()
    calm(qtbot, window.tasks)
    window.workbench.show_inspection(visit.inspection, "checking")
    calm(qtbot, window.tasks)
    assert part(window, QPushButton, "addEvidence").isVisible()
