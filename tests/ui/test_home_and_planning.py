"""工作台 and 新建检查 on a real training store."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QListWidget, QTableView

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Task
from app.services.registers.units import units
from tests.services.on_site import MORNING
from tests.ui.conftest import calm, new_store, on_stage, part
from tests.ui.test_way_in import click, notice
from ui.models.inspections import InspectionTable
from ui.models.overview import overview
from ui.pages.home import HomePage
from ui.pages.inspection import InspectionPage
from ui.pages.new_inspection import NewInspectionPage

CODE = "11130600000000019T"


def test_that_the_list_says_where_each_inspection_stands(place) -> None:
    row = overview(place.desk).inspections[0]
    assert row.unit == "保定市演练示范局（演练单位）"
    assert row.officers == "演练甲、演练乙"
    assert (row.step, row.words) == ("检查", "未开始")


def test_that_the_nearest_term_is_shown_and_named_when_it_ran_out(place, visit, watch) -> None:
    due = MORNING + timedelta(days=3)
    task = Task(place.desk.part_id(visit.inspection), "countersign", "补签：演练", "x", MORNING, due=due)
    place.desk.commit(changes_of(task))
    found = overview(place.desk)
    assert found.inspections[0].due == due
    assert not found.inspections[0].overdue
    assert [(one.title, one.red) for one in found.tasks] == [("补签：演练", True)]
    watch.pass_by(days=4)
    assert overview(place.desk).inspections[0].overdue


def test_that_the_table_keeps_the_contract_of_qt(place, qapp) -> None:
    table = InspectionTable()
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.replace(overview(place.desk).inspections)
    assert table.rowCount() == 1
    assert table.data(table.index(0, 3), Qt.ItemDataRole.AccessibleTextRole) == "当前步骤 检查 · 未开始"
    tester.deleteLater()


def test_that_tasks_stand_beside_the_list(place, visit, qtbot) -> None:
    task = Task(place.desk.part_id(visit.inspection), "countersign", "补签：演练", "x", MORNING, due=MORNING)
    place.desk.commit(changes_of(task))
    page = HomePage(place)
    qtbot.addWidget(page)
    page.refresh()
    calm(qtbot, place.tasks)
    assert "补签：演练" in part(page, QListWidget, "tasks").item(0).text()
    assert "不需要同步" in part(page, QLabel, "waitingForSync").text()


def test_that_enter_opens_the_inspection(place, visit, qtbot) -> None:
    page = HomePage(place)
    window = on_stage(qtbot, page)
    window.activateWindow()
    page.refresh()
    calm(qtbot, place.tasks)
    with qtbot.waitSignal(page.inspection_wanted) as wanted:
        QTest.keyClick(part(page, QTableView, "inspections"), Qt.Key.Key_Return)
    assert wanted.args == [visit.inspection]


def planning(open_window, qtbot, premises):
    store = new_store(premises)
    from app.services.session.opening import close

    close(store)
    window = open_window()
    click(qtbot, window, "seat_jia")
    click(qtbot, window, "firstInspection")
    return window


def fill_plan(window) -> None:
    for name, text in (
        ("unitName", "保定市演练示范局"), ("unitCreditCode", CODE), ("unitHead", "演练负责人"),
        ("purpose", "电子档案监管"), ("place", "演练路1号"),
    ):  # fmt: skip
        part(window, QLineEdit, name).setText(text)
    mode = part(window, QComboBox, "mode")
    mode.setCurrentIndex(mode.findData("routine"))
    part(window, QLineEdit, "source_plan_title").setText("演练年度检查计划")
    part(window, QCheckBox, "officer_yi").setChecked(True)


def test_that_what_is_missing_is_named_beside_its_field(open_window, qtbot, premises) -> None:
    window = planning(open_window, qtbot, premises)
    part(window, QLineEdit, "unitName").setText("保定市演练示范局")
    click(qtbot, window, "planGo")
    assert part(window, QLabel, "unitCreditCodeProblem").text() == "请填写统一社会信用代码。"
    assert part(window, QLabel, "unitNameProblem").isHidden()
    assert isinstance(window.workbench.page, NewInspectionPage)


def test_that_a_plan_becomes_an_inspection_at_its_first_step(open_window, qtbot, premises) -> None:
    window = planning(open_window, qtbot, premises)
    fill_plan(window)
    click(qtbot, window, "planGo")
    assert isinstance(window.workbench.page, InspectionPage)
    assert part(window, QLabel, "barTitle").text() == "保定市演练示范局"
    assert part(window, QLabel, "stepTitle").text() == "准备"


def test_that_a_source_left_blank_refuses_the_plan_but_keeps_the_unit(open_window, qtbot, premises) -> None:
    window = planning(open_window, qtbot, premises)
    fill_plan(window)
    part(window, QLineEdit, "source_plan_title").setText("")
    click(qtbot, window, "planGo")
    assert "检查计划名称" in notice(window)
    assert part(window, QComboBox, "unit").currentText() == "保定市演练示范局"
    part(window, QLineEdit, "source_plan_title").setText("演练年度检查计划")
    click(qtbot, window, "planGo")
    assert isinstance(window.workbench.page, InspectionPage)
    assert len(units(window._desk)) == 1


def test_that_a_half_typed_plan_is_there_again_after_a_look_elsewhere(open_window, qtbot, premises) -> None:
    window = planning(open_window, qtbot, premises)
    part(window, QLineEdit, "unitName").setText("保定市演练示范局")
    window.workbench.show_destination("sync")
    window.workbench.show_home()
    window.workbench._on_new_wanted()
    calm(qtbot, window._tasks)
    assert part(window, QLineEdit, "unitName").text() == "保定市演练示范局"


def test_that_the_top_bar_names_unit_and_officers_of_the_inspection(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_inspection(visit.inspection)
    calm(qtbot, window.tasks)
    assert part(window, QLabel, "barTeam").text() == "演练甲、演练乙"
    assert part(window, QLabel, "barTeam").isVisible()
    window.workbench.show_home()
    assert not part(window, QLabel, "barTeam").isVisible()
