"""The wording of a finding that a full disk does not take stays in its field, and is recorded once there is room."""

import pytest
from PySide6.QtWidgets import QListWidget, QPlainTextEdit

from tests.ui import outcome_page
from tests.ui.conftest import calm, part
from tests.ui.full_disk import full_disk
from tests.ui.outcome_page import case
from ui import keeping
from ui.models.wording import wording_left

checked, page = outcome_page.checked, outcome_page.page
WORDS = "演练：没有制定制度，现场未能出示。"


def test_that_a_wording_stays_with_its_finding(page, place, checked, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "AGAIN_MS", 100)
    box, listed = part(page, QPlainTextEdit, "findingText"), part(page, QListWidget, "findings")
    first = case(place, checked).findings[0]
    with full_disk(place) as told:
        box.setFocus()
        box.setPlainText(WORDS)
        listed.setFocus()  # leaving the field records it
        calm(qtbot, place.tasks)
        for row in (1, 0):
            listed.setCurrentRow(row)
            calm(qtbot, place.tasks)
        assert box.toPlainText() == WORDS and len(told) == 1
    qtbot.waitUntil(lambda: wording_left(place.desk, first.id, first.text)[0] == WORDS)
    box.setFocus()
    listed.setFocus()
    calm(qtbot, place.tasks)
    assert case(place, checked).findings[0].text == WORDS
