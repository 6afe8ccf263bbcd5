"""关于: the version, every component with its licence, and the text of the one chosen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from ui import style
from ui.models.about import about
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.labels import label


class AboutPart(QWidget):
    """``given_up()`` goes back to where one was; without words for that it stands where nothing leads back."""

    given_up = Signal()

    def __init__(self, back: str = "") -> None:
        super().__init__()
        self._known = about()
        self._back = button(back, "aboutBack", tip=self.tr("{words}，快捷键 Alt+←").format(words=back) if back else "")
        if not back:
            self._back.hide()
        self._list = QListWidget()
        self._list.setObjectName("aboutComponents")
        self._list.setAccessibleName(self.tr("所用组件，选中后在右边看许可文本"))
        self._list.setFixedWidth(min(460, round(style.current().base * 32)))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._name = label("", "section", wrap=True, name="aboutName")
        self._text = QPlainTextEdit()
        self._text.setObjectName("aboutText")
        self._text.setAccessibleName(self.tr("许可文本"))
        self._text.setReadOnly(True)
        self._build()
        for one in self._known.components:
            item = QListWidgetItem(f"{one.name} {one.version}".strip())
            item.setSizeHint(QSize(0, style.current().target))
            self._list.addItem(item)
        self._list.currentRowChanged.connect(self._on_chosen)
        self._list.setCurrentRow(0)
        self._back.clicked.connect(self.given_up)
        leaves_by(self, self._back)
        QShortcut(QKeySequence("Alt+Left"), self, self.given_up.emit)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._back)
        words = self.tr("档案执法检查 {version}。使用了以下 {count} 个组件和字体，各按其许可使用。")
        told = words.format(version=self._known.version, count=len(self._known.components))
        head.addWidget(label(told, "plain", wrap=True, name="aboutVersion"), 1)
        right = QVBoxLayout()
        right.addWidget(self._name)
        right.addWidget(self._text, 1)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self._list)
        body.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addLayout(body, 1)

    def _on_chosen(self, row: int) -> None:
        one = self._known.components[row]
        title = f"{one.name} {one.version}".strip()
        self._name.setText(self.tr("{name}，许可：{licence}").format(name=title, licence=one.licence))
        self._text.setPlainText(one.text)
