"""One field of a form: its words above it, the control, and the problem below it where there is one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.problems import unprintable_in
from ui.widgets.labels import label

LONG_TITLE = 30  # characters: a law that asks for a reason is longer than a small screen is wide


def level(*fields: QWidget) -> None:
    """Let the controls of fields that stand beside each other begin at one height, with or without hints."""
    known = [one for one in fields if isinstance(one, Field)]
    if any(one.has_hint for one in known):
        for one in known:
            one.keep_room_for_hint()


def focusable(control: QWidget) -> QWidget:
    """Return the control, or the first of several boxes under one title."""
    if control.focusPolicy() != Qt.FocusPolicy.NoFocus:
        return control
    inner = (one for one in control.findChildren(QWidget) if one.focusPolicy() != Qt.FocusPolicy.NoFocus)
    return next(inner, control)


class Field(QWidget):
    """A control with its words. The control keeps its own object name; the problem stands next to it in red.

    A ``required`` one is marked so. The problem goes as soon as somebody changes what was entered: ``mended()``.
    ``doubt`` tells what cannot be right in a line, "" for nothing: it stands below in amber once the line is left, and
    keeps nobody from going on.
    """

    mended = Signal()

    def __init__(
        self, title: str, control: QWidget, name: str, hint: str = "", *, required: bool = False,
        doubt: Callable[[str], str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.control = control
        self._required = required
        self._room = False
        self._doubt: QLabel | None = None
        self._title = label(self._marked(title), "label", wrap=len(title) > LONG_TITLE)
        self._hint = label(hint, "small", wrap=True)
        if not hint:
            self._hint.hide()
        self._problem = label("", "problem", wrap=True, name=f"{name}Problem")
        self._problem.hide()
        self._words = title
        control.setObjectName(name)
        control.setAccessibleName(title)
        control.setAccessibleDescription(self._described(hint))
        self._title.setBuddy(control)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self._title, self._hint, control, self._problem):
            layout.addWidget(part)
        self._connect()
        if doubt is not None and isinstance(control, QLineEdit):
            self.watch(control, doubt)

    def _connect(self) -> None:
        control = self.control
        if isinstance(control, QLineEdit):
            control.textEdited.connect(self._on_changed)
            control.textEdited.connect(self._on_typed)
        elif isinstance(control, QComboBox):
            control.activated.connect(self._on_changed)
            control.editTextChanged.connect(self._on_changed)  # of one that is typed into
        elif isinstance(control, QPlainTextEdit):
            control.textChanged.connect(self._on_text)
        elif isinstance(control, QDateEdit):
            control.dateChanged.connect(self._on_changed)

    def put_beside(self, other: QWidget) -> None:
        """Put a button on the line of the control: it stays there when a problem is told below."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        place = layout.indexOf(self.control)
        layout.removeWidget(self.control)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.control, 1)
        row.addWidget(other)
        layout.insertLayout(place, row)

    def keep_room_for_hint(self) -> None:
        """Leave a line empty where others beside this field have a hint, so that the controls stand level."""
        self._room = True
        self._hint.setVisible(True)

    def set_title(self, title: str) -> None:
        """Change the words of the field."""
        self._words = title
        self._title.setText(self._marked(title))
        self.control.setAccessibleName(title)

    def set_hint(self, hint: str) -> None:
        """Change what is said under the title."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint) or self._room)
        self.control.setAccessibleDescription(self._described(hint))

    @property
    def has_hint(self) -> bool:
        """Return whether something is said under the title."""
        return bool(self._hint.text())

    @property
    def title(self) -> str:
        """Return the words of the field, without the mark of a required one."""
        return self._words

    @property
    def problem(self) -> str:
        """Return what is shown to be wrong, "" for nothing."""
        return self._problem.text()

    def set_problem(self, text: str) -> None:
        """Show what is wrong next to the control; "" takes it away.

        The keyboard goes from the button that was pressed to the first field that has to be mended.
        """
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        if text and self._doubt is not None:
            self._doubt.hide()
        self.control.setAccessibleName(f"{self._words} {text}".strip())
        pressed, form = QApplication.focusWidget(), self.parentWidget()
        if not text or not isinstance(pressed, QAbstractButton) or form is None or not self.isVisible():
            return
        if form.isAncestorOf(pressed) and not self.isAncestorOf(pressed):
            focusable(self.control).setFocus(Qt.FocusReason.OtherFocusReason)

    def watch(self, line: QLineEdit, doubt: Callable[[str], str]) -> None:
        """Tell below what ``doubt`` says of a line that was left, or that the program filled."""
        shown = self._doubt = label("", "caution", wrap=True, name=f"{self.control.objectName()}Doubt")
        shown.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(shown)

        def look() -> None:
            told = doubt(line.text())
            shown.setText(told)
            shown.setVisible(bool(told) and not self.problem)
            if not self.problem:
                line.setAccessibleName(f"{self._words} {told}".strip())

        line.editingFinished.connect(look)
        line.textEdited.connect(lambda _: shown.hide())  # a number half typed is not wrong yet
        line.textChanged.connect(lambda _: None if line.hasFocus() else look())

    def _on_text(self) -> None:
        if self.control.hasFocus():  # by hand: a page that shows what stands takes no problem away
            self._on_changed()
            assert isinstance(self.control, QPlainTextEdit)
            self._on_typed(self.control.toPlainText())

    def _on_typed(self, text: str) -> None:
        """Tell at once what no paper can show, where it is typed."""
        if isinstance(self.control, QLineEdit) and self.control.echoMode() != QLineEdit.EchoMode.Normal:
            return
        for fault in unprintable_in({self.control.objectName(): text}):
            self.set_problem(fault.text)

    def _on_changed(self, *_: object) -> None:
        if self._problem.text():
            self.set_problem("")
            self.mended.emit()

    def _marked(self, title: str) -> str:
        return f"{title} ＊" if self._required else title

    def _described(self, hint: str) -> str:
        return f"{self.tr('必填')} {hint}".strip() if self._required else hint
