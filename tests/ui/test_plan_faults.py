"""What is wrong with a plan is told at its field, named above the page, and the first such field is gone to."""

import pytest
from PySide6.QtCore import QDate
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDateEdit, QLabel, QLineEdit, QPushButton

from app.domain.problems import Problem
from tests.ui.at_the_office import Shown, workplace
from tests.ui.conftest import calm, on_stage, part
from ui.pages.preparing.new_inspection import NewInspectionPage
from ui.widgets.field import Field
from ui.widgets.marked import wrong_fields
from ui.widgets.notice import Notice


@pytest.fixture
def shown(premises, tmp_path_factory, qtbot):
    with workplace(premises, tmp_path_factory) as (place, inspection):
        yield Shown(place, inspection, "preparation", qtbot)


@pytest.fixture
def page(place, visit, qtbot):
    made = NewInspectionPage(place, place.desk.case(visit.inspection).unit.id)
    made.stage = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    return made


def problems(page) -> dict[str, str]:
    return {one.control.objectName(): one.problem for one in page.findChildren(Field) if one.problem}


def test_that_a_refused_change_of_a_plan_names_and_marks_its_fields(shown) -> None:
    shown.click("part_plan", "editPlan")
    shown.type(plan_place="演练路1号😀", plan_secrecy="手机😀关机", source_plan_title="")
    part(shown.step, QDateEdit, "plan_to").setDate(QDate(2099, 12, 31))
    shown.click("keepPlan")
    assert set(problems(shown.step)) == {"plan_place", "plan_secrecy", "plan_to", "source_plan_title"}
    said = part(shown.step, Notice, "notice").accessibleName()
    assert "检查地点：文书不能印出“😀”" in said
    assert "安全保密要求：文书不能印出“😀”" in said
    assert shown.step.focusWidget() is part(shown.step, QLineEdit, "source_plan_title")
    assert shown.case.inspection.place != "演练路1号😀"


def test_that_absurd_days_of_a_new_plan_are_told_at_their_fields(page, place, qtbot) -> None:
    part(page, QDateEdit, "plannedFrom").setDate(QDate(2019, 1, 1))
    part(page, QDateEdit, "plannedTo").setDate(QDate(2099, 12, 31))
    mode = part(page, QComboBox, "mode")
    mode.setCurrentIndex(mode.findData("comprehensive"))
    part(page, QLineEdit, "source_plan_title").setText("演练计划")
    part(page, QLineEdit, "source_plan_date").setText("0001-01-01")
    part(page, QLineEdit, "purpose").setText("字" * 600)
    part(page, QPushButton, "planGo").click()
    calm(qtbot, place.tasks)
    told = problems(page)
    assert set(told) == {"plannedFrom", "plannedTo", "source_plan_date", "purpose"}
    assert told["purpose"] == "文字超过 200 字，请缩短。"
    said = part(page, Notice, "notice").accessibleName()
    assert "检查目的：文字超过 200 字" in said
    assert page.focusWidget() is part(page, QLineEdit, "source_plan_date")


def test_that_the_first_field_at_fault_is_scrolled_into_sight(page, place, qtbot) -> None:
    part(page, QComboBox, "unit").setCurrentIndex(0)
    mode = part(page, QComboBox, "mode")
    mode.setCurrentIndex(mode.findData("comprehensive"))
    part(page, QLineEdit, "source_plan_title").setText("演练计划")
    part(page, QLineEdit, "source_plan_number").setText("演练〔2026〕1号")
    line = part(page, QLineEdit, "prepare")
    line.setText("制度😀")
    part(page, QPushButton, "planGo").click()
    calm(qtbot, place.tasks)
    told = part(page, QLabel, "prepareProblem")
    qtbot.waitUntil(lambda: told.visibleRegion().boundingRect() == told.rect())
    assert page.focusWidget() is line
    assert "请单位准备的材料：文书不能印出" in part(page, Notice, "notice").accessibleName()


def test_that_fields_are_gone_through_from_above_to_below(page) -> None:
    for one in page.findChildren(Field):
        one.set_problem("演练")
    found = [one.control.objectName() for one in wrong_fields(page, [Problem("any", "演练")])]
    order = ("unit", "mode", "source", "purpose", "form", "plannedFrom", "plannedTo", "place", "secrecy", "prepare")
    assert [one for one in found if one in order] == list(order)
    assert "unitName" not in found  # nobody sees it


def test_that_a_unit_is_not_asked_for_any_more_once_a_new_one_is_entered(page, place, qtbot) -> None:
    part(page, QComboBox, "unit").setCurrentText("")
    part(page, QPushButton, "planGo").click()
    calm(qtbot, place.tasks)
    assert "unit" in problems(page)
    part(page, QPushButton, "newUnit").click()
    assert "unit" not in problems(page)


def test_that_what_was_mended_is_no_longer_asked_for(page, place, qtbot) -> None:
    mode = part(page, QComboBox, "mode")
    mode.setCurrentIndex(mode.findData("comprehensive"))
    part(page, QPushButton, "planGo").click()
    calm(qtbot, place.tasks)
    assert set(problems(page)) == {"source_plan_title", "source_plan_number"}
    assert not page.findChild(Notice).isHidden()
    QTest.keyClicks(part(page, QLineEdit, "source_plan_date"), "2026-3-1")
    assert set(problems(page)) == {"source_plan_title"}  # either of the two was asked for
    assert page.findChild(Notice).isHidden(), "the list above would name what is filled in"


def test_that_a_unit_that_is_in_no_register_is_told_so_and_its_name_is_taken_over(page, place, qtbot) -> None:
    unit = part(page, QComboBox, "unit")
    unit.setCurrentIndex(-1)
    unit.setEditText("演练新单位")
    part(page, QPushButton, "planGo").click()
    calm(qtbot, place.tasks)
    assert problems(page)["unit"] == "登记簿中没有“演练新单位”。请从列表中选择，或点“登记新单位”。"
    assert "请选择被检查单位" not in part(page, Notice, "notice").accessibleName()
    part(page, QPushButton, "newUnit").click()
    assert part(page, QLineEdit, "unitName").text() == "演练新单位"
