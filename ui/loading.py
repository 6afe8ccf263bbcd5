"""Loads what comes after the passphrase while the person types it, and holds nobody up.

The services are loaded on the lane for what takes long. What is made of Qt is loaded on the window's own thread, a few
modules a turn: PySide completes its types when they are first named, and two threads at that at once have ended the
program.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

from ui.tasks import Tasks

TURN = 0.008  # seconds of one turn after which no further module is begun

# What is loaded where it is used, if ever.
_LATER = frozenset({"benchmarks", "centre", "rehearsal", "delivering", "export", "told"})
_FIRST = ("ui.models.", "ui.widgets.", "ui.pages.parts.", "ui.pages.")  # what others are made of comes first
_ENTRANCE = "ui.pages.entrance."
_LAST = "ui.workbench"


class Loading(QObject):
    """Begins with ``begin``; ``done`` is called on the window's thread once all is loaded."""

    def __init__(self, tasks: Tasks, done: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._done = tasks, done
        self._names: Iterator[str] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_turn)

    def begin(self) -> None:
        """Load the services, then the pages.

        SQLAlchemy imports itself in circles: were two lanes to begin with it at once, one would find it half loaded.
        """
        load = lambda: importlib.import_module("sqlalchemy")  # noqa: E731  # reads better than a def
        self._tasks.run(self, load, lambda _: self._load_services())

    def _load_services(self) -> None:
        self._tasks.run(self, load_services, lambda _: self._find_pages(), behind=True)

    def _find_pages(self) -> None:
        self._tasks.run(self, page_modules, self._load_pages, behind=True)

    def _load_pages(self, names: Sequence[str]) -> None:
        self._names = iter(names)
        self._timer.start()

    def _on_turn(self) -> None:
        began = perf_counter()
        while perf_counter() - began < TURN:
            name = next(self._names, "")
            if not name:
                self._timer.stop()
                self._done()
                return
            importlib.import_module(name)


def load_services() -> None:
    """Load the services of the window, none of which is made of Qt."""
    package = importlib.import_module("app.services")
    for one in pkgutil.iter_modules(package.__path__, "app.services."):
        if one.ispkg and _kind(one.name) not in _LATER:
            inside = importlib.import_module(one.name)
            for module in pkgutil.walk_packages(inside.__path__, f"{one.name}."):
                if _kind(module.name) not in _LATER:
                    importlib.import_module(module.name)


def page_modules() -> Sequence[str]:
    """Return the names of the modules the workbench is made of, what is made of others after these, itself last."""
    package = importlib.import_module("ui")
    found = (one.name for one in pkgutil.walk_packages(package.__path__, "ui.") if not one.ispkg)
    pages = (one for one in found if one.startswith(_FIRST) and not one.startswith(_ENTRANCE))
    return (*sorted(pages, key=_order), _LAST)


def _kind(name: str) -> str:
    return name.rpartition(".")[2]


def _order(name: str) -> tuple[int, bool, int, str]:
    first = next(place for place, kind in enumerate(_FIRST) if name.startswith(kind))
    return first, _kind(name) == "page", -name.count("."), name
