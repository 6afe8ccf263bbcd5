"""Photos that prove an act of service: chosen from files, seen by name, taken into the evidence with the act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.errors import InspectorError
from app.services.desk import Desk
from app.services.evidence import linking
from app.services.evidence.intake import Particulars, add_photo
from ui.models.signing import NOT_RECORDED
from ui.pages.parts.approval import PICTURES
from ui.widgets.buttons import button
from ui.widgets.file_dialogs import PHOTOS, ask_file, ask_files
from ui.widgets.labels import label


class PhotoField(QWidget):
    """Photos chosen and not yet taken in. ``chosen()`` when others were chosen."""

    chosen = Signal()

    def __init__(self, name: str, words: str, *, many: bool = False) -> None:
        super().__init__()
        self.setObjectName("photos")
        self.paths: tuple[Path, ...] = ()
        self._many = many
        self.pick = button(words, name)
        self._names = label("", "small", wrap=True, name=f"{name}Names")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pick)
        layout.addWidget(self._names, 1)
        self.pick.clicked.connect(self._on_pick)

    def take(self, *paths: Path) -> None:
        """Choose these photos."""
        self.paths = paths
        self._names.setText("、".join(one.name for one in paths))
        self.chosen.emit()

    def _on_pick(self) -> None:
        title, wanted = self.tr("选择照片"), self.tr("照片 ({kinds})").format(kinds=PICTURES)
        if self._many:
            found = ask_files(self, title, wanted, sort=PHOTOS)
        else:
            one = ask_file(self, title, wanted, sort=PHOTOS)
            found = [one] if one else []
        if found:
            self.take(*(Path(one) for one in found))


@contextmanager
def taken_in(desk: Desk, inspection: str, paths: tuple[Path, ...], said: Particulars) -> Iterator[tuple[str, ...]]:
    """Give the evidence ids of photos taken in for an act; they are voided again where it is not recorded.

    Raises:
        StorageFailed: one is no picture, or the disk is full; those before it are voided.
    """
    kept: list[str] = []
    try:
        for path in paths:
            made = add_photo(desk, inspection, path, said)
            assert made.evidence is not None, made.problems
            kept.append(made.evidence.id)
        yield tuple(kept)
    except InspectorError:
        for one in kept:
            linking.void(desk, one, NOT_RECORDED)
        raise
