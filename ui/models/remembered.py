"""Words used before on this computer, so that nobody types the same twice. Nothing of an inspection is kept here."""

from __future__ import annotations

from PySide6.QtCore import QSettings

LONGEST = 60
MOST = 8


class Remembered:
    """The last words of some fields of one page, newest first."""

    def __init__(self, page: str) -> None:
        self._settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "archives-inspection", page)

    def words(self, name: str) -> list[str]:
        """Return what was used in a field, newest first."""
        kept = self._settings.value(name, [])
        if isinstance(kept, str):
            return [kept]
        return [str(one) for one in kept] if isinstance(kept, list) else []

    def last(self, name: str, usual: str) -> str:
        """Return what was used last, or what is usual where nothing was."""
        return next(iter(self.words(name)), usual)

    def keep(self, name: str, text: str) -> None:
        """Keep words that were just used."""
        text = text.strip()
        if text and len(text) <= LONGEST:
            self._settings.setValue(name, [text, *(one for one in self.words(name) if one != text)][:MOST])
