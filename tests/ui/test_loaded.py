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

BEHIND = "import ui.loading as behind; behind.load_services()"
ALL = "for one in behind.page_modules(): importlib.import_module(one)"
PAGES = "for one in behind.page_modules()[:-1]: importlib.import_module(one)"


@cache
def loaded(*work: str) -> frozenset[str]:
    """Return the modules that a process of its own has loaded after this work."""
    lines = "\n".join(["import importlib, sys", *work, "print('|'.join(sys.modules))"])
    told = subprocess.run([sys.executable, "-c", lines], cwd=ROOT, check=True, capture_output=True, text=True)
    return frozenset(told.stdout.split("\n")[-2].split("|"))


@pytest.mark.parametrize("library", HEAVY)
def test_that_the_window_loads_a_library_when_it_is_used(library: str) -> None:
    assert library not in loaded("import ui.workbench")


@pytest.mark.parametrize("library", HEAVY)
def test_that_what_is_loaded_while_the_passphrase_is_typed_spares_it_too(library: str) -> None:
    assert library not in loaded(BEHIND, ALL)


def test_that_the_services_are_loaded_without_a_page() -> None:
    assert not [one for one in loaded(BEHIND) if one.startswith(("ui.pages", "ui.models"))]


def test_that_the_workbench_comes_last_and_has_little_left_to_load() -> None:
    left = loaded(BEHIND, ALL) - loaded(BEHIND, PAGES)
    assert "ui.workbench" in left
    assert len(left) < 25


@pytest.mark.parametrize("library", ["openpyxl", "lxml"])
def test_that_a_paper_is_set_without_a_library_for_tables(library: str) -> None:
    assert library not in loaded("from app.services.papers.printable import load_typesetter", "load_typesetter()")


@pytest.mark.parametrize(
    "module",
    ["sqlalchemy", "cryptography", "logging.handlers", "app.domain.procedure.case", "ui.first_steps"],
)
def test_that_the_prompt_waits_for_nothing_that_it_does_not_need(module: str) -> None:
    assert module not in loaded("import main, ui.application, app.services.session.doorway")


PROMPT = """
from pathlib import Path
import PySide6.QtGui, PySide6.QtWidgets
from ui import application, style
from ui.entry import Premises
from ui.main_window import MainWindow
from ui.memory import Memory
from ui.pages.entrance.unlock import UnlockPage
from ui.reception import Reception
program = style.new_application("prompt")
style.dress(program, False)
window = MainWindow(Premises(Path("nowhere"), Path("nowhere"), application.now), Memory())
page = UnlockPage(("jia",), {"jia": "演练甲"}, "jia")
reception = window.findChild(Reception)
reception.addWidget(page)
reception.setCurrentWidget(page)
window.show()
page.begin()
program.processEvents()
assert program.focusWidget().objectName() == "unlockPassphrase"
for module in (PySide6.QtGui, PySide6.QtWidgets):
    sys.modules.update((f"{module.__name__}.{one}", module) for one in vars(module))
"""


@pytest.mark.parametrize(
    "kind", ["QtWidgets.QStyle", "QtGui.QAccessible", "QtWidgets.QAbstractItemView", "QtWidgets.QWizard"]
)
def test_that_the_prompt_names_no_type_of_qt_with_hundreds_of_names(kind: str) -> None:
    told = loaded(PROMPT)
    assert f"PySide6.{kind}" not in told
    assert "PySide6.QtWidgets.QComboBox" in told
