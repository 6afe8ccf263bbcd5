"""What stands in the controls of a form, by object name: texts, choices, days and ticks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDateEdit, QLineEdit, QPlainTextEdit, QWidget

Entries = dict[str, str]


def entries(form: QWidget) -> Entries:
    """Return what stands in every named control of a form; secrets are left out."""
    return dict(_entries(form))


def _entries(form: QWidget) -> Iterator[tuple[str, str]]:
    for button in form.findChildren(QAbstractButton):
        if button.isCheckable() and _named(button):
            yield button.objectName(), "on" if button.isChecked() else ""
    for box in form.findChildren(QComboBox):
        if _named(box):
            yield box.objectName(), box.currentText() if box.isEditable() else str(box.currentData() or "")
    for day in form.findChildren(QDateEdit):
        if _named(day):
            yield day.objectName(), day.date().toString(Qt.DateFormat.ISODate)
    for line in form.findChildren(QLineEdit):
        if _named(line) and line.echoMode() == QLineEdit.EchoMode.Normal:
            yield line.objectName(), line.text()
    for text in form.findChildren(QPlainTextEdit):
        if _named(text):
            yield text.objectName(), text.toPlainText()


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> Entries:
    """Return what was entered since: what differs, and of controls that are new what is not empty."""
    return {name: text for name, text in now.items() if text != before.get(name, "")}


def put_back(form: QWidget, kept: Mapping[str, str]) -> None:
    """Enter all this again. Ticks and choices come first, since other fields appear with them."""
    for button in form.findChildren(QAbstractButton):
        if button.objectName() in kept and button.isCheckable():
            button.setChecked(bool(kept[button.objectName()]))
    _put_choices(form, kept)
    for day in form.findChildren(QDateEdit):
        if day.objectName() in kept:
            day.setDate(QDate.fromString(kept[day.objectName()], Qt.DateFormat.ISODate))
    for line in form.findChildren(QLineEdit):
        if line.objectName() in kept:
            line.setText(kept[line.objectName()])
            line.setModified(True)
    for text in form.findChildren(QPlainTextEdit):
        if text.objectName() in kept:
            text.setPlainText(kept[text.objectName()])
            text.document().setModified(True)


def _put_choices(form: QWidget, kept: Mapping[str, str]) -> None:
    for box in form.findChildren(QComboBox):
        if box.objectName() not in kept:
            continue
        wanted = kept[box.objectName()]
        place = box.findText(wanted) if box.isEditable() else box.findData(wanted)
        if place >= 0:
            box.setCurrentIndex(place)
        elif box.isEditable():
            box.setEditText(wanted)


def _named(control: QWidget) -> bool:
    inner = isinstance(control.parent(), QComboBox | QDateEdit)
    return bool(control.objectName()) and not control.objectName().startswith("qt_") and not inner
