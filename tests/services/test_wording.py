"""No service records what no paper could show: it would be found when the officers have left."""

from __future__ import annotations

import pytest

from app.domain.operations import Change
from app.domain.procedure.records import Unit
from app.errors import Refused
from app.services.preparation.approvals import Decision, record_approval
from app.services.wording import as_written
from tests.services.office import office, paper, planned


@pytest.fixture
def desk(tmp_path):
    with office(tmp_path / "data") as opened:
        yield opened


def test_that_words_that_no_paper_can_show_are_not_recorded(desk):
    with pytest.raises(Refused) as refused:
        desk.commit([Change(Unit.ENTITY, "unit-9", "name", "演练单位😀，注意安全。")])
    assert "“😀”" in refused.value.blockers[0].text and "演练单位😀，注意安全" in refused.value.blockers[0].text
    assert desk.store.read(Unit.ENTITY, "unit-9") is None


def test_that_an_opinion_that_no_paper_can_show_is_told_at_its_field(desk):
    inspection = planned(desk).id
    form = paper(desk, inspection, "D1")
    said = Decision("D1", form, "ding", "leader", "in_person", opinion="同意😀，注意安全。")
    recorded, (problem,) = record_approval(desk, inspection, said)
    assert recorded is None and problem.field == "opinion" and "“😀”" in problem.text
    assert desk.case(inspection).approvals == ()


def test_that_what_nobody_sees_is_left_out_of_what_is_recorded(desk):
    desk.commit([Change(Unit.ENTITY, "unit-9", "name", "演练\u202e单位\u202c\ufeff甲")])
    assert desk.store.read(Unit.ENTITY, "unit-9").value("name") == "演练单位甲"


def test_that_the_words_of_a_paper_stay_as_they_were_digested():
    words = {"said": "演练\u200b\t甲"}
    (kept,) = as_written([Change("content", "one/two", "data", words)])
    assert kept.value == words


@pytest.mark.parametrize(("entity", "field"), [("evidence", "exif"), ("printing", "printer"), ("file", "name")])
def test_that_what_a_machine_tells_refuses_no_act(entity, field):
    (kept,) = as_written([Change(entity, "one/two", field, {"told": ["演练相机\u2122\0"]})])
    assert kept.value == {"told": ["演练相机□"]}


@pytest.mark.parametrize("typed", ["\u200b", " \u200b\u2060　", "\ufeff\u202e", "\u00ad\u00ad"])
def test_that_words_of_which_nobody_sees_anything_are_not_recorded(desk, typed):
    with pytest.raises(Refused) as refused:
        desk.commit([Change(Unit.ENTITY, "unit-9", "name", typed)])
    assert [one.code for one in refused.value.blockers] == ["unseen"]
    assert desk.store.read(Unit.ENTITY, "unit-9") is None
