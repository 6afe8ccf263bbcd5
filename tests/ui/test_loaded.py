"""What a library costs in memory is paid by those who use what it does: the window starts without it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


HEAVY = (
    "openpyxl", "lxml", "icalendar", "pyhanko", "pikepdf", "reportlab", "pydoc", "psycopg", "PIL", "pi_heif",
    "pypdfium2",
)  # fmt: skip


@pytest.mark.parametrize("library", HEAVY)
def test_that_the_window_loads_a_library_when_it_is_used(library: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, ui.workbench; sys.exit({library!r} in sys.modules)"], cwd=ROOT, check=False
    )
    assert told.returncode == 0


@pytest.mark.parametrize("library", ["openpyxl", "lxml"])
def test_that_a_paper_is_set_without_a_library_for_tables(library: str) -> None:
    work = "from app.services.papers.printable import load_typesetter; load_typesetter()"
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; {work}; sys.exit({library!r} in sys.modules)"], cwd=ROOT, check=False
    )
    assert told.returncode == 0


_PROMPT = "import main, ui.application, app.services.session.doorway"


@pytest.mark.parametrize(
    "module",
    ["sqlalchemy", "cryptography", "logging.handlers", "app.domain.procedure.case", "ui.first_steps"],
)
def test_that_the_prompt_waits_for_nothing_that_it_does_not_need(module: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; {_PROMPT}; sys.exit({module!r} in sys.modules)"], cwd=ROOT, check=False
    )
    assert told.returncode == 0
