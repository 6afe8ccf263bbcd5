"""可能的法律后果: a card to read, nothing is decided on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models.outlook import ActRows
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, WARNING
from ui.widgets.page import card
from ui.widgets.state_line import StateLine


class OutlookCard(QWidget):
    """Act by act what may follow for this unit, and what may not with why."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("outlook")
        self._acts = QVBoxLayout()
        self._acts.setSpacing(8)
        frame, inside = card()
        inside.addWidget(label(self.tr("可能的法律后果"), "section"))
        about = self.tr("按本单位的类型和检查表所列法律责任列出，供判断时参考。")
        inside.addWidget(label(about, "quiet", wrap=True))
        inside.addLayout(self._acts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def show_acts(self, acts: Sequence[ActRows]) -> None:
        """Show the acts; without any the card is hidden."""
        empty(self._acts)
        for place, act in enumerate(acts):
            self._acts.addWidget(label(act.title, "label", wrap=True, name=f"outlookAct{place}"))
            self._acts.addWidget(label(act.time, "small", wrap=True, name=f"outlookTime{place}"))
            for number, row in enumerate(act.rows):
                kind = SUCCESS if row.open and not row.review else WARNING
                self._acts.addWidget(StateLine(kind, row.title, row.told, f"outlook{place}Row{number}"))
        self.setVisible(bool(acts))
