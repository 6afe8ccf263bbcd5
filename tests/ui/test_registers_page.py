"""登记簿: units and what they are found by, as a person enters and reads them."""

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QTableView

from app.services.registers.units import UnitEntry, add_unit, units
from tests.ui import registers_desk
from tests.ui.conftest import calm, part
from tests.ui.registers_desk import choose_row, press, said, write
from ui.models.moments import day_from
from ui.models.registers import filtered, unit_register
from ui.pages.registers.page import UNITS
from ui.pages.registers.units import UnitFields

page = registers_desk.page


def test_that_units_are_found_by_any_words_in_any_order(place) -> None:
    add_unit(place.desk, UnitEntry("演练村委会", "village", "130606", head="演练丙"))
    rows = unit_register(place.desk).rows
    assert [one.unit.name for one in filtered(rows, "莲池 村委")] == ["演练村委会"]
    assert filtered(rows, "演练丙 竞秀") == ()
    assert filtered(rows, "  ") == rows


def test_that_faults_of_a_unit_stand_beside_their_fields_and_the_unit_is_registered_once_they_are_gone(
    page, place, qtbot
) -> None:
    before = len(units(place.desk))
    press(qtbot, place, page, "unitNew")
    write(page, register_name="演练档案馆", register_credit_code="91130600MA00000000")
    press(qtbot, place, page, "unitSave")
    assert part(page, QLabel, "register_credit_codeProblem").text()
    assert len(units(place.desk)) == before
    kind = part(page, QComboBox, "register_kind")
    kind.setCurrentIndex(kind.findData("village"))
    write(page, register_credit_code="")
    press(qtbot, place, page, "unitSave")
    assert "演练档案馆" in said(page)
    assert len(units(place.desk)) == before + 1


def test_that_a_second_unit_of_the_same_name_is_pointed_out(page, place, qtbot) -> None:
    add_unit(place.desk, UnitEntry("演练村委会", "village", "130606"))
    page.refresh()
    calm(qtbot, place.tasks)
    press(qtbot, place, page, "unitNew")
    kind = part(page, QComboBox, "register_kind")
    kind.setCurrentIndex(kind.findData("village"))
    write(page, register_name="演练村委会")
    press(qtbot, place, page, "unitSave")
    assert "已登记：演练村委会" in said(page) and "同名单位" in said(page)
    write(page, register_phone="0312-0000001")
    press(qtbot, place, page, "unitSave")
    assert "已保存" in said(page) and "同名单位" not in said(page)
    write(page, unitVoidReason="重复登记")
    press(qtbot, place, page, "unitVoid")
    assert "已移出登记簿：演练村委会" in said(page)


def test_that_a_new_unit_lies_in_the_district_of_the_bureau_unless_said_otherwise(page, place, qtbot) -> None:
    assert unit_register(place.desk).district == "130600"
    form = UnitFields()
    qtbot.addWidget(form)
    form.offer(unit_register(replace(place.desk, bureau="130606")))
    form.show_unit(None)
    assert form.entered().district == "130606"


def test_that_a_double_click_registers_one_unit(page, place, qtbot) -> None:
    before = len(units(place.desk))
    press(qtbot, place, page, "unitNew")
    kind = part(page, QComboBox, "register_kind")
    kind.setCurrentIndex(kind.findData("village"))
    write(page, register_name="演练档案馆")
    for _ in range(3):
        part(page, QAbstractButton, "unitSave").click()
    calm(qtbot, place.tasks)
    assert len(units(place.desk)) == before + 1
    write(page, register_name="")
    press(qtbot, place, page, "unitSave")
    assert part(page, QLabel, "register_nameProblem").text()  # the page takes the next entry


def test_that_a_chosen_unit_is_changed_and_not_entered_again(page, place, qtbot) -> None:
    unit, _ = add_unit(place.desk, UnitEntry("演练村委会", "village", "130606"))
    page.refresh()
    calm(qtbot, place.tasks)
    before = len(units(place.desk))
    choose_row(qtbot, place, page, "units", unit.id)
    write(page, register_phone="0312-0000001")
    press(qtbot, place, page, "unitSave")
    assert place.desk.unit(unit.id).phone == "0312-0000001"
    assert len(units(place.desk)) == before


def test_that_typing_into_the_filter_keeps_what_stands_in_the_form(page, place, qtbot) -> None:
    write(page, register_name="演练未保存", unitFilter="没有这个单位")
    assert part(page, QTableView, "units").model().rowCount() == 0
    write(page, unitFilter="")
    assert part(page, QLineEdit, "register_name").text() == "演练未保存"


def test_that_days_are_read_as_people_write_them() -> None:
    for text in ("2027-12-31", "2027.12.31", "2027年12月31日", "20271231", " 2027/12/31 "):
        assert day_from(text) == date(2027, 12, 31), text
    assert [day_from(text) for text in ("", "明年", "2027-13-01", "2027")] == [None] * 4


def test_that_the_registers_open_at_units(page) -> None:
    assert page.shown == UNITS
