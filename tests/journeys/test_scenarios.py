"""Every scenario of the forms plays to its end without a window, and everything that it expects is so."""

from pathlib import Path

import pytest

from app.services.rehearsal.playing import Rehearsal, rehearse, scenario_from

FORMS = Path(__file__).resolve().parents[2] / "forms"
SCENARIOS = sorted(
    path for path in (FORMS / "inspections").glob("*/samples/*.toml") if path.stem not in ("full-day", "nothing-found")
)


@pytest.mark.parametrize("path", SCENARIOS, ids=[path.stem for path in SCENARIOS])
def test_that_a_case_goes_as_its_scenario_expects(path: Path, tmp_path: Path) -> None:
    told = rehearse(Rehearsal(tmp_path / "out", FORMS, scenario_from(path), until="served"))
    assert [one for one in told["expected"] if not one["ok"]] == []
    assert told["documents"], "no paper was made"
