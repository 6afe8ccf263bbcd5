"""The administrator lets a device in again that is known, but cannot be: never enrolled, revoked, or perhaps lost."""

from pathlib import Path

import psycopg
import pytest

from app.centre.office.administration import revoke_device
from app.errors import CentreRefused, InspectorError, StorageFailed
from app.services.centre.office import CentreOffice, lost_device
from app.services.exchange.enrolling import enrol, read_enrolment_file
from app.services.session.opening import close
from app.services.session.paths import built_in_forms
from tests.centre.field import Centre
from tests.services.exchange.device import BUREAU, NOW, Laptop, clock


def test_that_a_device_that_never_enrolled_gets_another_file_for_its_first_time(
    bureau: Centre, tmp_path: Path
) -> None:
    office = CentreOffice(bureau.connection)
    first = office.invite_device(BUREAU, "演练二号机", tmp_path / "first", NOW)
    again = office.readmit_device(first.device, tmp_path / "again", NOW)
    assert (again.first, again.device) == (True, first.device)
    stale = read_enrolment_file(tmp_path / "first", first.code, clock)
    with pytest.raises(CentreRefused, match="login-refused"):
        enrol(tmp_path / "laptop", stale, forms=built_in_forms(), clock=clock)
    fresh = read_enrolment_file(tmp_path / "again", again.code, clock)
    # as the first file did, it names who may open the laptop
    assert [one["id"] for one in fresh.officers] == [one.id for one in office.officers(BUREAU)]
    made = Laptop(tmp_path / "laptop", enrol(tmp_path / "laptop", fresh, forms=built_in_forms(), clock=clock))
    assert made.sync().state == "synced"
    close(made.desk)
    assert not office.readmit_device(first.device, tmp_path / "third", NOW).first


def test_that_a_file_made_before_a_backup_asks_whether_the_centre_lost_the_enrolment(
    bureau: Centre, tmp_path: Path
) -> None:
    office = CentreOffice(bureau.connection)
    first = office.invite_device(BUREAU, "演练二号机", tmp_path / "first", NOW)
    bureau.connection.execute("update centre.about set restored_at = clock_timestamp()")
    with pytest.raises(CentreRefused, match="device-maybe-lost") as found:
        office.readmit_device(first.device, tmp_path / "again", NOW)
    assert f"--bureau {BUREAU}" in found.value.advice
    assert not (tmp_path / "again").exists()
    told = office.readmit_device(first.device, tmp_path / "again", NOW, lost=lost_device(BUREAU, "演练二号机"))
    assert not told.first
    # one that was made since cannot have been lost
    second = office.invite_device(BUREAU, "演练三号机", tmp_path / "second", NOW)
    assert office.readmit_device(second.device, tmp_path / "third", NOW).first


def test_that_a_revoked_device_is_told_apart_from_an_unknown_one(bureau: Centre, tmp_path: Path) -> None:
    office = CentreOffice(bureau.connection)
    first = office.invite_device(BUREAU, "演练二号机", tmp_path / "first", NOW)
    revoke_device(bureau.connection, first.device, "遗失")
    with pytest.raises(CentreRefused, match="device-revoked") as found:
        office.readmit_device(first.device, tmp_path / "again", NOW)
    assert "centre device create" in found.value.advice
    with pytest.raises(CentreRefused, match="device-unknown"):
        office.readmit_device("演练", tmp_path / "again", NOW)


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), StorageFailed("disk-full", "写不出去。", "请换一个位置。")])
def test_that_a_file_nobody_has_the_code_of_goes_though_the_centre_is_gone_too(
    bureau: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    out = tmp_path / "first"
    connection = psycopg.connect(bureau.server.dsn(bureau.database), password=bureau.server.password, autocommit=True)

    def line_lost(*_: object) -> None:
        connection.close()
        raise fault

    monkeypatch.setattr("app.services.centre.office.try_out", line_lost)
    with pytest.raises(InspectorError) as told:
        CentreOffice(connection).invite_device(BUREAU, "演练二号机", out, NOW)
    (device,) = (one for (one,) in bureau.ask("select device from centre.device where revoked_at is null"))
    assert told.value.code == "device-left" and f"centre device revoke {device}" in told.value.advice
    assert not out.exists()
    monkeypatch.undo()
    revoke_device(bureau.connection, device, "登记文件未能写出")
    assert CentreOffice(bureau.connection).invite_device(BUREAU, "演练二号机", out, NOW).device != device


def test_that_a_file_nobody_has_the_code_of_goes_with_its_device(
    bureau: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.services.centre.office.try_out", interrupted)
    with pytest.raises(KeyboardInterrupt):
        CentreOffice(bureau.connection).invite_device(BUREAU, "演练二号机", tmp_path / "first", NOW)
    assert not (tmp_path / "first").exists()
    assert bureau.ask("select revoked_at is not null from centre.device") == [(True,)]
