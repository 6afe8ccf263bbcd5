"""设置 · PIN: changed by its owner on a one-time code, the passphrase untouched."""

from PySide6.QtWidgets import QLabel, QWidget

from app.services.session.opening import confirm, enter, issue_code
from tests.ui.conftest import on_stage, part
from tests.ui.registers_desk import GOOD, press, said, standalone, write
from ui.pages.settings.page import SettingsPage

__all__ = ["standalone"]  # a fixture of the registers' tests


def test_that_a_pin_alone_is_changed_on_a_one_time_code(standalone, qtbot) -> None:
    page = SettingsPage(standalone)
    window = on_stage(qtbot, page)
    desk = standalone.desk
    write(page, pin_code=issue_code(desk, desk.officer), pin_pin="246813", pin_again="246814")
    press(qtbot, standalone, page, "pinChange")
    assert "不一致" in part(page, QLabel, "pin_againProblem").text()
    write(page, pin_again="246813")
    press(qtbot, standalone, page, "pinChange")
    assert "PIN 已更换" in said(page)
    assert enter(desk, desk.officer, GOOD).officer == confirm(desk, desk.officer, "246813").officer
    window.close()


def test_that_a_wrong_code_changes_no_pin_and_says_so(standalone, qtbot) -> None:
    page = SettingsPage(standalone)
    window = on_stage(qtbot, page)
    write(page, pin_code="0000-0000", pin_pin="246813", pin_again="246813")
    press(qtbot, standalone, page, "pinChange")
    assert "一次性" in said(page)
    assert confirm(standalone.desk, standalone.desk.officer, "135790")
    window.close()


def test_that_a_training_store_asks_for_no_new_pin(place, qtbot) -> None:
    page = SettingsPage(place)
    page.stage = on_stage(qtbot, page)
    assert not part(page, QWidget, "pinChange").isVisible()
