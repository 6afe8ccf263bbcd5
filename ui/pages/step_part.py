"""One part of a step, as its page knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.pages.step_page import StepPage


class Part(QWidget):
    """One part of a step. Subclasses show the view of their step and act through the page."""

    scrolls_itself = False

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self.page = page

    @property
    def chosen(self) -> str:
        """Return which of several things the part is about, as ``choose`` takes it; "" where there is one only."""
        return ""

    def choose(self, chosen: str) -> None:
        """Turn to one of several things, where it is still there."""

    def show_view(self, view: Any) -> None:
        """Show the step as it stands."""
        raise NotImplementedError
