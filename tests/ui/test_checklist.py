"""The checklist page: every answer on disk before it is shown, by keyboard and by mouse."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QListView, QRadioButton

from app.errors import Blocker
from app.services.checking.answering import take_drafts
from app.services.checking.findings import draft_findings
from tests.services.on_site import answer_everything
from tests.ui import checklist_page
from tests.ui.checklist_page import press, stored
from tests.ui.conftest import calm, on_stage, part
from ui.models.inspection_state import inspection_state
from ui.models.questions import ROW_ROLE
from ui.pages.checking.checklist import ChecklistPage
from ui.pages.checking.page import CheckingPage
from ui.pages.checking.question_panel import QuestionPanel
from ui.pages.inspection import InspectionPage
from ui.pages.parts import giving
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.notice import Notice

page = checklist_page.page


def test_that_a_key_answers_and_the_answer_is_on_disk(page, place, visit, qtbot) -> None:
    saved = []
    page.saved.connect(saved.append)
    press(page, place, qtbot, Qt.Key.Key_1)
    assert stored(place, visit, "q1_1")["verdict"] == "conforms"
    assert len(saved) == 1
    assert part(page, QLabel, "answeredCount").text() == "已答 1 / 40"


def test_that_an_answer_is_shown_once_it_is_on_disk_whatever_follows_from_it(page, place, visit, qtbot) -> None:
    view = part(page, QListView, "questions")
    on_disk = []

    def look(at) -> None:
        with ThreadPoolExecutor(1) as beside:  # the page itself asks the store for nothing here
            kept = beside.submit(stored, place, visit, "q1_1").result()
        on_disk.append((view.model().row(at.row()).verdict, kept, place.tasks.busy))

    view.model().dataChanged.connect(look)
    press(page, place, qtbot, Qt.Key.Key_3)
    verdict, kept, busy = on_disk[0]
    assert verdict == kept["verdict"] == "not_applicable"
    assert busy
    assert "理由" in view.model().row(0).missing[0]


def test_that_an_answer_lays_no_row_out_again(page, place, visit, qtbot, monkeypatch) -> None:
    view = part(page, QListView, "questions")
    asked = []
    size = type(view.itemDelegate()).sizeHint
    monkeypatch.setattr(
        type(view.itemDelegate()), "sizeHint", lambda *given: (asked.append(given[-1].row()), size(*given))[1]
    )
    press(page, place, qtbot, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: not place.tasks.busy)
    assert len(asked) < view.model().rowCount()


def test_that_n_goes_to_the_next_open_question(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_1)
    press(page, place, qtbot, Qt.Key.Key_N)
    press(page, place, qtbot, Qt.Key.Key_4)
    assert stored(place, visit, "q1_2")["verdict"] == "not_checked"


def test_that_a_tap_on_a_segment_answers(page, place, visit, qtbot) -> None:
    view = part(page, QListView, "questions")
    index = view.model().index(2)
    row = view.visualRect(index)
    segment = view.itemDelegate()._segments(row, view.fontMetrics(), index.data(ROW_ROLE))[1]
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=segment.center())
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_3")["verdict"] == "violates"
    assert stored(place, visit, "q1_1") is None


def test_that_a_tap_beside_the_segments_answers_nothing(page, place, visit, qtbot) -> None:
    view = part(page, QListView, "questions")
    row = view.visualRect(view.model().index(1))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row.topLeft() + QPoint(40, 20))
    calm(qtbot, place.tasks)
    assert place.desk.case(visit.inspection).answers == {}


def test_that_a_second_tap_on_the_same_answer_keeps_it(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_1)
    press(page, place, qtbot, Qt.Key.Key_1)
    assert stored(place, visit, "q1_1")["verdict"] == "conforms"


def test_that_undo_goes_back_by_a_new_operation(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_1)
    press(page, place, qtbot, Qt.Key.Key_2)
    part(page, QAbstractButton, "undo").click()
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1")["verdict"] == "conforms"
    QTest.keyClick(part(page, QListView, "questions"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1") is None


def test_that_clearing_is_an_act_of_its_own(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_1)
    part(page, QAbstractButton, "clearAnswer").click()
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1") is None


def test_that_a_finding_is_voided_only_with_a_reason(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_2)
    part(page, QRadioButton, "severity_ordinary").click()
    calm(qtbot, place.tasks)
    draft_findings(place.desk, visit.inspection)
    press(page, place, qtbot, Qt.Key.Key_1)
    assert "已形成问题" in part(page, Notice, "notice").accessibleName()
    assert stored(place, visit, "q1_1")["verdict"] == "violates"
    checklist = page.findChild(ChecklistPage)
    part(checklist, QAbstractButton, "voidFinding")
    checklist._panel._void_reason.setText("演练：现场补充了制度")
    part(checklist, QAbstractButton, "voidFinding").click()
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1")["verdict"] == "conforms"
    assert place.desk.case(visit.inspection).findings == ()


def test_that_the_last_answer_leads_to_the_next_step(place, visit, qtbot) -> None:
    answer_everything(visit_at(place, visit), q1_1={"verdict": "conforms"})
    made = InspectionPage(place, visit.inspection, "checking", "")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    assert part(made, QAbstractButton, "nextOpen").text() == "下一步：认定与措施"
    press(made, place, qtbot, Qt.Key.Key_N)  # the key goes on from answer to answer, and is pressed once too often
    assert part(made, QAbstractButton, "step_checking").isChecked()
    assert "Alt+→" in made.findChild(ChecklistPage).findChild(Notice).findChild(QLabel, "noticeTitle").text()
    window.activateWindow()
    QTest.keyClick(part(made, QListView, "questions"), Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    calm(qtbot, place.tasks)
    assert part(made, QAbstractButton, "step_outcome").isChecked()
    window.close()


def visit_at(place, visit):
    """Return the visit with the desk that is open now."""
    return replace(visit, desk=place.desk)


def test_that_a_closed_checklist_leads_to_the_step_that_opens_it(page, place, visit, qtbot) -> None:
    checking, told = page.findChild(CheckingPage), part(page, HindranceList, "checklistLocked")
    open_now = checking._state
    blocker = Blocker("not-shown", "尚未出示执法证件。", (), "arrival/shown")
    checking.show_state(replace(open_now, frozen=(blocker,)))
    assert told.texts == ("尚未出示执法证件。",)
    part(page, QAbstractButton, "checklistLockedGo0").click()
    calm(qtbot, place.tasks)
    assert part(page, QAbstractButton, "step_arrival").isChecked()
    checking.show_state(open_now)
    assert told.isHidden()


def test_that_what_was_taken_back_can_be_given_again_until_something_new_is(page, place, visit, qtbot) -> None:
    redo = part(page, QAbstractButton, "redo")
    press(page, place, qtbot, Qt.Key.Key_1)
    part(page, QAbstractButton, "undo").click()
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1") is None
    assert redo.isEnabled()
    QTest.keyClick(part(page, QListView, "questions"), Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_1")["verdict"] == "conforms"
    part(page, QAbstractButton, "undo").click()
    calm(qtbot, place.tasks)
    press(page, place, qtbot, Qt.Key.Key_3)
    assert not redo.isEnabled()


def test_that_the_keys_answer_at_once_when_the_rail_led_to_the_checklist(page, place, qtbot) -> None:
    page.show_step("outcome")
    calm(qtbot, place.tasks)
    rail = part(page, QAbstractButton, "step_checking")
    rail.setFocus()
    rail.click()
    calm(qtbot, place.tasks)
    qtbot.waitUntil(lambda: page.window().focusWidget().objectName() == "questions")


def tap(page, row: int, segment: int) -> None:
    view = part(page, QListView, "questions")
    index = view.model().index(row)
    places = view.itemDelegate()._segments(view.visualRect(index), view.fontMetrics(), index.data(ROW_ROLE))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=places[segment].center())


class Paintings(QObject):
    """Notes each painting of a view by the verdict that a row of it shows then."""

    def __init__(self, view: QListView, row: int, seen: list[str]) -> None:
        super().__init__(view)
        self._view, self._row, self._seen = view, row, seen
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._seen.append(self._view.model().row(self._row).verdict)
        return False


@pytest.mark.parametrize("beside", ["", "sample/q1_5"])
def test_that_the_keys_answer_when_the_step_one_is_at_is_pressed_on_the_rail(page, place, visit, qtbot, beside) -> None:
    page.window().activateWindow()
    if beside:
        page.page.show_question(beside)
        calm(qtbot, place.tasks)
    rail = part(page, QAbstractButton, "step_checking")
    rail.setFocus()
    rail.click()
    calm(qtbot, place.tasks)
    view = part(page, QListView, "questions")
    qtbot.waitUntil(view.hasFocus)
    assert view.isVisible()


def test_that_a_tapped_answer_is_painted_before_what_follows_from_it(page, place, qtbot, monkeypatch) -> None:
    seen = []
    Paintings(part(page, QListView, "questions"), 2, seen)
    monkeypatch.setattr(giving, "inspection_state", lambda *given: (seen.append("read"), inspection_state(*given))[1])
    turn = QuestionPanel.show_question
    monkeypatch.setattr(QuestionPanel, "show_question", lambda *given: (seen.append("panel"), turn(*given))[1])
    page.findChild(ChecklistPage)._row_first.setInterval(60_000)  # it turns without the row only where that takes long
    tap(page, 2, 0)
    calm(qtbot, place.tasks)
    first = seen.index("conforms")
    assert first < seen.index("panel")
    assert first < seen.index("read")


def test_that_the_panel_stays_with_its_own_question_and_turns_though_the_store_is_held_up(
    page, place, visit, qtbot
) -> None:
    gate, title = threading.Event(), part(page, QLabel, "panelTitle")
    panel = page.findChild(QuestionPanel)
    place.tasks.run(page, lambda: gate.wait(60))
    tap(page, 2, 0)
    assert title.text().startswith("1.1")
    panel.typed.emit("note", "演练说明")
    panel.cleared.emit()
    qtbot.waitUntil(lambda: title.text().startswith("1.3"))
    gate.set()
    calm(qtbot, place.tasks)
    assert stored(place, visit, "q1_3")["verdict"] == "conforms"
    assert stored(place, visit, "q1_1") is None
    assert set(take_drafts(place.desk, visit.inspection)) == {("q1_1", "note")}


@pytest.mark.parametrize("keys", ["21", "31", "41", "1112341", "2341", "3131"])
def test_that_who_corrects_an_answer_at_once_goes_on_in_the_list(page, place, visit, qtbot, keys) -> None:
    questions = part(page, QListView, "questions")
    questions.setFocus()
    for one in keys:  # the one before is still being recorded
        QTest.keyClick(QApplication.focusWidget() or questions, one)
    calm(qtbot, place.tasks)
    qtbot.waitUntil(questions.hasFocus)
    assert stored(place, visit, "q1_1")["verdict"] == "conforms"

