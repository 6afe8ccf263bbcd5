"""The reason of 文书体检 that somebody came for: its field takes the focus once the paper is shown."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.domain.procedure.traps import AMBER
from ui.models.paper_view import PaperView
from ui.widgets.page import reveal

KEEP, REASON = "checkupKeep_", "checkupReason_"


class WantedReason:
    """Which rule of which paper asks for its reason; one that was given leads to the next."""

    def __init__(self) -> None:
        self._document, self._rule = "", ""

    def ask(self, document: str, rule: str) -> None:
        """Want the reason that a rule asks for, "" for none."""
        self._document, self._rule = document, rule

    def go_on(self, pressed: QWidget | None, view: PaperView) -> None:
        """Want the next reason where the last thing pressed kept one."""
        if pressed is not None and pressed.objectName().startswith(KEEP):
            left = [one.code for one in view.checkup if one.state == AMBER and not one.reason]
            self.ask(view.row.id, left[0] if left else "")

    def lead(self, acts: QWidget, view: PaperView) -> bool:
        """Put the focus on the field once it is laid out, and return whether this paper is asked for one."""
        if not self._rule or self._document != view.row.id:
            return False
        name, self._rule = f"{REASON}{self._rule}", ""

        def show() -> None:
            field = acts.findChild(QWidget, name)
            if field is not None:
                reveal(field, field)

        QTimer.singleShot(0, acts, show)
        return True
