"""What a person typed into the fields of a page and did not record yet."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from ui.widgets.form_entries import KEPT_APART


def typed_texts(page: QWidget) -> dict[str, str]:
    """Return the texts typed by hand, by object name: neither secrets nor what the program put there.

    Nor what a form keeps itself, by what it is about: of another officer, or another paper, the fields have one name.
    """
    found = {}
    for line in page.findChildren(QLineEdit):
        if line.isModified() and line.text() and line.echoMode() == QLineEdit.EchoMode.Normal and _loose(line):
            found[line.objectName()] = line.text()
    for box in page.findChildren(QPlainTextEdit):
        if box.document().isModified() and box.toPlainText() and _loose(box):
            found[box.objectName()] = box.toPlainText()
    return found


def put_back(page: QWidget, texts: Mapping[str, str]) -> None:
    """Put texts into their fields again, as typed by hand."""
    for name, text in texts.items():
        for line in page.findChildren(QLineEdit, name):
            line.setText(text)
            line.setModified(True)
        for box in page.findChildren(QPlainTextEdit, name):
            box.setPlainText(text)
            box.document().setModified(True)


def cursor_of(field: QWidget | None) -> int:
    """Return where in a field one types, 0 where nothing is typed."""
    if isinstance(field, QLineEdit):
        return field.cursorPosition()
    return field.textCursor().position() if isinstance(field, QPlainTextEdit) else 0


def put_cursor(field: QWidget, at: int) -> None:
    """Go on in a field where one typed, or at its end."""
    if isinstance(field, QLineEdit):
        field.setCursorPosition(min(at, len(field.text())))
    elif isinstance(field, QPlainTextEdit):
        cursor = field.textCursor()
        cursor.setPosition(min(at, field.document().characterCount() - 1))
        field.setTextCursor(cursor)


def _loose(widget: QWidget) -> bool:
    if not widget.objectName() or widget.objectName().startswith("qt_"):
        return False
    above: QWidget | None = widget
    while above is not None and not above.property(KEPT_APART):
        above = above.parentWidget()
    return above is None
