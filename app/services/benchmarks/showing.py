"""How fast the window is: from its start to the ink of a pen. Measured by a module beside the tests.

A service knows no window toolkit, so what measures is asked for by name; it is there in a source tree only.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from pathlib import Path

from app.services.benchmarks.figures import Figure
from app.services.benchmarks.fresh import in_fresh_process

MEASURES = "tests.bench.window"
DAY = "tests.bench.window_day"
LIST = "tests.bench.window_list"


def window(folder: Path, forms: Path) -> list[Figure]:
    """Return the figures of the window without a screen; none where only the program itself is there."""
    return in_fresh_process(_measured, MEASURES, folder, forms) if _there(MEASURES) else []


def many(folder: Path, forms: Path) -> list[Figure]:
    """Return the figures of the list of a hundred thousand inspections without a screen."""
    return in_fresh_process(_measured, LIST, folder, forms) if _there(LIST) else []


def visit_day(folder: Path, forms: Path) -> list[Figure]:
    """Return memory and longest turn of the UI thread of a whole visit day in the real window.

    None where this machine has no screen server to open a window on.
    """
    return in_fresh_process(_measured, DAY, folder, forms) if _there(DAY) else []


def _there(module: str) -> bool:
    try:
        return all(importlib.util.find_spec(name) is not None for name in (module, "PySide6.QtWidgets"))
    except ModuleNotFoundError:
        return False


def _measured(module: str, folder: Path, forms: Path) -> list[Figure]:
    measure: Callable[[Path, Path], list[Figure]] = importlib.import_module(module).measure
    return measure(folder, forms)
