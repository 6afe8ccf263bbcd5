"""认定: findings drafted from the answers, edited, drafted anew and voided; the facts that were found."""

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QListWidget, QPlainTextEdit, QScrollArea

from app.services.checking.answering import answer
from app.services.checking.findings import draft_findings
from tests.services.on_site import answer_everything
from tests.ui import outcome_page
from tests.ui.conftest import calm, on_stage, part
from tests.ui.outcome_page import case, press, violated
from ui import style
from ui.pages.inspection import InspectionPage
from ui.pages.outcome.page import OutcomePage
from ui.widgets.notice import Notice
from ui.widgets.typed_text import TypedText

checked, page = outcome_page.checked, outcome_page.page


def test_that_entering_drafts_a_finding_for_each_violation(page, place, checked) -> None:
    assert [one.code for one in case(place, checked).findings] == ["1.2", "2.3", "5.3"]
    assert part(page, QListWidget, "findings").count() == 3
    assert "未制定电子文件归档" in part(page, QPlainTextEdit, "findingText").toPlainText()
    assert page._rail is not None
    assert page._state.step("record").state == "locked"


def test_that_nothing_is_drafted_while_questions_are_open(place, visit, qtbot) -> None:
    answer(place.desk, visit.inspection, "q1_2", violated("ordinary"))
    made = InspectionPage(place, visit.inspection, "outcome", "")
    qtbot.addWidget(made)
    calm(qtbot, place.tasks)
    assert case(place, visit).findings == ()


def test_that_a_new_wording_is_recorded_when_the_box_is_left(page, place, checked, qtbot) -> None:
    box = part(page, QPlainTextEdit, "findingText")
    box.setFocus()
    box.setPlainText("演练：没有制定制度。")
    part(page, QListWidget, "findings").setFocus()
    calm(qtbot, place.tasks)
    assert case(place, checked).findings[0].text == "演练：没有制定制度。"


def test_that_a_blank_wording_is_refused_beside_its_field(page, place, checked, qtbot) -> None:
    box = part(page, QPlainTextEdit, "findingText")
    box.setFocus()
    box.setPlainText("")
    part(page, QListWidget, "findings").setFocus()
    calm(qtbot, place.tasks)
    assert part(page, QLabel, "findingTextProblem").text() == "请写明发现的事实。"
    assert case(place, checked).findings[0].text


def test_that_a_wording_being_typed_comes_back(page, place, checked, qtbot) -> None:
    box = part(page, TypedText, "findingText")
    box.typed.emit("演练：写到一半")
    calm(qtbot, place.tasks)
    again = InspectionPage(place, checked.inspection, "outcome", "")
    qtbot.addWidget(again)
    calm(qtbot, place.tasks)
    assert part(again, QPlainTextEdit, "findingText").toPlainText() == "演练：写到一半"


def test_that_a_provision_is_left_out_by_its_box(page, place, checked, qtbot) -> None:
    before = case(place, checked).findings[0].basis
    part(page, QCheckBox, "basis1").click()
    calm(qtbot, place.tasks)
    assert case(place, checked).findings[0].basis == (before[0], *before[2:])


def test_that_a_finding_is_drafted_anew_only_with_a_reason(page, place, checked, qtbot) -> None:
    press(page, "voidFindingWithdraw", place, qtbot)
    press(page, "voidFindingConfirm", place, qtbot)
    first = case(place, checked).findings[0].id
    assert part(page, QLabel, "voidFindingReasonProblem").text() == "请写明理由。"
    part(page, QLineEdit, "voidFindingReason").setText("演练：证据不足")
    press(page, "voidFindingConfirm", place, qtbot)
    anew = case(place, checked).findings
    assert sorted(one.code for one in anew) == ["1.2", "2.3", "5.3"]
    assert first not in [one.id for one in anew]


def test_that_a_finding_whose_answer_changed_is_marked_and_voided(place, checked, qtbot) -> None:
    draft_findings(place.desk, checked.inspection)
    answer_everything(checked, q2_3=violated("serious"), q5_3=violated("serious"))
    made = InspectionPage(place, checked.inspection, "outcome", "")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    assert "须核对" in part(made, QListWidget, "findings").item(0).text()
    assert "不再是" in part(made.findChild(OutcomePage)._findings, Notice, "notice").accessibleName()
    press(made, "voidFindingWithdraw", place, qtbot)
    part(made, QLineEdit, "voidFindingReason").setText("演练：答案已改")
    press(made, "voidFindingConfirm", place, qtbot)
    assert [one.code for one in case(place, checked).findings] == ["2.3", "5.3"]
    window.close()


def test_that_the_officer_chooses_which_fact_was_found(page, place, checked, qtbot) -> None:
    part(page, QListWidget, "findings").setCurrentRow(1)
    calm(qtbot, place.tasks)
    boxes = [part(page, QCheckBox, f"fact{one}") for one in range(3)]
    assert [one.isChecked() for one in boxes] == [False, False, False]
    assert not part(page, Notice, "factsOpen").isHidden()
    boxes[2].click()
    calm(qtbot, place.tasks)
    text = case(place, checked).findings[1].text
    assert text.startswith(f"{case(place, checked).unit.name}操作日志保存期不足。") and "或者" not in text
    assert part(page, Notice, "factsOpen").isHidden()
    marked = [one.text().endswith("须写明情形") for one in map(part(page, QListWidget, "findings").item, range(3))]
    assert marked == [True, False, True]
    boxes[0].click()
    calm(qtbot, place.tasks)
    assert "操作日志未完整自动记录，操作日志保存期不足。" in case(place, checked).findings[1].text
    part(page, TypedText, "findingText").show_text("演练：日志只存三个月。")
    assert boxes[0].isHidden()


def test_that_choices_taken_back_leave_the_facts_open_again(page, place, checked, qtbot) -> None:
    before = case(place, checked).findings[0].text
    box = part(page, QCheckBox, "fact1")
    for hidden in (True, False):
        box.click()
        calm(qtbot, place.tasks)
        assert part(page, Notice, "factsOpen").isHidden() is hidden
    assert case(place, checked).findings[0].text == before


def test_that_no_citation_is_cut_in_large_letters(place, checked, qtbot, qapp) -> None:
    style.dress(qapp, large=True)
    made = InspectionPage(place, checked.inspection, "outcome", "")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    part(made, QListWidget, "findings").setCurrentRow(1)  # the one that rests on the longest title of a law
    calm(qtbot, place.tasks)
    qtbot.waitUntil(lambda: part(made, QCheckBox, "basis0").isVisible())
    areas = [one for one in made.findChildren(QScrollArea) if one.isVisible() and one.widget() is not None]
    assert areas and not [
        one for one in areas if one.widget().minimumSizeHint().width() > one.viewport().width()
    ], "the words run under the bar at the right"
    window.close()


def test_that_the_findings_stay_in_sight_while_the_chosen_one_is_read_to_its_end(page, place, qtbot) -> None:
    page.window().resize(911, 512)  # 1366x768 at 150 %
    calm(qtbot, place.tasks)
    listed, last = part(page, QListWidget, "findings"), part(page, QLabel, "findingEvidence")
    area = next(one for one in page.findChildren(QScrollArea) if one.isAncestorOf(last))
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert area.verticalScrollBar().value() > 0 and not listed.visibleRegion().isEmpty()
    listed.setCurrentRow(1)
    assert area.verticalScrollBar().value() == 0
