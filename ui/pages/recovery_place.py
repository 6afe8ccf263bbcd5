"""Where the new recovery key goes: a USB stick, kept apart from the laptop."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.labels import label
from ui.widgets.path_field import SAVE, PathField, same_disk

RECOVERY_NAME = "recovery.key"


class RecoveryPlace(QWidget):
    """Says so where the place chosen lies on the disk of the data, which a thief or a fault takes as one."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        hint = self.tr("放在 U 盘上并与电脑分开保管；口令全部忘记时只有它能打开数据。写好后会当场试用一次")
        kinds = self.tr("恢复密钥 (*.key)")
        self._place = PathField(
            self.tr("恢复密钥存放位置"), "recovery", SAVE, hint=hint, kinds=kinds, first=RECOVERY_NAME
        )
        self._near = label("", "small", wrap=True, name="recoveryNear")
        self._near.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._place)
        layout.addWidget(self._near)
        self._place.line.textChanged.connect(self._on_changed)

    def complete(self) -> Path | None:
        """Return the place entered; where none is, say so and go there."""
        place = self._place.path()
        self._place.set_problem(self.tr("请选择恢复密钥的存放位置。") if place is None else "")
        if place is None:
            self._place.line.setFocus()
        elif place.is_dir():
            return place / RECOVERY_NAME
        return place

    def _on_changed(self) -> None:
        place = self._place.path()
        near = place is not None and place.is_absolute() and same_disk(place, self._folder)
        self._near.setText(self.tr("请留意：这个位置和数据在同一块磁盘上，电脑丢失时会一起丢失。建议改用 U 盘。"))
        self._near.setVisible(near)
