"""Watches the UI thread for work that may take long: SQL, files, keys, papers, network. It belongs off that thread.

Counted, not timed: a statement or a file takes a millisecond here and a second on a laptop with a virus scanner, and a
timing that is judged on a busy machine says nothing. How long the thread itself computes is measured in CPU time by the
visit day in the real window (tests/journeys/window).
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pypdfium2
from PySide6.QtPrintSupport import QPrinterInfo
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import Engine, event

from app.storage.attached.vault import Vault
from app.storage.keys.keyring import KeyRing

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "ui"
# What pages ask for off the UI thread: on it only where a page's own frame stands above it.
ASKED = (UI / "models", UI / "entry.py")
# What came with the program: a few small files on the local disk, read once.
BUILT_IN = (str(ROOT / "resources"), sys.prefix)
FORBIDDEN_EVENTS = frozenset({
    "open", "socket.connect", "subprocess.Popen", "os.listdir", "os.scandir", "os.rename", "os.remove", "shutil.rmtree",
})  # fmt: skip
FORBIDDEN_CALLS: tuple[tuple[type, str], ...] = (
    (KeyRing, "unlock"), (Vault, "read"), (Canvas, "__init__"), (pypdfium2.PdfDocument, "__init__"),
    (QPrinterInfo, "availablePrinterNames"), (QPrinterInfo, "defaultPrinterName"),
)  # fmt: skip

_watching: list[list[str]] = []


def _note(what: str) -> None:
    if not _watching or threading.current_thread() is not threading.main_thread():
        return
    frame = sys._getframe(2)
    place = _page_in(frame)
    if place:
        _watching[-1].append(f"{what}: {place}")


def _page_in(frame: FrameType | None) -> str:
    """Return where in the window the call came from, "" where a test called, or an import loads a module."""
    while frame is not None:
        file = frame.f_code.co_filename
        if "importlib" in file or file.startswith("<frozen"):
            return ""
        if page := _page_of(file):
            return f"{page}:{frame.f_lineno} {frame.f_code.co_name}"
        frame = frame.f_back
    return ""


@cache
def _page_of(file: str) -> str:
    """Return which file of the window it is, "" for any other; asked for each frame of each call, so remembered."""
    path = Path(file)
    theirs = not path.is_relative_to(UI) or any(path.is_relative_to(one) for one in ASKED)
    return "" if theirs else str(path.relative_to(UI))


def _built_in(path: str) -> bool:
    return path.startswith(BUILT_IN) or path.endswith((".py", ".pyc"))


def _on_audit(name: str, arguments: tuple[Any, ...]) -> None:
    # An audit hook stays for the life of the process; it does nothing while nobody watches.
    if _watching and name in FORBIDDEN_EVENTS and not _built_in(str(arguments[0])):
        _note(f"{name} {arguments[0]}")


sys.addaudithook(_on_audit)


def _on_statement(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
    _note(f"SQL {statement[:60]}")


event.listen(Engine, "before_cursor_execute", _on_statement)


def _noting(kind: type, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    def noted(*given: Any, **named: Any) -> Any:
        _note(f"{kind.__name__}.{name}")
        return original(*given, **named)

    return noted


@contextmanager
def watched() -> Iterator[list[str]]:
    """Give the list of what the window did on the UI thread and should not have, each with its place."""
    found: list[str] = []
    originals = [(kind, name, getattr(kind, name)) for kind, name in FORBIDDEN_CALLS]
    for kind, name, original in originals:
        setattr(kind, name, _noting(kind, name, original))
    _watching.append(found)
    try:
        yield found
    finally:
        _watching.pop()
        for kind, name, original in originals:
            setattr(kind, name, original)
