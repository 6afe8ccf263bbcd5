"""The fields of a source: what may stand for each other stands beside each other, level; one alone has the row."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit

from tests.ui.conftest import on_stage, part
from ui.models.choices import choices
from ui.pages.preparing.source_form import SourceForm


def test_that_number_and_day_of_a_plan_stand_beside_each_other_below_its_title(place, qtbot) -> None:
    form = SourceForm()
    window = on_stage(qtbot, form)
    form.offer(choices(place.desk))
    names = ("plan_title", "plan_number", "plan_date")
    title, number, day = (part(form, QLineEdit, f"source_{name}") for name in names)
    qtbot.waitUntil(lambda: day.isVisible() and title.width() > number.width())
    at = [one.mapTo(form, QPoint()) for one in (title, number, day)]
    assert at[1].y() == at[2].y() > at[0].y() and at[1].x() < at[2].x()
    assert title.width() > number.width() + day.width()
    window.close()
