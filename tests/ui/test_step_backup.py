"""Where a second folder was chosen, the window backs up when a step of the visit ends, and only then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.services.safekeeping.backups import choose_second_folder, last_backup
from tests.services.on_site import answer_everything
from tests.ui.conftest import calm, on_stage
from ui.models.inspection_state import inspection_state
from ui.pages.inspection import InspectionPage


def test_that_the_end_of_a_step_is_backed_up(place, visit, qtbot, tmp_path: Path) -> None:
    target = tmp_path / "second"
    target.mkdir()
    choose_second_folder(place.desk, target)
    page = InspectionPage(place, visit.inspection, "arrival", "")
    window = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    page._on_changed(inspection_state(place.desk, visit.inspection, {}))
    calm(qtbot, place.tasks)
    assert last_backup(place.desk) is None
    answer_everything(replace(visit, desk=place.desk))
    page._on_changed(inspection_state(place.desk, visit.inspection, {}))
    calm(qtbot, place.tasks)
    assert last_backup(place.desk).state == "done" and any(target.iterdir())
    window.close()
