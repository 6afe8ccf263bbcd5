"""帮助: the chapter of the page one came from, the list of all chapters, and the way back."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ui import style
from ui.models.help import chapter_with_captions, chapters, pictures_folder
from ui.pages.about import AboutPart
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.page import FOOT, SIDE, TOP

LINE_HEIGHT, GAP, CAPTION_GAP = 125.0, 10.0, 4.0
PICTURE = "\ufffc"  # what stands in a document for a picture


class HelpPage(QWidget):
    """Chapters on the left, the words on the right. ``given_up()`` goes back to where F1 was pressed."""

    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self._back = button(self.tr("返回原处（Esc）"), "helpBack", "primary")
        self._back.setShortcut("Esc")
        self._about = button(self.tr("关于本程序"), "helpAbout", tip=self.tr("版本、所用组件和许可"))
        self._body = QStackedWidget()
        self._list = QListWidget()
        self._text = QTextBrowser()
        for one in chapters():
            item = QListWidgetItem(one.title)
            item.setSizeHint(QSize(0, style.current().target))
            item.setData(Qt.ItemDataRole.UserRole, one.name)
            self._list.addItem(item)
        self._build()
        self._list.currentItemChanged.connect(lambda item, _: self._on_chosen(item))
        self._text.anchorClicked.connect(self._on_link)
        self._back.clicked.connect(self.given_up)
        leaves_by(self, self._back)
        self._about.clicked.connect(lambda: self._show_about(True))

    @property
    def chapter(self) -> str:
        """Return the name of the chapter that is shown."""
        item = self._list.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def show_chapter(self, name: str) -> None:
        """Show a chapter, or the first where there is none of this name."""
        names = [str(self._list.item(place).data(Qt.ItemDataRole.UserRole)) for place in range(self._list.count())]
        self._list.setCurrentRow(names.index(name) if name in names else 0)
        self._show_about(False)
        self._text.verticalScrollBar().setValue(0)  # also where the chapter was read before, further down
        self._text.setFocus()

    def _show_about(self, wanted: bool) -> None:
        """Show what the program is made of in place of the chapters, or these again."""
        if wanted and self._body.count() == 1:
            about = AboutPart(self.tr("返回帮助"))
            about.given_up.connect(lambda: self._show_about(False))
            self._body.addWidget(about)
        self._body.setCurrentIndex(int(wanted))
        self._about.setVisible(not wanted)

    def _build(self) -> None:
        self._list.setObjectName("helpChapters")
        self._list.setAccessibleName(self.tr("帮助目录"))
        self._list.setFixedWidth(min(300, round(style.current().base * 19)))
        self._text.setObjectName("helpText")
        self._text.setAccessibleName(self.tr("帮助正文"))
        self._text.setOpenLinks(False)
        self._text.document().setDocumentMargin(20)
        self._text.setSearchPaths([str(pictures_folder())])
        head = QHBoxLayout()
        head.addWidget(label(self.tr("帮助"), "title"))
        head.addStretch(1)
        head.addWidget(self._about)
        head.addWidget(self._back)
        chapters_shown = QWidget()
        body = QHBoxLayout(chapters_shown)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        body.addWidget(self._list)
        body.addWidget(self._text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SIDE, TOP, SIDE, FOOT)
        layout.setSpacing(12)
        layout.addLayout(head)
        self._body.addWidget(chapters_shown)
        layout.addWidget(self._body, 1)

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        name = str(item.data(Qt.ItemDataRole.UserRole))
        self._text.setMarkdown(chapter_with_captions(name, self.tr("图：{words}")))
        spacing = QTextBlockFormat()
        spacing.setBottomMargin(GAP)
        spacing.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor = QTextCursor(self._text.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spacing)
        self._set_pictures()
        self._fit_pictures()
        self._text.moveCursor(QTextCursor.MoveOperation.Start)

    def _set_pictures(self) -> None:
        """Let no line height stand as a gap above a picture, and set its caption small and close below it."""
        close, small = QTextBlockFormat(), QTextCharFormat()
        close.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
        close.setTopMargin(0)
        close.setBottomMargin(CAPTION_GAP)
        small.setFontPointSize(style.current().small)
        small.setForeground(QColor(style.QUIET))
        block = self._text.document().begin()
        while block.isValid():
            if block.text() == PICTURE:
                QTextCursor(block).mergeBlockFormat(close)
                caption = QTextCursor(block.next())
                caption.select(QTextCursor.SelectionType.BlockUnderCursor)
                caption.mergeCharFormat(small)
            block = block.next()

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the chapter's pictures back, 4 MB each; the chapter is set again with the page."""
        super().hideEvent(event)
        if not event.spontaneous():  # the window is not merely made small
            self._text.document().clear()

    def showEvent(self, event: QShowEvent) -> None:
        """Set the chapter again where it was given back."""
        super().showEvent(event)
        if self._text.document().isEmpty():
            self._on_chosen(self._list.currentItem())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures to the width, once the text has taken it."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_pictures)

    def _fit_pictures(self) -> None:
        """Make no picture wider than the text: one would have to scroll sideways to read on."""
        document = self._text.document()
        width = self._text.viewport().width() - 2 * round(document.documentMargin())
        block = document.begin()
        while block.isValid() and width > 0:
            if block.text() == PICTURE:
                cursor = QTextCursor(block)
                cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
                shown = cursor.charFormat().toImageFormat()
                own = QPixmap(str(pictures_folder() / shown.name()))
                if own.width() > width:
                    ratio = self.devicePixelRatioF()
                    own = own.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
                    own.setDevicePixelRatio(ratio)
                document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(shown.name()), own)
                shown.setWidth(own.deviceIndependentSize().width())
                cursor.setCharFormat(shown)
            block = block.next()

    def _on_link(self, link: QUrl) -> None:
        self.show_chapter(link.path().removesuffix(".md"))
