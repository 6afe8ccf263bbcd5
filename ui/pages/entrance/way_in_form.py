"""What the forms of the way in have in common: a title, a card that scrolls, back and go on below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.page import card, scrolled
from ui.widgets.return_finishes import ReturnFinishes


class WayInForm(QWidget):
    """``completed(what)`` carries what was entered; ``given_up`` leads back, by Esc too: what was typed stays."""

    completed = Signal(object)
    given_up = Signal()

    def __init__(self, title: str, about: str, name: str, go: str) -> None:
        super().__init__()
        self.back = button(self.tr("返回"), f"{name}Back", tip=self.tr("返回（Esc），已填的内容保留"))
        self.go = button(go, f"{name}Go", "primary")
        frame, self.inside = card()
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(label(title, "title"))
        if about:
            layout.addWidget(label(about, "quiet", wrap=True))
        layout.addWidget(scrolled(frame), 1)
        layout.addLayout(buttons)
        self.back.clicked.connect(self.given_up)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.back.click)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        ReturnFinishes(self, self.go)

    def begin(self) -> None:
        """Put the focus where the entry begins."""
        raise NotImplementedError
