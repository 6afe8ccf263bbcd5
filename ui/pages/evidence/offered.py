"""Pictures and files put on a page of the step 检查: pasted, whatever has the focus, they are evidence and no words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from ui.models.evidence_waiting import Source

_PICTURES = {"image/png": ".png", "image/jpeg": ".jpg"}


def local_files(content: QMimeData) -> list[Path]:
    """Return the files and folders of this machine that were copied or are dragged."""
    return [Path(one.toLocalFile()) for one in content.urls() if one.isLocalFile()]


def is_evidence(content: QMimeData) -> bool:
    """Return whether this is a picture or a file; words that come with a picture of them (Word, WPS, Excel) are words.

    Files come with their names as words: nobody wants those.
    """
    if local_files(content):
        return True
    words = content.hasText() and bool(content.text().strip())
    return not words and (content.hasImage() or any(content.hasFormat(one) for one in _PICTURES))


def sources_in(content: QMimeData, name: str, now: datetime) -> Sequence[Source]:
    """Return the files that were copied or dragged, else the picture, to the bit where it came as a file would.

    A picture gets this ``name``, without its ending, and the time it was pasted at unless it tells its own.
    """
    files = [Source(one) for one in local_files(content) if one.is_file()]
    if files:
        return files
    for form, ending in _PICTURES.items():
        if content.hasFormat(form) and (raw := bytes(content.data(form).data())):
            return [Source(content=raw, name=name + ending, at=now if form == "image/png" else None)]
    image = QImage(content.imageData()) if content.hasImage() else QImage()
    return [] if image.isNull() else [Source(image=image, name=f"{name}.png", at=now)]


class PastedEvidence(QObject):
    """``pasted(content)`` where a picture or a file is pasted while a page is shown, also into a field.

    A field takes the keys of pasting for itself, and does nothing with a picture.
    """

    pasted = Signal(object)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)
        self._on_focus(None, application.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of pasting before the field does, where what is pasted is no text."""
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Paste) and self._is_here(watched):
            content = QGuiApplication.clipboard().mimeData()
            if is_evidence(content):
                event.accept()  # else it is tried as a shortcut
                if event.type() == QEvent.Type.KeyPress:
                    self.pasted.emit(content)
                return True
        return super().eventFilter(watched, event)

    def _is_here(self, watched: QObject) -> bool:
        return self._page.isVisible() and isinstance(watched, QWidget) and watched.window() is self._page.window()

    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        for one in (before, now):
            if one is not None:
                one.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)
