"""People are named while the data is locked: on the unlock page and of a backup, two of one name as well."""

from PySide6.QtWidgets import QComboBox, QLabel

from app.errors import StorageFailed
from app.services.registers.officers import OfficerEntry, add_officer
from app.services.safekeeping.backups import back_up
from app.services.session.opening import add_slot, close, issue_code, open_desk
from tests.ui import test_first_steps as steps
from tests.ui.conftest import calm, part
from tests.ui.test_first_steps import OTHER, _raising, fill, standalone
from tests.ui.test_way_in import GOOD, click, notice
from ui.memory import Memory

premises, cheap = steps.premises, steps.cheap

def looked_at(open_window, qtbot, premises, tmp_path, *, names: bool = True):
    """Return the window of another computer that was shown the backup of a laptop of two people."""
    desk = standalone(premises, tmp_path)
    other = add_officer(desk, OfficerEntry("演练丁", ("leader",)))[0]
    close(add_slot(desk, other.id, OTHER, "246813", code=issue_code(desk, other.id)))
    desk = open_desk(premises.folder, forms=premises.forms, clock=premises.clock, passphrase=GOOD)
    back_up(desk, tmp_path / "usb")
    close(desk)
    premises.folder.rename(tmp_path / "lost")
    if not names:  # as an older program wrote it
        next((tmp_path / "usb").rglob("people.json")).unlink()
    window = open_window()
    click(qtbot, window, "startRestore")
    fill(window, restoreFrom=str(tmp_path / "usb"))
    click(qtbot, window, "restoreGo")
    return window


def offered(window, name: str) -> list[str]:
    box = part(window, QComboBox, name)
    return [box.itemText(at) for at in range(box.count())]


def test_that_a_restored_laptop_names_its_people_before_it_is_unlocked(open_window, qtbot, premises, tmp_path) -> None:
    window = looked_at(open_window, qtbot, premises, tmp_path)
    assert offered(window, "restoreOfficer") == ["演练丁", "演练管理员"]
    assert not part(window, QLabel, "restoreNameless").isVisible()
    fill(window, restorePassphrase=GOOD)
    click(qtbot, window, "restoreGo")
    assert "核对完好" in notice(window)
    assert offered(window, "unlockOfficer") == ["演练丁", "演练管理员"]
    assert not part(window, QLabel, "unlockNameless").isVisible()
    click(qtbot, window, "unlockForgotten")
    assert offered(window, "recoverOfficer") == ["演练丁", "演练管理员"]


def test_that_two_people_of_one_name_are_told_apart_before_the_data_is_open(
    open_window, qtbot, premises, tmp_path
) -> None:
    desk = standalone(premises, tmp_path)
    other = add_officer(desk, OfficerEntry("演练管理员", ("leader",), office="法规科"))[0]
    close(add_slot(desk, other.id, OTHER, "246813", code=issue_code(desk, other.id)))
    window = open_window()
    fill(window, unlockPassphrase=GOOD)
    click(qtbot, window, "unlockGo")
    click(qtbot, window, "lockButton")
    first, second = offered(window, "unlockOfficer")
    assert first != second and "演练管理员（法规科）" in (first, second)


def test_that_names_that_cannot_be_written_keep_nobody_out(open_window, qtbot, premises, tmp_path, monkeypatch) -> None:
    full = StorageFailed("disk-full", "磁盘空间不足。", "请清理空间。")
    monkeypatch.setattr("app.services.session.opening.write_people", _raising(full))
    close(standalone(premises, tmp_path))
    window = open_window()
    fill(window, unlockPassphrase=GOOD)
    click(qtbot, window, "unlockGo")
    assert window.workbench is not None, notice(window)


def test_that_a_backup_without_names_says_why_there_are_ids_and_the_next_unlock_brings_the_names(
    open_window, qtbot, premises, tmp_path
) -> None:
    window = looked_at(open_window, qtbot, premises, tmp_path, names=False)
    assert offered(window, "restoreOfficer")[1].startswith("人员 ")
    assert "姓名加密存放" in part(window, QLabel, "restoreNameless").text()
    fill(window, restorePassphrase=GOOD)
    click(qtbot, window, "restoreGo")
    assert part(window, QLabel, "unlockNameless").isVisible()
    fill(window, unlockPassphrase=GOOD)
    click(qtbot, window, "unlockGo")
    Memory().remember_names({})  # somebody else's account on the same laptop knows nobody
    window.lock("演练锁定")
    calm(qtbot, window.tasks)
    assert offered(window, "unlockOfficer") == ["演练丁", "演练管理员"]
