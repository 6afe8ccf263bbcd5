"""Where the new recovery key goes: a USB stick, kept apart from the laptop."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.file_dialogs import STICK, is_folder, is_there
from ui.widgets.labels import label
from ui.widgets.path_field import SAVE, PathField, same_disk

KEY_ENDING = ".key"
MOST_BYTES = 250  # of a name; 255 on most disks, and it is written beside first
RECOVERY_NAME = f"recovery{KEY_ENDING}"


class RecoveryPlace(QWidget):
    """Says so where the place chosen lies on the disk of the data, which a thief or a fault takes as one."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        hint = self.tr("放在 U 盘上并与电脑分开保管；口令全部忘记时只有它能打开数据。写好后会当场试用一次")
        kinds = self.tr("恢复密钥 (*.key)")
        self._place = PathField(
            self.tr("恢复密钥存放位置"), "recovery", SAVE, hint=hint, kinds=kinds, first=RECOVERY_NAME, sort=STICK
        )
        self._near = label("", "caution", wrap=True, name="recoveryNear")
        self._near.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._place)
        layout.addWidget(self._near)
        self._place.line.textChanged.connect(self._on_changed)

    def complete(self) -> Path | None:
        """Return the place entered; where none is, or no key can be written there, say so and go there."""
        place = self._place.path()
        if place is not None and is_folder(place):
            place = place / RECOVERY_NAME
        elif place is not None and not place.suffix:
            place = place.with_name(place.name + KEY_ENDING)  # the way back looks for files of this ending only
        told = self._wrong(place)
        self._place.set_problem(told)
        if told:
            self._place.line.setFocus()
            return None
        return place

    def _wrong(self, place: Path | None) -> str:
        if place is None:
            return self.tr("请选择恢复密钥的存放位置。")
        if not place.is_absolute():
            return self.tr("请写完整的位置，或者点“选择…”选择。")
        if not is_folder(place.parent):
            told = self.tr("没有这个文件夹：{folder}。请插好 U 盘，点“选择…”重新选择。")
            return told.format(folder=place.parent)
        if place.is_relative_to(self._folder.absolute()):
            return self.tr("恢复密钥不能放在数据文件夹内，否则会同时丢失。请放到 U 盘。")
        if len(place.name.encode()) > MOST_BYTES:
            return self.tr("文件名太长，请换一个短的。")
        if is_there(place):
            return self.tr("已有这个文件：{name}。请换一个文件名，不要覆盖旧的恢复密钥。").format(name=place.name)
        return ""

    def _on_changed(self) -> None:
        place = self._place.path()
        near = place is not None and place.is_absolute() and same_disk(place, self._folder)
        self._near.setText(self.tr("请留意：这个位置和数据在同一块磁盘上，电脑丢失时会一起丢失。建议改用 U 盘。"))
        self._near.setVisible(near)
