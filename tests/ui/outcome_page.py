"""认定与措施 of a visit with three violations: how a test presses and reads there."""

import pytest
from PySide6.QtWidgets import QAbstractButton

from app.services.numbers.ledger import lease_locally
from tests.services.on_site import OnSite, answer_everything
from tests.ui.conftest import calm, on_stage, part
from ui.pages.inspection import InspectionPage


def violated(severity: str) -> dict[str, str]:
    return {"verdict": "violates", "severity": severity, "reason": "演练：现场查看"}


@pytest.fixture
def checked(place, visit) -> OnSite:
    """A visit with every question answered, three of them 不符合, and five numbers for orders."""
    site = OnSite(place.desk, visit.inspection, visit.watch, visit.person)
    answer_everything(site, q1_2=violated("ordinary"), q2_3=violated("serious"), q5_3=violated("serious"))
    lease_locally(place.desk, ["D11"], 2026, 1, 5)
    return site


@pytest.fixture
def page(place, checked, qtbot):
    made = InspectionPage(place, checked.inspection, "outcome", "")
    window = on_stage(qtbot, made)
    calm(qtbot, place.tasks)
    window.activateWindow()
    yield made
    calm(qtbot, place.tasks)


def press(page, name, place, qtbot) -> None:
    part(page, QAbstractButton, name).click()
    calm(qtbot, place.tasks)


def case(place, checked):
    return place.desk.case(checked.inspection)
