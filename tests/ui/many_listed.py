"""全部检查 on a real store of many inspections: how a test types, chooses and reads there."""

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit

from app.services.benchmarks.many_inspections import fill
from tests.ui.conftest import calm, on_stage, part
from ui.pages.all_inspections.page import AllInspectionsPage
from ui.widgets.list_view import ListView

MANY = 3_000


@pytest.fixture
def many(place):
    fill(place.desk, MANY, real=0)
    return place


@pytest.fixture
def page(many, qtbot) -> AllInspectionsPage:
    return shown(many, qtbot)


def shown(place, qtbot) -> AllInspectionsPage:
    made = AllInspectionsPage(place)
    made.stage = on_stage(qtbot, made)  # the window lives as long as its page
    made.stage.activateWindow()
    made.refresh()
    calm(qtbot, place.tasks)
    return made


def view(page) -> ListView:
    return part(page, ListView, "allInspections")


def _column(page, key: str) -> list[str]:
    table = view(page).model()
    place = table.columns.index(key)
    return [table.data(table.index(row, place)) for row in range(min(12, table.rowCount()))]


def column(page, key: str) -> list[str]:
    """Return what a column says once its rows were read."""
    _column(page, key)
    while page._place.tasks.busy:
        QApplication.processEvents()
    QApplication.processEvents()
    return _column(page, key)


def type_words(page, text: str) -> None:
    part(page, QLineEdit, "inspectionFilter").setText(text)


def choose(page, name: str, key: str, qtbot) -> None:
    box = part(page, QComboBox, name)
    assert box.findData(key) >= 0, key
    box.setCurrentIndex(box.findData(key))
    calm(qtbot, page._place.tasks)


def count(page) -> str:
    return part(page, QLabel, "listCount").text()
