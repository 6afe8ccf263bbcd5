"""期限总览: every running clock by urgency and by day, how it was counted, where to act; exported to a calendar."""

from datetime import date

from icalendar import Calendar
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QPlainTextEdit, QPushButton

from app.services.measures.deciding import record_measure
from tests.services.on_site import MORNING
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.test_style import shows
from ui import style
from ui.pages.deadlines import DeadlinesPage
from ui.widgets.month import Month

sealed, place, site = stage.sealed, stage.place, stage.site


def opened(place, qtbot) -> DeadlinesPage:
    made = DeadlinesPage(place)
    window = on_stage(qtbot, made)
    made.window_kept = window  # the page lives as long as its window
    made.refresh()
    calm(qtbot, place.tasks)
    return made


def lines(page) -> list[str]:
    held = part(page, QListWidget, "board")
    return [held.item(at).text() for at in range(held.count())]


def measure(site) -> None:
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M5", [finding.id], "登记保存演练", MORNING)


def test_that_clocks_stand_by_urgency_with_how_they_were_counted(place, site, qtbot):
    measure(site)
    page = opened(place, qtbot)
    shown = lines(page)
    assert ["作出处理决定" in shown[0], "责令改正期限届满" in shown[1]] == [True, True]
    why = part(page, QPlainTextEdit, "boardWhy").toPlainText()
    assert "最后一日为2026年6月17日" in why
    assert "《中华人民共和国行政处罚法》" in why


def test_that_an_overdue_clock_is_told_in_words(place, site, watch, qtbot):
    measure(site)
    watch.pass_by(days=20)
    page = opened(place, qtbot)
    assert "6月17日（周三），已逾期 11 天" in lines(page)[0]  # a day, not its last minute
    page._kinds.choose("soon")
    assert not [one for one in lines(page) if "已逾期" in one]
    assert part(page, QLabel, "boardEmpty").text() == "7 天内没有到期的期限。"
    page._kinds.choose("late")
    assert len(lines(page)) == 1


def test_that_a_day_of_the_month_shows_its_clocks_only(place, site, qtbot):
    page = opened(place, qtbot)
    page._on_day(QDate(2026, 7, 8))
    assert len(lines(page)) == 1
    page._on_day(QDate(2026, 7, 9))
    assert lines(page) == []
    assert part(page, QLabel, "boardEmpty").isVisible()


def test_that_a_day_is_chosen_by_keyboard_too_and_its_focus_is_seen(place, site, qtbot):
    page = opened(place, qtbot)
    page.window_kept.activateWindow()
    month = part(page, Month, "boardMonth")
    month.setSelectedDate(QDate(2026, 7, 8))
    assert not shows(month, style.FOCUS)
    month.setFocus()
    qtbot.waitUntil(lambda: shows(month, style.FOCUS))
    QTest.keyClick(month.focusProxy() or month, Qt.Key.Key_Right)
    assert lines(page) != []  # one may look around before one chooses
    QTest.keyClick(month.focusProxy() or month, Qt.Key.Key_Return)
    assert lines(page) == []


def test_that_a_clock_leads_to_the_step_that_meets_it(place, site, qtbot):
    page = opened(place, qtbot)
    (notice,) = [one.id for one in site.desk.case(site.inspection).documents if one.kind == "D11"]
    assert part(page, QPushButton, "boardOpen").text() == "办理并送达执法通知书"  # nothing is ordered before
    with qtbot.waitSignal(page.step_wanted) as wanted:
        page._on_open()
    assert wanted.args == [site.inspection, f"papers/{notice}"]


def test_that_the_clocks_are_written_for_another_calendar(place, site, qtbot, tmp_path):
    measure(site)
    page = opened(place, qtbot)
    path = tmp_path / "期限.ics"
    page.save_calendar(path)
    calm(qtbot, place.tasks)
    calendar = Calendar.from_ical(path.read_bytes())
    days = sorted(one.decoded("dtstart") for one in calendar.walk("VEVENT"))
    assert days == [date(2026, 6, 17), date(2026, 7, 8)]
    assert len({str(one["uid"]) for one in calendar.walk("VEVENT")}) == 2


def test_that_a_calendar_that_cannot_be_written_is_told(place, site, qtbot, tmp_path):
    page = opened(place, qtbot)
    page.save_calendar(tmp_path / "没有" / "期限.ics")
    calm(qtbot, place.tasks)
    assert part(page, QLabel, "noticeTitle").text().startswith("日历文件没有保存：")
