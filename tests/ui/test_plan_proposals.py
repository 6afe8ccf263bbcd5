"""新建检查 begins with what is known of the unit: nobody types an address twice."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton

from app.domain.procedure.mapping import changes_of
from app.services.registers.units import units
from tests.ui.conftest import calm, on_stage, part
from ui.pages.preparing.new_inspection import NewInspectionPage


def plan(place, qtbot, unit: str = "") -> NewInspectionPage:
    page = NewInspectionPage(place, unit)
    page.stage = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    return page


def known_unit(place, **said):
    unit = replace(units(place.desk)[0], address="演练路9号", head="演练负责人", head_post="局长", phone="0312-0000009")
    unit = replace(unit, **said)
    place.desk.commit(changes_of(unit, *("address", "head", "head_post", "phone")))
    return unit


def test_that_the_address_of_the_register_is_proposed_as_the_place(place, visit, qtbot) -> None:
    unit = known_unit(place)
    page = plan(place, qtbot, unit.id)
    assert part(page, QLineEdit, "place").text() == "演练路9号"
    assert part(page, QLabel, "unitAbout").text() == "演练路9号　负责人演练负责人（局长）　电话0312-0000009"
    assert part(page, QLabel, "unitAbout").isVisible()


def test_that_without_an_address_the_place_of_the_last_inspection_is_proposed(place, visit, qtbot) -> None:
    unit = known_unit(place, address="")
    page = plan(place, qtbot, unit.id)
    before = place.desk.case(visit.inspection).inspection
    assert part(page, QLineEdit, "place").text() == before.place
    assert before.place


def test_that_what_was_typed_is_not_overwritten_by_a_proposal(place, visit, qtbot) -> None:
    unit = known_unit(place)
    page = plan(place, qtbot)
    part(page, QLineEdit, "place").setText("演练库房")
    page.choose_unit(unit.id)
    calm(qtbot, place.tasks)
    assert part(page, QLineEdit, "place").text() == "演练库房"


def test_that_the_address_of_a_new_unit_is_proposed_as_the_place(place, visit, qtbot) -> None:
    page = plan(place, qtbot)
    page._unit._new.setChecked(True)
    line = part(page, QLineEdit, "unitAddress")
    line.setText("演练路7号")
    line.editingFinished.emit()
    assert part(page, QLineEdit, "place").text() == "演练路7号"




def fill(page) -> None:
    mode = part(page, QComboBox, "mode")
    mode.setCurrentIndex(mode.findData("routine"))
    part(page, QLineEdit, "purpose").setText("电子档案监管（演练）")
    part(page, QLineEdit, "source_plan_title").setText("演练计划")


def save(page, place, qtbot) -> list[str]:
    made: list[str] = []
    page.planned.connect(made.append)
    part(page, QPushButton, "planGo").click()
    calm(qtbot, place.tasks)
    page.planned.disconnect(made.append)
    return made


def test_that_a_plan_made_twice_leads_to_the_first_and_a_second_one_is_explicit(place, visit, qtbot) -> None:
    unit = known_unit(place)
    first = plan(place, qtbot, unit.id)
    fill(first)
    (standing,) = save(first, place, qtbot)
    again = plan(place, qtbot, unit.id)
    fill(again)
    assert not part(again, QCheckBox, "anotherPlan").isVisible()
    assert save(again, place, qtbot) == []
    led: list[str] = []
    again.planned.connect(led.append)
    part(again, QPushButton, "noticeWay").click()
    assert led == [standing]
    part(again, QCheckBox, "anotherPlan").setChecked(True)
    (second,) = save(again, place, qtbot)
    assert second != standing
