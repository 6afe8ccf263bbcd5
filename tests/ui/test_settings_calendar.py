"""设置 · 工作日历: a year is chosen, looked at, confirmed, and counted with at once; faults and refusals are told."""

from datetime import date

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel

from app.services.working_days import known_years
from tests.services.test_working_days import NEXT, written
from tests.ui.conftest import calm, on_stage, part
from tests.ui.registers_desk import press, said, standalone
from tests.ui.test_way_in import click
from ui.pages.settings import calendar as settings_calendar
from ui.pages.settings.page import SettingsPage
from ui.workplace import Workplace

__all__ = ["standalone"]  # a fixture of the registers' tests


def opened(place, qtbot):
    made = SettingsPage(place)
    made.window_kept = on_stage(qtbot, made)  # the page lives as long as its window
    made.refresh()
    calm(qtbot, place.tasks)
    return made


@pytest.fixture
def page(standalone, qtbot):
    return opened(standalone, qtbot)


@pytest.fixture
def choose(monkeypatch, standalone, qtbot, page):
    def chosen(path) -> None:
        monkeypatch.setattr(settings_calendar, "ask_file", lambda *_: str(path))
        press(qtbot, standalone, page, "calendarImport")

    return chosen


def facts(page) -> str:
    return " ".join(one.text() for one in part(page, settings_calendar.FactGrid, "calendarFacts").findChildren(QLabel))


def preview(page) -> str:
    return part(page, QLabel, "calendarPreview").text()


def test_that_a_year_is_imported_in_the_window_and_counts_at_once(page, choose, standalone, qtbot, tmp_path) -> None:
    assert "2004年至2026年" in facts(page) and "2027年1月1日以后的工作日期限只能暂定" in facts(page)
    choose(written(tmp_path))
    assert preview(page).startswith("2027年：放假 2 天，调休上班 1 天。")
    assert "国办发明电〔2026〕演练号" in preview(page)
    assert part(page, QAbstractButton, "calendarGo").text() == "导入2027年"
    assert known_years(standalone.desk).missing == 2027, "looking imports nothing"
    press(qtbot, standalone, page, "calendarGo")
    assert "2027年工作日历已导入" in said(page) and "重新计算了 0 项期限" in said(page)
    assert standalone.desk.shelf.calendar.knows(date(2027, 1, 4))
    assert "演练管理员于" in facts(page) and "文件摘要" in facts(page) and "2028年1月1日以后" in facts(page)
    assert not part(page, QLabel, "calendarPreview").isVisible()


def test_that_a_known_year_tells_what_differs_and_asks(page, choose, standalone, qtbot, tmp_path) -> None:
    choose(written(tmp_path))
    press(qtbot, standalone, page, "calendarGo")
    choose(written(tmp_path))
    assert "不需要导入" in preview(page) and not part(page, QAbstractButton, "calendarGo").isEnabled()
    press(qtbot, standalone, page, "calendarNot")
    choose(written(tmp_path, NEXT.replace("2027-01-02", "2027-01-03")))
    assert "有 2 天与现在不同。确定替换吗" in preview(page) and "原为调休上班，改为无特别安排" in preview(page)
    press(qtbot, standalone, page, "calendarNot")
    assert standalone.desk.shelf.calendar.is_working_day(date(2027, 1, 2)), "nothing was replaced"


def test_that_every_fault_of_a_file_is_told_and_nothing_is_asked(page, choose, standalone, tmp_path) -> None:
    choose(written(tmp_path, NEXT.replace("name = ", "nmae = ")))
    assert "处错误，没有导入" in said(page) and "第 4 行：缺少“name”" in said(page)
    assert not part(page, QAbstractButton, "calendarGo").isVisible()
    choose(tmp_path / "没有这个文件.toml")
    assert "没有这个文件" in said(page) or "工作日历" in said(page)
    choose(tmp_path / "放假安排.xlsx")
    assert "“放假安排.xlsx”不是工作日历的文件" in said(page) and ".toml" in said(page)


def test_that_who_is_no_administrator_reads_why(place, qtbot) -> None:
    shown = opened(Workplace(place.desk.acting("yi"), place.tasks), qtbot)
    assert part(shown, QLabel, "calendarFixed").text() == "工作日历由管理员导入。"
    assert not part(shown, QAbstractButton, "calendarImport").isVisible()


def test_that_the_window_made_anew_in_large_letters_keeps_the_imported_year(
    open_window, qtbot, tmp_path, monkeypatch
) -> None:
    window = open_window()
    click(qtbot, window, "startTraining")
    click(qtbot, window, "navSettings")
    file = written(tmp_path)
    monkeypatch.setattr(settings_calendar, "ask_file", lambda *_: str(file))
    click(qtbot, window, "calendarImport")
    click(qtbot, window, "calendarGo")
    click(qtbot, window, "settingsLarge")
    qtbot.waitUntil(lambda: window.workbench is not None)
    window.workbench.show_destination("settings")
    calm(qtbot, window.tasks)
    assert "2004年至2027年" in facts(window)
