"""The way back to the step that sent somebody to a later one for something it waits for."""

from PySide6.QtWidgets import QAbstractButton

from tests.ui.conftest import calm, on_stage, part
from tests.ui.test_way_in import click
from ui.pages.inspection import InspectionPage
from ui.pages.registers.page import RegistersPage


def test_that_a_step_that_waits_for_a_later_one_is_one_press_away(place, visit, qtbot) -> None:
    page = InspectionPage(place, visit.inspection, "record")
    window = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    page._on_step_wanted("papers")
    calm(qtbot, place.tasks)
    back = part(page, QAbstractButton, "backToStep")
    assert back.isVisible() and back.text() == "←  返回：笔录与签名"
    back.click()
    calm(qtbot, place.tasks)
    assert page.shown.startswith("record") and not back.isVisible()
    window.close()

def test_that_who_is_led_out_of_an_inspection_for_a_number_is_one_press_from_it(open_window, visit, qtbot) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    bench = window.workbench
    bench.show_inspection(visit.inspection, "arrival")
    calm(qtbot, window.tasks)
    bench.page._on_step_wanted("registers/numbers/D35")
    calm(qtbot, window.tasks)
    back = part(window, QAbstractButton, "backToInspection")
    assert isinstance(bench.page, RegistersPage) and back.text().startswith("←  返回：")
    back.click()
    calm(qtbot, window.tasks)
    assert isinstance(bench.page, InspectionPage) and bench.page.shown.startswith("arrival")
    click(qtbot, window, "navRegisters")
    assert not window.findChildren(QAbstractButton, "backToInspection"), "nobody was led there"
