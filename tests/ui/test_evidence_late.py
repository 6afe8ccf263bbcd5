"""Evidence where the checklist is closed: after the seal it is said what it will be, elsewhere it is not offered."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from app.domain.procedure.mapping import changes_of
from app.services.evidence.waiting import what_waits
from app.services.session.opening import add_slot, close, open_desk
from tests.services.on_site import officer
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from ui.pages.evidence.panel import EvidencePanel
from ui.pages.inspection import InspectionPage

sealed = stage.sealed


def picture() -> QMimeData:
    image, content = QImage(64, 48, QImage.Format.Format_RGB32), QMimeData()
    image.fill(Qt.GlobalColor.blue)
    content.setImageData(image)
    return content


@pytest.fixture
def late(sealed, premises, watch, qtbot):
    """The checklist of the visit whose record is sealed."""
    from tests.ui.sealed_visit import desk_of

    with desk_of(sealed[0], premises, watch) as place:
        page = InspectionPage(place, sealed[1].inspection, "checking", "q1_2")
        window = on_stage(qtbot, page)
        calm(qtbot, place.tasks)
        yield page, place, sealed[1].inspection
        window.close()
        calm(qtbot, place.tasks)


def test_that_on_a_sealed_checklist_it_is_said_that_evidence_is_outside_the_record(late, qtbot) -> None:
    page, place, inspection = late
    ways = part(page, QLabel, "evidenceWays")
    assert ways.isVisible() and ways.text().startswith("笔录已封存：现在存入的是封存后的补充材料")
    assert part(page, QAbstractButton, "addEvidence").isVisible()
    assert page.findChild(EvidencePanel).offer(picture())
    part(page, QLineEdit, "evidenceProves").setText("演练：封存后收到")
    part(page, QAbstractButton, "keepEvidence").click()
    calm(qtbot, place.tasks)
    (one,) = place.desk.case(inspection).evidence
    assert one.supplement and ways.isVisible()


def test_that_at_the_inspection_of_others_no_evidence_is_offered(premises, visit, open_window, qtbot) -> None:
    desk = open_desk(premises.folder, forms=premises.forms, clock=premises.clock, officer="jia")
    desk.commit(changes_of(officer("wai", "演练辛", 8, "officer")))
    add_slot(desk, "wai")
    close(desk)
    window = open_window()
    part(window, QAbstractButton, "seat_wai").click()
    calm(qtbot, window.tasks)
    window.workbench.show_inspection(visit.inspection, "checking", "q1_2")
    calm(qtbot, window.tasks)
    panel = window.workbench.page.findChild(EvidencePanel)
    assert not part(panel, QAbstractButton, "addEvidence").isVisible()
    assert not part(panel, QLabel, "evidenceWays").isVisible()
    assert not panel.offer(picture())
    assert "您不是这次检查的执法人员" in panel._notice.accessibleName() and panel._notice.isVisible()
    calm(qtbot, window.tasks)
    assert what_waits(window.workbench._place.desk, visit.inspection) == ()
