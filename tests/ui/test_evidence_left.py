"""Pictures and files that are no evidence yet are told of where work on an inspection ends, with the way to them."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton

from app.services.evidence.waiting import LeftWaiting, Waiting, left_waiting, let_wait
from tests.ui import stage
from tests.ui.at_the_office import workplace
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import FilePrinters, show
from ui.models.departing import departure_view
from ui.models.evidence_waiting import waiting_hindrances
from ui.models.inspection_state import inspection_state
from ui.pages.arrival.page import ArrivalPage
from ui.pages.closing.page import ClosingPage
from ui.pages.record.page import RecordPage
from ui.widgets.hindrance_list import HindranceList

OWN = "还有 2 件图片、文件没有存入证据（检查项 1.2、2.3）：请存入，不要的请取消。"
sealed = stage.sealed


def leave(desk, inspection: str) -> None:
    """Leave two pictures waiting at two questions."""
    several = [Waiting("one", "q2_3", "演练.png"), Waiting("two", "q1_2", "演练.png")]
    let_wait(desk, inspection, several, {"one": b"1", "two": b"2"})


@pytest.fixture
def closed(sealed, premises, watch):
    from tests.ui.sealed_visit import desk_of

    with desk_of(sealed[0], premises, watch) as place:
        yield place, sealed[1].inspection


def told(qtbot, page, name: str, go: str, key: str) -> tuple[tuple[str, ...], list[str]]:
    """Return what the list says, and where its way leads."""
    window = on_stage(qtbot, page)
    show(qtbot, page)
    page.show_part(key)
    shown = part(page, HindranceList, name)
    assert shown.isVisible()
    ways = [one for one in page.findChildren(QAbstractButton) if one.objectName().startswith(go) and one.isVisible()]
    with qtbot.waitSignal(page.step_wanted) as wanted:
        ways[-1].click()
    window.close()
    calm(qtbot, page.place.tasks)
    return shown.texts, wanted.args


@pytest.mark.parametrize("key, name", [("seal", "sealCautions"), ("readBack", "shortSamples")])
def test_that_sealing_and_reading_back_tell_of_them(place, visit, qtbot, key, name) -> None:
    leave(place.desk, visit.inspection)
    texts, went = told(qtbot, RecordPage(place, visit.inspection, {}), name, f"{name}Go", key)
    assert texts[-1] == OWN and went == ["checking/q1_2"]


def test_that_the_seal_tells_of_what_waits_beside_it(closed, qtbot) -> None:
    place, inspection = closed
    leave(place.desk, inspection)
    texts, went = told(qtbot, RecordPage(place, inspection, {}), "sealCautions", "sealCautionsGo", "seal")
    assert texts == (OWN,) and went == ["checking/q1_2"]


def test_that_leaving_the_unit_tells_of_them(closed, tmp_path, qtbot) -> None:
    place, inspection = closed
    leave(place.desk, inspection)
    page = ArrivalPage(place, inspection, {}, FilePrinters(tmp_path))
    texts, went = told(qtbot, page, "leavingWaits", "leavingWaitsGo", "leaving")
    assert texts == (OWN,) and went == ["checking/q1_2"]


@pytest.mark.parametrize("key", ["tasks", "casefile"])
def test_that_the_last_step_tells_of_them(closed, qtbot, key) -> None:
    place, inspection = closed
    leave(place.desk, inspection)
    texts, went = told(qtbot, ClosingPage(place, inspection), "lacking", "lackingGo", key)
    assert texts[-1] == OWN and went == ["checking/q1_2"]


def test_that_those_of_a_colleague_are_told_of_by_name(place, visit) -> None:
    leave(replace(place.desk, officer="yi"), visit.inspection)
    (one,) = waiting_hindrances(place.desk, inspection_state(place.desk, visit.inspection, {}).case)
    assert one.text.startswith("演练乙还有 2 件") and "须由本人" in one.text and one.place == ""


def test_that_before_departure_those_of_earlier_visits_are_told_of(premises, tmp_path_factory) -> None:
    with workplace(premises, tmp_path_factory) as (place, inspection):
        assert not any(one.check.key.startswith("waiting") for one in departure_view(place.desk, "").lines)
        leave(place.desk, inspection)
        assert left_waiting(place.desk) == (LeftWaiting(place.desk.officer, inspection, ("q1_2", "q2_3"), 2),)
        (line,) = [one for one in departure_view(place.desk, "").lines if one.check.key.startswith("waiting")]
    assert line.check.title.endswith("还有 2 件图片、文件没有存入证据")
    assert (line.inspection, line.step) == (inspection, "checking/q1_2")
