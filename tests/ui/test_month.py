"""The month below a day: Chinese weeks from Monday, days off and make-up working days told by sign and colour."""

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDateEdit, QTableView, QToolButton

from app.services.session.opening import OpenDesk
from tests.ui.conftest import calm, on_stage, part
from ui import style
from ui.widgets.month import DayField, Month

# The platform without a screen cannot raise a window that pops up, nor give it the keyboard.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(params=[False, True], ids=["normal", "large"])
def field(request, place, qtbot, qapp):
    style.dress(qapp, large=request.param)
    made = DayField(place)
    made.setObjectName("演练日期")
    made.setDate(QDate(2026, 10, 1))
    window = on_stage(qtbot, made)
    yield made
    window.close()


def opened(field: DayField, qtbot, place) -> Month:
    qtbot.keyClick(field, Qt.Key.Key_F4)
    month = field.month
    qtbot.waitUntil(month.isVisible)
    calm(qtbot, place.tasks)
    return month


def test_that_the_month_is_made_when_it_is_opened_and_chooses_a_day(field, qtbot, place) -> None:
    assert field._month is None
    month = opened(field, qtbot, place)
    month.clicked.emit(QDate(2026, 10, 8))
    assert field.date() == QDate(2026, 10, 8) and field.text() == "2026年10月8日"


def test_that_days_off_and_make_up_days_come_from_the_calendar_of_the_store(field, qtbot, place) -> None:
    desk: OpenDesk = place.desk
    calendar = desk.shelf.calendar
    make_up = next(one for one in sorted(calendar.make_up_days) if one.year == 2026)
    month = opened(field, qtbot, place)
    assert (month.mark(date(2026, 10, 1)), month.is_off(date(2026, 10, 1))) == ("休", True)
    assert (month.mark(make_up), month.is_off(make_up)) == ("班", False)
    assert (month.mark(date(2026, 6, 7)), month.is_off(date(2026, 6, 7))) == ("", True)
    assert (month.mark(date(2026, 6, 8)), month.is_off(date(2026, 6, 8))) == ("", False)


def test_that_weeks_begin_on_monday_in_chinese_and_targets_are_large(field, qtbot, place) -> None:
    month = opened(field, qtbot, place)
    days = part(month, QTableView, "qt_calendar_calendarview")
    heads = [str(days.model().index(0, column).data()) for column in range(7)]
    assert heads == list("一二三四五六日")
    assert days.columnWidth(0) >= style.current().target - 4 and days.rowHeight(1) >= 40
    for one in month.findChildren(QToolButton):
        assert one.accessibleName() or one.text()
        assert not one.isVisible() or one.height() >= style.current().target - 16


def test_that_every_kind_of_day_is_drawn(field, qtbot, place) -> None:
    month = opened(field, qtbot, place)
    month.mark_today(QDate(2026, 10, 9))
    picture = month.grab().toImage()
    seen = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 2) for y in range(picture.height())}
    assert {style.BRAND, style.RED, style.TINT} <= seen


@pytest.mark.parametrize("typed", ["20261205", "2026-12-5", "2026.12.05", "2026/12/5"])
def test_that_a_day_is_typed_over_the_whole_one_in_any_usual_way(field, qtbot, typed) -> None:
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (field.date(), field.text()) == (QDate(2026, 12, 5), "2026年12月5日")


@pytest.mark.parametrize("pasted", ["2026-12-5", "２０２６年１２月５日", " 20261205\n"])
def test_that_a_day_is_pasted_in_any_usual_way(field, qtbot, pasted) -> None:
    QGuiApplication.clipboard().setText(pasted)
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.date() == QDate(2026, 12, 5)


def test_that_what_is_no_day_leaves_the_day_as_it_was(field, qtbot) -> None:
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, "20261345")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (field.date(), field.text()) == (QDate(2026, 10, 1), "2026年10月1日")


def test_that_year_month_and_day_are_still_typed_one_after_the_other(field, qtbot) -> None:
    field.setFocus()
    field.setSelectedSection(QDateEdit.Section.MonthSection)
    qtbot.keyClicks(field, "11")
    assert field.date() == QDate(2026, 11, 1)



def test_that_the_month_names_its_year_and_month_as_days_are_written(field, qtbot, place) -> None:
    month = opened(field, qtbot, place)

    def named() -> list[str]:
        return [part(month, QToolButton, f"qt_calendar_{one}button").text() for one in ("year", "month")]

    assert named() == ["2026年", "10月"]
    month.setCurrentPage(2027, 1)
    assert named() == ["2027年", "1月"]
    part(month, QToolButton, "qt_calendar_prevmonth").click()
    assert named() == ["2026年", "12月"]


def at_its_edges(month: Month, qtbot) -> list[object]:
    with qtbot.captureExceptions() as raised:
        for day in (month.minimumDate(), month.maximumDate()):
            month.setSelectedDate(day)
            month.grab()
    return raised


def test_that_no_page_shows_a_day_beyond_the_years_that_are_counted(field, qtbot, place) -> None:
    assert at_its_edges(opened(field, qtbot, place), qtbot) == []


def test_that_a_month_that_stands_by_itself_has_its_edges_too(place, qtbot) -> None:
    month = Month(place)
    window = on_stage(qtbot, month)
    assert at_its_edges(month, qtbot) == []
    window.close()


def test_that_a_day_typed_beyond_them_leaves_the_day_as_it_was(field, qtbot) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "08991231")
    assert field.date() == QDate(2026, 10, 1)
