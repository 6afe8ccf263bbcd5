"""One question in the list: its words, what belongs to it, and the segments to answer it by tap or mouse."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from app.domain.checklist.verdicts import CONFORMS, VIOLATES
from ui import style
from ui.models.inspection_state import QuestionRow
from ui.models.questions import ROW_ROLE
from ui.widgets.wrapped_label import given_up_by

Index = QModelIndex | QPersistentModelIndex
_PAD, _GAP = 14, 10
# QStyleOptionViewItem is Any here: the stubs of PySide6 6.9 leave out rect, font and state.
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class QuestionDelegate(QStyledItemDelegate):
    """Paints a row and hears taps on its segments; a second tap on the same segment changes nothing.

    Widths and heights are measured once: one answer lays the whole list out anew, and the letters of a list stay.
    """

    chosen = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.locked = False
        self._widths: dict[tuple[str, ...], int] = {}
        self._heights: dict[tuple[str, tuple[str, ...], int, int], int] = {}

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        """Paint one question."""
        row = index.data(ROW_ROLE)
        rect, metrics = option.rect, QFontMetrics(option.font)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, QColor(style.TINT if selected else style.SURFACE))
        if selected:
            painter.fillRect(rect.adjusted(0, 0, 4 - rect.width(), 0), QColor(style.BRAND))
        painter.fillRect(rect.adjusted(0, rect.height() - 1, 0, 0), QColor(style.LINE))
        text = self._text_rect(rect, metrics, row)
        self._paint_code(
            painter, option.font, row, QRect(rect.left() + _PAD, text.top(), self._code_width(metrics), 40)
        )
        painter.setFont(option.font)
        painter.setPen(QColor(style.INK))
        words = text.adjusted(0, 0, -given_up_by(row.label, option.font, text.width()), 0)
        used = painter.boundingRect(words, _WRAP, row.label)
        painter.drawText(words, _WRAP, row.label)
        self._paint_about(painter, option.font, row, QRect(text.left(), used.bottom() + 3, text.width(), 60))
        for place, where in enumerate(self._segments(rect, metrics, row)):
            self._paint_segment(painter, option.font, row, place, where)
        painter.restore()

    def sizeHint(self, option: Any, index: Index) -> QSize:
        """Return the size of a row: its words at the width there is, never less than a finger needs."""
        row = index.data(ROW_ROLE)
        width = option.widget.viewport().width() if option.widget is not None else option.rect.width()
        known = (row.label, row.choices, len(row.verdicts), width)
        if known not in self._heights:
            self._heights[known] = self._height(QFontMetrics(option.font), row, width)
        return QSize(width, self._heights[known])

    def _height(self, metrics: QFontMetrics, row: QuestionRow, width: int) -> int:
        text = self._text_rect(QRect(0, 0, width, 10_000), metrics, row)
        lines = metrics.boundingRect(text, _WRAP, row.label).height()
        height = lines + metrics.height() + 2 * _PAD
        target = style.current().target
        return height + target + _GAP if self._stacked(width, metrics, row) else max(height, target + 2 * _PAD)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: Any, index: Index) -> bool:
        """Hear a tap on a segment."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent) and not self.locked:
            row = index.data(ROW_ROLE)
            for place, where in enumerate(self._segments(option.rect, QFontMetrics(option.font), row)):
                if where.contains(event.position().toPoint()):
                    self.chosen.emit(row.path, row.verdicts[place])
                    return True
        return super().editorEvent(event, model, option, index)

    def _code_width(self, metrics: QFontMetrics) -> int:
        return self._width(metrics, ("00.00",)) + 4

    def _segment_width(self, metrics: QFontMetrics, row: QuestionRow) -> int:
        return self._width(metrics, ("不符合", *row.choices)) + 32

    def _width(self, metrics: QFontMetrics, words: tuple[str, ...]) -> int:
        """Return the width of the longest of these words."""
        if words not in self._widths:
            self._widths[words] = max(metrics.horizontalAdvance(one) for one in words)
        return self._widths[words]

    def _segments_width(self, metrics: QFontMetrics, row: QuestionRow) -> int:
        return len(row.verdicts) * self._segment_width(metrics, row)

    def _stacked(self, width: int, metrics: QFontMetrics, row: QuestionRow) -> bool:
        left = width - self._segments_width(metrics, row) - self._code_width(metrics) - 4 * _PAD
        return left < self._width(metrics, ("国",)) * 18

    def _text_rect(self, rect: QRect, metrics: QFontMetrics, row: QuestionRow) -> QRect:
        left = _PAD + self._code_width(metrics)
        stacked = self._stacked(rect.width(), metrics, row)
        right = _PAD if stacked else self._segments_width(metrics, row) + 2 * _PAD
        return rect.adjusted(left, _PAD, -right, 0)

    def _segments(self, rect: QRect, metrics: QFontMetrics, row: QuestionRow) -> list[QRect]:
        width, height = self._segment_width(metrics, row), style.current().target
        if self._stacked(rect.width(), metrics, row):
            left, top = rect.left() + _PAD + self._code_width(metrics), rect.bottom() - height - _PAD + 4
        else:
            left, top = rect.right() - self._segments_width(metrics, row) - _PAD, rect.center().y() - height // 2
        return [QRect(left + place * width, top, width, height) for place in range(len(row.verdicts))]

    def _paint_code(self, painter: QPainter, font: QFont, row: QuestionRow, where: QRect) -> None:
        bold = QFont(font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(style.BRAND if row.open else style.QUIET))
        painter.drawText(where, _WRAP, row.code)

    def _paint_about(self, painter: QPainter, font: QFont, row: QuestionRow, where: QRect) -> None:
        small = QFont(font)
        small.setPointSizeF(style.current().small)
        painter.setFont(small)
        parts = [self.tr("必答") if row.required else self.tr("选答")]
        if row.wanted or row.evidence:
            parts.append(self.tr("证据 {count} 件").format(count=row.evidence))
        if row.sample:
            parts.append(self.tr("抽样 {count}").format(count=row.sample))
        if row.finding:
            parts.append(self.tr("已形成问题"))
        painter.setPen(QColor(style.QUIET))
        words = " · ".join(parts)
        painter.drawText(where, _WRAP, words)
        if row.missing or row.disputed:
            at = painter.fontMetrics().horizontalAdvance(words + "  ")
            painter.setPen(QColor(style.RED))
            told = self.tr("另一台电脑的答案不同") if row.disputed else row.missing[0]
            said = painter.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, where.width() - at)
            painter.drawText(where.adjusted(at, 0, 0, 0), _WRAP, said)

    def _paint_segment(self, painter: QPainter, font: QFont, row: QuestionRow, place: int, where: QRect) -> None:
        verdict = row.verdicts[place]
        chosen = row.verdict == verdict
        fill, ink, edge = _colours(verdict, chosen, self.locked)
        outline = QPainterPath()
        outline.addRoundedRect(where.adjusted(2, 0, -3, -1).toRectF(), 6, 6)
        painter.setPen(QPen(QColor(edge), 1.5 if chosen else 1.0))
        painter.fillPath(outline, QColor(fill))
        painter.drawPath(outline)
        bold = QFont(font)
        bold.setBold(chosen)
        painter.setFont(bold)
        painter.setPen(QColor(ink))
        words = row.choices[place]
        if not chosen:
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, words)
            return
        tick = 16
        width = painter.fontMetrics().horizontalAdvance(words)
        left = where.center().x() - (width + tick) // 2
        draw_tick(painter, QRect(left, where.center().y() - 5, 11, 10), ink)
        at = QRect(left + tick, where.top(), width + 4, where.height())
        painter.drawText(at, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


def _colours(verdict: str, chosen: bool, locked: bool) -> tuple[str, str, str]:
    if not chosen:
        return style.SURFACE, (style.FAINT if locked else style.INK), (style.LINE if locked else style.EDGE)
    if verdict == CONFORMS:
        return style.GREEN_TINT, style.GREEN, style.GREEN
    if verdict == VIOLATES:
        return style.RED, style.SURFACE, style.RED
    return style.GREY, style.SURFACE, style.GREY


def draw_tick(painter: QPainter, where: QRect, colour: str) -> None:
    """Draw a tick into a rectangle: a state is never told by colour alone, and no font is sure to have the sign."""
    path = QPainterPath()
    path.moveTo(where.left(), where.top() + where.height() * 0.55)
    path.lineTo(where.left() + where.width() * 0.38, where.bottom())
    path.lineTo(where.right(), where.top())
    pen = QPen(QColor(colour), 2.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
