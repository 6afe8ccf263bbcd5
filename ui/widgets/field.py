"""One field of a form: its words above it, the control, and the problem below it where there is one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QVBoxLayout, QWidget

from ui.widgets.labels import label


class Field(QWidget):
    """A control with its words. The control keeps its own object name; the problem stands next to it in red."""

    def __init__(self, title: str, control: QWidget, name: str, hint: str = "") -> None:
        super().__init__()
        self.control = control
        self._title = label(title, "label")
        self._hint = label(hint, "small", wrap=True)
        if not hint:
            self._hint.hide()
        self._problem = label("", "problem", wrap=True, name=f"{name}Problem")
        self._problem.hide()
        self._words = title
        control.setObjectName(name)
        control.setAccessibleName(title)
        control.setAccessibleDescription(hint)
        self._title.setBuddy(control)
        if isinstance(control, QComboBox | QAbstractSpinBox):
            control.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self._title, self._hint, control, self._problem):
            layout.addWidget(part)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel turn the page and not the choice or the date that happens to lie under the pointer."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return False

    def set_title(self, title: str) -> None:
        """Change the words of the field."""
        self._words = title
        self._title.setText(title)
        self.control.setAccessibleName(title)

    def set_hint(self, hint: str) -> None:
        """Change what is said under the title."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.control.setAccessibleDescription(hint)

    @property
    def problem(self) -> str:
        """Return what is shown to be wrong, "" for nothing."""
        return self._problem.text()

    def set_problem(self, text: str) -> None:
        """Show what is wrong next to the control; "" takes it away."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self.control.setAccessibleName(f"{self._words} {text}".strip())
