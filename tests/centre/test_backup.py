"""A centre is written out whole by PostgreSQL's own programs, to a file that only its code opens."""

from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from app.centre import schema
from app.centre.office.administration import revoke_device
from app.centre.office.status import status
from app.domain.clock import CHINA
from app.errors import CentreRefused, InspectorError, StorageFailed
from app.services.centre.office import CentreOffice
from app.services.centre.vault import back_up, restore_from
from tests.centre.conftest import _numbers
from tests.centre.field import NOW, Centre
from tests.centre.restored import Laptop, ask, office


def test_that_a_backup_names_what_it_holds_and_a_restored_centre_has_it(
    first: Centre, empty: CentreOffice, tmp_path: Path
) -> None:
    laptop = Laptop(first.device())
    laptop.device.write("符合")
    laptop.sync()
    line = laptop.device.line()
    line.lease("执通", 2026, 3, "a")
    revoked = first.device(first.other)
    revoke_device(first.connection, revoked.device, "遗失")
    made = back_up(office(first), tmp_path / "centre.bak", NOW, "一个足够长的备份口令")
    assert made.code == ""
    county = made.manifest.bureaus[first.county]
    assert (county.numbers, county.devices, county.officers) == (3, 1, 2)
    assert "SCRAM" not in str(made.as_json()) and "SCRAM" not in repr(made.manifest)
    kept = status(first.connection)["safety"][0]
    assert kept["backup_sha256"] == made.sha256
    assert kept["backup_bytes"] == made.size
    with pytest.raises(CentreRefused, match="backup-code-wrong"):
        restore_from(empty, tmp_path / "centre.bak", "一个别的备份口令呀")
    restore_from(empty, tmp_path / "centre.bak", "一个足够长的备份口令")
    logins = "select rolname from pg_roles where rolcanlogin and rolname ~ '^[de]_' order by 1"
    assert {(laptop.device.enrolment.role,), (laptop.device.enrolment.enrolment_role,)} < set(ask(empty, logins))
    assert (revoked.enrolment.enrolment_role,) not in ask(empty, logins)
    with pytest.raises(CentreRefused, match="device-revoked"):
        revoked.line(f"{empty.connection.info.host}:{empty.connection.info.port}").hello()
    # append-only holds as before, and the device may do what it could before and no more
    with pytest.raises(psycopg.Error, match="append-only"):
        empty.connection.execute("update centre.operation set raw = ''")
    granted = "select proname from pg_proc where has_function_privilege('inspection_device', oid, 'execute') and pronamespace = 'api1'::regnamespace order by 1"  # noqa: E501
    assert ask(empty, granted) == first.connection.execute(granted).fetchall()
    assert schema.upgrade(empty.connection).version == schema.versions()[-1].number
    # PostgreSQL knows what the tables hold, so that it finds the quick ways from the first call on
    assert ask(empty, "select reltuples from pg_class where oid = 'centre.operation'::regclass")[0][0] > 0


def test_that_a_weak_passphrase_or_a_file_that_exists_is_refused(first: Centre, tmp_path: Path) -> None:
    with pytest.raises(InspectorError, match="passphrase-weak"):
        back_up(office(first), tmp_path / "centre.bak", NOW, "12345678901")
    (tmp_path / "centre.bak").write_text("kept", encoding="utf-8")
    with pytest.raises(StorageFailed, match="file-exists"):
        back_up(office(first), tmp_path / "centre.bak", NOW)
    assert (tmp_path / "centre.bak").read_text(encoding="utf-8") == "kept"


def test_that_an_administrator_without_superuser_rights_hears_what_is_needed(first: Centre, tmp_path: Path) -> None:
    name = f"steward_{next(_numbers)}"
    first.connection.execute(f"create role {name} login password 'steward' in role inspection_owner")
    first.connection.execute(f'grant connect on database "{first.database}" to {name}')
    dsn = f"host={first.server.host} port={first.server.port} dbname={first.database} user={name}"
    with (
        schema.open_administration(dsn, "steward") as connection,
        pytest.raises(CentreRefused, match="superuser-needed-for-logins"),
    ):
        back_up(CentreOffice(connection), tmp_path / "centre.bak", datetime.now(CHINA))


def test_that_an_empty_database_has_nothing_to_back_up(empty: CentreOffice, tmp_path: Path) -> None:
    with pytest.raises(CentreRefused, match="not-a-centre"):
        back_up(empty, tmp_path / "centre.bak", NOW)
