"""What several pages are tested on: a party that reads its paper before it signs."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from tests.ui.conftest import part
from ui.pages.handover import HandOver
from ui.widgets.pdf_view import PdfView

MOST_SCREENS = 80


def read_paper(qtbot, handed: HandOver) -> None:
    """Read the paper in the party's hands to its end, a screen at a time; on a small screen go on to the pad."""
    (view,) = handed.findChildren(PdfView)
    qtbot.waitUntil(lambda: view.pages > 0)
    qtbot.waitUntil(lambda: part(handed, QPushButton, "readOn").isVisible() or view.at_end)
    for _ in range(MOST_SCREENS):
        if not part(handed, QPushButton, "readOn").isVisible():
            break
        part(handed, QPushButton, "readOn").click()
    to_pad = part(handed, QPushButton, "toPad")
    if to_pad.isVisible():
        to_pad.click()
