"""Pictures pasted at a question: the page opened as after a kill, what is pasted there, and what waits and is told."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLabel

from app.services.evidence.waiting import what_waits
from tests.services.on_site import FORMS
from tests.ui.conftest import calm, on_stage, part
from ui.pages.evidence.panel import EvidencePanel
from ui.pages.inspection import InspectionPage

NAME = "1.2-粘贴图片01-20260608-093000.png"
SECOND = "1.2-粘贴图片02-20260608-093000.png"
PHOTO = FORMS / "inspections" / "electronic-records" / "samples" / "rules-2019.png"


@pytest.fixture
def opened(place, visit, qtbot):
    """Open the inspection anew; the page before is not left: it stays as a kill leaves it."""
    windows = []

    def open_at(question: str) -> InspectionPage:
        made = InspectionPage(place, visit.inspection, "checking", question)
        windows.append(on_stage(qtbot, made))
        calm(qtbot, place.tasks)
        return made

    yield open_at
    for window in windows:
        window.close()
    calm(qtbot, place.tasks)


def picture(colour: int = 0x334455, size: int = 64) -> QMimeData:
    image = QImage(size, 48, QImage.Format.Format_RGB32)
    image.fill(colour)
    content = QMimeData()
    content.setImageData(image)
    return content


def files(*names: Path) -> QMimeData:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(one)) for one in names])
    return content


def paste(page: InspectionPage, content: QMimeData) -> None:
    assert page.findChild(EvidencePanel).offer(content)


def press(page: InspectionPage, name: str, place, qtbot) -> None:
    part(page, QAbstractButton, name).click()
    calm(qtbot, place.tasks)


def waiting(place, visit) -> list[str]:
    return [one.name for one in what_waits(place.desk, visit.inspection)]


def evidence(place, visit):
    return place.desk.case(visit.inspection).evidence


def names(page: InspectionPage) -> str:
    return part(page, QLabel, "evidenceNames").text()


def told(page: InspectionPage) -> str:
    return page.findChild(EvidencePanel)._notice.accessibleName()
