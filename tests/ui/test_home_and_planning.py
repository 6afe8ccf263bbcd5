"""工作台 and 新建检查 on a real training store."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Task
from app.domain.procedure.records import PHONE, Approval, Inspection
from app.services.benchmarks.many_inspections import fill
from app.services.listing.finding import Wanted
from app.services.registers.units import units
from app.services.session.opening import close
from tests.services.disagreeing import disagree
from tests.services.on_site import MORNING
from tests.ui.conftest import calm, new_store, on_stage, part
from tests.ui.test_way_in import click
from ui.pages.home import HomePage
from ui.pages.home_cards import MOST
from ui.pages.inspection import InspectionPage
from ui.pages.preparing.new_inspection import NewInspectionPage
from ui.pages.sync.conflicts import ConflictsTab
from ui.widgets.notice import Notice
from ui.workbench import Workbench
from ui.workplace import Workplace

IN_THREE_DAYS = MORNING + timedelta(days=3)
CODE = "11130600000000019T"


def home(place, qtbot) -> HomePage:
    page = HomePage(place)
    page.stage = on_stage(qtbot, page)  # the window lives as long as its page
    page.refresh()
    calm(qtbot, place.tasks)
    return page


def test_that_what_is_under_way_is_one_click_away(place, visit, qtbot) -> None:
    page = home(place, qtbot)
    assert part(page, QLabel, "open_0Title").text() == "保定市演练示范局（演练单位）"
    assert part(page, QLabel, "open_0Words").text() == "检查 · 未开始"
    go = part(page, QPushButton, "open_0")
    assert go.text() == "继续检查"
    with qtbot.waitSignal(page.inspection_wanted) as wanted:
        QTest.keyClick(go, Qt.Key.Key_Space)
    assert wanted.args == [visit.inspection]


def test_that_what_laptops_disagree_on_is_one_click_away(place, visit, qtbot, tmp_path) -> None:
    bench = Workbench(place, large=False)
    bench.stage = on_stage(qtbot, bench)
    bench.show_home()
    calm(qtbot, place.tasks)
    assert part(bench, QPushButton, "homeConflicts").isHidden()
    site = replace(visit, desk=place.desk)
    disagree(site, tmp_path / "second", "", "演练目的甲", "演练目的乙", "inspection", "purpose")
    bench.show_home()
    calm(qtbot, place.tasks)
    way = part(bench, QPushButton, "homeConflicts")
    assert way.text() == "1 处不一致"
    way.click()
    calm(qtbot, place.tasks)
    assert bench.findChild(ConflictsTab).isVisible()


def test_that_the_nearest_term_is_told_and_named_when_it_ran_out(place, visit, qtbot, watch) -> None:
    task = Task(place.desk.part_id(visit.inspection), "countersign", "补签：演练", "x", MORNING, due=IN_THREE_DAYS)
    place.desk.commit(changes_of(task))
    page = home(place, qtbot)
    assert part(page, QLabel, "due_0Words").text() == "期限 6月11日（周四） · 补签：演练"
    watch.pass_by(days=4)
    page.refresh()
    calm(qtbot, place.tasks)
    assert part(page, QLabel, "due_0Words").text() == "6月11日（周四） 已逾期 · 补签：演练"
    assert part(page, QLabel, "due_0Words").property("role") == "problem"


def test_that_all_that_is_to_be_signed_is_counted_where_it_does_not_all_fit(place, visit, qtbot) -> None:
    name = lambda: place.desk.part_id(visit.inspection)  # noqa: E731  # reads better than a def
    given = [Approval(name(), "D11", "x", "approve", "ding", "leader", PHONE, MORNING, "jia") for _ in range(MOST + 1)]
    tasks = [Task(name(), "countersign", "补签：演练", one.id, MORNING, due=IN_THREE_DAYS) for one in given]
    place.desk.commit([change for one in (*given, *tasks) for change in changes_of(one)])
    page = home(place, qtbot)
    assert part(page, QLabel, "awaitingCount").text() == str(MOST + 1)
    assert part(page, QPushButton, "awaitingAll").isVisible()


def test_that_terms_are_told_anew_at_midnight(place, visit, qtbot, watch) -> None:
    task = Task(place.desk.part_id(visit.inspection), "countersign", "补签：演练", "x", MORNING, due=IN_THREE_DAYS)
    place.desk.commit(changes_of(task))
    page = home(place, qtbot)
    waits, now = page.findChild(QTimer, "midnight"), watch.moment
    assert waits.isActive() and waits.interval() == (86_401 - now.hour * 3600 - now.minute * 60 - now.second) * 1000
    watch.pass_by(days=4)
    waits.timeout.emit()
    calm(qtbot, place.tasks)
    assert part(page, QLabel, "due_0Words").text() == "6月11日（周四） 已逾期 · 补签：演练"


def test_that_nothing_to_do_is_said_and_no_centre_needs_no_sync(place, visit, qtbot) -> None:
    page = home(place, qtbot)
    assert part(page, QLabel, "dueNothing").isVisible()
    assert "不需要同步" in part(page, QLabel, "waitingForSync").text()
    assert not part(page, QPushButton, "homeSync").isVisible()


def test_that_more_of_a_kind_than_fit_lead_to_the_whole_list(place, visit, qtbot) -> None:
    fill(place.desk, 600, real=0)
    page = home(place, qtbot)
    assert part(page, QLabel, "inspectionCount").text() == "共 601 次检查"
    assert part(page, QPushButton, "openAll").text() == "全部 20 项"
    with qtbot.waitSignal(page.list_wanted) as wanted:
        part(page, QPushButton, "openAll").click()
    assert wanted.args == [Wanted(state="open")]


def test_that_what_is_stale_is_made_behind_the_page(place, visit, qtbot) -> None:
    for _ in range(60):
        plan_another(place.desk)
    page = home(place, qtbot)
    assert part(page, QLabel, "inspectionCount").text() == "共 61 次检查"


def plan_another(desk) -> None:
    plan = Inspection(desk.identify(), desk.bureau, "unit-x", "electronic-records", "routine")
    desk.commit(changes_of(plan))


def at_home_without_inspections(open_window, qtbot, premises):
    close(new_store(premises))
    window = open_window()
    click(qtbot, window, "seat_jia")
    return window


def planning(open_window, qtbot, premises):
    window = at_home_without_inspections(open_window, qtbot, premises)
    click(qtbot, window, "firstInspection")
    return window


def test_that_who_has_nothing_yet_is_led_to_a_colleagues_file(open_window, qtbot, premises) -> None:
    window = at_home_without_inspections(open_window, qtbot, premises)
    click(qtbot, window, "homeImport")
    assert part(window, QPushButton, "stickImport").hasFocus(), "it leads on to what takes the file in"


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
    assert part(window, QLineEdit, "unitCreditCode").accessibleDescription().startswith("必填")
    assert part(window, QLabel, "unitNameProblem").isHidden()
    assert isinstance(window.workbench.page, NewInspectionPage)


def test_that_a_plan_becomes_an_inspection_at_its_first_step(open_window, qtbot, premises) -> None:
    window = planning(open_window, qtbot, premises)
    fill_plan(window)
    click(qtbot, window, "planGo")
    assert isinstance(window.workbench.page, InspectionPage)
    assert part(window, QLabel, "barTitle").text() == "保定市演练示范局"
    assert part(window, QLabel, "stepTitle").text() == "准备"
    (row,) = window._desk.store.read_all("inspection")
    assert list(row.value("basis")) == ["archives-law-2020:42"]


def test_that_all_that_is_wrong_is_told_at_once_beside_its_field_and_nothing_is_registered_before(
    open_window, qtbot, premises
) -> None:
    window = planning(open_window, qtbot, premises)
    fill_plan(window)
    for name in ("unitCreditCode", "source_plan_title", "purpose"):
        part(window, QLineEdit, name).setText("")
    click(qtbot, window, "planGo")
    assert [part(window, QLabel, f"{name}Problem").isVisible() for name in (
        "unitCreditCode", "source_plan_title", "purpose")] == [True, True, True]  # fmt: skip
    assert units(window._desk) == ()
    QTest.keyClicks(part(window, QLineEdit, "source_plan_title"), "2026")
    assert part(window, QLabel, "source_plan_titleProblem").isHidden()  # gone while it is put right
    part(window, QLineEdit, "unitCreditCode").setText(CODE)
    part(window, QLineEdit, "purpose").setText("电子档案监管")
    click(qtbot, window, "planGo")
    assert isinstance(window.workbench.page, InspectionPage)
    assert len(units(window._desk)) == 1


def test_that_a_day_is_taken_in_any_usual_writing(open_window, qtbot, premises) -> None:
    window = planning(open_window, qtbot, premises)
    fill_plan(window)
    mode = part(window, QComboBox, "mode")
    mode.setCurrentIndex(mode.findData("comprehensive"))
    part(window, QLineEdit, "source_plan_title").setText("演练年度检查计划")
    part(window, QLineEdit, "source_plan_date").setText("2026年3月1日")
    click(qtbot, window, "planGo")
    assert isinstance(window.workbench.page, InspectionPage)
    (planned,) = window._desk.store.read_all("inspection")
    assert planned.value("source")["plan_date"] == "2026-03-01"
    assert "《演练年度检查计划》（2026年3月1日印发）" in "".join(
        one.text() for one in window.findChildren(QLabel) if one.isVisible())  # fmt: skip


def test_that_the_usual_words_of_a_plan_are_offered(open_window, qtbot, premises) -> None:
    window = planning(open_window, qtbot, premises)
    offered = [part(window, QLineEdit, name).text() for name in ("purpose", "prepare", "secrecy")]
    assert all(offered) and offered[0].startswith("检查电子档案工作")
    part(window, QLineEdit, "purpose").setText("演练目的")
    fill_plan(window)
    click(qtbot, window, "planGo")
    (planned,) = window._desk.store.read_all("inspection")
    assert planned.value("secrecy") == offered[2]


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
    window.resize(1366, 700)  # the team is shown whole or not at all, and a screen of a test may be narrow
    window.workbench.show_inspection(visit.inspection)
    calm(qtbot, window.tasks)
    assert part(window, QLabel, "barTeam").text() == "演练甲、演练乙"
    qtbot.waitUntil(lambda: part(window, QLabel, "barTeam").isVisible())
    window.workbench.show_home()
    assert not part(window, QLabel, "barTeam").isVisible()


def test_that_who_is_not_of_the_team_is_offered_to_read(place, visit, qtbot) -> None:
    other = Workplace(place.desk.acting("bing"), place.tasks)
    assert "bing" not in place.desk.case(visit.inspection).inspection.officers
    page = home(other, qtbot)
    assert part(page, QPushButton, "open_0").text() == "查看"


def test_that_a_clock_set_back_since_the_last_record_is_told_at_once(open_window, qtbot, visit, watch) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_home()
    calm(qtbot, window.tasks)
    told = part(window.workbench.page, Notice, "notice")
    assert not told.isVisible()
    watch.pass_by(days=-400)
    window.workbench.show_home()
    calm(qtbot, window.tasks)
    assert "早于本机上次记录的时间" in told.accessibleName() and "校准日期和时间" in told.accessibleName()


def test_that_an_own_credential_about_to_end_is_told_with_the_way_to_the_register(
    open_window, qtbot, visit, watch
) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_home()
    calm(qtbot, window.tasks)
    told = part(window.workbench.page, QPushButton, "homeCredential")
    assert not told.isVisible()
    watch.moment = watch.moment.replace(year=2027, month=12, day=22)
    window.workbench.show_home()
    calm(qtbot, window.tasks)
    assert "还有 9 天到期" in told.text() and told.isVisible()
    told.click()
    calm(qtbot, window.tasks)
    assert window.workbench.page.shown == "officers"
