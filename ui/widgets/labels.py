"""Labels by their role, so that every page says the same thing in the same size."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from ui.widgets.wrapped_label import WrappedLabel


def label(text: str, role: str, *, wrap: bool = False, name: str = "", parent: QWidget | None = None) -> QLabel:
    """Return a plain-text label; roles are those of the style sheet: title, section, quiet, small, label ..."""
    made = WrappedLabel(text, parent) if wrap else QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    if name:
        made.setObjectName(name)
    return made


def restyle(widget: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet looks at, and let it look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
