"""出发前检查 as a page of its own: the worst first, a way from every red line, PINs tried, ticks of today."""

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from app.services.preparation.planning import plan_inspection
from tests.services.office import plan_entry
from tests.ui.at_the_office import workplace
from tests.ui.conftest import calm, new_store, on_stage, part
from tests.ui.test_way_in import click
from ui.models.departing import departure_view, tick, try_pin
from ui.models.preparation import AMBER, GOOD, RED
from ui.pages.inspection import InspectionPage
from ui.pages.preparing.departure import DeparturePage
from ui.pages.registers.page import RegistersPage
from ui.widgets.printing import Printers


@pytest.fixture
def planned(premises, tmp_path_factory):
    with workplace(premises, tmp_path_factory) as (place, inspection):
        yield place, inspection


@pytest.fixture
def ready(premises, tmp_path_factory):
    with workplace(premises, tmp_path_factory, ready=True) as (place, inspection):
        yield place, inspection


def shown(place, qtbot) -> DeparturePage:
    page = DeparturePage(place)
    page.stage = on_stage(qtbot, page)  # the window lives as long as its page
    page.refresh()
    calm(qtbot, place.tasks)
    return page


def test_that_every_red_line_says_what_to_do_and_has_a_way(planned, qtbot) -> None:
    place, inspection = planned
    view = departure_view(place.desk, "")
    assert view.inspection == inspection
    wrong = view.of(RED)
    assert {one.check.key for one in wrong} >= {"d1", "d2", "numbers"}
    assert all(one.check.advice and (one.destination or one.step or one.again) for one in wrong)
    page = shown(place, qtbot)
    assert part(page, QLabel, "departureState").text() == f"还不能出发：{len(wrong)} 项须先处理"
    with qtbot.waitSignal(page.step_wanted) as wanted:
        part(page, QPushButton, "departure_d1Go").click()
    assert wanted.args == [inspection, "preparation"]
    with qtbot.waitSignal(page.destination_wanted) as wanted:
        part(page, QPushButton, "departure_numbersGo").click()
    assert wanted.args == ["registers/numbers"]


def test_that_a_missing_year_leads_a_laptop_without_centre_to_its_calendar(planned, watch) -> None:
    place, inspection = planned
    watch.pass_by(days=3660)
    line = next(one for one in departure_view(place.desk, inspection).lines if one.check.key == "calendar")
    assert line.check.kind == AMBER and line.destination == "settings/calendar"


def test_that_the_worst_stands_first(planned) -> None:
    place, _ = planned
    kinds = [one.check.kind for one in departure_view(place.desk, "").lines]
    rank = [RED, AMBER, GOOD]
    assert kinds == sorted(kinds, key=rank.index)
    assert {one.check.key for one in departure_view(place.desk, "").lines} >= {
        "forms", "calendar", "numbers", "cards", "disk", "clock", "training", "pin_jia", "pin_yi",
    }  # fmt: skip


def test_that_a_line_is_green_once_it_was_mended(planned, qtbot) -> None:
    from app.services.numbers.ledger import lease_locally

    place, _ = planned
    page = shown(place, qtbot)
    assert page.findChildren(QPushButton, "departure_numbersGo")
    lease_locally(place.desk, ["D11"], 2026, 1, 20)
    part(page, QPushButton, "departureAgain").click()
    calm(qtbot, place.tasks)
    assert "正常 文书编号" in part(page, QWidget, "departure_numbers").accessibleName()


def test_that_a_pin_is_tried_by_its_owner_and_counts_for_today(ready, monkeypatch, watch) -> None:
    place, inspection = ready
    desk = place.desk
    monkeypatch.setattr(type(desk.store), "training", False, raising=False)
    desk.store.__dict__.pop("training", None)
    line = next(one for one in departure_view(desk, inspection).lines if one.check.key == "pin_jia")
    assert (line.check.kind, line.officer) == (AMBER, "jia")
    assert not try_pin(desk, inspection, "jia", "training-only")  # the passphrase first, then the PIN
    assert try_pin(desk, inspection, "jia", "000000")
    line = next(one for one in departure_view(desk, inspection).lines if one.check.key == "pin_jia")
    assert line.check.kind == GOOD
    watch.pass_by(days=1)
    line = next(one for one in departure_view(desk, inspection).lines if one.check.key == "pin_jia")
    assert line.check.kind == AMBER


def test_that_a_wrong_pin_is_refused_and_nobody_else_sits_down(ready, qtbot, monkeypatch) -> None:
    place, _ = ready
    monkeypatch.setattr(type(place.desk.store), "training", False, raising=False)
    place.desk.store.__dict__.pop("training", None)
    page = shown(place, qtbot)
    part(page, QPushButton, "try_yi").click()
    assert "请先在框中输入" in part(page, QWidget, "notice").accessibleName()
    part(page, QLineEdit, "trySecret_yi").setText("123456")
    part(page, QPushButton, "try_yi").click()
    calm(qtbot, place.tasks)
    assert "口令" in part(page, QWidget, "notice").accessibleName()
    assert place.desk.officer == "jia"


def test_that_a_tick_lasts_for_the_day(ready, watch) -> None:
    place, inspection = ready
    from ui.models.departing import _ticks

    tick(place.desk, inspection, "sheets", done=True)
    assert _ticks(place.desk, inspection) == {"sheets"}
    tick(place.desk, inspection, "sheets", done=False)
    assert not _ticks(place.desk, inspection)
    tick(place.desk, inspection, "sheets", done=True)
    watch.pass_by(days=1)
    assert not _ticks(place.desk, inspection)


def test_that_another_visit_can_be_chosen(planned, qtbot) -> None:
    place, first = planned
    other, problems = plan_inspection(place.desk, plan_entry(place.desk, purpose="另一次"), {}, more=True)
    assert other is not None, problems
    page = shown(place, qtbot)
    box = part(page, QComboBox, "departureVisit")
    assert {box.itemData(one) for one in range(box.count())} == {first, other.id}
    box.setCurrentIndex(box.findData(other.id))
    box.activated.emit(box.currentIndex())
    calm(qtbot, place.tasks)
    with qtbot.waitSignal(page.inspection_wanted) as wanted:
        part(page, QPushButton, "departureOpen").click()
    assert wanted.args == [other.id]


def test_that_no_visit_ahead_is_said(premises, qtbot, visit) -> None:
    from app.services.session.opening import close, open_desk
    from ui.tasks import Tasks
    from ui.workplace import Workplace

    desk, tasks = open_desk(premises.folder, forms=premises.forms, clock=premises.clock, officer="jia"), Tasks()
    page = shown(Workplace(desk, tasks), qtbot)
    assert part(page, QPushButton, "departureHome").isVisible()
    assert not part(page, QPushButton, "departureOpen").isVisible()
    tasks.close()
    close(desk)


def test_that_home_and_the_first_step_lead_to_it_and_it_leads_back(open_window, qtbot, premises) -> None:
    from app.services.session.opening import close

    desk = new_store(premises)
    inspection, problems = plan_inspection(desk, plan_entry(desk), {})
    assert inspection is not None, problems
    close(desk)
    window = open_window()
    click(qtbot, window, "seat_jia")
    click(qtbot, window, "homeDeparture")
    assert isinstance(window.workbench.page, DeparturePage)
    click(qtbot, window, "departure_d1Go")
    page = window.workbench.page
    assert isinstance(page, InspectionPage)
    page.page.show_part("departure")
    calm(qtbot, window.tasks)
    click(qtbot, window, "wholeDeparture")
    assert isinstance(window.workbench.page, DeparturePage)
    click(qtbot, window, "departure_numbersGo")
    assert isinstance(window.workbench.page, RegistersPage)


def test_that_stamped_papers_and_sheets_are_counted_by_a_person(ready, qtbot) -> None:
    place, _ = ready
    page = shown(place, qtbot)
    assert "请留意 请清点" in part(page, QWidget, "departure_sheets").accessibleName()
    part(page, QCheckBox, "tick_sheets").click()
    calm(qtbot, place.tasks)
    assert "正常 请清点" in part(page, QWidget, "departure_sheets").accessibleName()
    assert part(page, QCheckBox, "tick_sheets").isChecked()


def test_that_a_laptop_without_a_printer_is_told(ready, qtbot) -> None:
    class NoPrinters(Printers):
        def names(self) -> tuple[str, ...]:
            return ()

    place, _ = ready
    page = DeparturePage(place, NoPrinters())
    page.stage = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, place.tasks)
    assert "本机没有打印机" in part(page, QWidget, "departure_printer").accessibleName()
    qtbot.waitUntil(lambda: part(page, QPushButton, "departure_printerGo").isVisible())  # new lines show a turn later
