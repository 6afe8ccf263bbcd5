"""Pages of steps that are done and were not looked at lately are given back, unless something is typed in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLineEdit

from tests.ui.conftest import calm, on_stage
from ui.pages.inspection import InspectionPage
from ui.pages.steps_kept import KEPT

LATER = ("checking", "outcome", "record")


@pytest.fixture
def page(place, visit, qtbot) -> Iterator[InspectionPage]:
    made = InspectionPage(place, visit.inspection, "preparation", "")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    yield made
    window.close()


def walk(page: InspectionPage, qtbot, *steps: str) -> None:
    for step in steps:
        page.show_step(step)
        calm(qtbot, page._place.tasks)


def kept(page: InspectionPage) -> list[str]:
    return list(page._steps)


def test_that_the_page_of_a_done_step_goes_once_others_were_looked_at_and_comes_again(page, qtbot) -> None:
    walk(page, qtbot, "arrival")
    assert kept(page) == ["preparation", "arrival"]
    walk(page, qtbot, "checking")
    assert "preparation" not in kept(page) and page._stack.count() == KEPT
    walk(page, qtbot, "preparation")
    assert page.page is page._steps["preparation"] and page.page.isVisible()


def test_that_a_page_in_which_something_is_typed_stays(page, qtbot) -> None:
    line = next(one for one in page.page.findChildren(QLineEdit) if one.objectName() and not one.isReadOnly())
    line.setText("演练写到一半")
    line.setModified(True)
    walk(page, qtbot, "arrival", *LATER)
    assert "preparation" in kept(page) and line.text() == "演练写到一半"


def test_that_the_page_of_a_step_that_is_not_done_stays(page, qtbot) -> None:
    walk(page, qtbot, "checking", "outcome", "record", "arrival", "preparation")
    assert {"checking", "outcome", "record"} <= set(kept(page))
