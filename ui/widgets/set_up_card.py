"""What the administrator does on a new laptop before the first inspection: a short list, each step one click away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.models.setting_up import SetUpStep
from ui.widgets.buttons import button
from ui.widgets.labels import label


class SetUpCard(QWidget):
    """``wanted(destination)`` leads to the page of a step. Hidden where there is nothing to show."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("setUpCard")
        self._rows = QWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label(self.tr("开始使用前，请管理员办理"), "section"))
        layout.addWidget(self._rows)
        self.hide()

    def show_steps(self, steps: Sequence[SetUpStep]) -> None:
        """Show the steps; done ones stay, with a tick."""
        fresh = QWidget()
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for row, one in enumerate(steps):
            said = self.tr("✓ 已办：{words}") if one.done else "{words}"
            mark = f"{row + 1}. " if not one.done else ""
            line = label(mark + said.format(words=one.words), "quiet" if one.done else "", wrap=True)
            line.setObjectName(f"setUp_{one.name}Words")
            act = button(self.tr("查看") if one.done else self.tr("去办理"), f"setUp_{one.name}", tip=one.words)
            act.clicked.connect(lambda _=False, where=one.destination: self.wanted.emit(where))
            grid.addWidget(line, row, 0)
            grid.addWidget(act, row, 1)
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(self._rows, fresh)
        self._rows.deleteLater()
        self._rows = fresh
        self.setVisible(bool(steps))
