"""A month to choose a day from: Chinese weeks from Monday, with today, days off and make-up working days marked."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QIcon,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QShowEvent,
    QTextCharFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QBoxLayout, QCalendarWidget, QDateEdit, QToolButton, QWidget

from app.domain.calendar_days import WEEKENDS_ONLY, Calendar
from ui import style
from ui.models.moments import day_from
from ui.workplace import Workplace

WEEK, ROWS = 7, 8  # a head line and six weeks below the bar
RADIUS = 6.0
ARROW = 32  # as wide as in the style sheet
FORMAT = "yyyy年M月d日"
FIRST, LAST = QDate(1900, 1, 1), QDate(2199, 12, 31)  # Qt has years before 1 and after 9999, Python has not
_OF_A_DAY = frozenset("0123456789-./")


class Month(QCalendarWidget):
    """Asks for the calendar of the store when it is first seen; until then only weekends are days off."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place, self._calendar = place, WEEKENDS_ONLY
        self._asked: Path | None = None  # the forms whose calendar is shown
        moment = place.desk.now()
        self._today = QDate(moment.year, moment.month, moment.day)
        self.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.setDateRange(FIRST, LAST)
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self.setGridVisible(False)
        off = QTextCharFormat()
        off.setForeground(QColor(style.RED))
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(weekday, off)
        target = style.current().target
        self.setMinimumSize(WEEK * target, ROWS * target)
        for name, sign, words in (
            ("qt_calendar_prevmonth", "‹", self.tr("上个月")), ("qt_calendar_nextmonth", "›", self.tr("下个月")),
        ):  # fmt: skip
            turn = self.findChild(QToolButton, name)
            assert turn is not None, name
            turn.setIcon(QIcon())
            turn.setText(sign)
            turn.setAccessibleName(words)
            turn.setToolTip(words)
        self._put_the_year_first()
        self.currentPageChanged.connect(self._name_year)
        self._name_year(self.yearShown(), self.monthShown())

    def mark_today(self, day: QDate) -> None:
        """Mark another day as today: midnight has passed."""
        self._today = day
        self.updateCells()

    def mark(self, day: date) -> str:
        """Return what is written beside a day: 休 a holiday, 班 a make-up working day, "" any other."""
        if day in self._calendar.make_up_days:
            return self.tr("班")
        return self.tr("休") if day in self._calendar.holidays else ""

    def is_off(self, day: date) -> bool:
        """Return whether nobody works on a day."""
        return not self._calendar.is_working_day(day)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the days off."""
        super().showEvent(event)
        if self._asked != self._place.desk.forms:
            self._asked = self._place.desk.forms
            self._place.ask(self, lambda desk: desk.shelf.calendar, self._on_calendar)

    def paintCell(self, painter: QPainter, rect: QRect, day: QDate | date) -> None:
        """Draw a day: chosen filled, today in a ring, days off red with 休, make-up days with 班."""
        shown = day if isinstance(day, QDate) else QDate(day.year, day.month, day.day)
        known, marked = date(shown.year(), shown.month(), shown.day()), self.dateTextFormat(shown)
        chosen, inside = shown == self.selectedDate(), shown.month() == self.monthShown()
        place = rect.adjusted(2, 2, -2, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, QColor(style.SURFACE))
        if chosen or shown == self._today:
            painter.setPen(QPen(QColor(style.BRAND), 2))
            painter.setBrush(QColor(style.BRAND if chosen else style.TINT))
            painter.drawRoundedRect(place, RADIUS, RADIUS)
        if chosen and self.hasFocus():
            painter.setPen(QPen(QColor(style.FOCUS), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), RADIUS, RADIUS)
        colour = style.RED if self.is_off(known) else style.INK
        if marked.hasProperty(marked.Property.ForegroundBrush):
            colour = marked.foreground().color().name()
        painter.setPen(QColor(style.SURFACE if chosen else colour if inside else style.FAINT))
        font = QFont(self.font())
        font.setBold(shown == self._today or marked.fontWeight() >= QFont.Weight.Bold)
        font.setUnderline(marked.fontUnderline())
        painter.setFont(font)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), str(shown.day()))
        if inside:
            self._draw_mark(painter, place, self.mark(known))
        painter.restore()

    def _put_the_year_first(self) -> None:
        bar = self.findChild(QWidget, "qt_calendar_navigationbar")
        layout = bar.layout() if bar is not None else None
        assert isinstance(layout, QBoxLayout)
        year, month = self._heads()
        layout.insertWidget(layout.indexOf(month), year)

    def _heads(self) -> tuple[QToolButton, QToolButton]:
        """Return Qt's buttons of year and month; asked anew each time, they outlive what Python holds."""
        year, month = (self.findChild(QToolButton, f"qt_calendar_{name}button") for name in ("year", "month"))
        assert isinstance(year, QToolButton)
        assert isinstance(month, QToolButton)
        return year, month

    def _name_year(self, year: int, month: int) -> None:
        """Write 2027年 and 1月, as days are written elsewhere; Qt writes 2027 and 一月 each time it turns the page."""
        of_year, of_month = self._heads()
        of_year.setText(self.tr("{year}年").format(year=year))
        of_month.setText(self.tr("{month}月").format(month=month))

    def _draw_mark(self, painter: QPainter, place: QRect, mark: str) -> None:
        font = QFont(self.font())
        font.setPointSizeF(style.current().base * 0.65)
        painter.setFont(font)
        corner = QRect(place.topLeft() + QPoint(0, 1), place.size()).adjusted(0, 0, -4, 0)
        painter.drawText(corner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), mark)

    def _on_calendar(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self.updateCells()


def as_qdate(day: date) -> QDate:
    """Return a day as Qt has it."""
    return QDate(day.year, day.month, day.day)


class DayField(QDateEdit):
    """A day, typed or chosen from a month that is made when it is first opened: pages open faster without it.

    Typed year, month and day one after the other, as in other boxes; or, over the whole day marked by Ctrl+A, in any
    usual way (20261205, 2026-12-5, full width too), as it may be pasted. What is no day leaves the day as it was.
    """

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._month: Month | None = None
        self._typed = ""  # over the whole day
        self.setCalendarPopup(True)
        self.setDisplayFormat(FORMAT)
        self.setDateRange(FIRST, LAST)
        self.setMaximumHeight(style.current().target)  # that of the lines beside it, without the frame Qt adds
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def month(self) -> Month:
        """Return the month that opens below the field."""
        if self._month is None:
            self._month = Month(self._place)
            self._month.setObjectName(f"{self.objectName()}Month")
            self._month.setAccessibleName(self.tr("月历"))
            self.setCalendarWidget(self._month)
        return self._month

    def day(self) -> date:
        """Return the day that is shown."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def show_day(self, day: date) -> None:
        """Show another day."""
        self.setDate(as_qdate(day))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Have the month at hand: the press may open it."""
        assert self.month is not None
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page, as ui.widgets.drop_down does: a day must not change unseen."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the month by F4 or Alt+Down, as other boxes do and Qt by mouse alone; take a day that is typed whole."""
        if self._takes(event):
            return
        down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if not (down or event.key() == Qt.Key.Key_F4):
            super().keyPressEvent(event)
            return
        arrow = QPointF(self.width() - ARROW // 2, self.height() / 2)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        self.mousePressEvent(
            QMouseEvent(QEvent.Type.MouseButtonPress, arrow, self.mapToGlobal(arrow), left, left, none)
        )

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed whole."""
        self._finish()
        super().focusOutEvent(event)

    def _takes(self, event: QKeyEvent) -> bool:
        """Return whether a key is part of a day that is pasted, or typed over the whole one."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._typed = QGuiApplication.clipboard().text()
            return self._finish()
        line, key = self.lineEdit(), unicodedata.normalize("NFKC", event.text())
        if self._typed and event.key() == Qt.Key.Key_Backspace:
            self._show_typed(self._typed[:-1])
            return True
        if key and key in _OF_A_DAY and (self._typed or line.selectedText() == line.text()):
            self._show_typed(self._typed + key)
            if len(self._typed) == len("20261205") and self._typed.isdecimal():
                self._finish()
            return True
        if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt):
            self._finish()
        return False

    def _show_typed(self, typed: str) -> None:
        """Show what is typed, which Qt would not let stand before it is a day."""
        self._typed = typed
        line = self.lineEdit()
        line.blockSignals(True)
        line.setText(typed)
        line.blockSignals(False)

    def _finish(self) -> bool:
        """Set the day that was typed whole, or show again the one that stands; return whether it was a day."""
        typed, self._typed = self._typed, ""
        if not typed:
            return False
        day = day_from(unicodedata.normalize("NFKC", typed))
        if day is not None and self.minimumDate() <= QDate(day.year, day.month, day.day) <= self.maximumDate():
            self.setDate(QDate(day.year, day.month, day.day))
        self._show_typed(self.textFromDateTime(self.dateTime()))
        self._typed = ""
        return day is not None
