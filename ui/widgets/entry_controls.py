"""The controls of a paper's form: one for each type of field, each telling when something else was entered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.entries import CHOICE, CHOICES, DAY, EVIDENCE, FINDINGS, MOMENT, NUMBER, PERSON, ROWS, TEXT, EntryField
from ui.models.making import Choice, day_typed, moment_typed
from ui.models.moments import kept_moment_words
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.focusing import FocusedInside
from ui.widgets.labels import label
from ui.widgets.rows_table import RowsTable
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_line import TypedLine
from ui.widgets.typed_text import TypedText


class Control(FocusedInside):
    """One control in a frame of its own: ``entered(value)`` when it was left with another value."""

    entered = Signal(object)

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.inner = inner
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(inner)
        self.first_focus = self.named = inner

    def setAccessibleName(self, name: str) -> None:
        """Have what is typed into called so by a screen reader: that is where the focus is."""
        super().setAccessibleName(name)
        self.named.setAccessibleName(name)

    def setAccessibleDescription(self, words: str) -> None:
        """Have what is typed into described so."""
        super().setAccessibleDescription(words)
        self.named.setAccessibleDescription(words)

    def show_value(self, value: Any) -> None:
        """Show a value; what is being typed stays."""
        raise NotImplementedError

    def leave(self) -> None:
        """Tell what stands in a field of text as if it had been left just now."""


class LineControl(Control):
    """A line of text, a day, a moment or a number, understood as people write them."""

    def __init__(self, kind: str, today: date) -> None:
        self._line = TypedLine()
        super().__init__(self._line)
        self._kind, self._today = kind, today
        if kind == NUMBER:
            self._line.setValidator(QIntValidator(0, 999_999_999, self._line))
        hints = {
            DAY: QCoreApplication.translate("EntryControls", "如 2026年3月10日"),
            MOMENT: QCoreApplication.translate("EntryControls", "如 2026年3月10日 09:30"),
        }
        self._line.setPlaceholderText(hints.get(kind, ""))
        self._line.editingFinished.connect(self.leave)

    def show_value(self, value: Any) -> None:
        """Show a value; what is being typed stays."""
        if not (self._line.hasFocus() and self._line.isModified()):
            shown = "" if value is None else str(value)
            self._line.offer(kept_moment_words(shown) if self._kind in (DAY, MOMENT) else shown)

    def leave(self) -> None:
        """Tell what was entered."""
        text = self._line.text().strip()
        understand: Mapping[str, Callable[[str], Any]] = {
            DAY: lambda typed: day_typed(typed, self._today),
            MOMENT: lambda typed: moment_typed(typed, self._today),
            NUMBER: int,
        }
        value = understand.get(self._kind, str)(text) if text else ""
        self._line.setModified(False)
        self.entered.emit(value)


class TextControl(Control):
    """Several lines of text."""

    def __init__(self) -> None:
        self._box = TypedText(3)
        super().__init__(self._box)
        self._box.left.connect(self.leave)

    def show_value(self, value: Any) -> None:
        """Show a value; what is being typed stays."""
        if not self._box.hasFocus():
            self._box.show_text(str(value or ""))

    def leave(self) -> None:
        """Tell what was entered."""
        self.entered.emit(self._box.toPlainText().strip())


class ChoiceControl(Control):
    """One of a few options or people."""

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        self._box = DropDown()
        super().__init__(self._box)
        self.offer(choices)
        self._box.activated.connect(lambda _: self.entered.emit(str(self._box.currentData() or "")))

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Let one of these be chosen; what was chosen stays."""
        offer(self._box, choices, QCoreApplication.translate("EntryControls", "请选择"))

    def show_value(self, value: Any) -> None:
        """Show which one is chosen."""
        self._box.setCurrentIndex(max(0, self._box.findData(value or "")))


class TicksControl(Control):
    """Any of several: options, pieces of evidence, findings."""

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], none: str) -> None:
        held = QWidget()
        super().__init__(held)
        self._name, self._held = name, held
        self._ticks: dict[str, TickBox] = {}
        self._column = QVBoxLayout(held)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._none = label(none, "quiet", wrap=True)
        self._column.addWidget(self._none)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offer(choices)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Let any of these be chosen; those that were there stay as they are."""
        for key in [one for one in self._ticks if one not in dict(choices)]:
            self._ticks.pop(key).deleteLater()
        for at, (key, words) in enumerate(choices):
            box = self._ticks.get(key) or self._tick(key)
            box.setText(words)
            box.setObjectName(f"{self._name}_{at}")
            box.setAccessibleName(words)
        self._none.setVisible(not choices)
        self.first_focus = next(iter(self._ticks.values()), self._held)

    def show_value(self, value: Any) -> None:
        """Show which are chosen."""
        for key, box in self._ticks.items():
            box.setChecked(key in (value or ()))

    def _tick(self, key: str) -> TickBox:
        box = self._ticks[key] = TickBox("", self._held)
        box.clicked.connect(lambda _: self.entered.emit(self._chosen()))
        self._column.addWidget(box)
        return box

    def _chosen(self) -> list[str]:
        return [key for key, box in self._ticks.items() if box.isChecked()]


class RowsControl(Control):
    """A table."""

    def __init__(self, one: EntryField, today: date) -> None:
        self._rows = RowsTable(f"entry_{one.name}", one.label, one.columns, today)
        super().__init__(self._rows)
        self._rows.entered.connect(self.entered)

    def show_value(self, value: Any) -> None:
        """Show the rows."""
        self._rows.show_rows(value or [])


def control_for(one: EntryField, choices: Sequence[Choice], today: date) -> Control:
    """Return the control of a field; fields of articles have their own (ui/widgets/articles_field.py)."""
    if one.type == TEXT:
        return TextControl()
    if one.type == ROWS:
        return RowsControl(one, today)
    if one.type == CHOICE:
        return ChoiceControl([(option.key, option.label) for option in one.options])
    if one.type == PERSON:
        return ChoiceControl([(choice.id, choice.words) for choice in choices])
    if one.type == CHOICES:
        return TicksControl(f"entry_{one.name}", [(option.key, option.label) for option in one.options], "")
    if one.type in (EVIDENCE, FINDINGS):
        none = QCoreApplication.translate("EntryControls", "本次检查还没有可选的内容，请先在“检查”中存入。")
        return TicksControl(f"entry_{one.name}", [(choice.id, choice.words) for choice in choices], none)
    return LineControl(one.type, today)
