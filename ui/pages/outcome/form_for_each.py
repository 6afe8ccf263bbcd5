"""A form for each of some measures: what is being typed stays while they are the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.parts.step_page import StepPage
from ui.widgets.field import Field
from ui.widgets.hindrance_list import empty
from ui.widgets.marked import mark


class MeasureForm(QWidget):
    """What is entered about one measure; ``_fields`` by the names that problems go by."""

    _fields: dict[str, Field]

    def show_problems(self, told: Mapping[str, str]) -> None:
        """Show what is wrong beside each field."""
        mark(self._fields, dict(told))


class FormForEach(QWidget):
    """``make(page, place, measure)`` gives the form of one of them."""

    def __init__(self, page: StepPage, make: Callable[[StepPage, int, Any], MeasureForm]) -> None:
        super().__init__()
        self._page, self._make = page, make
        self._forms: list[MeasureForm] = []
        self._shown: tuple[Any, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(12)

    def show_measures(self, measures: Sequence[Any]) -> None:
        """Show a form for each; what is being typed stays while they are the same."""
        self.setVisible(bool(measures))
        if self._shown == tuple(measures):
            return
        self._shown = tuple(measures)
        empty(self._rows)
        self._forms = [self._make(self._page, place, one) for place, one in enumerate(measures)]
        for form in self._forms:
            self._rows.addWidget(form)

    def show_problems(self, told: Mapping[str, str]) -> None:
        """Show what is wrong beside each field."""
        for form in self._forms:
            form.show_problems(told)
