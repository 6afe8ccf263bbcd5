"""The words of an answer: asked for where they are demanded, kept as they are typed, told where they are lost."""


import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListView, QPlainTextEdit, QRadioButton

from app.services.checking.answering import answer, save_draft, take_drafts
from tests.ui import checklist_page
from tests.ui.checklist_page import press, stored
from tests.ui.conftest import calm, on_stage, part
from ui.pages.inspection import InspectionPage
from ui.widgets.typed_text import TypedText

page = checklist_page.page


def test_that_a_violation_asks_for_its_severity(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_2)
    assert "严重程度" in part(page, QLabel, "panelMissing").text()
    assert part(page, QLabel, "answeredCount").text() == "已答 0 / 40"
    part(page, QRadioButton, "severity_serious").click()
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1")["severity"] == "serious"
    assert part(page, QLabel, "answeredCount").text() == "已答 1 / 40"


def test_that_a_reason_is_demanded_and_saved_when_the_box_is_left(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_3)
    assert "理由" in part(page, QLabel, "panelMissing").text()
    reason = part(page, QPlainTextEdit, "reason")
    reason.setFocus()
    QTest.keyClicks(reason, "1")
    reason.setPlainText("演练单位没有这项业务")
    part(page, QListView, "questions").setFocus()
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1")["reason"] == "演练单位没有这项业务"
    assert stored(place, visit, "q1_1")["verdict"] == "not_applicable"


def test_that_digits_typed_into_a_reason_answer_nothing(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_3)
    reason = part(page, QPlainTextEdit, "reason")
    reason.setFocus()
    QTest.keyClicks(reason, "2019")
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1")["verdict"] == "not_applicable"


def test_that_text_being_typed_is_kept_before_the_box_is_left(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_3)
    box = part(page, TypedText, "reason")
    box.setFocus()
    with qtbot.waitSignal(box.typed):
        QTest.keyClicks(box, "half")
    calm(qtbot, place.tasks)
    assert take_drafts(place.desk, visit.inspection) == {("q1_1", "reason"): "half"}


def test_that_unfinished_text_comes_back_when_the_page_is_opened_again(place, visit, qtbot) -> None:
    answer(place.desk, visit.inspection, "q1_1", {"verdict": "not_applicable"})
    save_draft(place.desk, visit.inspection, "q1_1", "演练没写完的理由", "reason")
    made = InspectionPage(place, visit.inspection, "checking", "q1_1")
    qtbot.addWidget(made)
    calm(qtbot, place.tasks)
    assert part(made, QPlainTextEdit, "reason").toPlainText() == "演练没写完的理由"


def test_that_words_typed_over_an_answer_never_cover_what_a_colleague_recorded_since(place, visit, qtbot) -> None:
    answer(place.desk, visit.inspection, "q1_1", {"verdict": "not_applicable", "reason": "演练：起初的理由"})
    made = InspectionPage(place, visit.inspection, "checking", "q1_1")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    box = part(made, TypedText, "reason")
    with qtbot.waitSignal(box.typed):
        box.setPlainText("演练：写到一半")
    calm(qtbot, place.tasks)  # killed here: the page is not left
    kept = take_drafts(place.desk, visit.inspection)
    answer(place.desk, visit.inspection, "q1_1", {"verdict": "not_applicable", "reason": "演练：同事的理由"})
    for (path, name), text in kept.items():  # a colleague's answer came by sync, which drops no draft
        save_draft(place.desk, visit.inspection, path, text, name)
    again = InspectionPage(place, visit.inspection, "checking", "q1_1")
    other = on_stage(qtbot, again)
    calm(qtbot, place.tasks)
    assert part(again, QPlainTextEdit, "reason").toPlainText() == "演练：同事的理由"
    assert "演练：写到一半" in part(again, QLabel, "panelOvertaken").text()
    again.page.keep_unsaved()
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1")["reason"] == "演练：同事的理由"
    window.close()
    other.close()


def test_that_words_typed_back_to_what_is_recorded_are_not_kept(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_3)
    box = part(page, TypedText, "reason")
    for text in ("演练：写到一半", ""):
        with qtbot.waitSignal(box.typed):
            box.setPlainText(text)
    calm(qtbot, place.tasks)
    assert take_drafts(place.desk, visit.inspection) == {}


def test_that_the_severity_of_one_question_is_not_shown_as_that_of_the_next(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_2)
    part(page, QRadioButton, "severity_serious").click()
    calm(qtbot, place.tasks)
    press(page, place, qtbot, Qt.Key.Key_Down)
    press(page, place, qtbot, Qt.Key.Key_2)
    shown = [one for one in page.findChildren(QRadioButton) if one.objectName().startswith("severity_")]
    assert not any(one.isChecked() for one in shown)
    assert stored(place, visit, "q1_2")["severity"] is None


def test_that_esc_leads_from_the_words_back_to_the_list_and_keeps_them(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_3)
    box = part(page, QPlainTextEdit, "reason")
    assert box.hasFocus()
    QTest.keyClicks(box, "made up")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    calm(qtbot, place.tasks)
    assert part(page, QListView, "questions").hasFocus()
    assert stored(place, visit, "q1_1")["reason"] == "made up"


def test_that_words_are_told_while_somebody_types_on_without_a_pause(qtbot) -> None:
    box, told = TypedText(), []
    qtbot.addWidget(box)
    box.typed.connect(told.append)

    def one_more() -> bool:
        box.insertPlainText("字")  # never as long a pause as the box waits for
        return bool(told)

    qtbot.waitUntil(one_more)
    assert told[0]


@pytest.mark.parametrize("key", [Qt.Key.Key_3, Qt.Key.Key_4])
def test_that_a_verdict_that_needs_a_reason_leads_to_it(page, place, qtbot, key) -> None:
    press(page, place, qtbot, key)
    assert page.window().focusWidget().objectName() == "reason"


@pytest.mark.parametrize("part_name", ["reason", "note"])
def test_that_words_no_paper_can_print_are_told_beside_them_and_stay(page, place, visit, qtbot, part_name) -> None:
    press(page, place, qtbot, Qt.Key.Key_3)
    box, told = part(page, TypedText, part_name), part(page, QLabel, f"{part_name}Problem")
    box.setFocus()
    box.setPlainText("演练😀说明")
    assert "不能印出“😀”" in told.text() and not told.isHidden()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    calm(qtbot, place.tasks)
    assert not (stored(place, visit, "q1_1")[part_name] or "")
    assert box.toPlainText() == "演练😀说明"
    assert take_drafts(place.desk, visit.inspection)["q1_1", part_name] == "演练😀说明"
    box.setFocus()
    box.setPlainText("演练𬮿说明")
    assert told.isHidden()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1")[part_name] == "演练𬮿说明"
