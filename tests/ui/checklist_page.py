"""The checklist page of a visit, and how a test presses, taps and looks at what was stored."""


import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView

from tests.ui.conftest import calm, on_stage, part
from ui.pages.inspection import InspectionPage


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
