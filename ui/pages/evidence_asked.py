"""The files that are asked about at each question, and what is entered about them: kept until they are taken in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.services.desk import Desk
from ui.models.evidence import Source
from ui.unfinished import Unfinished
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace

Sources = tuple[Source, ...]


class Asked(QObject):
    """For one form of one inspection. ``found()`` once it is known what was left unfinished before a crash.

    Pictures that were pasted or taken wait as long as the page lives; of files it is kept which they are.
    """

    found = Signal()

    def __init__(self, form: QWidget, place: Workplace, inspection: str) -> None:
        super().__init__(form)
        self._prefix = f"takeIn/{inspection}/"
        self._path = self._about = ""  # the question shown, and the one whose files are asked about
        self._left: dict[str, Sources] = {}
        self._files = TypedLine("", form)  # nobody sees it: so the files are kept with what is entered about them
        self._files.setObjectName("evidenceFiles")
        self._files.setAccessibleName(self.tr("要存入的文件"))
        self._files.hide()
        self._kept = Unfinished(form, place, "")
        place.ask(self, self._read, self._on_read)

    @property
    def elsewhere(self) -> bool:
        """Return whether what is asked about belongs to another question than the one shown."""
        return self._about != self._path

    def turn_to(self, path: str) -> None:
        """Let another question be the one that is shown."""
        self._path = path

    def begin(self) -> None:
        """Watch what is entered about files of the question shown."""
        self._about = self._path
        self._left.pop(self._path, None)
        self._files.clear()
        self._kept.begin(self._prefix + self._about)

    def hold(self, sources: Sequence[Source]) -> None:
        """Keep which files are asked about."""
        self._files.setText(json.dumps([str(one.file) for one in sources if one.file is not None]))

    def put_aside(self, sources: Sources) -> None:
        """Let what is asked about wait at its question."""
        self._left[self._about] = sources
        self._kept.rest()

    def waiting(self) -> Sources:
        """Return what waits at the question shown, nothing for none."""
        return self._left.get(self._path, ())

    def give_up(self) -> None:
        """Forget it: it is taken in, or nobody wants it."""
        self._kept.finish()

    def _read(self, desk: Desk) -> dict[str, Sources]:
        """Return the files left unfinished by question; those that went meanwhile are not asked about."""
        left = self._kept.all_left(desk, self._prefix)
        files = {path: json.loads(texts.get(self._files.objectName()) or "[]") for path, texts in left.items()}
        here = {path: tuple(Source(Path(one)) for one in names if Path(one).is_file()) for path, names in files.items()}
        return {path: sources for path, sources in here.items() if sources}

    def _on_read(self, left: dict[str, Sources]) -> None:
        self._left = {**left, **self._left}
        self.found.emit()
