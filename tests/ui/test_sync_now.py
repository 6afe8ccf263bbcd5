"""同步, the first tab: what it says has room however late it comes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from app.services.exchange.settling import Settled
from app.storage.exchange.second_pasts import SecondPast
from tests.ui.conftest import calm, on_stage, part
from tests.ui.test_help_page import press_f1
from tests.ui.test_way_in import click
from ui.models.other_record import OtherRecord, second_past_words
from ui.models.sync_state import SyncState
from ui.pages.sync import lost_key as sync_lost_key
from ui.pages.sync import other_record as sync_other_record
from ui.pages.sync.lost_key import LostKeyCard
from ui.pages.sync.now import NowTab
from ui.pages.sync.other_record import OtherRecordCard
from ui.pages.sync.page import SyncPage
from ui.pages.sync.readmit import ReadmitCard
from ui.widgets.page import scrolled


@pytest.mark.parametrize("name", ["goRefused", "goConflicts"])
def test_that_a_way_on_that_comes_later_is_shown_in_full(place, qtbot, name) -> None:
    tab = NowTab(place)
    tab.show_state(SyncState("演练中心库", "演练档案局"))
    window = on_stage(qtbot, scrolled(tab))
    tab.show_state(SyncState("演练中心库", "演练档案局", refused=1, conflicts=1))
    way = part(tab, QAbstractButton, name)
    qtbot.waitUntil(lambda: way.height() >= way.minimumSizeHint().height())
    qtbot.waitUntil(lambda: way.visibleRegion().boundingRect().size() == way.size())
    window.close()


def test_that_what_went_through_is_not_told_as_refused_while_a_new_signing_key_waits(place, qtbot) -> None:
    tab = NowTab(place)
    window = on_stage(qtbot, tab)
    last = {"state": "refused", "problem_code": "bureau-key-lost", "at": "2026-06-08T15:30"}
    for lost, told, pending in (
        ("演练：U 盘损坏", "2026年6月8日 15:30　内容已交换，新的签发密钥等您核对", "没有，全部已在中心库"),
        ("", "2026年6月8日 15:30　中心库没有接受", "不能确定：中心库没有接受本机，原因请点“立即同步”查看"),
    ):
        tab.show_state(SyncState("演练中心库", "演练档案局", last=last, lost_key=lost))
        assert part(tab, QLabel, "sync_last").text() == told
        assert part(tab, QLabel, "sync_pending").text() == pending
    window.close()


def test_that_a_laptop_not_let_in_is_led_to_what_stands_on_the_page_after_a_restart_too(place, qtbot) -> None:
    tab = NowTab(place)
    window = on_stage(qtbot, tab)
    for code, told, card in (
        ("device-forked", "请按上面的说明办理", True), ("protocol", "原因请点“立即同步”查看", False)
    ):  # fmt: skip
        last = {"state": "refused", "problem_code": code, "at": "2026-06-08T15:30"}
        tab.show_state(SyncState("演练中心库", "演练档案局", last=last))
        assert part(tab, QLabel, "sync_pending").text() == f"不能确定：中心库没有接受本机，{told}"
        assert tab.findChild(ReadmitCard).isVisible() is card
    window.close()


def _record(place_desk, *, settles: bool, count: int = 4) -> OtherRecord:
    past = SecondPast("3f2a-演练一号机", count, frozenset({"inspection-1"}))
    words = second_past_words(place_desk, past)
    lines = tuple(f"第 {n} 条　演练甲　检查项答案（演练单位，q1_{n}）：符合" for n in range(count))
    return OtherRecord(past.device, "演练甲的电脑（一号机）", words, lines, settles)


def test_that_a_copied_laptops_other_record_is_told_while_it_is_nowhere_else(place, visit, qtbot) -> None:
    tab = NowTab(place)
    window = on_stage(qtbot, tab)
    tab.show_state(SyncState(centre="centre.example:5432"))
    assert not tab.findChild(OtherRecordCard).isVisible()
    record = _record(visit.desk, settles=False)
    tab.show_state(SyncState(centre="centre.example:5432", other_records=(record,)))
    told = part(tab, QLabel, "otherSaid_0")
    assert told.isVisible() and "4 条操作" in told.text() and "不会丢失" in told.text() and "管理员" in told.text()
    assert "请管理员在本机上登录" in part(tab, QLabel, "otherAbout_0").text()
    assert not part(tab, QAbstractButton, "settleOther_0").isVisible()
    lines = part(tab, QLabel, "otherLines_0")
    assert not lines.isVisible()
    part(tab, QAbstractButton, "lookOther_0").click()
    assert lines.isVisible() and "q1_3" in lines.text()
    window.close()


def test_that_an_administrator_settles_it_with_a_reason_and_hears_what_was_left(
    place, visit, qtbot, monkeypatch
) -> None:
    done = Settled(entered=(), overtaken=(), left=())
    asked = []
    monkeypatch.setattr(sync_other_record, "settle", lambda desk, device, reason: asked.append(reason) or done)
    card = OtherRecordCard(place)
    window = on_stage(qtbot, card)
    record = _record(visit.desk, settles=True)
    card.show_records((record,))
    go, reason = part(card, QAbstractButton, "settleOther_0"), part(card, QLineEdit, "otherRecordReason_0")
    problem = part(card, QLabel, "otherRecordReason_0Problem")
    for typed, fault in (("", "没有写原因"), ("长" * 201, "超过 200 字")):
        reason.setText(typed)
        go.click()
        assert fault in problem.text() and not asked
    reason.setText("硬盘损坏，数据找不回（演练）")
    card.show_records((_record(visit.desk, settles=True),))
    assert part(card, QLineEdit, "otherRecordReason_0") is reason  # nothing changed: what is typed stays
    with qtbot.waitSignal(card.settled):
        go.click()
    assert asked == ["硬盘损坏，数据找不回（演练）"]
    card.show_records(())
    told = [one.text() for one in card.findChildren(QLabel) if one.isVisible()]
    assert "已了结另一份记录。" in told and any("补录 0 条" in one for one in told)
    window.close()


def test_that_it_is_told_that_the_new_signing_key_was_taken(place, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(sync_lost_key, "take_offered_key", lambda desk, code: None)
    page = LostKeyCard(place)
    window = on_stage(qtbot, page)
    page.show_words("演练：U 盘损坏")
    field = part(page, QLineEdit, "lostKeyCode")
    field.setText("ABCD-EFGH-JKLM-NPQR")
    with qtbot.waitSignal(page.taken):
        part(page, QAbstractButton, "lostKeyGo").click()
    page.show_words("")
    told = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
    assert "本机已采用新的签发密钥。" in told and not field.isVisible()
    window.close()


def test_that_f1_tells_of_the_new_signing_key_while_it_waits(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    click(qtbot, window, "navSync")
    (tab,) = window.findChildren(NowTab)
    for lost, chapter in (("演练：U 盘损坏", "lost_key"), ("", "sync")):
        tab.show_state(SyncState("演练中心库", "演练档案局", lost_key=lost))
        assert press_f1(window, qtbot) == chapter
        click(qtbot, window, "helpBack")
        calm(qtbot, window.tasks)


def test_that_a_code_that_is_not_the_right_one_leaves_its_field_in_sight(place, qtbot) -> None:
    tab = NowTab(place)
    area = scrolled(tab)
    window = on_stage(qtbot, area)
    window.resize(640, 300)
    tab.show_state(SyncState("演练中心库", "演练档案局", lost_key="演练：U 盘损坏。" * 12))
    field = part(tab, QLineEdit, "lostKeyCode")
    field.setText("ABCD-EFGH")
    part(tab, QAbstractButton, "lostKeyGo").click()
    calm(qtbot, place.tasks)
    qtbot.waitUntil(lambda: field.visibleRegion().boundingRect() == field.rect())
    window.close()


def test_that_a_failure_to_read_is_told_until_it_was_read(place, qtbot) -> None:
    page = SyncPage(place)
    window = on_stage(qtbot, page)
    page._notice.show_error(OSError("演练"))
    assert not page._notice.isHidden()
    page.refresh()
    calm(qtbot, place.tasks)
    assert page._notice.isHidden()
    window.close()


def test_that_a_certificate_that_runs_out_is_told(place, qtbot) -> None:
    tab = NowTab(place)
    window = on_stage(qtbot, tab)
    tab.show_state(SyncState(centre="centre.example:5432"))
    told = part(tab, QLabel, "sync_certificate")
    assert not told.isVisible()
    tab.show_state(SyncState(centre="centre.example:5432", certificate="CA 证书还有 59 天到期。"))
    assert told.isVisible() and told.accessibleName() == "证书 CA 证书还有 59 天到期。"
    window.close()
