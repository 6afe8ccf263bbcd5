"""Voiding a piece of evidence taken in by mistake: asks for the reason while one is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models.evidence import void_evidence
from ui.models.inspection_state import InspectionState
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.notice import Notice
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class EvidenceVoiding(QWidget):
    """Shown while a piece is chosen. ``changed(state)`` after it was voided; what goes wrong is told in ``notice``."""

    changed = Signal(object)

    def __init__(self, place: Workplace, inspection: str, previous: Mapping[str, Any], notice: Notice) -> None:
        super().__init__()
        self._place, self._inspection, self._previous, self._notice = place, inspection, previous, notice
        self._chosen = ""
        self._reason = TypedLine()
        self._why = Field(self.tr("作废所选证据的原因"), self._reason, "voidEvidenceReason")
        self._voiding = Unfinished(self._why, place, "")
        self._void = button(self.tr("作废所选证据"), "voidEvidence")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self._why, self._void):
            layout.addWidget(part)
        self._void.clicked.connect(self._on_void)
        self.hide()

    def turn_to(self, evidence: str) -> None:
        """Ask about a piece, "" for none; what was typed about another one stays with that one."""
        self._chosen = evidence
        self.setVisible(bool(evidence))
        self._voiding.turn_to(_kept_as(evidence) if evidence else "", self._forget)

    def _forget(self) -> None:
        self._reason.clear()
        self._why.set_problem("")

    def _on_void(self) -> None:
        evidence, reason = self._chosen, self._reason.text().strip()
        self._why.set_problem("" if reason else self.tr("请写明原因。"))
        if not reason:
            self._reason.setFocus()
            return

        def done(state: InspectionState) -> None:
            self._voiding.finish(_kept_as(evidence))
            self.changed.emit(state)

        self._place.ask(
            self,
            lambda desk: void_evidence(desk, self._inspection, evidence, reason, self._previous),
            done,
            self._notice.show_error,
        )


def _kept_as(evidence: str) -> str:
    """Return the name to keep the reason of a voiding under."""
    return f"voidEvidence/{evidence}"
