"""One provision that a finding or an order may rest on: to be ticked, with its words below."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models.outcome import Provision
from ui.widgets.labels import label
from ui.widgets.tick_box import TickBox


class ProvisionRow(QWidget):
    """The box of one provision; ``toggled(on)`` when a person ticks it or takes the tick away."""

    toggled = Signal(bool)

    def __init__(self, name: str, one: Provision, *, chosen: bool, sealed: bool) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(0)
        box = TickBox(one.citation)
        box.setObjectName(name)
        box.setAccessibleName(one.citation)
        box.setAccessibleDescription(one.text)
        box.setChecked(chosen)
        box.setEnabled(not sealed)
        box.toggled.connect(self.toggled)
        layout.addWidget(box)
        words = label(one.text or self.tr("原文未收录"), "small", wrap=True)
        words.setContentsMargins(30, 0, 0, 0)
        layout.addWidget(words)
