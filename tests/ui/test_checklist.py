"""The checklist page: every answer on disk before it is shown, by keyboard and by mouse."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QListView, QPlainTextEdit, QRadioButton

from app.errors import Blocker
from app.services.checking.answering import answer, take_drafts
from app.services.checking.findings import draft_findings
from app.services.session.opening import last_place
from tests.services.on_site import answer_everything
from tests.ui.conftest import calm, on_stage, part
from ui.models.inspection_state import inspection_state, opening
from ui.models.questions import ALL, OPEN, ROW_ROLE, VIOLATED, QuestionList
from ui.pages import giving
from ui.pages.checking import CheckingPage
from ui.pages.checklist import ChecklistPage
from ui.pages.inspection import InspectionPage
from ui.pages.items import ItemsPage
from ui.pages.question_panel import QuestionPanel
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.notice import Notice
from ui.widgets.typed_text import TypedText


@pytest.fixture
def page(place, visit, qtbot):
    made = InspectionPage(place, visit.inspection, "checking", "")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    window.activateWindow()
    yield made
    calm(qtbot, place.tasks)


def press(page, place, qtbot, key) -> None:
    QTest.keyClick(part(page, QListView, "questions"), key)
    calm(qtbot, place.tasks)


def stored(place, visit, path: str):
    return place.desk.case(visit.inspection).answers.get(path)


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
    with qtbot.waitSignal(box.typed, timeout=5000):
        QTest.keyClicks(box, "half")
    calm(qtbot, place.tasks)
    assert take_drafts(place.desk, visit.inspection) == {("q1_1", "reason"): "half"}


def test_that_unfinished_text_comes_back_when_the_page_is_opened_again(place, visit, qtbot) -> None:
    from app.services.checking.answering import save_draft

    answer(place.desk, visit.inspection, "q1_1", {"verdict": "not_applicable"})
    save_draft(place.desk, visit.inspection, "q1_1", "演练没写完的理由", "reason")
    made = InspectionPage(place, visit.inspection, "checking", "q1_1")
    qtbot.addWidget(made)
    calm(qtbot, place.tasks)
    assert part(made, QPlainTextEdit, "reason").toPlainText() == "演练没写完的理由"


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


def test_that_the_open_filter_leaves_out_what_is_answered(page, place, visit, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_1)
    part(page, QAbstractButton, f"filter_{OPEN}").click()
    view = part(page, QListView, "questions")
    assert view.model().rowCount() == 39
    assert view.model().row(0).code == "1.2"


def test_that_a_filter_which_leaves_nothing_says_what_that_means(page, place, qtbot) -> None:
    part(page, QAbstractButton, f"filter_{VIOLATED}").click()
    view = part(page, QListView, "questions")
    assert view.model().rowCount() == 0
    assert view.accessibleDescription() == "没有不符合的检查项。"
    blank = view.viewport().grab().toImage()
    assert any(blank.pixelColor(x, y).lightness() < 160 for x in range(blank.width()) for y in range(20, 60))
    part(page, QAbstractButton, f"filter_{ALL}").click()
    assert view.accessibleDescription() == ""


def test_that_the_place_is_remembered(page, place, visit, qtbot) -> None:
    view = part(page, QListView, "questions")
    view.setCurrentIndex(view.model().index(6))
    qtbot.waitUntil(lambda: last_place(place.desk).question == "q1_7")
    kept = last_place(place.desk)
    assert (kept.inspection, kept.step, kept.question) == (visit.inspection, "checking", "q1_7")


def test_that_the_side_shows_what_the_question_rests_on(page) -> None:
    assert "档案法》第十二条" in part(page, QLabel, "bases").text()
    assert "任命文件" in part(page, QLabel, "wanted").text()


def test_that_a_screen_reader_hears_question_and_answer(page, place, qtbot) -> None:
    press(page, place, qtbot, Qt.Key.Key_1)
    model = part(page, QListView, "questions").model()
    heard = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert heard.startswith("1.1，")
    assert heard.endswith("，符合")
    assert model.data(model.index(1), Qt.ItemDataRole.AccessibleTextRole).endswith("，未答")


def test_that_the_list_keeps_the_contract_of_qt(page, qapp) -> None:
    rows = page._opened.state.questions
    model = QuestionList()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.replace(rows)
    model.set_filter(OPEN)
    model.replace(rows[:3])
    assert model.rowCount() == 3
    tester.deleteLater()


def test_that_the_last_answer_leads_to_the_next_step(place, visit, qtbot) -> None:
    answer_everything(visit_at(place, visit), q1_1={"verdict": "conforms"})
    made = InspectionPage(place, visit.inspection, "checking", "")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    go_on = part(made, QAbstractButton, "nextOpen")
    assert go_on.text() == "下一步：认定与措施"
    go_on.click()
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

    qtbot.waitUntil(one_more, timeout=5_000)
    assert told[0]


@pytest.mark.parametrize("key", [Qt.Key.Key_3, Qt.Key.Key_4])
def test_that_a_verdict_that_needs_a_reason_leads_to_it(page, place, qtbot, key) -> None:
    press(page, place, qtbot, key)
    assert page.window().focusWidget().objectName() == "reason"


def test_that_a_code_or_words_lead_to_a_question(page, place, qtbot) -> None:
    jump = part(page, QLineEdit, "jumpTo")
    jump.setText("2.3")
    jump.returnPressed.emit()
    assert part(page, QLabel, "panelTitle").text().startswith("2.3")
    jump.setText("没有这样的检查项")
    jump.returnPressed.emit()
    assert part(page, QLabel, "panelTitle").text().startswith("2.3")
    assert "没有找到" in part(page, Notice, "notice").accessibleName()


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


def test_that_an_item_is_overruled_only_with_a_reason(page, place, visit, qtbot) -> None:
    part(page, QAbstractButton, "openItems").click()
    calm(qtbot, place.tasks)
    items = page.findChild(ItemsPage)
    key = items._shown[0][0].key
    part(items, QComboBox, f"itemChoice_{key}").setCurrentIndex(1)
    part(items, QAbstractButton, f"itemKeep_{key}").click()
    calm(qtbot, place.tasks)
    assert place.desk.case(visit.inspection).overrules == {}
    assert part(items, QLabel, f"itemReason_{key}Problem").isVisible()
    part(items, QLineEdit, f"itemReason_{key}").setText("演练理由")
    part(items, QAbstractButton, f"itemKeep_{key}").click()
    calm(qtbot, place.tasks)
    assert place.desk.case(visit.inspection).overrules[key]["reason"] == "演练理由"
    assert "人员认定" in part(items, QLabel, f"itemResult_{key}").text()
    part(items, QComboBox, f"itemChoice_{key}").setCurrentIndex(0)
    part(items, QAbstractButton, f"itemKeep_{key}").click()
    calm(qtbot, place.tasks)
    assert not place.desk.case(visit.inspection).overrules.get(key)


def test_that_the_last_inspections_answer_is_shown_with_its_words(visit, place) -> None:
    state = opening(place.desk, visit.inspection).state
    row = state.questions[0]
    earlier = {row.path: {"verdict": "violates", "reason": None, "severity": "ordinary", "note": "演练说明"}}
    shown = inspection_state(place.desk, visit.inspection, earlier).questions[0].previous
    assert shown.splitlines()[1] == "演练说明"
    assert "一般" in shown


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
    place.tasks.run(page, lambda: gate.wait(20))
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
