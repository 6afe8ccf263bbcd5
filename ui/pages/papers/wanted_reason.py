"""What somebody came for in a paper, a reason of 文书体检 or a 补签: it takes the focus once the paper is shown."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.domain.procedure.traps import AMBER
from ui.models.paper_view import PaperView
from ui.widgets.page import reveal

KEEP, REASON = "checkupKeep_", "checkupReason_"
COUNTERSIGN = "countersign"


class WantedReason:
    """Which rule of which paper asks for its reason; one that was given leads to the next."""

    def __init__(self) -> None:
        self._document, self._rule = "", ""

    def ask(self, document: str, rule: str) -> None:
        """Want the reason that a rule asks for, or the button that binds the photo of a 补签; "" for none."""
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
        rule, self._rule = self._rule, ""
        name = f"{COUNTERSIGN}_" if rule == COUNTERSIGN else f"{REASON}{rule}"

        def show() -> None:
            found = [one for one in acts.findChildren(QWidget) if one.objectName().startswith(name)]
            if found:
                reveal(found[0], found[0])

        QTimer.singleShot(0, acts, show)
        return True


def asked_of(place: str) -> tuple[str, str]:
    """Return the paper that a place names and what is asked of it there, "" for nothing."""
    paper, _, rule = place.partition("/checkup/")
    return (paper.removesuffix(f"/{COUNTERSIGN}"), COUNTERSIGN) if paper.endswith(f"/{COUNTERSIGN}") else (paper, rule)
