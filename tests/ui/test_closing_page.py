"""归档与同步: tasks closed with their result, the 补签 of an approval by phone, disagreements settled, sync."""

import pytest
from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Measure, Task
from app.domain.procedure.tasks import MEASURE_TASK, open_tasks
from app.services.measures.deciding import record_measure
from tests.services.at_the_table import approve
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.sealed_visit import press, show
from ui.pages.closing.page import ClosingPage
from ui.pages.parts.approval import CountersignForm
from ui.widgets.hindrance_list import HindranceList

sealed, place, site, notice = stage.sealed, stage.place, stage.site, stage.notice


@pytest.fixture
def page(place, site, qtbot):
    made = ClosingPage(place, site.inspection)
    window = on_stage(qtbot, made)
    show(qtbot, made)
    yield made
    window.close()


def test_that_what_keeps_the_case_open_is_told_with_the_way_to_it(page, notice, qtbot) -> None:
    told = part(page, HindranceList, "lacking")
    assert told.isVisible() and any("尚未送达" in one or "尚未复查" in one for one in told.texts)
    with qtbot.waitSignal(page.step_wanted) as wanted:
        part(page, QAbstractButton, "lackingGo0").click()
    assert wanted.args[0].split("/")[0] == "papers"


def test_that_an_order_not_served_yet_is_not_told_as_nothing_to_recheck(page) -> None:
    row = part(page, QAbstractButton, "part_recheck")
    assert "通知书尚未送达" in row.accessibleName()


def test_that_an_approval_by_phone_is_signed_afterwards_with_a_photo(page, notice, site, tmp_path, qtbot) -> None:
    approve(site, notice, channel="phone")
    show(qtbot, page)
    assert part(page, QLabel, "taskDue0").text().startswith("须办理 · 期限 6月11日（周四），还有 3 天")
    photo = tmp_path / "signed.png"
    Image.new("RGB", (8, 8), (9, 40, 90)).save(photo)
    part(page, CountersignForm, "countersign").bind(photo)
    calm(qtbot, page.place.tasks)
    case = page.place.desk.case(page.inspection)
    assert not open_tasks(case) and case.approved(notice).paper == case.evidence[-1].id


def test_that_a_task_is_closed_with_its_result_and_what_follows_begins(page, site, qtbot) -> None:
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M8", [finding.id], "拟移送（演练）")
    show(qtbot, page)
    page.show_part("tasks")
    result = f"taskResult_{open_tasks(page.place.desk.case(page.inspection))[0].id.rpartition('/')[2]}"
    press(qtbot, page, "closeTask0")
    assert part(page, QLabel, f"{result}Problem").text() == "请写明办理结果。"
    before = [one.title for one in open_tasks(page.place.desk.case(page.inspection))]
    part(page, QLineEdit, result).setText("负责人 6 月 8 日决定移送")
    press(qtbot, page, "closeTask0")
    after = [one.title for one in open_tasks(page.place.desk.case(page.inspection))]
    assert before != after and len(after) == len(before)


def test_that_the_result_of_a_task_is_kept_for_that_task_when_the_page_is_left(page, place, site, qtbot) -> None:
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M8", [finding.id], "拟移送（演练）")
    show(qtbot, page)
    page.show_part("tasks")
    (task,) = open_tasks(place.desk.case(site.inspection))
    result = f"taskResult_{task.id.rpartition('/')[2]}"
    part(page, QLineEdit, result).setText("负责人同意移送（演练）")
    page.keep_unsaved()
    calm(qtbot, place.tasks)
    sooner = Task(site.desk.part_id(site.inspection), MEASURE_TASK, "先办的事项（演练）", "", site.desk.now(),
                  due=site.desk.now())  # fmt: skip
    site.desk.commit([*changes_of(sooner)])
    again = ClosingPage(place, site.inspection)
    window = on_stage(qtbot, again)
    show(qtbot, again)
    again.show_part("tasks")
    calm(qtbot, place.tasks)
    before = [one.id for one in open_tasks(place.desk.case(site.inspection))]
    assert before == [sooner.id, task.id]
    assert part(again, QLineEdit, f"taskResult_{sooner.id.rpartition('/')[2]}").text() == ""
    assert part(again, QLineEdit, result).text() == "负责人同意移送（演练）"
    press(qtbot, again, "closeTask1")
    assert task.id not in [one.id for one in open_tasks(place.desk.case(site.inspection))]
    assert place.desk.store.drafts.drafts(f"window-{place.desk.officer}") == ()
    window.close()


def test_that_a_report_to_be_sent_is_not_ended_by_hand_but_leads_to_its_paper(page, site, qtbot) -> None:
    (finding,) = site.desk.case(site.inspection).findings
    now = site.desk.now()
    stop = Measure(site.desk.part_id(site.inspection), "M4", (finding.id,), "立即停止（演练）", decided_at=now)
    report = Task(site.desk.part_id(site.inspection), MEASURE_TASK, "报告", stop.id, now, due=now, duty="M4.1")
    site.desk.commit([*changes_of(stop), *changes_of(report)])
    show(qtbot, page)
    page.show_part("tasks")
    with qtbot.waitSignal(page.step_wanted) as wanted:
        part(page, QAbstractButton, "taskPaper0").click()
    assert wanted.args == ["papers"]
    assert page.findChild(QAbstractButton, "closeTask0") is None


def test_that_a_laptop_of_its_own_needs_no_sync_and_says_where_the_data_is(page) -> None:
    page.show_part("sync")
    assert "备份文件夹" in part(page, QLabel, "closingSyncWords").text()
    assert not part(page, QAbstractButton, "closingSync").isVisible()
