"""What the prompt for the passphrase waits for: the window's own parts, not what comes after it."""

import subprocess
import sys

import pytest

from tests.architecture.source_files import ROOT

LATER = ("sqlalchemy", "app.storage", "app.services.desk", "reportlab", "ui.workbench")


@pytest.mark.parametrize("begun", ["ui.application", "ui.main_window", "ui.pages.entrance.unlock"])
def test_that_the_prompt_loads_nothing_of_what_comes_after_it(begun: str) -> None:
    script = f"import sys, {begun}; print(*(one for one in {LATER} if one in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []
