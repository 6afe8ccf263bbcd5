"""The pad to sign on: pen with pressure, finger or mouse become strokes, drawn as they will stand on paper.

The ink is a value as app.domain.ink reads it: ``{v, unit, width_mm, height_mm, pressure_source, strokes}``, each stroke
a list of samples ``[x, y, pressure or None, milliseconds]`` in hundredths of a millimetre on a field of 60 x 20 mm.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import style
from ui.widgets.buttons import button
from ui.widgets.ink_picture import HEIGHT_MM, WIDTH_MM, InkPicture, Stroke

PEN, TOUCH, MOUSE = "pen", "touch", "mouse"
PALM_MS = 500
"""A touch so soon after the pen was seen is the palm that follows it."""
BASELINE, MARGIN = 0.78, 24
LEAST, SPACING = (270, 90), 8
UNCOMPRESSED = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents


class InkPad(QWidget):
    """One person signs here. ``changed()`` after a stroke ended, was taken back, or all was cleared.

    A finger is ignored while a pen is near, a second finger always; a stroke that the palm began is dropped.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inkPad")
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(*LEAST)
        self._signer = ""
        self._strokes: list[Stroke] = []
        self._sources: list[str] = []
        self._stroke: Stroke = []
        self._source, self._finger, self._began = "", -1, 0
        self._pen_near, self._pen_seen = False, -PALM_MS
        self._compressed = True
        self._picture = InkPicture()
        self._tell()

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is written."""
        return not self._strokes

    def set_signer(self, name: str) -> None:
        """Say who signs; the name stands under the line, its end … where it is too long."""
        self._signer = name
        self._tell()
        self.update()

    def ink(self) -> dict[str, Any]:
        """Return what is written; ``strokes`` is empty where nothing is.

        ``pressure_source`` is pen, touch or mouse; the latter two measure none (None in the samples), and the width
        of the line follows from the speed.
        """
        sources = [one for one in (PEN, TOUCH, MOUSE) if one in self._sources]
        return {
            "v": 1,
            "unit": "0.01mm",
            "width_mm": WIDTH_MM,
            "height_mm": HEIGHT_MM,
            "pressure_source": sources[0] if sources else "",
            "strokes": [[list(sample) for sample in stroke] for stroke in self._strokes],
        }

    def undo(self) -> None:
        """Take the last stroke back."""
        if self._strokes:
            del self._strokes[-1], self._sources[-1]
            self._redraw()

    def clear(self) -> None:
        """Take everything back."""
        self._stroke, self._source = [], ""
        if self._strokes:
            self._strokes, self._sources = [], []
            self._redraw()

    def event(self, event: QEvent) -> bool:
        """Take pen, finger and mouse; what is taken is accepted, so that no mouse event is made of pen or finger."""
        if isinstance(event, QTabletEvent):
            self._on_pen(event)
        elif isinstance(event, QTouchEvent):
            self._on_touch(event)
        elif isinstance(event, QMouseEvent):
            self._on_mouse(event)
        elif not (event.type() == QEvent.Type.Wheel and self._source):  # a page must not move under a stroke
            return super().event(event)
        event.accept()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Learn whether a pen is near: that is told to the program, not to the widget."""
        if event.type() == QEvent.Type.TabletEnterProximity:
            self._pen_near = True
            if self._source == TOUCH:
                self._drop()
        elif event.type() == QEvent.Type.TabletLeaveProximity:
            self._pen_near = False
        return False

    def showEvent(self, event: QShowEvent) -> None:
        """Have every single event of pen and finger while the pad is seen."""
        super().showEvent(event)
        self._compressed = QCoreApplication.testAttribute(UNCOMPRESSED)
        QCoreApplication.setAttribute(UNCOMPRESSED, False)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let events be compressed as before."""
        super().hideEvent(event)
        QCoreApplication.setAttribute(UNCOMPRESSED, self._compressed)
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw again in the new size."""
        super().resizeEvent(event)
        self._picture.fit(self.size(), self.devicePixelRatioF(), self._strokes)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, the line with the signer's name, and the ink."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, line = self._picture.area, self._line()
        if QRectF(event.rect()).bottom() < line - 1 and area.adjusted(8, 8, -8, -8).contains(QRectF(event.rect())):
            painter.fillRect(event.rect(), QColor(style.SURFACE))  # a stroke's next bit: nothing else is there
        else:
            self._paint_field(painter, area, line)
        if self.is_empty and not self._stroke:
            above = QRectF(area.left(), area.top(), area.width(), line - area.top())
            painter.setPen(QColor(style.FAINT))
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, self.tr("请在此签名：笔、手指、鼠标均可"))
        self._picture.paint(painter, self._stroke)
        painter.end()

    def _line(self) -> float:
        return self._picture.area.top() + self._picture.area.height() * BASELINE

    def _paint_field(self, painter: QPainter, area: QRectF, line: float) -> None:
        painter.setPen(QPen(QColor(style.EDGE), 1))
        painter.setBrush(QColor(style.SURFACE))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.drawLine(QPointF(area.left() + MARGIN, line), QPointF(area.right() - MARGIN, line))
        painter.setPen(QColor(style.FAINT))
        under = QRectF(area.left() + MARGIN, line + 2, area.width() - 2 * MARGIN, area.bottom() - line - 4)
        name = painter.fontMetrics().elidedText(self._signer, Qt.TextElideMode.ElideRight, int(under.width()))
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, name)

    def _on_pen(self, event: QTabletEvent) -> None:
        self._pen_seen = event.timestamp()
        if event.type() == QEvent.Type.TabletPress:
            self._drop()
            self._begin(PEN, event.position(), event.timestamp(), event.pressure())
        elif event.type() == QEvent.Type.TabletMove and self._source == PEN:
            self._go(event.position(), event.timestamp(), event.pressure())
        elif event.type() == QEvent.Type.TabletRelease and self._source == PEN:
            self._end()

    def _on_mouse(self, event: QMouseEvent) -> None:
        if event.type() == QEvent.Type.MouseButtonPress:
            if event.button() == Qt.MouseButton.LeftButton and not self._source:
                self._begin(MOUSE, event.position(), event.timestamp(), None)
        elif event.type() == QEvent.Type.MouseMove and self._source == MOUSE:
            self._go(event.position(), event.timestamp(), None)
        elif event.type() == QEvent.Type.MouseButtonRelease and self._source == MOUSE:
            self._end()

    def _on_touch(self, event: QTouchEvent) -> None:
        palm = self._pen_near or self._source == PEN or 0 <= event.timestamp() - self._pen_seen < PALM_MS
        if event.type() == QEvent.Type.TouchCancel or palm:
            if self._source == TOUCH:
                self._drop()
            return
        points = event.points()
        if event.type() == QEvent.Type.TouchBegin and not self._source and points:
            self._finger = points[0].id()
            self._begin(TOUCH, points[0].position(), event.timestamp(), None)
            return
        for point in points:
            if self._source == TOUCH and point.id() == self._finger:
                self._go(point.position(), event.timestamp(), None)
                if point.state() == QEventPoint.State.Released:
                    self._end()

    def _begin(self, source: str, position: QPointF, at: int, pressure: float | None) -> None:
        if not self._strokes:
            self._began = at
            self.update()
        self._source, self._stroke = source, []
        self._go(position, at, pressure)

    def _go(self, position: QPointF, at: int, pressure: float | None) -> None:
        x, y = self._picture.place(position.x(), position.y())
        last = int(self._stroke[-1][3] or 0) if self._stroke else 0
        force = None if pressure is None else round(min(max(pressure, 0.0), 1.0) * 1000)
        self._stroke.append([x, y, force, max(at - self._began, last)])
        self.update(self._picture.touched(self._stroke).toAlignedRect())

    def _end(self) -> None:
        self._strokes.append(self._stroke)
        self._sources.append(self._source)
        self._stroke, self._source = [], ""
        self._picture.add(self._strokes[-1])
        self._told_changed()

    def _drop(self) -> None:
        self._stroke, self._source = [], ""
        self._picture.drop()
        self.update()

    def _redraw(self) -> None:
        self._picture.fit(self.size(), self.devicePixelRatioF(), self._strokes)
        self._told_changed()

    def _told_changed(self) -> None:
        self._tell()
        self.update()
        self.changed.emit()

    def _tell(self) -> None:
        name = self.tr("签名框：{name}").format(name=self._signer) if self._signer else self.tr("签名框")
        self.setAccessibleName(name)
        shortened = self.fontMetrics().horizontalAdvance(self._signer) > self._picture.area.width() - 2 * MARGIN
        self.setToolTip(self._signer if shortened else "")
        said = self.tr("已有 {n} 笔").format(n=len(self._strokes)) if self._strokes else self.tr("还没有笔迹")
        self.setAccessibleDescription(said)


class InkBox(QWidget):
    """A pad with its two buttons: 撤销一笔 and 重写; ``act`` stands beside them. ``pad`` is the pad.

    The pad is as high as the width gives its shape. In a page that scrolls it takes that height, up to ``highest``; in
    one that does not (``highest`` 0) it takes what there is.
    """

    def __init__(self, parent: QWidget | None = None, act: QPushButton | None = None, highest: int = 0) -> None:
        super().__init__(parent)
        self._highest = highest
        self.pad = InkPad()
        self._undo = button(self.tr("撤销一笔"), "undoStroke")
        self._clear = button(self.tr("重写"), "clearInk", tip=self.tr("清除全部笔迹，重新签名"))
        row = self._row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._undo)
        row.addWidget(self._clear)
        if act is not None:
            row.addWidget(act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.pad, 1)
        layout.addLayout(row)
        self._undo.clicked.connect(self.pad.undo)
        self._clear.clicked.connect(self.pad.clear)
        self.pad.changed.connect(self._on_changed)
        self._on_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the pad the height that goes with this width."""
        super().resizeEvent(event)
        height = max(LEAST[1], round(self.width() * HEIGHT_MM / WIDTH_MM))
        height = min(height, self._highest) if self._highest else height
        self.pad.setMaximumHeight(height)
        if self._highest:
            self.pad.setMinimumHeight(height)
        self.setMaximumHeight(height + SPACING + self._row.sizeHint().height())

    def _on_changed(self) -> None:
        self._undo.setEnabled(not self.pad.is_empty)
        self._clear.setEnabled(not self.pad.is_empty)
