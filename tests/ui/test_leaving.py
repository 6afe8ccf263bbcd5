"""离场 after the seal: papers are served on site, and the officers leave after that."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import FilePrinters, press, show
from ui.pages.arrival.page import ArrivalPage

sealed, place, site = stage.sealed, stage.place, stage.site


def test_that_the_officers_leave_after_the_record_was_sealed(place, site, tmp_path, qtbot) -> None:
    page = ArrivalPage(place, site.inspection, {}, FilePrinters(tmp_path))
    window = on_stage(qtbot, page)
    show(qtbot, page)
    page.show_part("leaving")
    part(page, QLineEdit, "leftAt").setText("昨天")
    press(qtbot, page, "leaveSite")
    assert "17:00" in part(page, QLabel, "leftAtProblem").text()
    part(page, QLineEdit, "leftAt").clear()
    press(qtbot, page, "leaveSite")
    calm(qtbot, place.tasks)
    assert place.desk.case(site.inspection).visits[0].left_at == place.desk.now()
    assert "离场" in part(page, QLabel, "leavingWords").text()
    assert not part(page, QPushButton, "leaveSite").isVisible()
    window.close()


def test_that_return_behind_the_time_registers_the_departure(place, site, watch, tmp_path, qtbot) -> None:
    watch.pass_by(days=1)
    page = ArrivalPage(place, site.inspection, {}, FilePrinters(tmp_path))
    window = on_stage(qtbot, page)
    show(qtbot, page)
    page.show_part("leaving")
    left = part(page, QLineEdit, "leftAt")
    left.setText("17:30")
    qtbot.keyClick(left, Qt.Key.Key_Return)
    calm(qtbot, place.tasks)
    assert place.desk.case(site.inspection).visits[0].left_at is not None
    window.close()


@pytest.mark.parametrize(("typed", "later"), [("17:30", timedelta(0)), ("00:40", timedelta(days=1))])
def test_that_a_forgotten_departure_is_entered_on_the_day_of_the_visit(
    place, site, watch, tmp_path, qtbot, typed: str, later: timedelta
) -> None:
    watch.pass_by(days=1)
    page = ArrivalPage(place, site.inspection, {}, FilePrinters(tmp_path))
    window = on_stage(qtbot, page)
    show(qtbot, page)
    assert page.part_of("arrival/leaving") == "leaving"
    page.show_part("leaving")
    assert "没有登记离场" in part(page, QLabel, "leavingWords").text()
    press(qtbot, page, "leaveSite")
    assert "实际离场" in part(page, QLabel, "leftAtProblem").text()
    part(page, QLineEdit, "leftAt").setText(typed)
    press(qtbot, page, "leaveSite")
    visit = place.desk.case(site.inspection).visits[0]
    assert visit.left_at is not None, part(page, QLabel, "leftAtProblem").text()
    assert f"{visit.left_at:%H:%M}" == typed
    assert visit.left_at.date() == visit.arrived_at.date() + later
    window.close()
