"""The ink of a pad as a picture: finished strokes exactly as on paper, the one being written in pieces."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from app.domain.ink import PEN_WIDTH, Nib, outline
from ui import style

WIDTH_MM, HEIGHT_MM = 60, 20
UNITS = 100

Sample = list[int | None]
Stroke = list[Sample]


class InkPicture:
    """Maps the field of 60 x 20 mm onto a widget's size and draws on it."""

    def __init__(self) -> None:
        self.area, self.scale = QRectF(), 1.0
        self._base, self._live = QPixmap(), QPixmap()
        self._nib, self._drawn = Nib(), 0  # how far the stroke that is being written is drawn

    def fit(self, size: QSize, ratio: float, strokes: Sequence[Stroke]) -> None:
        """Take a widget's size, the field as large in it as its shape allows, and draw these strokes anew."""
        width = max(min(float(size.width()), size.height() * WIDTH_MM / HEIGHT_MM), 1.0)
        height = width * HEIGHT_MM / WIDTH_MM
        self.area = QRectF((size.width() - width) / 2, 0.0, width, height)
        self.scale = width / (WIDTH_MM * UNITS)
        self._base = QPixmap(size * ratio)
        self._base.setDevicePixelRatio(ratio)
        self._base.fill(Qt.GlobalColor.transparent)
        self._draw(self._base, strokes)
        self.drop()

    def add(self, stroke: Stroke) -> None:
        """Draw a finished stroke as a whole."""
        self._draw(self._base, [stroke])
        self.drop()

    def drop(self) -> None:
        """Forget the stroke that was being written."""
        self._live, self._nib, self._drawn = QPixmap(self._base), Nib(), 0

    def paint(self, painter: QPainter, stroke: Stroke) -> None:
        """Paint everything finished, and the stroke that is being written.

        Its newest bit is added as a piece of line to what is kept as pixels, so that a frame costs the same however
        long the stroke gets. Once it has ended it is drawn as it is printed.
        """
        if len(stroke) > self._drawn:
            self._go_on(stroke[self._drawn :])
            self._drawn = len(stroke)
        painter.drawPixmap(0, 0, self._live)
        if stroke:
            self._line(painter, self._nib.at, (stroke[-1][0] or 0, stroke[-1][1] or 0))

    def place(self, x: float, y: float) -> tuple[int, int]:
        """Return where a position of the widget lies on the field, in hundredths of a millimetre."""
        across = min(max((x - self.area.left()) / self.scale, 0), WIDTH_MM * UNITS)
        down = min(max((y - self.area.top()) / self.scale, 0), HEIGHT_MM * UNITS)
        return round(across), round(down)

    def touched(self, stroke: Stroke) -> QRectF:
        """Return the part of the widget that the samples of a stroke since it was last painted change."""
        recent: list[tuple[float, float]] = [self._nib.at] if self._drawn else []
        recent += [(one[0] or 0, one[1] or 0) for one in stroke[max(self._drawn - 1, 0) :]]
        xs, ys = [x for x, _ in recent], [y for _, y in recent]
        left, top = min(xs) - PEN_WIDTH, min(ys) - PEN_WIDTH
        wide, high = max(xs) + PEN_WIDTH - left, max(ys) + PEN_WIDTH - top
        return QRectF(
            self.area.left() + left * self.scale, self.area.top() + top * self.scale,
            wide * self.scale, high * self.scale,
        )  # fmt: skip

    def _go_on(self, samples: Sequence[Sample]) -> None:
        if self._live.isNull():
            return
        painter = QPainter(self._live)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for sample in samples:
            start, begun = self._nib.at, self._nib.width > 0
            self._nib.follow(sample)
            self._line(painter, start if begun else self._nib.at, self._nib.at)
        painter.end()

    def _line(self, painter: QPainter, start: tuple[float, float], end: tuple[float, float]) -> None:
        width = self._nib.width * self.scale
        painter.setPen(QPen(QColor(style.INK), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(self._shown(start), self._shown(end))

    def _shown(self, place: tuple[float, float]) -> QPointF:
        return QPointF(self.area.left() + place[0] * self.scale, self.area.top() + place[1] * self.scale)

    def _draw(self, picture: QPixmap, strokes: Sequence[Stroke]) -> None:
        if picture.isNull():
            return  # written on before the layout gave the pad a size: ``fit`` draws it then
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._fill(painter, strokes)
        painter.end()

    def _fill(self, painter: QPainter, strokes: Sequence[Stroke]) -> None:
        painter.save()
        painter.translate(self.area.topLeft())
        painter.scale(self.scale, self.scale)
        painter.fillPath(path_of(strokes), QColor(style.INK))
        painter.restore()


def path_of(strokes: Sequence[Stroke]) -> QPainterPath:
    """Return the filled shape of strokes in hundredths of a millimetre: the one that is printed."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for segment in outline(strokes):
        numbers = [float(one) for one in segment[1:]]
        if segment[0] == "M":
            path.moveTo(numbers[0], numbers[1])
        else:
            path.cubicTo(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
    return path
