"""What a library costs in memory is paid by those who use what it does: the window starts without it."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


HEAVY = (
    "openpyxl", "lxml", "icalendar", "pyhanko", "pikepdf", "reportlab", "pydoc", "psycopg", "PIL", "pi_heif",
    "pypdfium2",
)  # fmt: skip


@cache
def loaded(work: str) -> frozenset[str]:
    """Return what a program has loaded once this is done: started once, whatever is asked of it."""
    code = f"import sys; {work}; print(*sys.modules, sep='\\n')"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return frozenset(told.stdout.splitlines())


@pytest.mark.parametrize("library", HEAVY)
def test_that_the_window_loads_a_library_when_it_is_used(library: str) -> None:
    assert library not in loaded("import ui.workbench")


@pytest.mark.parametrize("library", ["openpyxl", "lxml"])
def test_that_a_paper_is_set_without_a_library_for_tables(library: str) -> None:
    work = "from app.services.papers.printable import load_typesetter; load_typesetter()"
    assert library not in loaded(work)


_PROMPT = "import main, ui.application, app.services.session.doorway"


@pytest.mark.parametrize(
    "module",
    ["sqlalchemy", "cryptography", "logging.handlers", "app.domain.procedure.case", "ui.first_steps"],
)
def test_that_the_prompt_waits_for_nothing_that_it_does_not_need(module: str) -> None:
    assert module not in loaded(_PROMPT)
