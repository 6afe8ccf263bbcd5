"""A field for a place on a disk: typed, or chosen in the dialog of the system."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStorageInfo, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.file_dialogs import DOCUMENTS, ask_file, ask_folder, ask_new_file, is_folder

OPEN, SAVE, FOLDER = "open", "save", "folder"


class PathField(QWidget):
    """``chosen(path)`` after one was chosen in the dialog or its typing was ended by the return key."""

    chosen = Signal(object)

    def __init__(
        self, title: str, name: str, mode: str, *, hint: str = "", kinds: str = "", first: str = "",
        sort: str = DOCUMENTS,
    ) -> None:  # fmt: skip
        super().__init__()
        self._title, self._mode, self._kinds, self._first, self._sort = title, mode, kinds, first, sort
        self.line = QLineEdit()
        self._field = Field(title, self.line, name, hint)
        said = self.tr("选择：{what}").format(what=title)
        self._browse = button(self.tr("选择…"), f"choose{name[:1].upper()}{name[1:]}", tip=said)
        self._field.put_beside(self._browse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._field)
        self._browse.clicked.connect(self._on_browse)
        self.line.returnPressed.connect(self._tell)
        self.line.textChanged.connect(lambda _: self._field.set_problem(""))  # of the place that stood there before

    def path(self) -> Path | None:
        """Return the place entered, None where nothing is."""
        text = self.line.text().strip()
        return Path(text) if text else None

    def set_problem(self, text: str) -> None:
        """Show what is wrong below the field; "" takes it away."""
        self._field.set_problem(text)

    def _on_browse(self) -> None:
        start = self.line.text().strip() or self._first
        if self._mode == FOLDER:
            found = ask_folder(self, self._title, start, sort=self._sort)
        elif self._mode == SAVE:
            found = ask_new_file(self, self._title, start, self._kinds, sort=self._sort)
        else:
            found = ask_file(self, self._title, self._kinds, start=start, sort=self._sort)
        if found:
            self.line.setText(found)
            self._tell()

    def _tell(self) -> None:
        path = self.path()
        if path is not None:
            self.chosen.emit(path)


def same_disk(one: Path, other: Path) -> bool:
    """Return whether two places lie on one disk, as far as the system can tell."""
    disks = [QStorageInfo(str(_standing(path))) for path in (one, other)]
    return all(disk.isValid() for disk in disks) and disks[0].rootPath() == disks[1].rootPath()


def _standing(path: Path) -> Path:
    """Return the nearest folder above a place that is there."""
    path = path.absolute()
    while not is_folder(path) and path != path.parent:
        path = path.parent
    return path
