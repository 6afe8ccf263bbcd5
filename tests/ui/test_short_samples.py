"""A sampling table that is not full is told before the record is closed: at checklist, read-back and seal."""

import pytest
from PySide6.QtWidgets import QAbstractButton

from app.services.checking.answering import add_row, answer
from app.services.checking.sheet import sheet
from app.services.checking.short_samples import short_samples
from tests.ui.conftest import calm, on_stage, part
from ui.models.hindrances import Hindrance, folded
from ui.models.inspection_state import inspection_state
from ui.pages.checking.sampling import SamplingPage
from ui.pages.inspection import InspectionPage
from ui.pages.record.page import RecordPage
from ui.widgets.hindrance_list import HindranceList

CONFORMS = {"verdict": "conforms"}


def fill(place, visit, pieces: int) -> None:
    for number in range(pieces):
        row = add_row(place.desk, visit.inspection, "q1_5_sample")
        answer(place.desk, visit.inspection, f"q1_5_sample[{row}]/piece", f"演练{number}")
        answer(place.desk, visit.inspection, f"q1_5_sample[{row}]/result", "pass")


def checklist(place, visit, qtbot) -> InspectionPage:
    page = InspectionPage(place, visit.inspection, "checking", "q1_5")
    page.stage = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    return page


def test_that_a_table_counts_as_short_once_its_question_has_its_conclusion(place, visit) -> None:
    assert short_samples(sheet(place.desk, visit.inspection)) == ()
    answer(place.desk, visit.inspection, "q1_5", CONFORMS)
    fill(place, visit, 4)
    (short,) = short_samples(sheet(place.desk, visit.inspection))
    assert (short.path, short.code, short.checked, short.wanted) == ("q1_5", "1.5", 4, 5)
    fill(place, visit, 1)
    assert short_samples(sheet(place.desk, visit.inspection)) == ()


@pytest.mark.parametrize("verdict", ["not_applicable", "not_checked"])
def test_that_what_was_not_checked_needs_no_pieces(place, visit, verdict) -> None:
    answer(place.desk, visit.inspection, "q1_5", {"verdict": verdict, "reason": "演练理由"})
    assert place.desk.case(visit.inspection).answers["q1_5"]["verdict"] == verdict
    assert short_samples(sheet(place.desk, visit.inspection)) == ()


def test_that_the_checklist_says_it_and_leads_to_the_table(place, visit, qtbot) -> None:
    page = checklist(place, visit, qtbot)
    assert not part(page, HindranceList, "shortSamples").isVisible()
    part(page, QAbstractButton, "openSample")
    answer(place.desk, visit.inspection, "q1_5", CONFORMS)
    page = checklist(place, visit, qtbot)
    line = part(page, HindranceList, "shortSamples")
    assert line.isVisible() and line.texts == ("1.5 的抽样表：应抽 5 件，已查 0 件",)
    part(page, QAbstractButton, "shortSamplesGo0").click()
    calm(qtbot, place.tasks)
    assert page.findChild(SamplingPage).isVisible()
    assert not line.isVisible()


def test_that_read_back_and_seal_say_it(place, visit, qtbot) -> None:
    answer(place.desk, visit.inspection, "q1_5", CONFORMS)
    page = RecordPage(place, visit.inspection, {})
    page.stage = on_stage(qtbot, page)
    page.show_state(inspection_state(place.desk, visit.inspection, {}))
    calm(qtbot, place.tasks)
    page.show_part("readBack")
    line = part(page, HindranceList, "shortSamples")
    assert line.isVisible() and "1.5 的抽样表" in line.texts[0]
    with qtbot.waitSignal(page.step_wanted) as wanted:
        part(page, QAbstractButton, "shortSamplesGo0").click()
    assert wanted.args == ["checking/q1_5"]
    page.show_part("seal")
    assert "1.5 的抽样表" in " ".join(part(page, HindranceList, "sealCautions").texts)


def test_that_of_several_reasons_of_a_kind_the_first_is_told_with_how_many_more_there_are() -> None:
    known = (("a", "1"), ("b", "2"), ("a", "3"))
    reasons = [Hindrance(code, f"{place} 尚未补签。", "", place) for code, place in known]
    assert [(one.text, one.place) for one in folded(reasons)] == [
        ("1 尚未补签；同样情形另有 1 项。", "1"), ("2 尚未补签。", "2"),
    ]  # fmt: skip
