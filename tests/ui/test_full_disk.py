"""A full disk takes nothing that is typed: it stays in its field, and is kept as soon as there is room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QListView, QPlainTextEdit, QPushButton

from app.errors import StorageFailed
from app.services.checking.answering import take_drafts
from tests.ui import checklist_page
from tests.ui.checklist_page import press, stored
from tests.ui.conftest import calm, on_stage, part
from tests.ui.full_disk import full_disk
from ui import keeping
from ui.widgets.notice import ERROR, Notice

page = checklist_page.page
WORDS = "演练：操作日志仅保存三个月"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "AGAIN_MS", 100)


def noted(page, place, qtbot) -> QPlainTextEdit:
    """Return the note of the first question, which conforms, with the focus."""
    press(page, place, qtbot, Qt.Key.Key_1)
    note = part(page, QPlainTextEdit, "note")
    note.setFocus()
    return note


def test_that_a_note_stays_in_its_field_and_is_recorded_once_there_is_room(page, place, visit, qtbot) -> None:
    note = noted(page, place, qtbot)
    with full_disk(place):
        note.setPlainText(WORDS)
        part(page, QListView, "questions").setFocus()  # leaving the field records it
        calm(qtbot, place.tasks)
        assert note.toPlainText() == WORDS
        assert part(page, Notice, "notice").isVisible()
    qtbot.waitUntil(lambda: take_drafts(place.desk, visit.inspection).get(("q1_1", "note")) == WORDS)
    note.setFocus()
    part(page, QListView, "questions").setFocus()
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1")["note"] == WORDS


def test_that_a_note_is_there_again_after_other_questions(page, place, qtbot) -> None:
    note = noted(page, place, qtbot)
    with full_disk(place):
        note.setPlainText(WORDS)
        view = part(page, QListView, "questions")
        view.setFocus()
        calm(qtbot, place.tasks)
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            press(page, place, qtbot, key)
            qtbot.waitUntil(lambda key=key: (note.toPlainText() == WORDS) is (key == Qt.Key.Key_Up))


def test_that_a_full_disk_is_told_once_while_somebody_types(page, place, visit, qtbot) -> None:
    note = noted(page, place, qtbot)
    with full_disk(place) as told:
        for number in range(3):
            note.setPlainText(f"{WORDS}{number}")
            note.typed.emit(note.toPlainText())
            calm(qtbot, place.tasks)
        assert len(told) == 1
    qtbot.waitUntil(lambda: take_drafts(place.desk, visit.inspection).get(("q1_1", "note")) == f"{WORDS}2")


def test_that_the_keys_answer_again_without_a_click(page, place, visit, qtbot) -> None:
    view = part(page, QListView, "questions")
    view.setFocus()
    with full_disk(place):
        press(page, place, qtbot, Qt.Key.Key_1)
        assert part(page, Notice, "notice").isVisible() and stored(place, visit, "q1_1") is None
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_1)
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1")["verdict"] == "conforms"
    assert not part(page, Notice, "notice").isVisible()


def test_that_an_answer_can_be_taken_back_once_there_is_room(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_1)
    with full_disk(place):
        part(page, QAbstractButton, "undo").click()
        calm(qtbot, place.tasks)
        assert stored(place, visit, "q1_1") is not None
    part(page, QAbstractButton, "undo").click()
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1") is None


@pytest.mark.parametrize(("kind", "keeps"), [(QLineEdit, True), (QPlainTextEdit, True), (QPushButton, False)])
def test_who_keeps_the_focus_when_an_error_comes(qtbot, kind: type, keeps: bool) -> None:
    notice, other = Notice(), kind()
    window = on_stage(qtbot, notice)
    other.setParent(window)
    other.show()
    window.activateWindow()
    other.setFocus()
    notice.say(ERROR, "演练")
    assert other.hasFocus() is keeps


def test_that_turning_to_another_question_stops_nobody(page, place, qtbot) -> None:
    boxes: list[Exception] = []
    place.tasks.went_wrong.connect(boxes.append)
    with full_disk(place):
        press(page, place, qtbot, Qt.Key.Key_Down)
        qtbot.wait(50)  # the place is kept behind what led here
        calm(qtbot, place.tasks)
    assert boxes == []


def test_that_the_window_says_in_a_line_what_is_not_kept_until_it_is(open_window, qtbot, visit) -> None:
    window = open_window()
    window.tasks.unkept.emit(StorageFailed("disk-full", "磁盘空间不足，未能保存。", "请清理磁盘空间后重试。"))
    told = part(window, Notice, "greeting")
    assert told.isVisible() and "磁盘空间不足" in told.accessibleName() and "请清理磁盘空间" in told.accessibleName()
    window.tasks.unkept.emit(None)
    assert not told.isVisible()
