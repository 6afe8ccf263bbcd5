"""What a library costs in memory is paid by those who use what it does: the window starts without it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("library", ["openpyxl", "lxml", "icalendar", "asn1crypto", "pyhanko", "pikepdf", "reportlab"])
def test_that_the_window_loads_a_library_when_it_is_used(library: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, ui.workbench; sys.exit({library!r} in sys.modules)"], cwd=ROOT, check=False
    )
    assert told.returncode == 0


@pytest.mark.parametrize("library", ["openpyxl", "lxml"])
def test_that_a_paper_is_set_without_a_library_for_tables(library: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, app.typesetting.rendering; sys.exit({library!r} in sys.modules)"],
        cwd=ROOT, check=False,
    )  # fmt: skip
    assert told.returncode == 0
