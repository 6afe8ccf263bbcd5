"""Words that may be long (an opinion, a reason): shortened, so that they push no act out of sight, and read whole."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.buttons import button
from ui.widgets.labels import label

SHOWN = 120
"""So many characters are shown at once; a screen reader reads all of them."""


class LongWords(QWidget):
    """Shows words up to ``SHOWN`` characters, longer ones in full once that is asked for."""

    def __init__(self, role: str, name: str) -> None:
        super().__init__()
        self._text = ""
        self._label = label("", role, wrap=True, name=name)
        self._more = button(self.tr("看全文"), f"{name}More", "link", checkable=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._label)
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._more.toggled.connect(lambda _: self._show())
        self._more.hide()

    def setText(self, text: str) -> None:
        """Show these words."""
        if text != self._text:
            self._text = text
            self._more.setChecked(False)
        self._more.setVisible(len(text) > SHOWN)
        self._show()

    def _show(self) -> None:
        whole = self._more.isChecked() or len(self._text) <= SHOWN
        self._label.setText(self._text if whole else f"{self._text[:SHOWN]}…")
        self._label.setAccessibleName(self._text)
        self._more.setText(self.tr("收起") if self._more.isChecked() else self.tr("看全文"))
