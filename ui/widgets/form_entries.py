"""What stands in the controls of a form, by object name: texts, choices, days and ticks."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDateEdit, QLineEdit, QPlainTextEdit, QWidget

Entries = dict[str, str]

KEPT_AS = "keptAs"
"""The property with the name to keep a control under where its object name tells its place only; "" not to keep it.

Of a row of choices it stands on the row.
"""

MEANING = "meaning"
"""The property of a choice that says what the rest of its form is about (who said it, which measure): it is kept with
whatever else was entered, since it may be another one that is proposed the next time."""

KEPT_APART = "keptApart"
"""The property of a form that keeps what is entered itself."""


def entries(form: QWidget) -> Entries:
    """Return what stands in every named control of a form; secrets are left out."""
    return {_name(one): _entered(one) for one in form.findChildren(QWidget) if _kept(one)}


def _name(control: QWidget) -> str:
    own = control.property(KEPT_AS)
    return control.objectName() if own is None else str(own)


def _kept(control: QWidget) -> bool:
    inner = isinstance(control.parent(), QComboBox | QDateEdit)
    unkept = control.parent() is not None and control.parent().property(KEPT_AS) == ""
    if not _name(control) or control.objectName().startswith("qt_") or inner or unkept:
        return False
    if isinstance(control, QLineEdit):
        return control.echoMode() == QLineEdit.EchoMode.Normal
    if isinstance(control, QAbstractButton):
        return control.isCheckable()
    return isinstance(control, QComboBox | QDateEdit | QPlainTextEdit)


def _entered(control: QWidget) -> str:
    if isinstance(control, QComboBox):
        return control.currentText() if control.isEditable() else str(control.currentData() or "")
    if isinstance(control, QDateEdit):
        return control.date().toString(Qt.DateFormat.ISODate)
    if isinstance(control, QLineEdit):
        return control.text()
    if isinstance(control, QPlainTextEdit):
        return control.toPlainText()
    assert isinstance(control, QAbstractButton)
    return "on" if control.isChecked() else ""


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> Entries:
    """Return what was entered since: what differs, and of controls that are new what is not empty."""
    return {name: text for name, text in now.items() if text != before.get(name, "")}


def meanings(form: QWidget) -> Entries:
    """Return the choices of a form that say what the rest of it is about."""
    return {_name(one): _entered(one) for one in form.findChildren(QWidget) if one.property(MEANING) and _kept(one)}


def put_back(form: QWidget, kept: Mapping[str, str]) -> None:
    """Enter all this again. Ticks and choices come first, since other fields appear with them."""
    for kind in (QAbstractButton, QComboBox, QDateEdit, QLineEdit, QPlainTextEdit):
        for control in form.findChildren(kind):
            if _name(control) in kept and _kept(control):
                _enter(control, kept[_name(control)])


def _enter(control: QWidget, text: str) -> None:
    if isinstance(control, QAbstractButton):
        control.setChecked(bool(text))
    elif isinstance(control, QComboBox):
        _choose(control, text)
    elif isinstance(control, QDateEdit):
        control.setDate(QDate.fromString(text, Qt.DateFormat.ISODate))
    elif isinstance(control, QLineEdit):
        control.setText(text)
        control.setModified(True)
    elif isinstance(control, QPlainTextEdit):
        control.setPlainText(text)
        control.document().setModified(True)


def _choose(box: QComboBox, wanted: str) -> None:
    place = box.findText(wanted) if box.isEditable() else box.findData(wanted)
    if place >= 0:
        box.setCurrentIndex(place)
    elif box.isEditable():
        box.setEditText(wanted)
