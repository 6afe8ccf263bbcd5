"""A laptop joins its centre, a backup is brought back, a passphrase is set anew: all in the window, on real stores."""


import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget

from app.centre.device.enrolment import enrolment_file
from app.services.exchange.link import link_of
from app.services.numbers.ledger import frozen
from app.services.safekeeping.backups import back_up
from app.services.session.opening import close, open_desk
from app.services.session.setting_up import Secrets, set_up_standalone
from tests import stretching
from tests.centre.conftest import copied
from tests.services.exchange.device import BUREAU, clock, with_bureau
from tests.ui.conftest import calm, new_store, part
from tests.ui.test_way_in import GOOD, click, notice
from ui.entry import Premises
from ui.pages.entrance.seat import SeatPage
from ui.pages.home import HomePage

cheap = stretching.secrets


CODE = "AAAA-BBBB-CCCC"
OTHER = "演练口令-另一句很长的话"


@pytest.fixture
def premises(tmp_path):
    from tests.services.on_site import FORMS

    return Premises(tmp_path / "data", FORMS, clock)


@pytest.fixture
def training_centre(server, template):
    yield from (with_bureau(one) for one in copied(server, template))


@pytest.fixture
def formal_centre(server, formal_template):
    """A centre that is no training."""
    yield from (with_bureau(one) for one in copied(server, formal_template))


def invited(centre, tmp_path):
    file = tmp_path / "laptop.enrol"
    file.write_bytes(enrolment_file(centre.invite(BUREAU), CODE))
    return file


def fill(window, **texts: str) -> None:
    for name, text in texts.items():
        part(window, QLineEdit, name).setText(text)


def standalone(premises, tmp_path):
    (tmp_path / "stick").mkdir()
    return set_up_standalone(
        premises.folder, forms=premises.forms, clock=premises.clock, bureau=BUREAU, administrator="演练管理员",
        secrets=Secrets(GOOD, "140725"), recovery_file=tmp_path / "stick" / "recovery.key",
    )  # fmt: skip


def test_that_a_laptop_of_a_training_centre_is_enrolled_without_secrets(
    open_window, qtbot, training_centre, tmp_path
) -> None:
    window = open_window()
    click(qtbot, window, "startEnrol")
    fill(window, enrolFile=str(invited(training_centre, tmp_path)), enrolCode=CODE)
    click(qtbot, window, "enrolGo")
    assert part(window, QWidget, "invitation").isVisible()
    assert not part(window, QLineEdit, "passphrase").isVisible()
    click(qtbot, window, "enrolGo")
    seat = window.findChild(SeatPage)
    assert seat is not None, notice(window)
    click(qtbot, window, "seat_training-1")
    assert isinstance(window.workbench.page, HomePage)
    assert not link_of(window._desk.store).waiting


def test_that_an_officer_enrols_with_own_secrets_and_a_tested_recovery_key(
    open_window, qtbot, formal_centre, tmp_path
) -> None:
    (tmp_path / "stick").mkdir()
    window = open_window()
    click(qtbot, window, "startEnrol")
    fill(window, enrolFile=str(invited(formal_centre, tmp_path)), enrolCode=CODE)
    click(qtbot, window, "enrolGo")
    fill(window, passphrase="1234567", passphraseAgain="1234567", pin="111111", pinAgain="111111",
         recovery=str(tmp_path / "stick"))
    click(qtbot, window, "enrolGo")
    assert "至少 10 个字符" in part(window, QLabel, "passphraseProblem").text()
    assert not any((tmp_path / "stick").iterdir())
    fill(window, passphrase=GOOD, passphraseAgain=GOOD, pin="140725", pinAgain="140725")
    click(qtbot, window, "enrolGo")
    assert window.workbench is not None, notice(window)
    assert (tmp_path / "stick" / "recovery.key").is_file()
    assert "试用通过" in part(window, QWidget, "greeting").accessibleName()
    assert not window._desk.store.training
    assert window._desk.officers()  # the first synchronisation brought the register


def test_that_a_wrong_code_is_said_and_what_was_entered_stays(open_window, qtbot, training_centre, tmp_path) -> None:
    window = open_window()
    click(qtbot, window, "startEnrol")
    fill(window, enrolFile=str(invited(training_centre, tmp_path)), enrolCode="WRONG")
    click(qtbot, window, "enrolGo")
    assert "口令码不正确" in notice(window)
    assert part(window, QLineEdit, "enrolCode").text() == "WRONG"
    assert window.focusWidget() is part(window, QLineEdit, "enrolCode")
    assert part(window, QAbstractButton, "enrolGo").isEnabled()


def test_that_an_enrolment_cut_short_is_tried_again_with_what_stands_in_the_form(
    open_window, qtbot, training_centre, tmp_path, monkeypatch
) -> None:
    from app.centre.failures import unreachable

    window = open_window()
    click(qtbot, window, "startEnrol")
    fill(window, enrolFile=str(invited(training_centre, tmp_path)), enrolCode=CODE)
    click(qtbot, window, "enrolGo")
    with monkeypatch.context() as cut:
        cut.setattr("app.services.exchange.enrolling.first_contact.enrol", _raising(unreachable()))
        click(qtbot, window, "enrolGo")
    assert "连不上中心库" in notice(window)
    click(qtbot, window, "enrolGo")
    assert window.findChild(SeatPage) is not None, notice(window)


def _raising(error):
    def cut(*_, **__):
        raise error

    return cut


def test_that_a_backup_is_brought_back_with_the_passphrase(open_window, qtbot, premises, tmp_path) -> None:
    desk = standalone(premises, tmp_path)
    back_up(desk, tmp_path / "usb")
    close(desk)
    premises.folder.rename(tmp_path / "lost")
    window = open_window()
    click(qtbot, window, "startRestore")
    fill(window, restoreFrom=str(tmp_path / "usb"))
    click(qtbot, window, "restoreGo")
    fill(window, restorePassphrase="不是这个口令。。。")
    click(qtbot, window, "restoreGo")
    assert "口令不正确" in notice(window)
    assert not any(one.name != "logs" for one in premises.folder.iterdir())
    fill(window, restorePassphrase=GOOD)
    click(qtbot, window, "restoreGo")
    assert "核对完好" in notice(window) and "文号暂停使用" in notice(window)
    fill(window, unlockPassphrase=GOOD)
    click(qtbot, window, "unlockGo")
    assert frozen(window._desk)


def test_that_a_backup_is_brought_back_with_the_recovery_key(open_window, qtbot, premises, tmp_path) -> None:
    desk = standalone(premises, tmp_path)
    back_up(desk, tmp_path / "usb")
    close(desk)
    premises.folder.rename(tmp_path / "lost")
    window = open_window()
    click(qtbot, window, "startRestore")
    fill(window, restoreFrom=str(tmp_path / "usb"))
    click(qtbot, window, "restoreGo")
    click(qtbot, window, "restoreBy_key")
    stick = str(tmp_path / "stick" / "recovery.key")
    fill(window, restoreKey=stick, passphrase="kurz", passphraseAgain="kurz", pin="140725",
         pinAgain="140725")
    click(qtbot, window, "restoreGo")
    assert "至少 10 个字符" in part(window, QLabel, "passphraseProblem").text()
    fill(window, passphrase=OTHER, passphraseAgain=OTHER)
    click(qtbot, window, "restoreGo")
    assert "核对完好" in notice(window)
    close(open_desk(premises.folder, forms=premises.forms, clock=premises.clock, passphrase=OTHER))


def test_that_a_folder_without_a_backup_is_said(open_window, qtbot, tmp_path) -> None:
    window = open_window()
    click(qtbot, window, "startRestore")
    fill(window, restoreFrom=str(tmp_path))
    click(qtbot, window, "restoreGo")
    assert "没有找到备份" in notice(window)


def test_that_a_training_backup_needs_no_passphrase(open_window, qtbot, premises, tmp_path) -> None:
    desk = new_store(premises)
    back_up(desk, tmp_path / "usb")
    close(desk)
    premises.folder.rename(tmp_path / "lost")
    window = open_window()
    click(qtbot, window, "startRestore")
    fill(window, restoreFrom=str(tmp_path / "usb"))
    click(qtbot, window, "restoreGo")
    click(qtbot, window, "restoreGo")
    calm(qtbot, window.tasks)
    assert window.findChild(SeatPage) is not None
    assert "核对完好" in notice(window)


def test_that_a_forgotten_passphrase_is_set_anew_from_the_unlock_page(open_window, qtbot, premises, tmp_path) -> None:
    close(standalone(premises, tmp_path))
    window = open_window()
    click(qtbot, window, "unlockForgotten")
    assert part(window, QComboBox, "recoverOfficer").currentText() == "管理员"
    (tmp_path / "other.key").write_text("{}", encoding="utf-8")
    fill(window, recoverKey=str(tmp_path / "other.key"), passphrase=OTHER, passphraseAgain=OTHER, pin="246813",
         pinAgain="246813")
    click(qtbot, window, "recoverGo")
    assert "恢复密钥文件读不出来" in notice(window)
    fill(window, recoverKey=str(tmp_path / "stick" / "recovery.key"))
    click(qtbot, window, "recoverGo")
    assert window.workbench is not None
    window.lock("演练锁定")
    calm(qtbot, window.tasks)
    fill(window, unlockPassphrase=OTHER)
    click(qtbot, window, "unlockGo")
    assert window.workbench is not None


def test_that_a_place_that_no_disk_can_have_is_named_and_can_be_corrected(open_window, qtbot, tmp_path) -> None:
    window = open_window()
    click(qtbot, window, "startRestore")
    fill(window, restoreFrom=str(tmp_path / ("很长" * 150)))
    click(qtbot, window, "restoreGo")
    assert "名称太长" in notice(window) and "换一个短的路径" in notice(window)
    fill(window, restoreFrom=str(tmp_path))
    click(qtbot, window, "restoreGo")
    assert "没有找到备份" in notice(window)


def test_that_a_recovery_key_of_a_name_too_long_is_refused_beside_its_field(open_window, qtbot, tmp_path) -> None:
    window = open_window()
    click(qtbot, window, "startStandalone")
    for name, told in (("很长" * 100, "文件名太长"), ("很长" * 100 + "/recovery.key", "没有这个文件夹")):
        fill(window, recovery=str(tmp_path / name))
        click(qtbot, window, "standaloneGo")
        assert told in part(window, QLabel, "recoveryProblem").text()
