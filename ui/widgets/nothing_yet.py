"""What stands where a list has nothing yet: a card with what that means, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.widgets.labels import label
from ui.widgets.page import card

AROUND = 44  # pixels above and below, where there is room


def nothing_yet(title: str, words: str, *then: QWidget, name: str = "") -> tuple[QFrame, QVBoxLayout]:
    """Return the card and the layout inside it; ``then`` is pressed next."""
    frame, inside = card()
    inside.addSpacing(AROUND - inside.contentsMargins().top())
    for text, role, named in ((title, "section", name), (words, "quiet", f"{name}Words" if name else "")):
        line = label(text, role, wrap=True, name=named)
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(line)
    if then:
        inside.addSpacing(6)
    for one in then:
        inside.addWidget(one, 0, Qt.AlignmentFlag.AlignCenter)
    inside.addSpacing(AROUND - inside.contentsMargins().bottom())
    return frame, inside
