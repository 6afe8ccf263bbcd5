"""登记簿 · 执法人员: entered, confirmed, renewed, retired; their credentials in words and their passphrases."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTableView, QWidget

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import CONFIRMED, PENDING, REVOKED, SUSPENDED
from app.services.registers.officers import OfficerEntry, add_officer
from app.services.session.opening import add_slot, confirm, enter, issue_code, roster
from tests.services.on_site import officer
from tests.ui import registers_desk
from tests.ui.conftest import calm, on_stage, part
from tests.ui.registers_desk import OTHER, choose_row, press, said, show, write
from ui.memory import Memory
from ui.models.registers import credential_words, officer_register
from ui.pages.entrance.unlock import called
from ui.pages.registers.page import NUMBERS, OFFICERS, RegistersPage
from ui.workplace import Workplace

page, standalone = registers_desk.page, registers_desk.standalone


TODAY = date(2026, 6, 8)


@pytest.mark.parametrize(
    ("state", "until", "words"),
    [
        (CONFIRMED, date(2026, 6, 7), "已过期 1 天"),
        (CONFIRMED, date(2026, 6, 8), "今天到期"),
        (CONFIRMED, date(2026, 8, 7), "还有 60 天到期"),
        (CONFIRMED, date(2026, 8, 8), "有效"),
        (PENDING, date(2028, 1, 1), "待确认"),
        (SUSPENDED, date(2028, 1, 1), "已暂扣"),
        (REVOKED, date(2028, 1, 1), "已吊销"),
    ],
)
def test_that_the_state_of_a_credential_is_told_in_words(state, until, words) -> None:
    one = replace(officer("wu", "演练戊", 5, "officer"), credential_state=state, valid_until=until)
    assert credential_words(one, TODAY) == (words, words != "有效")


@pytest.mark.parametrize(("width", "columns"), [(911, 3), (1366, 6)])
def test_that_a_narrow_window_leaves_out_what_the_panel_says_too(page, place, qtbot, width, columns) -> None:
    show(qtbot, place, page, OFFICERS)
    page.window().resize(width, 600)
    table = part(page, QTableView, "officers")
    qtbot.waitUntil(lambda: sum(not table.isColumnHidden(at) for at in range(6)) == columns)
    assert all(table.columnWidth(at) >= table.sizeHintForColumn(at) for at in range(6) if not table.isColumnHidden(at))


def test_that_an_officer_is_entered_confirmed_suspended_and_opened(page, place, qtbot) -> None:
    show(qtbot, place, page, OFFICERS)
    press(qtbot, place, page, "officerNew")
    write(page, officerName="演练己", officerCredentialNumber="演练-0006", officerCredentialFrom="2026-02-30")
    press(qtbot, place, page, "officerSave")
    assert "不是日期" in part(page, QLabel, "officerCredentialFromProblem").text()
    write(page, officerCredentialFrom="2026-01-01", officerCredentialUntil="20280101")
    press(qtbot, place, page, "officerSave")
    new = next(one for one in place.desk.officers().values() if one.name == "演练己")
    assert new.credential_state == PENDING
    press(qtbot, place, page, "credentialGo")
    assert place.desk.officers()[new.id].credential_state == CONFIRMED
    press(qtbot, place, page, "slotGo")
    assert new.id in {one.id for one in roster(place.desk)}
    press(qtbot, place, page, "credentialAct_suspend")
    press(qtbot, place, page, "credentialGo")
    assert part(page, QLabel, "credentialReasonProblem").text()
    write(page, credentialReason="演练暂扣〔2026〕1号")
    press(qtbot, place, page, "credentialGo")
    assert place.desk.officers()[new.id].credential_state == SUSPENDED
    row = next(one for one in officer_register(place.desk).rows if one.officer.id == new.id)
    assert (row.state, row.warns) == ("已暂扣", True)


def test_that_a_renewed_credential_waits_for_confirmation(page, place, qtbot) -> None:
    show(qtbot, place, page, OFFICERS)
    choose_row(qtbot, place, page, "officers", "yi")
    press(qtbot, place, page, "credentialAct_renew")
    write(page, renewedNumber="演练-0102", renewedFrom="2026-06-01", renewedUntil="2029-06-01")
    press(qtbot, place, page, "credentialGo")
    known = place.desk.officers()["yi"]
    assert (known.credential, known.credential_state) == ("演练-0102", PENDING)


def test_that_a_first_credential_is_registered_and_not_renewed(page, place, qtbot) -> None:
    head, problems = add_officer(place.desk, OfficerEntry("演练庚", ("leader",)))
    assert head is not None, problems
    show(qtbot, place, page, OFFICERS)
    choose_row(qtbot, place, page, "officers", head.id)
    choices = [one for one in part(page, QWidget, "credentialAct").findChildren(QAbstractButton) if one.isVisible()]
    assert [one.text() for one in choices] == ["首次登记"]
    assert "还没有登记执法证" in part(page, QLabel, "credentialAbout").text()
    assert part(page, QAbstractButton, "credentialGo").text() == "登记执法证"
    write(page, renewedNumber="演练-0107", renewedFrom="2026-06-01", renewedUntil="2029-06-01")
    press(qtbot, place, page, "credentialGo")
    assert place.desk.officers()[head.id].credential == "演练-0107"
    seen = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
    assert any("执法证已登记，待确认。" in one for one in seen)
    choices = [one for one in part(page, QWidget, "credentialAct").findChildren(QAbstractButton) if one.isVisible()]
    assert [one.text() for one in choices] == ["确认", "换证", "暂扣", "吊销"]


def test_that_a_missing_role_has_the_focus_and_begun_credentials_are_not_dropped(page, place, qtbot) -> None:
    show(qtbot, place, page, OFFICERS)
    press(qtbot, place, page, "officerNew")
    write(page, officerName="演练庚", officerCredentialFrom="去年三月")
    role = part(page, QAbstractButton, "role_officer")
    role.setChecked(False)
    press(qtbot, place, page, "officerSave")
    assert page.window().focusWidget() is role
    part(page, QAbstractButton, "role_leader").setChecked(True)  # who needs no credential
    press(qtbot, place, page, "officerSave")
    assert "不是日期" in part(page, QLabel, "officerCredentialFromProblem").text()
    write(page, officerCredentialFrom="")
    press(qtbot, place, page, "officerSave")
    assert "已登记：演练庚" in said(page)
    assert page.window().focusWidget() is part(page, QTableView, "officers")


def test_that_the_focus_comes_along_to_the_register_that_is_opened(page, place, qtbot) -> None:
    part(page, QAbstractButton, "register_units").setFocus()
    page.open_part(OFFICERS)
    calm(qtbot, place.tasks)
    assert page.window().focusWidget() is part(page, QAbstractButton, "register_officers")


def test_that_an_officer_without_the_administrators_role_administers_nothing(place, qtbot) -> None:
    page = RegistersPage(Workplace(enter(place.desk, "yi"), place.tasks))
    window = on_stage(qtbot, page)
    for register, names in ((OFFICERS, ("officerNew", "credentialGo")), (NUMBERS, ("blockGo",))):
        show(qtbot, place, page, register)
        assert not any(part(page, QAbstractButton, name).isVisible() for name in names)
    window.close()


def test_that_an_officer_sets_an_own_passphrase_with_the_code_of_the_administrator(standalone, qtbot) -> None:
    page = RegistersPage(standalone)
    window = on_stage(qtbot, page)
    show(qtbot, standalone, page, OFFICERS)
    press(qtbot, standalone, page, "officerNew")
    write(
        page, officerName="演练丙", officerCredentialNumber="演练-0003", officerCredentialFrom="2026-01-01",
        officerCredentialUntil="2028-01-01",
    )  # fmt: skip
    press(qtbot, standalone, page, "officerSave")
    new = next(one for one in standalone.desk.officers().values() if one.name == "演练丙")
    press(qtbot, standalone, page, "codeIssue")
    code = part(page, QLabel, "codeShown").text()
    write(page, slotCode="AAAAA AAAAA", slotPassphrase=OTHER, slotAgain=OTHER + "。", slotPin="246802",
          slotPinAgain="246803")
    press(qtbot, standalone, page, "slotGo")
    assert "不一致" in part(page, QLabel, "slotAgainProblem").text()
    assert "不一致" in part(page, QLabel, "slotPinAgainProblem").text()
    write(page, slotAgain=OTHER, slotPinAgain="246802")
    press(qtbot, standalone, page, "slotGo")
    assert "不正确" in part(page, QLabel, "slotCodeProblem").text()
    write(page, slotCode=code)
    press(qtbot, standalone, page, "slotGo")
    assert "已开通" in said(page)
    assert part(page, QLineEdit, "slotPassphrase").text() == ""
    assert standalone.desk.officer == "administrator"
    assert called(new.id, Memory().names()) == "演练丙"
    assert confirm(enter(standalone.desk, new.id, OTHER), new.id, "246802").officer == new.id
    window.close()


def test_that_the_administrator_records_who_left_and_who_came_back(page, place, qtbot) -> None:
    show(qtbot, place, page, OFFICERS)
    choose_row(qtbot, place, page, "officers", "yi")
    press(qtbot, place, page, "retireGo")
    assert part(page, QLabel, "retireReasonProblem").text() == "请写明原因。"
    write(page, retireReason="退休（演练）")
    press(qtbot, place, page, "retireGo")
    assert "已登记离岗" in said(page)
    assert "yi" not in [one.id for one in roster(place.desk)]
    choose_row(qtbot, place, page, "officers", "yi")
    press(qtbot, place, page, "retireBack")
    assert not place.desk.officers()["yi"].retired


def test_that_retiring_names_the_inspections_it_leaves_short_with_the_way_to_each(page, place, visit, qtbot) -> None:
    wanted = []
    page.step_wanted.connect(lambda inspection, step: wanted.append((inspection, step)))
    show(qtbot, place, page, OFFICERS)
    choose_row(qtbot, place, page, "officers", "yi")
    assert "1 件只剩一人" in part(page, QLabel, "retireLeftWords").text()
    assert part(page, QAbstractButton, "retireGo").text() == "仍登记离岗（1 件检查不足两人）"
    assert not place.desk.officers()["yi"].retired
    press(qtbot, place, page, "retireLeftGo_0")
    assert wanted == [(visit.inspection, "preparation/team")]
    choose_row(qtbot, place, page, "officers", "ding")
    assert not part(page, QLabel, "retireLeftWords").isVisible()
    assert part(page, QAbstractButton, "retireGo").text() == "登记离岗"


def test_that_suspending_names_them_too_and_confirming_does_not(page, place, qtbot) -> None:
    show(qtbot, place, page, OFFICERS)
    choose_row(qtbot, place, page, "officers", "yi")
    assert not part(page, QLabel, "credentialLeftWords").isVisible()
    press(qtbot, place, page, "credentialAct_suspend")
    assert part(page, QLabel, "credentialLeftWords").isVisible()
    assert part(page, QAbstractButton, "credentialGo").text() == "仍登记暂扣（1 件检查不足两人）"
    press(qtbot, place, page, "credentialAct_renew")
    assert not part(page, QLabel, "credentialLeftWords").isVisible()


def test_that_a_forgotten_passphrase_is_renewed_on_the_code_of_the_administrator(standalone, qtbot) -> None:
    desk = standalone.desk
    desk.commit(changes_of(officer("yi", "演练乙", 2, "officer")))
    add_slot(desk, "yi", OTHER, "246801", code=issue_code(desk, "yi"))
    made = RegistersPage(standalone)
    window = on_stage(qtbot, made)
    show(qtbot, standalone, made, OFFICERS)
    choose_row(qtbot, standalone, made, "officers", "yi")
    assert part(made, QLabel, "slotTitle").text() == "忘记口令或 PIN"
    code_line = part(made, QLineEdit, "slotCode")
    assert not code_line.isVisible()  # the acts below come first for who forgot nothing
    press(qtbot, standalone, made, "slotEnter")
    assert made.window().focusWidget() is code_line
    press(qtbot, standalone, made, "codeIssue")
    fresh = "演练口令丁忘记以后新的"
    code = part(made, QLabel, "codeShown").text()
    write(made, slotCode=code, slotPassphrase=fresh, slotAgain=fresh, slotPin="975310", slotPinAgain="975310")
    press(qtbot, standalone, made, "slotGo")
    assert "已开通" in said(made)
    assert enter(desk, "yi", fresh).officer == "yi"
    window.close()
