"""What an administrator gets wrong is told at once, before a laptop in the field meets it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest

from app.centre.failures import connection_failed
from app.centre.office.status import status
from app.centre.schema import open_administration, to_administrator
from app.centre.trial.embedded import EmbeddedServer
from app.cli.centre_status import status_lines
from app.errors import CentreRefused, CentreUnreachable, InspectorError, StorageFailed
from app.services.centre.office import CentreOffice
from tests.centre.field import NOW, Centre
from tests.centre.typist import Typist

BUREAU = "130600"


@pytest.fixture
def begun(typist: Typist) -> Typist:
    typist.json("init")
    typist.json("bureau", "add", BUREAU, "--name", "保定市档案局")
    return typist


def test_that_a_file_for_another_machine_needs_the_authority(begun: Typist, tmp_path: Path) -> None:
    out = tmp_path / "one"
    create = ("device", "create", "--bureau", BUREAU, "--name", "一号机", "--out", str(out))
    with pytest.raises(InspectorError, match="ca-missing") as refused:
        begun.text(*create, "--address", "10.0.0.5:5432")
    assert "--ca" in refused.value.advice and not out.exists() and begun.json("status")["devices"] == []


def test_that_a_file_for_the_centres_own_machine_is_told_to_be_one(begun: Typist, tmp_path: Path) -> None:
    told = begun.text("device", "create", "--bureau", BUREAU, "--name", "一号机", "--out", str(tmp_path / "one"))
    assert "只有中心库这台机器能用" in told and "试连没有成功" not in told


def test_that_a_file_which_leads_nowhere_is_doubted(begun: Typist, tmp_path: Path) -> None:
    create = ("device", "create", "--bureau", BUREAU, "--name", "一号机", "--address", "127.0.0.1:9")
    told = begun.text(*create, "--out", str(tmp_path / "one"))
    assert "试连没有成功（暂时连不上中心库。）" in told and "pg_hba.conf" in told
    assert begun.json(*create, "--out", str(tmp_path / "two"))["doubt"]


def test_that_an_address_is_asked_for_where_the_administrator_has_none() -> None:
    info = SimpleNamespace(host="/run/postgresql", hostaddr="", port=5432, dbname="centre")
    with pytest.raises(InspectorError, match="address-missing"):
        CentreOffice(cast(Any, SimpleNamespace(info=info)))._public_address(None, None)


def test_that_one_card_has_one_holder(begun: Typist) -> None:
    entry = ("officer", "add", "--bureau", BUREAU, "--credential", "冀F001", "--name")
    first = begun.json(*entry, "张三")["officer"]
    with pytest.raises(InspectorError, match="credential-taken") as refused:
        begun.text(*entry, "李四")
    assert f"--id {first}" in refused.value.advice
    assert begun.json(*entry, "张叁", "--id", first)["officer"] == first
    begun.text("officer", "disable", "--bureau", BUREAU, "--id", first)
    begun.json(*entry, "李四")


def test_that_a_bureau_without_forms_is_told(begun: Typist) -> None:
    assert "forms/bureaus 中没有这个单位代码" in begun.text("bureau", "add", "999999", "--name", "不在册的单位")
    assert "注意" not in begun.text("bureau", "add", BUREAU, "--name", "保定市档案局")


def test_that_an_older_program_leaves_a_newer_centre_alone_but_for_its_backup(begun: Typist, tmp_path: Path) -> None:
    connection = psycopg.connect(begun.dsn, password=begun.secret.read_text(encoding="utf-8"), autocommit=True)
    with connection:
        connection.execute("insert into centre.version (version, digest) values (99, 'x')")
    for words in (("bureau", "list"), ("upgrade",), ("root",)):
        with pytest.raises(CentreRefused, match="centre-newer"):
            begun.text(*words)
    assert begun.json("status")["version"] == 99
    assert begun.json("backup", "--out", str(tmp_path / "backup"))["manifest"]["version"] == 99


def test_that_a_side_door_is_told_and_shut_by_the_superusers_upgrade(begun: Typist, server: EmbeddedServer) -> None:
    assert begun.json("status")["side_doors"] is False
    with psycopg.connect(begun.dsn, password=server.password, autocommit=True) as connection:
        connection.execute("grant execute on function lo_create(oid) to public")
    assert "大对象" in begun.text("status")
    begun.text("upgrade")
    assert begun.json("status")["side_doors"] is False


@pytest.mark.parametrize(
    "dsn",
    ["host=10.0.0.5 dbname=centre", "host=10.0.0.5 dbname=centre sslmode=require", "dbname=centre hostaddr=10.0.0.5",
     "postgresql://admin@centre.example/centre", "host=localhost,10.0.0.5 dbname=centre"],
)  # fmt: skip
def test_that_an_administrator_sends_no_password_to_a_server_that_could_be_anybody(dsn: str) -> None:
    with pytest.raises(CentreRefused, match="administration-unverified") as refused:
        open_administration(dsn, "secret")
    assert "sslmode=verify-full sslrootcert=" in refused.value.advice


@pytest.mark.parametrize(
    "dsn", ["host=127.0.0.1 port=9", "host=/nowhere", "host=no-such.invalid sslmode=verify-full sslrootcert=system"]
)
def test_that_the_own_machine_and_a_proven_name_are_tried(dsn: str) -> None:
    with pytest.raises(CentreUnreachable):
        open_administration(f"{dsn} dbname=centre", "secret")


def test_that_a_backup_needs_its_folder(own_centre: Centre, tmp_path: Path) -> None:
    from app.services.centre.vault import back_up

    with pytest.raises(StorageFailed, match="folder-missing"):
        back_up(CentreOffice(own_centre.connection), tmp_path / "nowhere" / "centre.bak", NOW)


class _SaidAfterThePassword:
    used_password = True


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('FATAL:  role "d_x" is not permitted to log in', "login-refused"),
        # a server that speaks Chinese, and one whose words arrive in another encoding
        ('致命错误:  用户 "d_x" Password 认证失败', "login-refused"),
        ("\ufffd\ufffd\ufffd\ufffd:  \ufffd\ufffd\u05a4\u02a7\ufffd\ufffd", "login-refused"),
        ('FATAL:  database "centre" is not currently accepting connections', "centre-busy"),
        ("FATAL:  terminating connection due to administrator command", "centre-unreachable"),
        ("FATAL:  the database system is shutting down", "centre-unreachable"),
        ("server closed the connection unexpectedly\n\tThis probably means the server terminated: abnormally",
         "centre-unreachable"),
    ],
)  # fmt: skip
def test_that_a_login_turned_away_is_told_from_a_line_that_broke(said: str, code: str) -> None:
    where = 'connection failed: connection to server at "10.0.0.5", port 5432 failed: '
    error = psycopg.OperationalError(where + said)
    error._pgconn = _SaidAfterThePassword()  # type: ignore[assignment]  # all that is asked of it
    assert connection_failed(error).code == code


def test_that_a_server_that_speaks_another_language_or_tidies_nothing_up_is_told(own_centre: Centre) -> None:
    found = status(own_centre.connection)
    assert "autovacuum = on" in "".join(status_lines(found))  # the tests' server has it off
    assert "lc_messages" not in "".join(status_lines(found))
    told = "".join(status_lines({**found, "autovacuum": True, "lc_messages": "Chinese (Simplified)_China.936"}))
    assert "lc_messages = 'C'" in told and "autovacuum" not in told


def test_that_a_closed_network_is_not_called_a_broken_one() -> None:
    said = 'FATAL:  no pg_hba.conf entry for host "10.1.0.9", user "d_x", database "centre", SSL encryption'
    failure = connection_failed(psycopg.OperationalError(f"connection failed: {said}"))
    assert isinstance(failure, CentreUnreachable) and failure.code == "centre-closed"
    assert "没有放行本机的网络地址" in failure.title and "可以继续工作" in failure.advice
    untrusted = connection_failed(psycopg.OperationalError("SSL error: certificate verify failed"))
    assert "sslrootcert" in to_administrator(untrusted).advice
    told = to_administrator(failure)
    assert "hostssl" in told.advice and "可以继续工作" not in told.advice
