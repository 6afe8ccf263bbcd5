"""离场 after the seal: papers are served on site, and the officers leave after that."""

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import FilePrinters, press, show
from ui.pages.arrival import ArrivalPage

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
