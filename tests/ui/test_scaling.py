"""On a screen of 1366x768 pixels at 125, 150 and 175 %: nothing is cut, every main act is reached."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("factor", ["1.25", "1.5", "1.75"])
def test_that_nothing_is_cut_and_every_act_is_reached(premises, visit, tmp_path, factor) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor, "PYTHONPATH": str(ROOT)}
    shown = subprocess.run(
        [
            sys.executable, "-m", "tests.ui.scaled_window", str(premises.folder), str(tmp_path / "choices"),
            visit.inspection,
        ],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr
    assert f"scale {factor}" in shown.stderr
    assert not shown.stdout, shown.stdout
