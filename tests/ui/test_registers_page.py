"""登记簿 and 设置: units, officers with their credentials, numbers, backups, as a person enters and reads them."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QTableView, QWidget

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import CONFIRMED, PENDING, REVOKED, SUSPENDED
from app.services.frequency import enterprise_cap
from app.services.numbers.ledger import FROZEN, frozen, lease_locally, numbers_left
from app.services.registers.officers import OfficerEntry, add_officer
from app.services.registers.units import UnitEntry, add_unit, units
from app.services.safekeeping.backups import choose_second_folder, last_backup
from app.services.session.opening import add_slot, close, confirm, enter, issue_code, roster
from app.services.session.setting_up import Secrets, set_up_standalone
from tests.services.on_site import BUREAU, officer
from tests.ui.conftest import calm, on_stage, part
from ui.memory import Memory
from ui.models.register_numbers import account_lines, number_register, spans
from ui.models.registers import credential_words, day_from, filtered, officer_register, unit_register
from ui.pages.registers import NUMBERS, OFFICERS, UNITS, RegistersPage
from ui.pages.settings import SettingsPage
from ui.pages.unlock import called
from ui.tasks import Tasks
from ui.widgets.notice import Notice
from ui.workplace import Workplace

TODAY = date(2026, 6, 8)
GOOD, OTHER = "演练口令甲很长的一句话", "演练口令丙另外一句话吧"


@pytest.fixture
def page(place, qtbot):
    made = RegistersPage(place)
    window = on_stage(qtbot, made)
    made.refresh()
    calm(qtbot, place.tasks)
    yield made
    window.close()


@pytest.fixture
def standalone(premises, tmp_path):
    """A store of a bureau without a centre, its administrator at it."""
    stick = tmp_path / "stick"
    stick.mkdir()
    desk = set_up_standalone(
        premises.folder, forms=premises.forms, clock=premises.clock, bureau=BUREAU, administrator="演练管理员",
        secrets=Secrets(GOOD, "135790"), recovery_file=stick / "recovery.key",
    )  # fmt: skip
    tasks = Tasks()
    yield Workplace(desk, tasks)
    tasks.close()
    close(desk)


def press(qtbot, place, page, name: str) -> None:
    part(page, QAbstractButton, name).click()
    calm(qtbot, place.tasks)


def write(page, **texts: str) -> None:
    for name, text in texts.items():
        part(page, QLineEdit, name).setText(text)


def choose_row(qtbot, place, page, table: str, wanted: str) -> None:
    view = part(page, QTableView, table)
    view.selectRow(view.model().place_of(wanted))
    calm(qtbot, place.tasks)


def show(qtbot, place, page, register: str) -> None:
    press(qtbot, place, page, f"register_{register}")


def said(page) -> str:
    return next(one for one in page.findChildren(Notice) if one.isVisible()).accessibleName()


def test_that_units_are_found_by_any_words_in_any_order(place) -> None:
    add_unit(place.desk, UnitEntry("演练村委会", "village", "130606", head="演练丙"))
    rows = unit_register(place.desk).rows
    assert [one.unit.name for one in filtered(rows, "莲池 村委")] == ["演练村委会"]
    assert filtered(rows, "演练丙 竞秀") == ()
    assert filtered(rows, "  ") == rows


def test_that_faults_of_a_unit_stand_beside_their_fields_and_the_unit_is_registered_once_they_are_gone(
    page, place, qtbot
) -> None:
    before = len(units(place.desk))
    press(qtbot, place, page, "unitNew")
    write(page, register_name="演练档案馆", register_credit_code="91130600MA00000000")
    press(qtbot, place, page, "unitSave")
    assert part(page, QLabel, "register_credit_codeProblem").text()
    assert len(units(place.desk)) == before
    kind = part(page, QComboBox, "register_kind")
    kind.setCurrentIndex(kind.findData("village"))
    write(page, register_credit_code="")
    press(qtbot, place, page, "unitSave")
    assert "演练档案馆" in said(page)
    assert len(units(place.desk)) == before + 1


def test_that_a_double_click_registers_one_unit(page, place, qtbot) -> None:
    before = len(units(place.desk))
    press(qtbot, place, page, "unitNew")
    kind = part(page, QComboBox, "register_kind")
    kind.setCurrentIndex(kind.findData("village"))
    write(page, register_name="演练档案馆")
    for _ in range(3):
        part(page, QAbstractButton, "unitSave").click()
    calm(qtbot, place.tasks)
    assert len(units(place.desk)) == before + 1
    write(page, register_name="")
    press(qtbot, place, page, "unitSave")
    assert part(page, QLabel, "register_nameProblem").text()  # the page takes the next entry


def test_that_a_chosen_unit_is_changed_and_not_entered_again(page, place, qtbot) -> None:
    unit, _ = add_unit(place.desk, UnitEntry("演练村委会", "village", "130606"))
    page.refresh()
    calm(qtbot, place.tasks)
    before = len(units(place.desk))
    choose_row(qtbot, place, page, "units", unit.id)
    write(page, register_phone="0312-0000001")
    press(qtbot, place, page, "unitSave")
    assert place.desk.unit(unit.id).phone == "0312-0000001"
    assert len(units(place.desk)) == before


def test_that_typing_into_the_filter_keeps_what_stands_in_the_form(page, place, qtbot) -> None:
    write(page, register_name="演练未保存", unitFilter="没有这个单位")
    assert part(page, QTableView, "units").model().rowCount() == 0
    write(page, unitFilter="")
    assert part(page, QLineEdit, "register_name").text() == "演练未保存"


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


def test_that_days_are_read_as_people_write_them() -> None:
    for text in ("2027-12-31", "2027.12.31", "2027年12月31日", "20271231", " 2027/12/31 "):
        assert day_from(text) == date(2027, 12, 31), text
    assert [day_from(text) for text in ("", "明年", "2027-13-01", "2027")] == [None] * 4


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
    write(page, slotCode="AAAAA AAAAA", slotPassphrase=OTHER, slotAgain=OTHER + "。", slotPin="246802")
    press(qtbot, standalone, page, "slotGo")
    assert "不一致" in part(page, QLabel, "slotAgainProblem").text()
    write(page, slotAgain=OTHER)
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
    lease_locally(place.desk, first.paper, 2026, first.next_first, first.next_first + 4)
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
    press(qtbot, place, page, "backupNow")
    assert "备份完成" in said(page)
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


def test_that_the_registers_open_at_units(page) -> None:
    assert page.shown == UNITS


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
    press(qtbot, standalone, made, "codeIssue")
    fresh = "演练口令丁忘记以后新的"
    code = part(made, QLabel, "codeShown").text()
    write(made, slotCode=code, slotPassphrase=fresh, slotAgain=fresh, slotPin="975310")
    press(qtbot, standalone, made, "slotGo")
    assert "已开通" in said(made)
    assert enter(desk, "yi", fresh).officer == "yi"
    window.close()
