"""The page of a unit: its past in words, reached from the register and from an inspection, and the next one begun."""

from datetime import date

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QTableView

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Finding, Measure
from app.services.frequency import set_enterprise_cap
from app.services.registers.units import UnitEntry, add_unit
from app.services.unit_past import Frequency
from tests.services.test_unit_past import planned
from tests.ui.conftest import calm, on_stage, part
from tests.ui.test_way_in import click
from ui.models.unit_history import frequency_words, unit_past
from ui.pages.inspection import InspectionPage
from ui.pages.preparing.new_inspection import NewInspectionPage
from ui.pages.unit import UnitPage


def violated(desk, inspection: str) -> None:
    finding = Finding(f"{inspection}/{desk.identify()}", "q2_3", "2.3", "未建立电子档案管理制度", "ordinary")
    order = Measure(f"{inspection}/{desk.identify()}", "M2", (finding.id,), due=date(2026, 6, 30))
    desk.commit([*changes_of(finding), *changes_of(order)])


@pytest.fixture
def past(place, visit):
    """The unit was found at fault two years ago and is at fault again."""
    desk = place.desk
    older = planned(desk, "unit-1", date(2024, 5, 6), officers=("jia",))
    for one in (older, visit.inspection):
        violated(desk, one)
    return older


def words(page) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if not one.isHidden())


def test_that_the_past_of_a_unit_is_told_in_words(place, visit, past) -> None:
    told = unit_past(place.desk, "unit-1")
    now = told.inspections[0]
    assert (now.day, now.mode, now.officers) == ("6月8日（周一）", "日常监督检查", "演练甲、演练乙")
    assert now.findings[0].measures == "责令限期改正（整改）（期限 2026年6月30日）"
    assert f"{now.due:%Y-%m-%d}" == "2026-06-30"
    assert told.repeated[0][1] == "2 次：2024年5月6日、2026年6月8日"


@pytest.mark.parametrize(
    ("counted", "cap", "enterprise", "said", "warns"),
    [
        (1, None, False, "2026年已安排 1 次检查。", False),
        (1, None, True, "尚未登记公布的年度上限", False),
        (1, 2, True, "还可安排 1 次", False),
        (2, 2, True, "已达年度上限 2 次", True),
    ],
)
def test_that_the_yearly_cap_is_told_for_enterprises(counted, cap, enterprise, said, warns) -> None:
    text, warned = frequency_words(Frequency(2026, counted, cap), enterprise=enterprise)
    assert said in text and warned is warns


def test_that_a_page_shows_findings_of_the_inspection_chosen(place, qtbot, past) -> None:
    set_enterprise_cap(place.desk, 1)
    page = UnitPage(place, "unit-1")
    _window = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, place.tasks)
    assert part(page, QTableView, "unitInspections").model().rowCount() == 2
    qtbot.waitUntil(lambda: "未建立电子档案管理制度" in words(page))  # Qt shows them a moment later
    part(page, QTableView, "unitInspections").selectRow(1)
    assert part(page, QLabel, "unitChosen").text() == "2024年5月6日 日常监督检查，演练甲"
    with qtbot.waitSignal(page.inspection_wanted) as wanted:
        part(page, QAbstractButton, "unitOpenInspection").click()
    assert wanted.args == [past]


def test_that_a_unit_never_inspected_says_so(place, qtbot, visit) -> None:
    unit, _ = add_unit(place.desk, UnitEntry("演练村委会", "village", "130606"))
    page = UnitPage(place, unit.id)
    _window = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, place.tasks)
    assert part(page, QLabel, "unitNone").isVisible()
    assert not part(page, QTableView, "unitInspections").isVisible()


def test_that_one_comes_from_an_inspection_and_back_and_plans_the_next(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_inspection(visit.inspection)
    calm(qtbot, window.tasks)
    click(qtbot, window, "unitPast")
    assert isinstance(window.workbench.page, UnitPage)
    click(qtbot, window, "unitBack")
    assert isinstance(window.workbench.page, InspectionPage)
    click(qtbot, window, "unitPast")
    click(qtbot, window, "unitInspect")
    assert isinstance(window.workbench.page, NewInspectionPage)
    assert part(window, QComboBox, "unit").currentText() == "保定市演练示范局（演练单位）"


@pytest.mark.parametrize(("known", "begins"), [(True, "unitInspections"), (False, "unitInspect")])
def test_that_one_begins_at_what_there_is_to_read_or_to_do_not_at_the_way_back(
    place, qtbot, past, known, begins
) -> None:
    unit = "unit-1" if known else add_unit(place.desk, UnitEntry("演练村委会", "village", "130606"))[0].id
    page = UnitPage(place, unit)
    window = on_stage(qtbot, page)
    part(page, QAbstractButton, "unitBack").setFocus()  # as Qt does when a page comes to the front
    page.refresh()
    calm(qtbot, place.tasks)
    assert window.focusWidget().objectName() == begins
    part(page, QAbstractButton, "unitBack").setFocus()
    page.refresh()
    calm(qtbot, place.tasks)
    assert window.focusWidget().objectName() == "unitBack", "read again it stays where one is"
