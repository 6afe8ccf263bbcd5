"""Which pages of an inspection's steps stay made: each takes 5 MB, and most steps are looked at once a day."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QStackedWidget

from app.domain.procedure.rail import DONE
from ui.models.inspection_state import InspectionState
from ui.widgets.typed_fields import typed_texts

KEPT = 2


def let_go(pages: dict[str, Any], stack: QStackedWidget, shown: str, state: InspectionState) -> None:
    """Give back the pages of steps that are done, were not among the last shown and hold nothing typed.

    ``pages`` are put into the order in which they were shown.
    """
    pages[shown] = pages.pop(shown)
    for key in list(pages)[:-KEPT]:
        if state.step(key).state == DONE and not typed_texts(pages[key]):
            page = pages.pop(key)
            stack.removeWidget(page)
            page.deleteLater()
