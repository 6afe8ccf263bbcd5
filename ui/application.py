"""The program with a window: ``main(argv)`` opens it and returns the exit code."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import MutableMapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.domain.clock import CHINA
from app.services.session.paths import built_in_forms, resource_path
from ui import style
from ui.cycles import CycleSearch
from ui.entry import Premises
from ui.main_window import MainWindow
from ui.memory import Memory
from ui.thrift import spare_memory, spare_pictures

WITNESS = "INSPECTION_WITNESS"

_log = logging.getLogger(__name__)


def main(argv: Sequence[str]) -> int:
    """Return the exit code after the window was closed. ``argv`` holds ``--data FOLDER``."""
    folder = folder_in(argv)
    prepare_environment(sys.platform, os.environ)
    spare_memory(sys.platform)
    application = style.new_application(sys.argv[0])
    application.setApplicationName("archives-inspection")
    cycles = CycleSearch(application)
    spare_pictures()
    _speak_chinese(application)
    memory = Memory()
    style.dress(application, memory.large)
    logging.getLogger().addHandler(_LogFile(folder / "logs" / "window.log"))
    window = MainWindow(Premises(folder, built_in_forms(), now), memory)
    _report_unforeseen(window)
    window.loaded.connect(cycles.settle)
    window.show()
    window.start()
    if os.environ.get(WITNESS):
        # Only a test that drives the real window asks for it: nothing of it is loaded otherwise.
        importlib.import_module("ui.witness").attend(application, window.tasks)
    return application.exec()


def now() -> datetime:
    """Return this moment, UTC+8."""
    return datetime.now(CHINA)


def folder_in(argv: Sequence[str]) -> Path:
    """Return the data folder named by ``--data FOLDER`` or ``--data=FOLDER``.

    Raises:
        ValueError: none is named.
    """
    for place, word in enumerate(argv):
        if word == "--data" and place + 1 < len(argv):
            return Path(argv[place + 1])
        if word.startswith("--data="):
            return Path(word.removeprefix("--data="))
    raise ValueError("--data FOLDER is missing")


def prepare_environment(platform: str, environment: MutableMapping[str, str]) -> None:
    """Choose the input method that works: PySide6's wheels carry the ibus plugin and none for fcitx.

    fcitx 5 understands ibus; a plugin of the system would need the very same version of Qt. Nothing here is drawn by
    OpenGL, so that its libraries need not be loaded.
    """
    if platform.startswith("linux"):
        environment.setdefault("QT_XCB_GL_INTEGRATION", "none")
    wanted = environment.get("QT_IM_MODULE", "")
    if platform.startswith("linux") and wanted.startswith("fcitx") and not _fcitx_plugin():
        environment["QT_IM_MODULE"] = "ibus"


def _fcitx_plugin() -> bool:
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforminputcontexts"
    return any("fcitx" in one.name for one in folder.glob("*"))


def _speak_chinese(application: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase_zh_CN", qt), ("qt_zh_CN", str(resource_path("resources", "words")))):
        translator = QTranslator(application)
        if translator.load(name, folder):
            application.installTranslator(translator)  # the last one is asked first


class _LogFile(logging.Handler):
    """The data folder's log, opened with the first line for it: most days nothing goes wrong before the prompt."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._keeper: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; where the file cannot be written the window works all the same."""
        with suppress(OSError):
            if self._keeper is None:
                self._keeper = self._opened()
            self._keeper.emit(record)

    def close(self) -> None:
        """Close the file where it was opened."""
        if self._keeper is not None:
            self._keeper.close()
        super().close()

    def _opened(self) -> logging.Handler:
        from logging.handlers import RotatingFileHandler  # brings pickle and sockets

        self._file.parent.mkdir(parents=True, exist_ok=True)
        keeper = RotatingFileHandler(self._file, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
        keeper.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        return keeper


def _report_unforeseen(window: MainWindow) -> None:
    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        window.tasks.went_wrong.emit(error)

    sys.excepthook = hook
