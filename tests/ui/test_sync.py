"""同步: no centre, a centre that does not answer, and what is said of either."""

import re

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.centre.failures import refused
from app.services.exchange.journal import LAST_SYNC
from app.services.exchange.link import LINK
from tests.ui.conftest import calm, on_stage, part
from ui.models.line import waiting_and_offline
from ui.models.sync_state import advice_lines, sync_state
from ui.pages.sync.page import SyncPage
from ui.pages.sync.readmit import ReadmitCard
from ui.widgets.notice import ERROR, Notice
from ui.widgets.page import scrolled


@pytest.fixture
def page(place, qtbot):
    made = SyncPage(place)
    window = on_stage(qtbot, made)
    yield made
    made.keep_unsaved()
    window.close()


def with_centre(place) -> None:
    """Make the store believe in a centre on a port of this machine where nothing listens, and which nobody is given."""
    link = {
        "host": "127.0.0.1", "port": 1, "database": "rehearsal", "ca": None, "centre_id": "centre-1",
        "bureau": "130600", "bureau_name": "演练档案局", "role": "device_1", "secrets": ["演练"],
        "enrolment_role": "enrolment", "waiting": False,
    }  # fmt: skip
    place.desk.store.settings.set(LINK, link)


def test_that_a_store_without_a_centre_has_nothing_to_sync(page, place, qtbot) -> None:
    page.refresh()
    calm(qtbot, place.tasks)
    assert "不需要同步" in part(page, QLabel, "sync_centre").text()
    assert part(page, QAbstractButton, "syncGo").isHidden()


def test_that_who_has_no_centre_is_told_of_sticks_and_backups_and_never_to_go_online(page, place, qtbot) -> None:
    page.refresh()
    calm(qtbot, place.tasks)
    told = part(page, QLabel, "syncTold").text()
    assert "U 盘交换" in told and "备份" in told and "连上网络" not in told
    assert not part(page, QLabel, "sync_last").isVisible() and not part(page, QLabel, "sync_pending").isVisible()
    with_centre(place)
    page.refresh()
    calm(qtbot, place.tasks)
    assert "连上网络后再同步" in part(page, QLabel, "syncTold").text()
    assert part(page, QLabel, "sync_last").isVisible() and part(page, QLabel, "sync_pending").isVisible()


def test_that_what_waits_is_counted(place) -> None:
    with_centre(place)
    state = sync_state(place.desk)
    assert state.pending == len(place.desk.store.operations())
    assert state.bureau == "演练档案局"


def test_that_a_centre_out_of_reach_is_a_state_and_not_an_error(page, place, qtbot) -> None:
    with_centre(place)
    page.refresh()
    calm(qtbot, place.tasks)
    part(page, QAbstractButton, "syncGo").click()
    assert part(page, QAbstractButton, "syncCancel").isVisible()
    calm(qtbot, place.tasks)
    assert part(page, Notice, "notice").property("role") == "warning"
    assert "离线" in part(page, QLabel, "sync_last").text()
    told = [label.text() for label in part(page, Notice, "notice").findChildren(QLabel)]
    assert len(re.findall(r"内容(?:已|都)", "".join(told))) == 1, told
    assert waiting_and_offline(place.desk) == (len(place.desk.store.operations()), True)
    assert part(page, QAbstractButton, "syncGo").isEnabled()


@pytest.mark.parametrize("code", ["device-revoked", "device-forked", "gap", "centre-newer", "enrolment-used"])
def test_that_it_is_told_once_that_nothing_is_lost(code: str) -> None:
    lines = advice_lines(refused(code))
    assert len(re.findall(r"内容(?:已|都|仍|随后)", "".join(lines))) == 1, lines


def test_that_a_laptop_the_centre_refuses_is_let_in_again_from_the_page(page, place, qtbot) -> None:
    with_centre(place)
    page.refresh()
    calm(qtbot, place.tasks)
    assert not part(page, QAbstractButton, "readmitGo").isVisible()
    refused = {"at": "2026-06-08T09:00:00+08:00", "state": "refused", "problem_code": "login-refused"}
    place.desk.store.settings.set(LAST_SYNC, refused)
    acked = len(place.desk.store.operations())
    place.desk.store.replication.acknowledge(acked)
    page.refresh()
    calm(qtbot, place.tasks)
    assert "不能确定" in part(page, QLabel, "sync_pending").text()
    for code, helped in (("device-revoked", False), ("device-forked", True), ("login-refused", True)):
        place.desk.store.settings.set(LAST_SYNC, {**refused, "problem_code": code})
        page.refresh()
        calm(qtbot, place.tasks)
        assert part(page, QAbstractButton, "readmitGo").isVisible() == helped, code
    part(page, QAbstractButton, "readmitGo").click()
    assert "请选择" in part(page, QLabel, "readmitFileProblem").text()
    part(page, QLineEdit, "readmitFile").setText("/nowhere/再接入.enrol")
    part(page, QLineEdit, "readmitCode").setText("AAAA-BBBB-CCCC")
    part(page, QAbstractButton, "readmitGo").click()
    calm(qtbot, place.tasks)
    card = part(page, ReadmitCard, "readmit")
    assert part(card, Notice, "notice").isVisible()
    assert "登记文件读不到" in part(card, QLabel, "noticeTitle").text()
    assert part(page, QAbstractButton, "readmitGo").isEnabled()


def test_that_what_went_wrong_below_the_fold_is_scrolled_into_sight(qtbot) -> None:
    held = QWidget()
    layout = QVBoxLayout(held)
    notice = Notice()
    layout.addWidget(notice)
    layout.addSpacing(3000)
    area = scrolled(held)
    window = on_stage(qtbot, area)
    area.verticalScrollBar().setValue(2000)
    notice.say(ERROR, "没有存入。")
    qtbot.waitUntil(lambda: not notice.visibleRegion().isEmpty())
    window.close()
