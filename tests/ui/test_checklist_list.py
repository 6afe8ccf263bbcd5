"""The list of questions and what stands beside it: filters, jumping, the place kept, basis, the last inspection."""


from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QListView

from app.services.session.opening import last_place
from tests.services.disagreeing import disagree
from tests.ui import checklist_page
from tests.ui.checklist_page import press
from tests.ui.conftest import calm, on_stage, part
from ui.models.inspection_state import inspection_state, opening
from ui.models.questions import ALL, OPEN, VIOLATED, QuestionList
from ui.pages.checking.items import ItemsPage
from ui.pages.inspection import InspectionPage
from ui.widgets.notice import Notice

page = checklist_page.page


def given(verdict: str, **words: str) -> dict[str, str | None]:
    """Return an answer as it is stored."""
    return {"verdict": verdict, "reason": None, "severity": None, "note": None, **words}


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


def test_that_a_code_or_words_lead_to_a_question(page, place, qtbot) -> None:
    jump = part(page, QLineEdit, "jumpTo")
    jump.setText("2.3")
    jump.returnPressed.emit()
    assert part(page, QLabel, "panelTitle").text().startswith("2.3")
    jump.setText("没有这样的检查项")
    jump.returnPressed.emit()
    assert part(page, QLabel, "panelTitle").text().startswith("2.3")
    assert "没有找到" in part(page, Notice, "notice").accessibleName()


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


def test_that_another_laptops_other_answer_is_told_until_somebody_chooses(place, visit, qtbot, tmp_path) -> None:
    here, other = replace(visit, desk=place.desk), given("not_applicable", reason="没有委托（演练）")
    disagree(here, tmp_path / "second", "q1_1", given("conforms"), other)
    page = InspectionPage(place, visit.inspection, "checking", "q1_1")
    window = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    model, way = part(page, QListView, "questions").model(), part(page, QAbstractButton, "goDisputed")
    assert model.row(0).disputed and not model.row(1).disputed and not way.isHidden()
    assert "另一台电脑的答案不同" in model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    with qtbot.waitSignal(page.destination_wanted) as wanted:
        way.click()
    assert wanted.args == ["sync/conflicts"]
    press(page, place, qtbot, Qt.Key.Key_4)
    assert not model.row(0).disputed and way.isHidden()
    assert place.desk.case(visit.inspection).conflicts == ()
    window.close()
