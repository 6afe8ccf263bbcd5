"""What is typed into the registers and settings and recorded by no button yet survives a kill, at whom it is about."""

from dataclasses import dataclass

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.services.numbers.ledger import FROZEN, lease_locally
from tests.ui import registers_desk
from tests.ui.conftest import calm, on_stage, part
from tests.ui.registers_desk import choose_row, press, show, write
from tests.ui.test_unfinished_forms import switch_to_large
from tests.ui.test_way_in import click
from tests.ui.typed_words import WORDS, kept, text_of, type_into, wait_until_kept
from ui.models.register_numbers import number_register
from ui.pages.registers.page import NUMBERS, OFFICERS, UNITS, RegistersPage
from ui.pages.settings.cap import CapCard
from ui.widgets.notice import Notice

standalone = registers_desk.standalone


@pytest.fixture
def opened(place, visit, qtbot):
    """Open a register anew; the page before is not left: it stays as a kill leaves it."""
    windows = []

    def open_at(register: str) -> RegistersPage:
        page = RegistersPage(place)
        windows.append(on_stage(qtbot, page))
        page.refresh()
        calm(qtbot, place.tasks)
        show(qtbot, place, page, register)
        return page

    yield open_at
    for window in windows:
        window.close()
    calm(qtbot, place.tasks)


@dataclass(frozen=True)
class Form:
    """A form about one row of a register and another row of it: what opens it, its field, and the act."""

    register: str
    table: str
    row: str
    other: str
    text: str
    act: str
    opener: str = ""
    words: str = WORDS


FORMS = [
    Form(OFFICERS, "officers", "yi", "ding", "retireReason", "retireGo"),
    Form(OFFICERS, "officers", "yi", "ding", "amendPost", "amendGo", opener="amendOpen"),
    Form(NUMBERS, "numbers", "D11", "D33", "blockLast", "blockGo", words="477"),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.text)
def test_that_words_about_one_come_back_at_that_one_alone(opened, place, qtbot, form: Form) -> None:
    page = opened(form.register)
    choose_row(qtbot, place, page, form.table, form.row)
    if form.opener:
        press(qtbot, place, page, form.opener)
    type_into(page, form.text, form.words)
    wait_until_kept(qtbot, place, form.words)
    choose_row(qtbot, place, page, form.table, form.other)
    assert text_of(page, form.text) != form.words
    assert not form.opener or not part(page, QLineEdit, form.text).isVisible()
    again = opened(form.register)
    choose_row(qtbot, place, again, form.table, form.other)
    assert text_of(again, form.text) != form.words
    choose_row(qtbot, place, again, form.table, form.row)
    assert part(again, QLineEdit, form.text).isVisible()
    assert text_of(again, form.text) == form.words
    press(qtbot, place, again, form.act)
    assert kept(place, form.words) == []


def test_that_why_a_unit_leaves_the_register_comes_back_at_that_unit(opened, place, qtbot) -> None:
    page = opened(UNITS)
    choose_row(qtbot, place, page, "units", "unit-1")
    type_into(page, "unitVoidReason")
    wait_until_kept(qtbot, place)
    again = opened(UNITS)
    assert text_of(again, "unitVoidReason") == ""  # a new one is asked for
    choose_row(qtbot, place, again, "units", "unit-1")
    assert text_of(again, "unitVoidReason") == WORDS
    press(qtbot, place, again, "unitNew")
    assert text_of(again, "unitVoidReason") == ""


def test_that_numbers_looked_up_after_a_restore_come_back(opened, place, qtbot) -> None:
    first = number_register(place.desk).papers[0]
    lease_locally(place.desk, [first.paper], 2026, first.next_first, first.next_first + 4)
    place.desk.store.settings.set(FROZEN, True)
    page = opened(NUMBERS)
    write(page, **{f"thaw_{first.paper}": str(first.next_first)})
    type_into(page, "thawReason")
    wait_until_kept(qtbot, place)
    again = opened(NUMBERS)
    assert text_of(again, "thawReason") == WORDS
    assert text_of(again, f"thaw_{first.paper}") == str(first.next_first)
    press(qtbot, place, again, "thawGo")
    assert kept(place) == [] and text_of(again, "thawReason") == ""


def test_that_an_officer_half_entered_stays_on_the_disk_when_the_register_is_read_again(opened, place, qtbot) -> None:
    page = opened(OFFICERS)
    press(qtbot, place, page, "officerNew")
    type_into(page, "officerName")
    wait_until_kept(qtbot, place)
    page.refresh()  # as one comes back to the page
    calm(qtbot, place.tasks)
    type_into(page, "officerPost", "演练职务")
    wait_until_kept(qtbot, place, "演练职务")
    assert kept(place) == ["officer"]


def test_that_the_large_view_brings_no_words_to_another_officer(open_window, visit, qtbot) -> None:
    window = open_window()
    for name in ("seat_jia", "navRegisters", "register_officers"):
        click(qtbot, window, name)
    choose_row(qtbot, window, window, "officers", "yi")
    click(qtbot, window, "amendOpen")
    QTest.keyClicks(part(window, QLineEdit, "amendPost"), "half")
    switch_to_large(qtbot, window)
    click(qtbot, window, "amendOpen")  # of who is at the desk, shown first
    assert "half" not in text_of(window, "amendPost")
    choose_row(qtbot, window, window, "officers", "yi")
    assert text_of(window, "amendPost").endswith("half")


def test_that_a_code_and_secrets_are_kept_nowhere(standalone, qtbot) -> None:
    page = RegistersPage(standalone)
    window = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, standalone.tasks)
    show(qtbot, standalone, page, OFFICERS)
    press(qtbot, standalone, page, "officerNew")
    write(
        page, officerName="演练丙", officerCredentialNumber="演练-0003", officerCredentialFrom="2026-01-01",
        officerCredentialUntil="2028-01-01",
    )  # fmt: skip
    press(qtbot, standalone, page, "officerSave")
    press(qtbot, standalone, page, "codeIssue")
    for name in ("slotCode", "slotPassphrase", "slotPin"):
        type_into(page, name, "246813")
    page.hide()
    calm(qtbot, standalone.tasks)
    assert kept(standalone, "246813") == []
    window.close()


def test_that_the_cap_half_entered_comes_back_until_it_is_saved(place, visit, qtbot) -> None:
    windows = []

    def card() -> QWidget:
        held, notice = QWidget(), Notice()
        column, made = QVBoxLayout(held), CapCard(place, notice)
        column.addWidget(notice)
        column.addWidget(made)
        windows.append(on_stage(qtbot, held))
        made.refresh()
        calm(qtbot, place.tasks)
        return held

    type_into(card(), "enterpriseCap", "12")
    wait_until_kept(qtbot, place, "12")
    again = card()
    assert text_of(again, "enterpriseCap") == "12"
    press(qtbot, place, again, "capSave")
    assert kept(place, "12") == []
    for window in windows:
        window.close()
