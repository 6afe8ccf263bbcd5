"""Words typed into a form and not recorded: on the disk while they are typed, and there again after a kill."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from tests.ui.conftest import part

WORDS = "演练：写到一半"


def field(page: QWidget, name: str) -> QLineEdit | QPlainTextEdit:
    """Return a field of text, of one line or of several."""
    lines = page.findChildren(QLineEdit, name)
    return part(page, QLineEdit if lines else QPlainTextEdit, name)


def text_of(page: QWidget, name: str) -> str:
    """Return what stands in a field."""
    found = field(page, name)
    return found.text() if isinstance(found, QLineEdit) else found.toPlainText()


def type_into(page: QWidget, name: str, words: str = WORDS) -> None:
    """Type words into a field that is seen."""
    found = field(page, name)
    assert found.isVisible(), name
    if isinstance(found, QLineEdit):
        found.setText(words)
    else:
        found.setPlainText(words)


def kept(place, words: str = WORDS) -> list[str]:
    """Return what is kept of words: the name of each form in which they stand."""
    found = place.desk.store.drafts.drafts(f"window-{place.desk.officer}")
    return [one.place_key.partition("/")[2].partition("#")[0] for one in found if words in one.text]


def wait_until_kept(qtbot, place, words: str = WORDS) -> None:
    """Wait until words are on the disk. From here on a kill may come: nothing more is told to the page."""
    qtbot.waitUntil(lambda: bool(kept(place, words)))
