"""进度统计: the figures of all inspections for who decides, and the same as a workbook with charts."""

from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QLabel, QPushButton

from app.domain.procedure.mapping import changes_of
from app.services.listing.figures import ALL, LATE, QUESTION, Figure, figure_of
from app.services.listing.finding import Wanted
from app.services.listing.saved import keep_filter, kept
from app.services.registers.units import UnitEntry, add_unit
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from ui.destinations import PROGRESS, offered
from ui.models.list_choices import figure_words
from ui.pages.all_inspections.page import AllInspectionsPage
from ui.pages.progress import ProgressPage
from ui.widgets.bar_list import BarButton, BarList
from ui.workbench import Workbench
from ui.workplace import Workplace

sealed, place = stage.sealed, stage.place


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
    assert book.sheetnames == ["总体", "按县市区", "按单位类别", "按检查项", "说明"]
    assert dict(book["总体"].iter_rows(values_only=True))["检查"] == 1
    assert book["按县市区"]._charts


def test_that_a_workbook_that_cannot_be_written_is_told(page, place, qtbot, tmp_path):
    page.save_to(tmp_path / "没有" / "统计.xlsx")
    calm(qtbot, place.tasks)
    assert part(page, QLabel, "noticeTitle").text() == f"统计表没有保存：没有文件夹“{tmp_path / '没有'}”。"


def late(place, watch) -> None:
    """Let one more inspection be open and overdue, in another county."""
    unit, _ = add_unit(place.desk, UnitEntry("演练村委会", "village", "130606"))
    plan = replace(place.desk.case(next(iter(roots(place)))).inspection, id=place.desk.identify(), unit=unit.id)
    place.desk.commit(changes_of(replace(plan, planned_from=date(2026, 5, 4), planned_to=date(2026, 5, 4))))


def roots(place):
    return [one.entity_id for one in place.desk.store.read_all("inspection")]


def listed_by(place, qtbot, figure) -> set[str]:
    """Return what the list of all inspections shows for a count."""
    made = AllInspectionsPage(place)
    window = on_stage(qtbot, made)
    made.ask_for(Wanted(figure=figure))
    made.refresh()
    calm(qtbot, place.tasks)
    shown = {root for root, _ in made._table.listed()}
    window.close()
    return shown


def test_that_each_count_opens_the_list_of_exactly_what_it_counts(page, place, qtbot, watch):
    first = set(roots(place))
    late(place, watch)
    second = set(roots(place)) - first
    page.refresh()
    calm(qtbot, place.tasks)
    wanted = []
    page.list_wanted.connect(wanted.append)
    for place_of in (0, 1, 3, 4, 5):
        part(page, QPushButton, f"progressFacts_{place_of}").click()
    seen = [listed_by(place, qtbot, one.figure) for one in wanted]
    assert seen == [first | second, first, first | second, second, first]
    assert part(page, QLabel, "progressFacts_2").text() == "0 次"  # nothing is closed: there is nothing to open
    assert part(page, QPushButton, "progressFacts_5").text() == "1 个，在 1 次检查中"
    found, wanted[:] = page._found, []
    for name in ("districts", "kinds", "questions"):
        for at, share in enumerate(getattr(found, name)):
            part(page, BarButton, f"progress_{name}_{at}").click()
            assert len(listed_by(place, qtbot, wanted[-1].figure)) == share.inspections
            if share.overdue:
                part(page, QPushButton, f"progress_{name}_{at}Marked").click()
                assert listed_by(place, qtbot, wanted[-1].figure) == second
    assert len(wanted) == 7


def test_that_the_list_says_which_count_it_shows_and_shows_all_again(place, qtbot, watch):
    late(place, watch)
    leader = Workplace(replace(place.desk, officer="ding"), place.tasks, place.desk.officers()["ding"])
    bench = Workbench(leader, large=False)
    window = on_stage(qtbot, bench)
    bench.show_destination(PROGRESS)
    calm(qtbot, place.tasks)
    part(bench, QPushButton, "progressFacts_4").click()
    calm(qtbot, place.tasks)
    chip = part(bench, QPushButton, "filter_figure")
    assert chip.isVisible() and chip.text().startswith("进度统计：全部年度 · 已逾期")
    assert part(bench, QLabel, "listCount").text() == "1 / 2 次"
    chip.click()
    calm(qtbot, place.tasks)
    assert not chip.isVisible()
    assert part(window, QLabel, "listCount").text() == "共 2 次"


def test_that_a_count_can_be_kept_as_a_filter(place):
    keep_filter(place.desk, "演练逾期", Wanted(figure=Figure(2026, LATE, "district", "竞秀区").key))
    again = kept(place.desk).filters["演练逾期"]
    assert figure_of(again.figure) == Figure(2026, LATE, "district", "竞秀区")


def test_that_a_count_of_another_version_lists_nothing(place, qtbot):
    assert listed_by(place, qtbot, "2026|all|planet|x") == set()
    assert listed_by(place, qtbot, "xx|else") == set()


def test_that_the_sheets_keep_their_headings_in_sight_and_filter_by_them(page, place, qtbot, tmp_path):
    page.save_to(tmp_path / "统计.xlsx")
    calm(qtbot, place.tasks)
    book = load_workbook(tmp_path / "统计.xlsx")
    told = dict(book["说明"].iter_rows(values_only=True))
    assert told["名称"] == "执法检查统计" and told["导出时间"].startswith("2026年")
    for sheet in (one for one in book if one.title != "说明"):
        assert sheet.freeze_panes == "A2", sheet.title
        assert sheet.auto_filter.ref == sheet.dimensions, sheet.title
        assert sheet["A1"].value in ("项目", "名称")


@pytest.mark.parametrize(("measure", "more"), [(ALL, ""), (LATE, " · 已逾期")])
def test_that_the_chip_of_a_question_says_what_the_inspections_have_in_common(measure, more) -> None:
    words = figure_words(Figure(2026, measure, QUESTION, "2.3").key)
    assert words == f"进度统计：2026 年 · 检查项 2.3 有问题的检查{more}"
