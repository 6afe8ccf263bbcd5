"""进度统计: the figures of all inspections for who decides, and the same as a workbook with charts."""

from dataclasses import replace

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QLabel

from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import concluded, desk_of
from ui.destinations import PROGRESS, offered
from ui.pages.progress import ProgressPage
from ui.widgets.bar_list import Bar, BarList
from ui.workplace import Workplace


@pytest.fixture
def place(tmp_path_factory, premises, watch):
    with desk_of(concluded(tmp_path_factory)[0], premises, watch) as place:
        yield place


@pytest.fixture
def page(place, qtbot):
    made = ProgressPage(place)
    window = on_stage(qtbot, made)
    made.refresh()
    calm(qtbot, place.tasks)
    yield made
    window.close()


def test_that_only_who_decides_is_offered_the_figures(place):
    known = place.desk.officers()
    leader = Workplace(replace(place.desk, officer="ding"), place.tasks, known["ding"])
    assert PROGRESS in offered(leader)
    assert PROGRESS not in offered(Workplace(place.desk, place.tasks, known["jia"]))


def test_that_inspections_and_findings_are_counted_where_they_belong(page):
    found = page._found
    assert (found.planned, found.visited, found.open, found.findings) == (1, 1, 1, 1)
    assert [(one.label, one.inspections) for one in found.districts] == [("竞秀区", 1)]
    assert found.questions[0].label.startswith("2.3 ")
    assert "2.3" in part(page, BarList, "progress_questions").accessibleName()
    assert part(page, QLabel, "progressNoFindings").isHidden()


def test_that_a_year_without_inspections_shows_none(page, place, qtbot):
    page._year.addItem("1999年", 1999)
    page._year.setCurrentIndex(page._year.findData(1999))
    page.refresh()
    calm(qtbot, place.tasks)
    assert page._found.planned == 0
    assert part(page, QLabel, "progressNoFindings").isVisible()


def test_that_the_figures_are_written_with_charts(page, place, qtbot, tmp_path):
    path = tmp_path / "统计.xlsx"
    page.save_to(path)
    calm(qtbot, place.tasks)
    book = load_workbook(path)
    assert book.sheetnames == ["总体", "按县市区", "按单位类别", "按检查项"]
    assert dict(book["总体"].iter_rows(values_only=True))["检查"] == 1
    assert book["按县市区"]._charts


def test_that_a_workbook_that_cannot_be_written_is_told(page, place, qtbot, tmp_path):
    page.save_to(tmp_path / "没有" / "统计.xlsx")
    calm(qtbot, place.tasks)
    assert part(page, QLabel, "noticeTitle").text() == "统计表没有保存。"


def test_that_a_question_too_long_for_its_place_is_read_in_full_under_the_pointer(qtbot) -> None:
    bars = BarList("progress_questions")
    window = on_stage(qtbot, bars)
    long = "2.3 操作日志是否自动记录人员、时间和内容，是否防止删改，保存期限是否符合规定"
    bars.show_bars([Bar("1.2 短", 1), Bar(long, 1)])
    assert bars.words_at(bars.sizeHint().height() // 2 + 5) == long
    assert bars.words_at(bars.sizeHint().height() + 5) == ""
    window.close()
