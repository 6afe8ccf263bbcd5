"""登记簿 · 文号, and what is set of them: blocks granted and taken back, numbers after a restore, backups."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPushButton, QTableView

from app.domain.procedure.mapping import changes_of
from app.services.frequency import enterprise_cap
from app.services.numbers.ledger import FROZEN, frozen, lease_locally, numbers_left
from app.services.safekeeping.backups import choose_second_folder, last_backup
from tests.ui import registers_desk
from tests.ui.conftest import calm, on_stage, part
from tests.ui.registers_desk import choose_row, press, said, show, write
from ui.models.register_numbers import account_lines, number_register, spans
from ui.pages.registers.numbers import NumbersTab
from ui.pages.registers.page import NUMBERS
from ui.pages.settings.page import SettingsPage

page = registers_desk.page


def test_that_the_administrator_grants_a_block_of_numbers(page, place, qtbot) -> None:
    show(qtbot, place, page, NUMBERS)
    choose_row(qtbot, place, page, "numbers", "D11")
    before = numbers_left(place.desk, "D11", 2026)
    first = int(part(page, QLineEdit, "blockFirst").text())
    write(page, blockLast=str(first + 9))
    press(qtbot, place, page, "blockGo")
    assert numbers_left(place.desk, "D11", 2026) == before + 10
    write(page, blockFirst=str(first))
    press(qtbot, place, page, "blockGo")
    assert "已经登记过" in said(page)
    one = next(one for one in number_register(place.desk).papers if one.paper == "D11")
    assert one.next_first == first + 10


def test_that_the_paper_whose_numbers_are_wanted_is_chosen(page, place, qtbot) -> None:
    page.open_part("numbers/D14")
    page.refresh()
    calm(qtbot, place.tasks)
    wanted = next(one.title for one in number_register(place.desk).papers if one.paper == "D14")
    assert part(page, QLabel, "numberHeading").text().startswith(wanted)


def test_that_a_block_beginning_at_0_is_told_where_numbers_begin(page, place, qtbot) -> None:
    show(qtbot, place, page, NUMBERS)
    choose_row(qtbot, place, page, "numbers", "D11")
    write(page, blockFirst="0")
    press(qtbot, place, page, "blockGo")
    assert "从 1 起" in part(page, QLabel, "blockFirstProblem").text()


def test_that_the_papers_stand_in_the_order_of_their_numbers(place) -> None:
    order = [int(one.paper[1:]) for one in number_register(place.desk).papers]
    assert order == sorted(order)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_the_names_of_papers_are_whole_on_a_small_screen_at_150_percent(page, place, qtbot) -> None:
    show(qtbot, place, page, NUMBERS)
    page.window().setMinimumSize(0, 0)
    page.window().resize(911, 500)
    view = part(page, QTableView, "numbers")
    qtbot.waitUntil(lambda: view.isColumnHidden(4))
    qtbot.wait(50)  # laid out anew
    room = QRect(0, 0, view.columnWidth(0) - 30, view.rowHeight(0))
    wraps = int(Qt.TextFlag.TextWordWrap.value)
    for row in range(view.model().rowCount()):
        words = view.model().index(row, 0).data()
        assert view.fontMetrics().boundingRect(room, wraps, words).height() <= room.height(), words


def test_that_a_block_with_a_wrong_start_is_taken_back_with_a_reason_and_granted_anew(page, place, qtbot) -> None:
    show(qtbot, place, page, NUMBERS)
    choose_row(qtbot, place, page, "numbers", "D11")
    before, first = numbers_left(place.desk, "D11", 2026), int(part(page, QLineEdit, "blockFirst").text())
    write(page, blockFirst=str(first + 100), blockLast=str(first + 109))
    press(qtbot, place, page, "blockGo")
    box = part(page, QComboBox, "takeBackBlock")
    assert box.currentText() == f"{first + 100}—{first + 109} 号"
    press(qtbot, place, page, "takeBackGo")
    assert part(page, QLabel, "takeBackReasonProblem").text() == "请写明原因。"
    write(page, takeBackReason="起号写错（演练）")
    press(qtbot, place, page, "takeBackGo")
    assert f"已收回 {first + 100}—{first + 109} 号" in said(page)
    one = next(one for one in number_register(place.desk).papers if one.paper == "D11")
    assert (one.left, one.next_first) == (before, first)
    told = dict(account_lines(one))
    assert told["已收回"] == f"{first + 100}—{first + 109}号：起号写错（演练）"
    assert part(page, QLineEdit, "blockFirst").text() == str(first)
    assert part(page, QLineEdit, "takeBackReason").text() == ""
    assert part(page, QLineEdit, "blockFirst").hasFocus()  # not the first button of the window


def test_that_numbers_go_on_after_a_restore_once_the_printed_ones_are_void(page, place, qtbot) -> None:
    first = number_register(place.desk).papers[0]
    lease_locally(place.desk, [first.paper], 2026, first.next_first, first.next_first + 4)
    place.desk.store.settings.set(FROZEN, True)
    show(qtbot, place, page, NUMBERS)
    assert not part(page, QAbstractButton, "blockGo").isVisible()
    write(page, **{f"thaw_{first.paper}": str(first.next_first)})
    press(qtbot, place, page, "thawGo")
    assert frozen(place.desk)
    write(page, thawReason="演练恢复前已打印")
    press(qtbot, place, page, "thawGo")
    assert not frozen(place.desk)
    account = number_register(place.desk).papers[0].account
    assert account.voided[first.next_first] == "演练恢复前已打印"
    assert part(page, QAbstractButton, "blockGo").isVisible()


def test_that_runs_of_numbers_are_told_as_spans() -> None:
    assert spans((1, 2, 3, 5, 8, 9)) == "1—3、5、8—9"
    assert spans(()) == ""


def test_that_numbers_of_another_laptop_are_not_told_as_left_here(place) -> None:
    desk = place.desk
    first = lease_locally(desk, ["D11"], 2026, 801, 803)[0]
    desk.commit(changes_of(replace(first, device="another"), "device"))
    one = next(one for one in number_register(desk).papers if one.paper == "D11")
    told = dict(account_lines(one))
    assert told["其他电脑的"] == "801" and "802—803" in told["本机未用"] and "801" not in told["本机未用"]


def test_that_a_backup_is_made_and_told(place, qtbot, tmp_path) -> None:
    page = SettingsPage(place)
    window = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, place.tasks)
    assert not part(page, QAbstractButton, "backupNow").isVisible()
    target = tmp_path / "second"
    target.mkdir()
    choose_second_folder(place.desk, target)
    page.refresh()
    calm(qtbot, place.tasks)
    part(page, QAbstractButton, "backupNow").setFocus()
    press(qtbot, place, page, "backupNow")
    assert "备份完成" in said(page)
    assert part(page, QAbstractButton, "backupNow").hasFocus()
    assert last_backup(place.desk).state == "done"
    assert any(target.iterdir())
    window.close()


def test_that_a_cap_is_kept_only_where_it_is_a_number(place, qtbot) -> None:
    page = SettingsPage(place)
    window = on_stage(qtbot, page)
    write(page, enterpriseCap="两次")
    press(qtbot, place, page, "capSave")
    assert part(page, QLabel, "enterpriseCapProblem").text()
    write(page, enterpriseCap="2")
    press(qtbot, place, page, "capSave")
    assert enterprise_cap(place.desk) == 2
    window.close()


def test_that_nothing_is_given_out_before_it_is_known_what_stands(place, qtbot) -> None:
    tab = NumbersTab(place)
    window = on_stage(qtbot, tab)
    assert not part(tab, QPushButton, "blockGo").isVisible()
    assert "正在读取" in part(tab, QLabel, "numbersAbout").text()
    tab.refresh()
    calm(qtbot, place.tasks)
    assert "正在读取" not in part(tab, QLabel, "numbersAbout").text()
    window.close()
