"""查明的情形: the facts that a checklist's wording offers as alternatives; nothing is chosen for the officer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.checklist.alternatives import alternatives, chosen, stated, undecided
from ui.models.outcome import FindingRow
from ui.widgets.labels import label
from ui.widgets.notice import WARNING, Notice
from ui.widgets.tick_box import TickBox


class FactChoice(QWidget):
    """One box for each alternative. ``stated(text)``: the finding's words with the facts that were found."""

    stated = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._row: FindingRow | None = None
        self._text = ""
        self._boxes: list[TickBox] = []
        self._told = Notice()
        self._told.setObjectName("factsOpen")
        self._title = label(self.tr("查明的情形（可选几种，写入表述）"), "label")
        self._rows = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._told)
        layout.addWidget(self._title)
        layout.addLayout(self._rows)

    def show_facts(self, row: FindingRow, text: str, sealed: bool) -> None:
        """Show what may be chosen for a finding whose words stand as ``text``."""
        facts = alternatives(row.wording)
        if self._row is None or self._row.id != row.id:
            self._build(facts)
        self._row, self._text = row, text
        found = chosen(row.wording, row.unit, text) if facts else None
        for place, box in enumerate(self._boxes):
            box.blockSignals(True)
            box.setChecked(found is not None and place in found)
            box.blockSignals(False)
            box.setVisible(found is not None)
            box.setEnabled(not sealed)
        self._title.setVisible(found is not None)
        if undecided(row.wording, text) and not sealed:
            told = self.tr("表述用“或者”列出几种情形，没有写明查明的是哪一种。请选择查明的情形，或者修改表述。")
            self._told.say(WARNING, told)
        else:
            self._told.clear()

    def _build(self, facts: tuple[str, ...]) -> None:
        for old in self._boxes:
            self._rows.removeWidget(old)
            old.setParent(None)
            old.deleteLater()
        self._boxes = []
        for place, words in enumerate(facts):
            box = TickBox(words)
            box.setObjectName(f"fact{place}")
            box.setAccessibleName(words)
            box.toggled.connect(self._on_chosen)
            self._rows.addWidget(box)
            self._boxes.append(box)

    def _on_chosen(self) -> None:
        row = self._row
        if row is not None:
            found = [place for place, box in enumerate(self._boxes) if box.isChecked()]
            self.stated.emit(stated(row.wording, found, row.unit, self._text))
