"""A photo as large as there is room for, or in its own size to read what stands in it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout

from ui.widgets.buttons import button
from ui.widgets.focusing import FocusedInside
from ui.widgets.labels import label


class PictureView(FocusedInside):
    """``left()`` when the reader goes back. Esc, Alt+Left and the button lead back; the arrow keys move the photo."""

    left = Signal()

    def __init__(self, *, bare: bool = False) -> None:
        """``bare``: what is around it says what it is and leads back."""
        super().__init__()
        self._image = QImage()
        self._title = label("", "section", wrap=True, name="pictureTitle")
        self._whole = button(self.tr("原大"), "pictureWhole", checkable=True, tip=self.tr("按原大看细处，再点适合窗口"))
        self._back = button(self.tr("返回（Esc）"), "pictureBack", tip=self.tr("返回证据列表（Esc）"))
        self._shown, self._area = QLabel(), QScrollArea()
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setWidget(self._shown)
        self._area.setWidgetResizable(True)
        self._area.setObjectName("pictureArea")
        self.first_focus = self._area
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        if bare:
            head.addStretch(1)
        head.addWidget(self._whole)
        head.addWidget(self._back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._area, 1)
        self._whole.toggled.connect(lambda _: self._show())
        self._back.clicked.connect(self.left)
        self._title.setVisible(not bare)
        self._back.setVisible(not bare)
        keys = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.left.emit)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def size_shown(self) -> QSize:
        """Return how large the photo is on the screen."""
        return self._shown.pixmap().size()

    def show_picture(self, image: QImage, title: str) -> None:
        """Show a photo; a null image says that its file is not here yet."""
        self._image = image
        self._title.setText(title)
        self._area.setAccessibleName(self.tr("照片 {title}").format(title=title))
        self._whole.setChecked(False)
        self._whole.setVisible(not image.isNull())
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the photo as large as there is room."""
        super().resizeEvent(event)
        self._show()

    def _show(self) -> None:
        if self._image.isNull():
            self._shown.setText(self.tr("这张照片的文件还没有到本机，同步或者 U 盘交换以后可以看。"))
            return
        image = self._image
        room = self._area.maximumViewportSize()
        if not self._whole.isChecked() and (image.width() > room.width() or image.height() > room.height()):
            ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            image = image.scaled(room, *ways)
        self._shown.setPixmap(QPixmap.fromImage(image))
