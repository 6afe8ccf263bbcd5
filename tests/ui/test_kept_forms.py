"""Words typed against a paper, an approval or a service and not recorded yet are there again later."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.services.papers import life
from app.services.papers.life import Print
from app.services.pinning import definition_of
from tests.services.at_the_table import approve
from tests.ui import approvals_desk, stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import PRINTER, press, show
from tests.ui.test_papers_page import frozen, three_sheets
from ui.models.unsaved import kept_texts
from ui.pages.approvals import ApprovalsPage
from ui.pages.papers.page import PapersPage
from ui.unfinished import Unfinished, kept_form
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.form_entries import KEPT_AS
from ui.widgets.growing_text import GrowingText
from ui.widgets.hindrance_list import empty
from ui.widgets.typed_line import TypedLine

sealed, place, site, notice, printers = stage.sealed, stage.place, stage.site, stage.notice, stage.printers
leader = approvals_desk.leader
WORDS = "演练：写到一半"


def left(place) -> list[str]:
    """Return what is kept of the words of this test."""
    kept = place.desk.store.drafts.drafts(f"window-{place.desk.officer}")
    return [one.place_key for one in kept if WORDS in one.text]


@pytest.fixture
def opened(place, site, printers, notice, qtbot):
    """Make the step's page anew each time; the one before goes as it goes when another page is opened."""
    windows: list[QWidget] = []

    def open_one(part_of_step: str = "papers") -> PapersPage:
        for window in windows:
            window.hide()
        made = PapersPage(place, site.inspection, {}, printers)
        windows.append(on_stage(qtbot, made))
        made.show_document(notice)
        show(qtbot, made)
        made.show_part(part_of_step)
        return made

    yield open_one
    for window in windows:
        window.close()


def stamped(site, notice: str) -> None:
    frozen(site, notice)
    life.stamp(site.desk, site.inspection, notice, way=life.CARRIED)


def printed(site, notice: str) -> None:
    frozen(site, notice)
    for copy in definition_of(site.desk, site.desk.case(site.inspection), "D11").copies:
        life.record_print(site.desk, site.inspection, notice, Print(copy, PRINTER))


def test_that_an_opinion_half_written_is_there_again_and_the_consent_is_given_anew(opened, place, qtbot) -> None:
    page = opened()
    part(page, QAbstractButton, "decision_refuse").click()
    part(page, GrowingText, "opinion").setPlainText(WORDS)
    again = opened()
    assert part(again, GrowingText, "opinion").toPlainText() == WORDS
    assert not part(again, QAbstractButton, "decision_refuse").isChecked()
    for one in ("channel_in_person", "decision_refuse", "recordDecision"):
        press(qtbot, again, one)
    assert left(place) == []


def test_that_another_act_on_the_paper_takes_no_opinion_away(opened, place, site, notice, qtbot) -> None:
    page = opened()
    part(page, GrowingText, "opinion").setPlainText(WORDS)
    approve(site, notice)
    page.look_again()
    calm(qtbot, place.tasks)
    assert left(place)


@pytest.mark.parametrize(
    ("prepared", "opener", "field", "go"),
    [
        (printed, "", "reprintReason", "printedElsewhere"),
        (stamped, "openVoidPaper", "voidPaperReason", "voidPaper"),
    ],
)
def test_that_a_reason_half_written_is_there_again_until_it_is_recorded(
    opened, place, site, notice, qtbot, prepared: Callable, opener: str, field: str, go: str
) -> None:
    prepared(site, notice)
    page = opened()
    if opener:
        press(qtbot, page, opener)
    part(page, QLineEdit, field).setText(WORDS)
    again = opened()
    assert part(again, QLineEdit, field).isVisible() and part(again, QLineEdit, field).text() == WORDS
    press(qtbot, again, go)
    assert left(place) == []


def test_that_the_sheet_of_a_stamp_half_entered_is_asked_for_again(opened, place, site, notice, qtbot) -> None:
    three_sheets(site)
    frozen(site, notice)
    page = opened()
    part(page, QAbstractButton, "stampWay_sheet").click()
    part(page, QLineEdit, "stampSheet").setText(WORDS)
    again = opened()
    assert part(again, QLineEdit, "stampSheet").isVisible() and part(again, QLineEdit, "stampSheet").text() == WORDS


def test_that_a_service_half_entered_is_there_again_until_it_is_begun(opened, place, site, notice, qtbot) -> None:
    stamped(site, notice)
    page = opened("service")
    part(page, QAbstractButton, "serviceWay_post").click()
    part(page, QLineEdit, "serviceTracking").setText(WORDS)
    again = opened("service")
    assert part(again, QLineEdit, "serviceTracking").isVisible()
    assert part(again, QLineEdit, "serviceTracking").text() == WORDS
    press(qtbot, again, "beginService")
    assert left(place) == []
    press(qtbot, again, "withdrawMore")
    part(again, QLineEdit, "withdrawReason").setText(WORDS)
    third = opened("service")
    assert part(third, QLineEdit, "withdrawReason").isVisible()
    assert part(third, QLineEdit, "withdrawReason").text() == WORDS
    press(qtbot, third, "withdrawService")
    assert left(place) == []


def test_that_the_leader_finds_a_half_written_opinion_again(leader, qtbot) -> None:
    windows: list[QWidget] = []

    def opened_here() -> ApprovalsPage:
        made = ApprovalsPage(leader)
        windows.append(on_stage(qtbot, made))
        made.refresh()
        calm(qtbot, leader.tasks)
        return made

    page = opened_here()
    part(page, GrowingText, "opinion").setPlainText(WORDS)
    page.window().hide()
    calm(qtbot, leader.tasks)
    again = opened_here()
    assert part(again, GrowingText, "opinion").toPlainText() == WORDS
    part(again, QPushButton, "decision_approve").click()
    part(again, QPushButton, "recordDecision").click()
    calm(qtbot, leader.tasks)
    assert left(leader) == []


@pytest.fixture
def held(place, qtbot):
    """A form of a line and a choice in a layout that lays it out anew."""
    root = QWidget()
    QVBoxLayout(root)

    def laid_out() -> tuple[TypedLine, ChoiceRow, Unfinished]:
        empty(root.layout())
        form, line, row = QWidget(), TypedLine(), ChoiceRow("way", {"one": "甲", "two": "乙"}, "one")
        line.setObjectName("line3")
        line.setProperty(KEPT_AS, "line")
        inside = QVBoxLayout(form)
        inside.addWidget(line)
        inside.addWidget(row)
        root.layout().addWidget(form)
        kept = kept_form(form, place, "trial")
        calm(qtbot, place.tasks)
        return line, row, kept

    window = on_stage(qtbot, root)
    yield laid_out
    window.close()


def test_that_a_form_laid_out_anew_while_somebody_types_keeps_it_all(held, place, qtbot) -> None:
    line, row, _ = held()
    line.setText(WORDS)
    row.choose("two")
    line, row, _ = held()
    assert (line.text(), row.key()) == (WORDS, "two")
    assert kept_texts(place.desk, "window-jia", "trial") == {"line": WORDS, "way_two": "on", "way_one": ""}


def test_that_what_is_about_to_be_filled_in_anew_is_kept_first(held, place, qtbot) -> None:
    line, _, form = held()
    line.setText(WORDS)
    form.rest()
    line.clear()
    line.parentWidget().hide()
    form.begin()
    calm(qtbot, place.tasks)
    assert line.text() == WORDS
