"""The way back to the step that sent somebody to a later one for something it waits for."""

from PySide6.QtWidgets import QAbstractButton

from tests.ui.conftest import calm, on_stage, part
from ui.pages.inspection import InspectionPage


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
