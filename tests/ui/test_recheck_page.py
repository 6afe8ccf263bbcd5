"""复查: planned from its case and from the board of deadlines, answered item by item, its opinion begun from that."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QLineEdit, QListWidget, QPlainTextEdit

from app.domain.procedure.rechecks import open_recheck, rechecks
from app.services.papers.life import freeze
from tests.services.papers.made import approved, numbers
from tests.services.rechecking.again import (
    CORRECTED,
    NOT,
    answered,
    arrived,
    planned,
    questions,
    rechecked,
    serve_order,
)
from tests.services.rechecking.again import sealed as sealed_recheck
from tests.services.rechecking.test_case_file import opinion
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import press, show
from ui.models.choices import choices
from ui.models.inspection_state import opening
from ui.models.record import record_view
from ui.pages.arrival.page import ArrivalPage
from ui.pages.checking.page import CheckingPage
from ui.pages.closing.page import ClosingPage
from ui.pages.deadlines import DeadlinesPage
from ui.pages.inspection import InspectionPage
from ui.pages.papers.page import PapersPage
from ui.pages.preparing.preparation import PreparationPage

sealed, place, sealed_site = stage.sealed, stage.place, stage.site


@pytest.fixture
def site(sealed_site, sealed):
    numbers(sealed_site)
    serve_order(sealed_site, sealed[2])
    return sealed_site


@pytest.fixture
def staged(qtbot):
    """Put pages on stage, each closed at the end."""
    windows = []

    def stage(page, seen=True):
        windows.append(on_stage(qtbot, page))
        if seen:
            show(qtbot, page)
        return page

    yield stage
    for one in windows:
        one.close()


def closing(place, site, staged) -> ClosingPage:
    page = staged(ClosingPage(place, site.inspection))
    page.show_part("recheck")
    return page


def test_that_a_reinspection_is_planned_on_the_page_of_its_case(place, site, staged, qtbot) -> None:
    page = closing(place, site, staged)
    assert part(page, QAbstractButton, "part_recheck").accessibleName() == "复查 未复查"
    way = part(page, QAbstractButton, "planRecheck")
    assert way.property("kind") == "primary"
    press(qtbot, page, "planRecheck")
    assert way.property("kind") == ""  # one main act at a time: the form's
    assert part(page, QLineEdit, "recheckPlace").text() == "演练路1号"
    assert [part(page, QCheckBox, f"recheckOfficer_{one}").isChecked() for one in ("jia", "yi")] == [True, True]
    press(qtbot, page, "recheckGo")
    waiting = open_recheck(place.desk.case(site.inspection))
    assert waiting is not None
    assert part(page, QLabel, "recheck_0").text() == "2026年7月9日 · 复查责令改正的事项（1项） · 尚未完成"
    assert part(page, QAbstractButton, "part_recheck").accessibleName() == "复查 已安排"
    with qtbot.waitSignal(page.inspection_wanted) as wanted:
        press(qtbot, page, "openRecheck_0")
    assert wanted.args == [waiting.subject]


def test_that_a_reinspection_half_planned_is_there_again_when_its_page_was_left(place, site, staged, qtbot) -> None:
    page = closing(place, site, staged)
    press(qtbot, page, "planRecheck")
    part(page, QLineEdit, "recheckPlace").setText("演练路9号机房")
    part(page, QCheckBox, "recheckOfficer_yi").setChecked(False)
    page.keep_unsaved()
    calm(qtbot, place.tasks)
    again = closing(place, site, staged)
    calm(qtbot, place.tasks)
    assert part(again, QAbstractButton, "planRecheck").isChecked()
    assert part(again, QLineEdit, "recheckPlace").text() == "演练路9号机房"
    assert not part(again, QCheckBox, "recheckOfficer_yi").isChecked()
    part(again, QCheckBox, "recheckOfficer_yi").setChecked(True)
    press(qtbot, again, "recheckGo")
    assert open_recheck(place.desk.case(site.inspection)) is not None
    assert place.desk.store.drafts.drafts(f"window-{place.desk.officer}") == ()


def test_that_a_blank_place_is_told_at_its_field(place, site, staged, qtbot) -> None:
    page = closing(place, site, staged)
    press(qtbot, page, "planRecheck")
    part(page, QLineEdit, "recheckPlace").clear()
    press(qtbot, page, "recheckGo")
    assert part(page, QLabel, "recheckPlaceProblem").text() == "请填写复查地点。"
    assert rechecks(place.desk.case(site.inspection)) == ()


def test_that_nothing_is_offered_before_an_order_was_served(sealed_site, place, staged) -> None:
    page = closing(place, sealed_site, staged)
    assert not part(page, QAbstractButton, "planRecheck").isVisible()
    assert "送达后" in part(page, QLabel, "recheckNone").text()


def test_that_its_task_leads_to_the_part_and_is_not_closed_by_hand(place, site, staged, qtbot) -> None:
    planned(site)
    page = staged(ClosingPage(place, site.inspection))
    page.show_part("tasks")
    assert page.findChild(QAbstractButton, "closeTask0") is None
    press(qtbot, page, "taskRecheck0")
    assert part(page, QAbstractButton, "part_recheck").isChecked()


def test_that_items_are_answered_by_three_keys_and_ask_for_words(place, site, staged, qtbot) -> None:
    again = arrived(planned(site))
    page = staged(CheckingPage(place, again.inspection, opening(place.desk, again.inspection), ""), seen=False)
    calm(qtbot, place.tasks)
    view = page.findChild(QAbstractButton, "openItems")
    assert view is not None and not view.isVisible()
    listed = next(one for one in page.findChildren(object) if one.objectName() == "questions")
    row = listed.model().row(0)
    assert row.choices == ("已改正", "部分改正", "未改正")
    qtbot.keyClick(listed, Qt.Key.Key_4)
    calm(qtbot, place.tasks)
    assert place.desk.case(again.inspection).answers == {}
    qtbot.keyClick(listed, Qt.Key.Key_2)
    calm(qtbot, place.tasks)
    assert part(page, QLabel, "panelMissing").text() == "选择“部分改正”须写明复查情况"
    note = part(page, QPlainTextEdit, "note")
    assert note.hasFocus() and note.accessibleName() == "复查情况（必填）"
    assert not part(page, QPlainTextEdit, "reason").isVisible()
    qtbot.keyClicks(note, "one of two")
    listed.setFocus()
    calm(qtbot, place.tasks)
    answer = place.desk.case(again.inspection).answers[questions(again)[0]]
    assert answer == {"verdict": "partly", "reason": None, "severity": None, "note": "one of two"}


def test_that_preparation_and_arrival_have_no_paper_to_make_or_serve(place, site, staged) -> None:
    again = planned(site)
    page = staged(PreparationPage(place, again.inspection, {}))
    shown = {one.objectName() for one in page.findChildren(QAbstractButton) if one.objectName().startswith("part_")}
    assert shown == {"part_plan", "part_team", "part_departure"}
    page = staged(ArrivalPage(place, again.inspection, {}))
    shown = {one.objectName() for one in page.findChildren(QAbstractButton) if one.objectName().startswith("part_")}
    assert "part_service" not in shown and {"part_visit", "part_rights", "part_leaving"} <= shown


def test_that_the_opinion_is_begun_from_the_answers_and_its_fields_are_grey(place, site, staged, qtbot) -> None:
    rechecked(site, NOT)
    page = closing(place, site, staged)
    assert part(page, QAbstractButton, "part_recheck").accessibleName() == "复查 待制作意见书"
    with qtbot.waitSignal(page.step_wanted) as wanted:
        press(qtbot, page, "makeOpinion")
    assert wanted.args == ["papers/making"]
    papers = staged(PapersPage(place, site.inspection))
    papers.show_part("making")
    calm(qtbot, place.tasks)
    assert "取自已经签名封存的复查笔录" in part(papers, QLabel, "takenOver").text()
    fields = ("items", "conclusion", "next", "next_reason")
    enabled = [one for one in fields if part(papers, object, f"entry_{one}").isEnabled()]
    assert enabled == ["next", "next_reason"]


def test_that_what_was_put_right_does_not_ask_for_another_reinspection(place, site, staged) -> None:
    again = rechecked(site, CORRECTED)
    document = opinion(site)
    approved(site, document, "D35")
    freeze(site.desk, site.inspection, document)
    page = closing(place, site, staged)
    assert part(page, QAbstractButton, "part_recheck").accessibleName() == "复查 已复查"
    assert part(page, QAbstractButton, "planRecheck").property("kind") == ""
    assert part(closing(place, again, staged), QAbstractButton, "openParent").text() == "打开原案"


def test_that_the_step_opens_where_the_reinspection_goes_on(place, site, staged) -> None:
    again = sealed_recheck(answered(arrived(planned(site)), CORRECTED))
    for one in (again, site):
        page = staged(ClosingPage(place, one.inspection))
        assert part(page, QAbstractButton, "part_recheck").isChecked()


def test_that_a_reinspection_leads_back_to_its_case(place, site, staged, qtbot) -> None:
    again = sealed_recheck(answered(arrived(planned(site)), CORRECTED))
    page = closing(place, again, staged)
    assert page.findChild(QAbstractButton, "part_casefile") is None
    with qtbot.waitSignal(page.inspection_wanted) as wanted:
        press(qtbot, page, "openParent")
    assert wanted.args == [site.inspection]


def board(place, staged, qtbot) -> DeadlinesPage:
    page = staged(DeadlinesPage(place), seen=False)
    page.refresh()
    calm(qtbot, place.tasks)
    return page


def choose(page, words: str) -> None:
    listed = part(page, QListWidget, "board")
    rows = [at for at in range(listed.count()) if words in listed.item(at).text()]
    listed.setCurrentRow(rows[0])


def test_that_the_board_leads_from_the_term_to_plan_go_and_opinion(place, site, staged, qtbot) -> None:
    page = board(place, staged, qtbot)
    go = part(page, QAbstractButton, "boardOpen")
    choose(page, "单位报告整改情况")
    assert go.text() == "登记整改报告"
    choose(page, "责令改正期限届满")
    assert go.text() == "安排复查"
    with qtbot.waitSignal(page.step_wanted) as wanted:
        go.click()
    assert wanted.args == [site.inspection, "closing/recheck"]
    again = planned(site)
    page.refresh()
    calm(qtbot, place.tasks)
    choose(page, "责令改正期限届满")
    assert go.text() == "去复查"
    with qtbot.waitSignal(page.step_wanted) as wanted:
        go.click()
    assert wanted.args == [again.inspection, ""]
    sealed_recheck(answered(arrived(again), NOT))
    page.refresh()
    calm(qtbot, place.tasks)
    choose(page, "责令改正期限届满")
    assert go.text() == "制作整改复查意见书"


def test_that_an_inspection_opens_at_the_part_asked_for(place, site, staged, qtbot) -> None:
    for wanted in ("recheck", "timeline"):
        page = staged(InspectionPage(place, site.inspection, "closing", wanted), seen=False)
        calm(qtbot, place.tasks)
        assert part(page, QAbstractButton, f"part_{wanted}").isChecked()


def test_that_the_way_forward_from_the_arrival_leads_to_the_items_themselves(place, site, staged, qtbot) -> None:
    again = arrived(planned(site))
    page = staged(InspectionPage(place, again.inspection, "arrival"), seen=False)
    calm(qtbot, place.tasks)
    part(page, QAbstractButton, "part_rights").click()
    go = part(page, QAbstractButton, "nextPart")
    go.setFocus()
    go.click()
    calm(qtbot, place.tasks)
    assert page.window().focusWidget().objectName() == "questions"  # so that the keys answer at once


def test_that_after_the_items_comes_the_record(place, site, staged, qtbot) -> None:
    again = answered(arrived(planned(site)), CORRECTED)
    page = staged(InspectionPage(place, again.inspection, "checking"), seen=False)
    calm(qtbot, place.tasks)
    go = part(page, QAbstractButton, "nextOpen")
    assert go.text() == "下一步：笔录与签名"
    go.click()
    calm(qtbot, place.tasks)
    assert part(page, QLabel, "stepTitle").text() == "笔录与签名"


def test_that_its_form_is_not_offered_to_a_new_inspection(place, site) -> None:
    assert "recheck" not in choices(place.desk).forms


def test_that_the_record_shows_each_item_and_no_findings(place, site) -> None:
    again = answered(arrived(planned(site)), NOT)
    view = record_view(place.desk, place.desk.case(again.inspection))
    titles = [one.title for one in view.sections]
    assert "二、逐项复查情况" in titles and "二、发现的问题" not in titles and "检查项" not in titles
    assert not [one for each in view.sections for one in each.lines if one.place == "outcome"]  # it has no such step
    assert view.title == "整改复查笔录"
    (line,) = next(one.lines for one in view.sections if one.title == "二、逐项复查情况")
    assert (line.text, line.alert) == ("1　调整日志保存策略", True)
