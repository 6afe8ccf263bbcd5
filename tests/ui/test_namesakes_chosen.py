"""Units and officers of one name in a choice: each is called by what tells it apart, and the one chosen is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit

from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from app.services.listing.index import Index
from tests.ui.conftest import calm, on_stage
from ui.models.list_choices import filters
from ui.models.register_reports import report_register
from ui.pages.preparing.new_inspection import NewInspectionPage
from ui.pages.registers.reports_form import ReportForm


@pytest.fixture
def twins(place, visit):
    """The unit of the visit, and another of its name in another district."""
    one = place.desk.case(visit.inspection).unit
    other = replace(one, id="unit-9", district="130606" if one.district != "130606" else "130602", credit_code="")
    place.desk.commit([*changes_of(other)])
    return one, other


def test_that_the_unit_chosen_among_namesakes_is_the_one_that_is_planned(place, twins, qtbot) -> None:
    page = NewInspectionPage(place)
    window = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    box = page.findChild(QComboBox, "unit")
    words = [box.itemText(at) for at in range(box.count())]
    assert len(set(words)) == len(words) and sum(one.startswith(twins[0].name) for one in words) == 2
    for unit in twins:
        box.setCurrentIndex(box.findData(unit.id))
        assert page._unit.chosen() == unit.id
        box.setCurrentIndex(-1)
        box.setEditText(words[box.findData(unit.id)])
        assert page._unit.chosen() == unit.id
    box.setEditText(twins[0].name)
    assert page._unit.chosen() == "", "a name that two units have says nothing"
    window.close()


def test_that_a_report_is_about_the_unit_chosen_among_namesakes(place, twins, qtbot) -> None:
    form = ReportForm()
    window = on_stage(qtbot, form)
    register = report_register(place.desk)
    form.offer(register)
    called = {one: words for one, _, words in register.units}
    form.findChild(QLineEdit, "reportUnit").setText(called[twins[1].id])
    entry, _ = form.entered()
    assert (entry.unit, entry.unit_name) == (twins[1].id, twins[1].name)
    window.close()


def test_that_officers_of_one_name_are_told_apart_in_the_filter_of_all_inspections(place, visit) -> None:
    place.desk.commit([Change("officer", "yi", "name", "演练甲")])
    offered = dict(filters(place.desk, Index()).officers)
    number = place.desk.officers()["yi"].credential
    assert offered["yi"] == f"演练甲（{number}）" != offered["jia"]
