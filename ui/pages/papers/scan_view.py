"""A file of the case looked at where it is listed: the pages of a PDF, a picture; of other files the way to save it."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.evidence.linking import save_original
from ui.models.evidence_list import size_words
from ui.models.scans import OpenScan, ScanLine, opened_scan
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.file_dialogs import ask_new_file
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.pdf_view import PdfView
from ui.widgets.picture_view import PictureView
from ui.workplace import Workplace


class ScanView(QWidget):
    """``left()`` when the reader goes back: by the button, or Alt+Left."""

    left = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._line: ScanLine | None = None
        self._stream: BinaryIO | None = None
        self._title, self._told = label("", "section", wrap=True, name="scanTitle"), Notice()
        self._back = button(self.tr("←  返回"), "leaveScan", "link", tip=self.tr("返回，快捷键 Alt+←"))
        self._save = button(self.tr("另存为…"), "saveScan", tip=self.tr("把原文件另存一份，案卷中的不变"))
        self._pages, self._picture = PdfView(place.tasks, self.tr("扫描件")), PictureView(bare=True)
        self._stack = QStackedWidget()
        self._build()
        self._back.clicked.connect(self._on_back)
        self._picture.left.connect(self._on_back)
        self._save.clicked.connect(self._on_save)
        QShortcut(QKeySequence("Alt+Left"), self, self._on_back)
        leaves_by(self, self._back)

    def show_scan(self, line: ScanLine, *, stays: bool = False) -> None:
        """Show one file; where it ``stays`` beside its list, the focus stays in the list."""
        self.close_scan()
        self._line = line
        self._title.setText(line.name)
        self._told.clear()
        self._say(self.tr("正在打开…"))
        self._back.setVisible(not stays)  # the list leads on, and back
        self._save.setText(self.tr("另存原件…") if stays else self.tr("另存为…"))
        self._save.setAccessibleName(self._save.text())
        if not stays:
            self._back.setFocus()
        self._place.ask(self, lambda desk: opened_scan(desk, line), self._on_opened, self._on_failed, behind=True)

    def save_as(self, path: Path) -> None:
        """Write the file that is shown."""
        line = self._line
        assert line is not None

        def done(size: int) -> None:
            told = self.tr("已另存为“{file}”，{size}。").format(file=path.name, size=size_words(size))
            self._told.say(SUCCESS, told)

        self._place.ask(self, lambda desk: save_original(desk, line.id, path), done, self._on_unsaved, behind=True)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._back)
        head.addWidget(self._title, 1)
        head.addWidget(self._save)
        for one in (self._pages, self._picture):
            self._stack.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._told)
        layout.addWidget(self._stack, 1)

    def _say(self, words: str) -> None:
        self._pages.show_words(words)
        self._stack.setCurrentWidget(self._pages)

    def _on_opened(self, found: OpenScan) -> None:
        if found.line is not self._line:  # left meanwhile
            self._close(found.pages)
            return
        self._stream = found.pages
        if found.picture is not None:
            self._picture.show_picture(found.picture, found.line.name)
            self._stack.setCurrentWidget(self._picture)
        elif found.pages is not None:
            self._pages.show_pdf(found.pages)
        else:
            self._say(self.tr("这种文件不能在这里看，请点“另存为”，再用相应的软件打开。"))

    def _on_failed(self, error: Exception) -> None:
        self._say(self.tr("这份文件现在不能看。"))
        self._told.show_error(error)

    def close_scan(self) -> None:
        """Let go of the file that is shown."""
        stream, self._stream, self._line = self._stream, None, None
        self._pages.show_words("")
        self._close(stream)

    def _on_back(self) -> None:
        self.close_scan()
        self.left.emit()

    def _close(self, stream: BinaryIO | None) -> None:
        if stream is not None:
            self._place.tasks.run(self, stream.close, behind=True)  # behind what still draws from it

    def _on_unsaved(self, error: Exception) -> None:
        self._told.show_unsaved(error, self._on_save)

    def _on_save(self) -> None:
        if self._line is not None:
            chosen = ask_new_file(self, self.tr("另存为"), self._line.name)
            if chosen:
                self.save_as(Path(chosen))
