"""A line for each import that was begun and neither entered nor given up: go on with it, or give it up."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.registers.importing.columns import UNITS
from ui.widgets.buttons import button
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label


class UnfinishedImports(QFrame):
    """Hidden where there is none. ``resume_wanted(register)`` goes on, ``drop_wanted(register)`` gives it up."""

    resume_wanted = Signal(str)
    drop_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("unfinishedImports")
        self.setProperty("role", "warning")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(14, 4, 14, 4)
        self._rows.setSpacing(2)
        self.hide()

    def show_imports(self, found: Mapping[str, tuple[str, int]]) -> None:
        """Show the file's name and its rows, by register."""
        empty(self._rows)
        for register, (name, rows) in found.items():
            self._rows.addWidget(self._row(register, name, rows))
        self.setVisible(bool(found))

    def _row(self, register: str, name: str, rows: int) -> QWidget:
        about = (
            self.tr("单位的导入还没有完成：“{name}”，{rows} 行。预览保留到导入或放弃为止。")
            if register == UNITS
            else self.tr("执法人员的导入还没有完成：“{name}”，{rows} 行。预览保留到导入或放弃为止。")
        ).format(name=name, rows=rows)
        held = QWidget()
        go = button(self.tr("继续导入"), f"resumeImport_{register}", tip=self.tr("继续导入：{name}").format(name=name))
        tip = self.tr("放弃导入：{name}").format(name=name)
        drop = button(self.tr("放弃"), f"dropImport_{register}", "link", tip=tip)
        go.clicked.connect(lambda: self.resume_wanted.emit(register))
        drop.clicked.connect(lambda: self.drop_wanted.emit(register))
        layout = QHBoxLayout(held)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label(about, "plain", wrap=True, name=f"unfinishedImport_{register}"), 1)
        layout.addWidget(drop)
        layout.addWidget(go)
        return held
