"""A data folder is set up, opened by those who may, and closed."""

from datetime import datetime
from pathlib import Path

import pytest

from app.domain.clock import CHINA
from app.domain.operations import Change
from app.errors import InspectorError, IntegrityBroken, Refused, StorageFailed
from app.sealing.signing import verify_certificate
from app.services.session import opening, setting_up
from app.services.session.opening import add_slot, close, confirm, enter, issue_code, last_place, open_desk
from app.services.session.paths import built_in_forms
from app.services.session.setting_up import Secrets, set_up_standalone, set_up_training
from app.services.session.trust import certificate_of, trusted
from tests import practising, stretching

cheap, few = stretching.secrets, practising.numbers


NOW = datetime(2026, 6, 8, 9, 0, tzinfo=CHINA)
SECRETS = Secrets("演练用的很长的口令一号", "135790")


def clock() -> datetime:
    return NOW


def training(folder: Path) -> opening.OpenDesk:
    return set_up_training(folder, forms=built_in_forms(), clock=clock, bureau="130600")


def standalone(folder: Path, recovery: Path, secrets: Secrets = SECRETS) -> opening.OpenDesk:
    return set_up_standalone(
        folder, forms=built_in_forms(), clock=clock, bureau="130600", administrator="演练管理员", secrets=secrets,
        recovery_file=recovery,
    )  # fmt: skip


def reopen(folder: Path, **more: str) -> opening.OpenDesk:
    return open_desk(folder, forms=built_in_forms(), clock=clock, **more)


def test_that_a_training_folder_opens_by_itself_with_made_up_officers(tmp_path: Path) -> None:
    close(training(tmp_path / "d"))
    desk = reopen(tmp_path / "d")
    assert desk.store.training
    assert desk.bureau == "130600"
    assert all("演练" in one.name and "演练" in one.credential for one in desk.officers().values())
    assert {one.id for one in opening.roster(desk)} == set(desk.officers())
    close(desk)


def test_that_the_default_bureau_is_the_city(tmp_path: Path) -> None:
    desk = set_up_training(tmp_path / "d", forms=built_in_forms(), clock=clock)
    assert desk.bureau == "130600"
    close(desk)


def test_that_an_unknown_bureau_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(InspectorError):
        set_up_training(tmp_path / "d", forms=built_in_forms(), clock=clock, bureau="999999")
    assert not (tmp_path / "d").exists()


def test_that_a_folder_with_data_is_not_set_up_again(tmp_path: Path) -> None:
    close(training(tmp_path / "d"))
    with pytest.raises(StorageFailed):
        training(tmp_path / "d")
    close(reopen(tmp_path / "d"))


def test_that_a_standalone_folder_needs_its_passphrase(tmp_path: Path) -> None:
    close(standalone(tmp_path / "d", tmp_path / "usb.key"))
    with pytest.raises(Refused) as refusal:
        reopen(tmp_path / "d", passphrase="不是这个口令")
    assert refusal.value.code == "passphrase-wrong"
    with pytest.raises(Refused) as waiting:
        reopen(tmp_path / "d", passphrase=SECRETS.passphrase)
    assert waiting.value.code == "wait"


def test_that_the_administrator_is_registered_and_the_bureau_believed(tmp_path: Path) -> None:
    desk = standalone(tmp_path / "d", tmp_path / "usb.key")
    administrator = desk.officers()["administrator"]
    assert administrator.roles == ("administrator",)
    assert administrator.public_key
    certificate = certificate_of(desk.store)
    assert certificate is not None
    assert verify_certificate(certificate, trusted(desk.store)) == "trusted"
    close(desk)


def test_that_a_weak_passphrase_leaves_neither_folder_nor_recovery_key(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        standalone(tmp_path / "d", tmp_path / "usb.key", Secrets("12345", "135790"))
    assert not (tmp_path / "d").exists()
    assert not (tmp_path / "usb.key").exists()


def test_that_the_recovery_key_must_lie_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        standalone(tmp_path / "d", tmp_path / "d" / "usb.key")
    assert refusal.value.code == "recovery-inside"


def test_that_a_recovery_key_that_does_not_open_stops_the_set_up(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(setting_up, "open_box", lambda key, box: b"x" * 32)
    with pytest.raises(StorageFailed) as failure:
        standalone(tmp_path / "d", tmp_path / "usb.key")
    assert failure.value.code == "recovery-untested"
    assert not (tmp_path / "d").exists()


def test_that_a_colleague_needs_the_administrators_code(tmp_path: Path) -> None:
    desk = standalone(tmp_path / "d", tmp_path / "usb.key")
    with pytest.raises(Refused) as refusal:
        add_slot(desk, "jia", "另一位同事的长口令甲", "246801", code="GUESS")
    assert refusal.value.code == "code-wrong"
    second = add_slot(desk, "jia", "另一位同事的长口令甲", "246801", code=issue_code(desk, "jia"))
    assert second.officer == "jia"
    assert confirm(desk, "jia", "246801").officer == "jia"
    close(desk)
    third = reopen(tmp_path / "d", officer="jia", passphrase="另一位同事的长口令甲")
    with pytest.raises(Refused) as due:
        confirm(third, "administrator", SECRETS.pin)
    assert due.value.code == "passphrase-due"
    assert enter(third, "administrator", SECRETS.passphrase).officer == "administrator"
    close(third)


def test_that_a_wrong_pin_is_counted_and_lets_nobody_in(tmp_path: Path) -> None:
    desk = training(tmp_path / "d")
    with pytest.raises(Refused) as refusal:
        confirm(desk, "training-2", "123123")
    assert refusal.value.code == "pin-wrong"
    assert "已输错 1 次" in refusal.value.advice
    close(desk)


def test_that_two_programs_cannot_open_one_folder(tmp_path: Path) -> None:
    desk = training(tmp_path / "d")
    with pytest.raises(StorageFailed) as failure:
        reopen(tmp_path / "d")
    assert failure.value.code == "already-open"
    close(desk)


def test_that_the_last_place_is_found_again(tmp_path: Path) -> None:
    desk = training(tmp_path / "d")
    assert last_place(desk) is None
    desk.store.drafts.remember_place("i1", "checking", "q2_4")
    close(desk)
    desk = reopen(tmp_path / "d")
    place = last_place(desk)
    assert place is not None
    assert (place.inspection, place.step, place.question) == ("i1", "checking", "q2_4")
    close(desk)


def test_that_a_closed_desk_forgets_its_keys(tmp_path: Path) -> None:
    desk = training(tmp_path / "d")
    close(desk)
    close(desk)
    with pytest.raises(Refused):
        _ = desk.ring.keys


def test_that_a_key_file_turned_into_a_training_one_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    close(standalone(folder, tmp_path / "usb.key"))
    from dataclasses import replace

    from app.storage.keys.keyfile import read_keys, write_keys

    write_keys(folder, replace(read_keys(folder), kind="training"))
    with pytest.raises(IntegrityBroken):
        reopen(folder, passphrase=SECRETS.passphrase)


def test_that_a_store_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    from app.storage.database.engine import connect

    folder = tmp_path / "d"
    desk = training(folder)
    desk.commit([Change("unit", "u", "name", "演练单位")])
    key = desk.ring.keys.database_key
    close(desk)
    raw = connect(folder / "store.db", key)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(StorageFailed) as failure:
        reopen(folder)
    assert failure.value.code == "newer-store"


def test_that_what_the_program_brings_is_found_frozen_or_not(tmp_path: Path, monkeypatch) -> None:
    from app.services.session import paths

    assert (built_in_forms() / "bureaus").is_dir()
    monkeypatch.setattr(paths.sys, "_MEIPASS", str(tmp_path), raising=False)
    assert built_in_forms() == tmp_path / "forms"
