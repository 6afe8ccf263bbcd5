"""What is typed about findings and measures and recorded by no button yet survives a kill of the program."""

from dataclasses import dataclass
from dataclasses import field as usual

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDateEdit, QLabel, QListWidget

from app.services.checking.answering import answer
from app.services.checking.findings import edit_finding
from tests.ui import outcome_page
from tests.ui.conftest import calm, on_stage, part
from tests.ui.outcome_page import case, press
from tests.ui.typed_words import WORDS, field, kept, text_of, type_into, wait_until_kept
from ui.pages.inspection import InspectionPage
from ui.widgets.notice import Notice
from ui.widgets.typed_text import TypedText

checked = outcome_page.checked


@pytest.fixture
def opened(place, checked, qtbot):
    """Open the step anew at one of its parts; the page before is not left: it stays as a kill leaves it."""
    windows = []

    def open_at(part_of_step: str) -> InspectionPage:
        made = InspectionPage(place, checked.inspection, "outcome", "")
        windows.append(on_stage(qtbot, made))
        calm(qtbot, place.tasks)
        press(made, f"part_{part_of_step}", place, qtbot)
        return made

    yield open_at
    for window in windows:
        window.close()
    calm(qtbot, place.tasks)


@dataclass(frozen=True)
class Form:
    """A form of a part: what opens it, its field, the choices that give the words their meaning, and the act."""

    part: str
    text: str
    act: str
    before: tuple[str, ...] = ()
    ticks: dict[str, bool] = usual(default_factory=dict)
    choices: dict[str, str] = usual(default_factory=dict)


FORMS = [
    Form("spot", "spotText", "decideSpot", ticks={"spot_1": True, "spotFinding0": True, "spotFinding1": False}),
    Form("other", "otherText", "recordMeasure", ticks={"otherFinding0": True}, choices={"otherKind": "M3"}),
    Form("order", "orderText1", "decideOrder", ticks={"term_15": True, "orderFinding0": False}),
    Form("order", "reportWay", "decideOrder", ticks={"ownReportDay": True}),
    Form("order", "order0Reason", "order0Confirm", before=("decideOrder", "order0Withdraw")),
    Form("findings", "voidFindingReason", "voidFindingConfirm", before=("voidFindingWithdraw",)),
]


def choose(page, form: Form) -> None:
    for name, wanted in form.choices.items():
        box = part(page, QComboBox, name)
        box.setCurrentIndex(box.findData(wanted))
    for name, wanted in form.ticks.items():
        made = part(page, QAbstractButton, name)
        if made.isChecked() != wanted:
            made.click()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.text)
def test_that_words_and_their_choices_are_there_again_until_recorded(opened, place, qtbot, form: Form) -> None:
    page = opened(form.part)
    for name in form.before:
        press(page, name, place, qtbot)
    choose(page, form)
    calm(qtbot, place.tasks)
    type_into(page, form.text)
    wait_until_kept(qtbot, place)
    again = opened(form.part)
    assert text_of(again, form.text) == WORDS
    assert {name: part(again, QAbstractButton, name).isChecked() for name in form.ticks} == form.ticks
    assert {name: part(again, QComboBox, name).currentData() for name in form.choices} == form.choices
    press(again, form.act, place, qtbot)
    assert kept(place) == []


def test_that_a_kind_nobody_chose_is_kept_with_the_words_about_it(opened, place, checked, qtbot) -> None:
    page = opened("other")
    kind = part(page, QComboBox, "otherKind").currentData()
    type_into(page, "otherText")
    wait_until_kept(qtbot, place)
    # another kind is proposed first from now on
    answer(place.desk, checked.inspection, "q5_3", {"verdict": "conforms"}, void_finding="演练：答案有误")
    again = opened("other")
    assert part(again, QComboBox, "otherKind").itemData(0) != kind
    assert part(again, QComboBox, "otherKind").currentData() == kind


def test_that_a_day_of_ones_own_is_there_again_with_what_follows_from_it(opened, place, qtbot) -> None:
    page = opened("order")
    press(page, "term_0", place, qtbot)
    part(page, QDateEdit, "ownDay").setDate(QDate(2026, 7, 15))
    calm(qtbot, place.tasks)
    wait_until_kept(qtbot, place, "2026-07-15")
    again = opened("order")
    assert part(again, QAbstractButton, "term_0").isChecked() and part(again, QDateEdit, "ownDay").isVisible()
    assert part(again, QDateEdit, "ownDay").date() == QDate(2026, 7, 15)
    assert "选定" in part(again, QLabel, "dueExplained").text()


def test_that_a_reason_typed_about_one_finding_is_not_shown_at_another(opened, place, qtbot) -> None:
    page = opened("findings")
    press(page, "voidFindingWithdraw", place, qtbot)
    type_into(page, "voidFindingReason")
    part(page, QListWidget, "findings").setCurrentRow(1)
    calm(qtbot, place.tasks)
    assert not part(page, QAbstractButton, "voidFindingConfirm").isVisible()
    again = opened("findings")
    assert text_of(again, "voidFindingReason") == WORDS


def test_that_a_reason_given_up_does_not_come_back(opened, place, qtbot) -> None:
    page = opened("findings")
    press(page, "voidFindingWithdraw", place, qtbot)
    type_into(page, "voidFindingReason")
    wait_until_kept(qtbot, place)
    press(page, "voidFindingKeep", place, qtbot)
    assert kept(place) == []
    press(page, "voidFindingWithdraw", place, qtbot)
    assert text_of(page, "voidFindingReason") == ""


def test_that_half_a_day_comes_back_to_be_looked_at_and_is_recorded_when_left(opened, place, checked, qtbot) -> None:
    page = opened("findings")
    type_into(page, "beganDay", "2026年3月1")
    wait_until_kept(qtbot, place, "2026年3月1")
    again = opened("findings")
    assert text_of(again, "beganDay") == "2026年3月1"
    assert "还没有记录" in part(again, QLabel, "actBeganProblem").text()
    assert case(place, checked).act_periods == {}  # half a day is another day: nobody left the field
    press(again, "part_order", place, qtbot)
    press(again, "part_findings", place, qtbot)
    assert text_of(again, "beganDay") == "2026年3月1"
    type_into(again, "beganDay", "2026年3月10日")
    field(again, "beganDay").editingFinished.emit()
    calm(qtbot, place.tasks)
    (period,) = case(place, checked).act_periods.values()
    assert str(period.began) == "2026-03-10"
    assert kept(place, "2026年3月1") == []
    assert part(again, QLabel, "actBeganProblem").text() == ""


def test_that_a_wording_typed_back_to_what_is_recorded_is_not_kept(opened, place, qtbot) -> None:
    page = opened("findings")
    box = part(page, TypedText, "findingText")
    recorded = box.toPlainText()
    for text in (recorded + WORDS, recorded):
        with qtbot.waitSignal(box.typed):
            box.setPlainText(text)
    calm(qtbot, place.tasks)
    assert text_of(opened("findings"), "findingText") == recorded


def test_that_a_wording_left_unfinished_never_covers_newer_words(opened, place, checked, qtbot) -> None:
    page = opened("findings")
    box = part(page, TypedText, "findingText")
    with qtbot.waitSignal(box.typed):
        box.setPlainText(WORDS)
    calm(qtbot, place.tasks)
    first = case(place, checked).findings[0]
    edit_finding(place.desk, first.id, text="演练：别处改过的表述")
    again = opened("findings")
    assert text_of(again, "findingText") == "演练：别处改过的表述"
    told = [one.accessibleName() for one in again.findChildren(Notice) if one.isVisible()]
    assert any(WORDS in one for one in told)
    again.page.keep_unsaved()
    calm(qtbot, place.tasks)
    assert case(place, checked).findings[0].text == "演练：别处改过的表述"
