"""First run, unlocking, who is at the desk, locking: on real folders with real keys."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from app.errors import StorageFailed
from app.services.session.opening import close, open_desk
from tests.ui.conftest import calm, part
from ui.idle import LOOK_AGAIN
from ui.pages.entrance.first_run import FirstRunPage
from ui.pages.entrance.seat import SeatPage
from ui.pages.entrance.unlock import UnlockPage
from ui.pages.home import HomePage
from ui.widgets.notice import Notice

GOOD = "演练口令-很长的一句话"


def click(qtbot, window, name: str) -> None:
    part(window, QAbstractButton, name).click()
    calm(qtbot, window.tasks)


def shown(window) -> QAbstractButton:
    page = window.findChild(FirstRunPage) or window.findChild(UnlockPage) or window.findChild(SeatPage)
    assert page is not None
    return page


def notice(window) -> str:
    return next(one.accessibleName() for one in window.findChildren(Notice) if one.isVisible())


def fill_standalone(window, tmp_path, **more: str) -> None:
    entered = {
        "administrator": "演练管理员", "passphrase": GOOD, "passphraseAgain": GOOD, "pin": "140725",
        "pinAgain": "140725", "recovery": str(tmp_path / "stick" / "recovery.key"),
    }  # fmt: skip
    for name, text in (entered | more).items():
        part(window, QLineEdit, name).setText(text)
    part(window, QComboBox, "bureau").setCurrentIndex(0)


def test_that_a_training_store_is_one_click_away(open_window, qtbot) -> None:
    window = open_window()
    assert isinstance(shown(window), FirstRunPage)
    click(qtbot, window, "startTraining")
    assert isinstance(window.workbench.page, HomePage)
    assert part(window, QLabel, "trainingBand").isVisible()
    assert part(window, QPushButton, "firstInspection").isVisible()


def test_that_weak_secrets_are_named_beside_their_fields(open_window, qtbot, tmp_path, premises) -> None:
    (tmp_path / "stick").mkdir()
    window = open_window()
    click(qtbot, window, "startStandalone")
    fill_standalone(window, tmp_path, passphrase="1234567", passphraseAgain="12345", pin="111111")
    part(window, QLineEdit, "recovery").setText(str(tmp_path / "gone" / "recovery.key"))
    click(qtbot, window, "standaloneGo")
    for name in ("passphrase", "passphraseAgain", "pin", "recovery"):  # all at once
        assert part(window, QLabel, f"{name}Problem").isVisible()
    part(window, QLineEdit, "recovery").setText(str(tmp_path / "stick"))  # as its dialog does
    assert part(window, QLabel, "recoveryProblem").isHidden()
    assert "至少 10 个字符" in part(window, QLabel, "passphraseProblem").text()
    assert part(window, QLabel, "pinProblem").text().startswith("PIN")
    assert window.workbench is None
    assert not (tmp_path / "stick" / "recovery.key").exists()


def test_that_all_that_is_lacking_is_told_at_once_and_the_first_has_the_focus(open_window, qtbot, tmp_path) -> None:
    window = open_window()
    click(qtbot, window, "startStandalone")
    click(qtbot, window, "standaloneGo")
    for name in ("bureau", "administrator", "passphrase", "pin", "recovery"):
        assert part(window, QLabel, f"{name}Problem").isVisible()
    bureau = part(window, QComboBox, "bureau")
    assert window.focusWidget() is bureau and bureau.currentIndex() < 0  # no bureau is taken unasked
    assert bureau.placeholderText() == "请选择"
    bureau.setCurrentIndex(0)
    click(qtbot, window, "standaloneGo")
    assert window.focusWidget() is part(window, QLineEdit, "administrator")
    browse, line = part(window, QAbstractButton, "chooseRecovery"), part(window, QLineEdit, "recovery")
    assert browse.mapTo(window, browse.rect().center()).y() == line.mapTo(window, line.rect().center()).y()


def test_that_a_stick_that_is_not_there_is_named_and_the_key_gets_its_ending(open_window, qtbot, tmp_path) -> None:
    window = open_window()
    click(qtbot, window, "startStandalone")
    fill_standalone(window, tmp_path, recovery=str(tmp_path / "stick" / "钥匙"))
    click(qtbot, window, "standaloneGo")
    assert str(tmp_path / "stick") in part(window, QLabel, "recoveryProblem").text()
    (tmp_path / "stick").mkdir()
    click(qtbot, window, "standaloneGo")
    assert window.workbench is not None
    assert (tmp_path / "stick" / "钥匙.key").is_file()


def test_that_two_different_passphrases_are_noticed_in_the_page(open_window, qtbot, tmp_path) -> None:
    window = open_window()
    click(qtbot, window, "startStandalone")
    fill_standalone(window, tmp_path, passphraseAgain=GOOD + "。")
    click(qtbot, window, "standaloneGo")
    assert "不一致" in part(window, QLabel, "passphraseAgainProblem").text()
    assert window.workbench is None


def test_that_two_different_pins_are_noticed_before_one_is_set(open_window, qtbot, tmp_path) -> None:
    (tmp_path / "stick").mkdir()
    window = open_window()
    click(qtbot, window, "startStandalone")
    fill_standalone(window, tmp_path, pinAgain="140726")
    click(qtbot, window, "standaloneGo")
    assert "不一致" in part(window, QLabel, "pinAgainProblem").text()
    assert window.workbench is None


def test_that_going_back_leaves_the_focus_at_the_way_that_was_tried(open_window, qtbot) -> None:
    window = open_window()
    click(qtbot, window, "startStandalone")
    click(qtbot, window, "standaloneBack")
    assert window.focusWidget() is part(window, QPushButton, "startStandalone")


def test_that_the_recovery_key_is_said_in_words_to_have_opened_the_data(open_window, qtbot, tmp_path) -> None:
    (tmp_path / "stick").mkdir()
    window = open_window()
    click(qtbot, window, "startStandalone")
    fill_standalone(window, tmp_path)
    click(qtbot, window, "standaloneGo")
    greeting = part(window, QWidget, "greeting")
    assert greeting.isVisible() and greeting.property("role") == "success"
    assert "试用通过：它能打开本机的数据" in greeting.accessibleName()
    assert str(tmp_path / "stick" / "recovery.key") in greeting.accessibleName()
    click(qtbot, window, "navInspections")
    assert greeting.isVisible()  # until it was read
    part(greeting, QAbstractButton, "noticeWay").click()
    assert not greeting.isVisible()
    window.lock("演练锁定")
    calm(qtbot, window.tasks)
    part(window, QLineEdit, "unlockPassphrase").setText(GOOD)
    click(qtbot, window, "unlockGo")
    assert window.workbench is not None and not greeting.isVisible()  # it is told once


def test_that_a_bureau_without_a_centre_is_set_up_and_unlocked_again(open_window, qtbot, tmp_path) -> None:
    (tmp_path / "stick").mkdir()
    window = open_window()
    click(qtbot, window, "startStandalone")
    fill_standalone(window, tmp_path)
    click(qtbot, window, "standaloneGo")
    assert window.workbench is not None
    assert (tmp_path / "stick" / "recovery.key").is_file()
    assert not part(window, QLabel, "trainingBand").isVisible()
    window.lock("演练锁定")
    calm(qtbot, window.tasks)
    assert window.workbench is None
    secret = part(window, QLineEdit, "unlockPassphrase")
    secret.setText("不是这个口令。。。")
    QTest.keyClick(secret, Qt.Key.Key_Return)
    calm(qtbot, window.tasks)
    assert "口令不正确" in notice(window)
    assert window.workbench is None


def test_that_the_right_passphrase_opens_a_locked_store(open_window, qtbot, tmp_path) -> None:
    (tmp_path / "stick").mkdir()
    window = open_window()
    click(qtbot, window, "startStandalone")
    fill_standalone(window, tmp_path)
    click(qtbot, window, "standaloneGo")
    click(qtbot, window, "lockButton")
    part(window, QLineEdit, "unlockPassphrase").setText(GOOD)
    click(qtbot, window, "unlockGo")
    assert window.workbench is not None


def test_that_a_folder_open_in_another_window_is_told_clearly(open_window, qtbot, visit, premises) -> None:
    held = open_desk(premises.folder, forms=premises.forms, clock=premises.clock)
    try:
        window = open_window()
        assert "已被另一个程序窗口打开" in notice(window)
        assert "切换到已打开的窗口" in notice(window)
    finally:
        close(held)


def test_that_data_that_lost_its_keys_is_not_taken_for_a_first_start(open_window, qtbot, visit, premises) -> None:
    for name in ("keys.json", "keys.json.1"):
        (premises.folder / name).unlink()
    window = open_window()
    assert window.findChild(FirstRunPage) is None
    assert "数据文件还在" in notice(window) and "不要删除" in notice(window)


def test_that_a_training_store_asks_who_is_there_and_takes_them(open_window, qtbot, visit) -> None:
    window = open_window()
    assert isinstance(shown(window), SeatPage)
    click(qtbot, window, "seat_yi")
    assert part(window, QPushButton, "seatButton").text() == "演练乙"
    click(qtbot, window, "seatButton")
    click(qtbot, window, "seat_jia")
    assert part(window, QPushButton, "seatButton").text() == "演练甲"


def test_that_a_window_that_closes_leaves_the_store(open_window, qtbot, visit, premises) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    with pytest.raises(StorageFailed, match="already-open"):
        open_desk(premises.folder, forms=premises.forms, clock=premises.clock)
    window.close()
    desk = open_desk(premises.folder, forms=premises.forms, clock=premises.clock)  # the folder's lock is free
    close(desk)


def test_that_an_idle_desk_is_locked(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window._idle.idle.emit()
    calm(qtbot, window.tasks)
    assert window.workbench is None


def test_that_a_key_keeps_the_desk_open_for_another_while(qtbot) -> None:
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtGui import QKeyEvent

    from ui.idle import IDLE_MINUTES, IdleWatch

    owner = QObject()
    idle = IdleWatch(owner)
    idle.begin()
    assert idle._timer.interval() == IDLE_MINUTES * 60_000 == 1_800_000
    begun = []
    idle._timer.start = lambda period: begun.append("anew" if period == 1_800_000 else period)
    key = QKeyEvent(QEvent.Type.KeyPress, 0x41, Qt.KeyboardModifier.NoModifier)
    assert idle.eventFilter(owner, key) is False
    assert begun == ["anew"]
    idle.rest()
    idle.eventFilter(owner, key)
    assert begun == ["anew"] and not idle._timer.isActive()


def test_that_locking_waits_for_what_is_being_recorded(open_window, qtbot, visit, premises) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    gate, order, desk = threading.Event(), [], window._desk
    window.tasks.run(window, lambda: (gate.wait(60), order.append(len(desk.store.operations()))), behind=True)
    window.lock("演练锁定")
    gate.set()
    calm(qtbot, window.tasks)
    qtbot.waitUntil(lambda: window.findChild(SeatPage) is not None)
    assert order and order[0] > 0


def test_that_an_idle_desk_with_work_under_way_stays_open(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    gate = threading.Event()
    window.tasks.run(window, lambda: gate.wait(60), behind=True)
    window._idle.idle.emit()
    assert window.workbench is not None
    gate.set()
    calm(qtbot, window.tasks)
    assert window._idle._timer.interval() == LOOK_AGAIN  # and is locked soon after, not a whole while later


def test_that_a_key_in_the_window_is_a_sign_of_life(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    timer = window._idle._timer
    qtbot.waitUntil(lambda: timer.remainingTime() < timer.interval() - 500)
    before = timer.remainingTime()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert timer.remainingTime() > before


def test_that_a_key_in_the_window_of_the_party_is_a_sign_of_life_too(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    timer = window._idle._timer
    handed = QWidget(window.workbench, Qt.WindowType.Window)
    with qtbot.waitExposed(handed):
        handed.show()
    handed.activateWindow()
    qtbot.waitUntil(lambda: timer.remainingTime() < timer.interval() - 500)
    before = timer.remainingTime()
    QTest.keyClick(handed.windowHandle(), Qt.Key.Key_Shift)
    assert timer.remainingTime() > before
