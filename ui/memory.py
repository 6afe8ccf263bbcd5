"""What the window remembers between two starts, outside the data: view, size, and how officers are called."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QSettings

_WIDTH = re.compile(r"\d{1,2}:[1-9]\d{1,3}")


class Memory:
    """Remembered choices of this computer's user. Nothing of an inspection is ever kept here."""

    def __init__(self) -> None:
        self._settings = QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "archives-inspection", "window"
        )

    @property
    def large(self) -> bool:
        """Return whether the 大字 view was chosen."""
        return bool(self._settings.value("large", False, type=bool))

    @large.setter
    def large(self, value: bool) -> None:
        self._settings.setValue("large", value)

    @property
    def geometry(self) -> QByteArray:
        """Return the last size and place of the window, empty at first."""
        kept = self._settings.value("geometry")
        return kept if isinstance(kept, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue("geometry", value)

    @property
    def last_officer(self) -> str:
        """Return the id of who unlocked last, "" at first."""
        return str(self._settings.value("last_officer", ""))

    @last_officer.setter
    def last_officer(self, value: str) -> None:
        self._settings.setValue("last_officer", value)

    def zoom(self, *, large: bool) -> int:
        """Return how large papers are shown, in percent; 0, at first too, is as wide as the place for them."""
        found = self._settings.value(_zoom_of(large), 0, type=int)
        return found if isinstance(found, int) else 0

    def keep_zoom(self, percent: int, *, large: bool) -> None:
        """Keep how large papers are shown, apart for the 大字 view."""
        self._settings.setValue(_zoom_of(large), percent)

    def widths(self, table: str, *, large: bool) -> dict[int, int]:
        """Return how wide columns of a table were made by hand, in pixels by their place."""
        found = str(self._settings.value(_widths_of(table, large), ""))
        pairs = (one.split(":") for one in found.split(" ") if _WIDTH.fullmatch(one))
        return {int(place): int(width) for place, width in pairs}

    def keep_widths(self, table: str, widths: Mapping[int, int], *, large: bool) -> None:
        """Keep the widths of a table's columns, apart for the 大字 view; none of them takes each as its words need."""
        told = " ".join(f"{place}:{width}" for place, width in sorted(widths.items()))
        self._settings.setValue(_widths_of(table, large), told)

    def names(self) -> Mapping[str, str]:
        """Return the names of officers by id: the unlock page is shown while the register is still locked."""
        self._settings.beginGroup("names")
        found = {key: str(self._settings.value(key)) for key in self._settings.childKeys()}
        self._settings.endGroup()
        return found

    def remember_names(self, names: Mapping[str, str]) -> None:
        """Keep the names of the officers who unlock here; those who left are forgotten."""
        self._settings.remove("names")
        for key, name in names.items():
            self._settings.setValue(f"names/{key}", name)

    def remember_name(self, officer: str, name: str) -> None:
        """Keep the name of an officer who may unlock here from now on."""
        self._settings.setValue(f"names/{officer}", name)


def _widths_of(table: str, large: bool) -> str:
    return f"widths_large/{table}" if large else f"widths/{table}"


def _zoom_of(large: bool) -> str:
    return "zoom_large" if large else "zoom"
