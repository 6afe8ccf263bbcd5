"""``main.py centre`` as an administrator types it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.centre import schema
from app.centre.embedded import EmbeddedServer
from app.centre.enrolment import enrol, read_enrolment
from app.cli.registry import build_parser
from app.domain.clock import CHINA
from app.errors import CentreRefused, InspectorError
from app.services.session.paths import built_in_forms
from tests.centre.conftest import _numbers
from tests.centre.field import FieldDevice


class Typist:
    """Types commands against one database and reads their JSON."""

    def __init__(self, server: EmbeddedServer, dsn: str, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self.dsn, self.capsys = dsn, capsys
        self.secret = folder / "password"
        self.secret.write_text(server.password, encoding="utf-8")

    def text(self, *words: str) -> str:
        arguments = build_parser().parse_args(
            ["centre", *words, "--dsn", self.dsn, "--password-file", str(self.secret)]
        )
        assert arguments.run(arguments) == 0
        return self.capsys.readouterr().out

    def json(self, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text(*words, "--json"))
        return found


@pytest.fixture
def typist(server: EmbeddedServer, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Typist]:
    yield Typist(server, server.create_database(f"typed_{next(_numbers)}"), capsys, tmp_path)


def test_that_a_centre_is_set_up_from_nothing_to_an_enrolled_device(typist: Typist, tmp_path: Path) -> None:
    assert typist.json("init", "--training")["created"]
    assert not typist.json("init", "--training")["created"]
    assert typist.json("upgrade")["version"] == schema.versions()[-1].number
    assert typist.json("bureau", "add", "yanlian", "--name", "演练市档案局", "--start", "执通:2026=38")["new"]
    officer = typist.json(
        "officer", "add", "--bureau", "yanlian", "--name", "演练甲", "--credential", "演练-1",
        "--role", "officer", "--role", "leader", "--valid-until", "2030-12-31",
    )["officer"]  # fmt: skip
    out = tmp_path / "first.enrolment"
    made = typist.json("device", "create", "--bureau", "yanlian", "--name", "演练一号机", "--out", str(out))
    enrolment = read_enrolment(out.read_bytes(), made["code"], datetime.now(CHINA))
    assert [(one["id"], one["name"], one["roles"]) for one in enrolment.officers] == [
        (officer, "演练甲", ["officer", "leader"])
    ]
    device = FieldDevice(enrolment)
    enrol(enrolment, device.key.public.hex(), device.secret)
    line = device.line()
    assert line.lease("执通", 2026, 2, "a").low == 38
    told = [json.loads(row.operation.raw) for row in line.pull(0).rows]
    assert {"演练甲", "confirmed", "2030-12-31", "演练-1"} <= {str(one["value"]) for one in told}
    line.close()
    found = typist.json("status")
    assert [(one["bureau"], one["officers"]) for one in found["bureaus"]] == [("yanlian", 1)]
    assert found["devices"][0]["enrolled_at"]
    assert "演练一号机" in typist.text("status")
    typist.text("officer", "disable", "--bureau", "yanlian", "--id", officer)
    assert typist.json("officer", "list", "--bureau", "yanlian")["officers"][0]["state"] == "revoked"
    typist.text("device", "revoke", made["device"], "--reason", "遗失")
    assert typist.json("status")["devices"][0]["revoked_at"]


def test_that_an_existing_file_is_not_overwritten(typist: Typist, tmp_path: Path) -> None:
    typist.json("init")
    typist.json("bureau", "add", "yanlian", "--name", "演练市档案局")
    out = tmp_path / "taken"
    out.write_text("kept", encoding="utf-8")
    with pytest.raises(InspectorError, match="file-exists"):
        typist.text("device", "create", "--bureau", "yanlian", "--name", "一号", "--out", str(out))
    assert out.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("bureau", "add", "a", "--name", "甲", "--parent", "nobody"), "bureau-unknown"),
        (("officer", "add", "--bureau", "nobody", "--name", "演练甲", "--credential", "1"), "bureau-unknown"),
        (("officer", "disable", "--bureau", "nobody", "--id", "x"), "officer-unknown"),
        (("device", "revoke", "nobody", "--reason", "x"), "device-unknown"),
        (("device", "succeed", "nobody", "--by", "x"), "device-unknown"),
    ],
)
def test_that_what_is_not_there_is_named(typist: Typist, words: tuple[str, ...], code: str) -> None:
    typist.json("init")
    with pytest.raises(CentreRefused, match=code):
        typist.text(*words)


def test_that_without_a_centre_the_next_step_is_named(typist: Typist) -> None:
    with pytest.raises(CentreRefused, match="centre init"):
        typist.text("status")


def test_that_a_password_in_the_dsn_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = build_parser().parse_args(["centre", "status", "--dsn", "host=h user=u password=secret-word"])
    with pytest.raises(SystemExit) as end:
        arguments.run(arguments)
    assert end.value.code == 2
    told = capsys.readouterr().err
    assert "口令" in told
    assert "secret-word" not in told


@pytest.mark.parametrize("start", ["执通", "执通:2026", "执通:26=1", "执通:2026=0"])
def test_that_a_malformed_start_value_is_wrong_usage(start: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        build_parser().parse_args(["centre", "bureau", "add", "a", "--name", "甲", "--dsn", "host=h", "--start", start])
    assert end.value.code == 2
    assert start in capsys.readouterr().err


def test_that_a_password_file_of_libpq_is_used(
    server: EmbeddedServer, typist: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pgpass"
    file.write_text(f"*:*:*:*:{server.password}\n", encoding="utf-8")
    os.chmod(file, 0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    arguments = build_parser().parse_args(["centre", "init", "--dsn", typist.dsn])
    assert arguments.run(arguments) == 0


def test_that_a_password_is_asked_for_where_none_is_given(typist: Typist) -> None:
    arguments = build_parser().parse_args(["centre", "init", "--dsn", typist.dsn])
    with pytest.raises(InspectorError, match="no-secret"):
        arguments.run(arguments)


def test_that_a_backup_is_made_and_restored_by_commands(
    server: EmbeddedServer, typist: Typist, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    typist.json("init", "--training")
    typist.json("bureau", "add", "yanlian", "--name", "演练市档案局")
    assert "还没有做过备份" in typist.text("status")
    made = typist.json("backup", "--out", str(tmp_path / "one.bak"))
    assert made["manifest"]["bureaus"]["yanlian"]["operations"] == 0
    told = typist.text("backup", "--out", str(tmp_path / "two.bak"))
    code = next(line for line in told.splitlines() if line.startswith("备份口令：")).removeprefix("备份口令：")
    assert code not in (tmp_path / "two.bak").read_bytes().decode("latin-1")
    assert "最近备份" in typist.text("status")
    for name, secret in (("one", made["code"]), ("two", code)):
        again = Typist(server, server.create_database(f"typed_{next(_numbers)}"), capsys, tmp_path)
        with _fed(secret) as descriptor:
            back = again.json("restore", str(tmp_path / f"{name}.bak"), "--secret-fd", str(descriptor))
        assert back["centre_id"] == made["manifest"]["centre_id"]
        assert "从备份恢复" in again.text("status")


def test_that_passwords_are_read_in_turn_from_one_descriptor(
    server: EmbeddedServer, typist: Typist, tmp_path: Path
) -> None:
    typist.json("init", "--training")
    passphrase = "够长的备份口令在这里"
    words = ["centre", "backup", "--out", str(tmp_path / "own.bak"), "--passphrase", "--dsn", typist.dsn, "--json"]
    with _fed(server.password, passphrase) as descriptor:
        arguments = build_parser().parse_args([*words, "--secret-fd", str(descriptor)])
        assert arguments.run(arguments) == 0
    assert json.loads(typist.capsys.readouterr().out)["code"] is None
    into = server.create_database(f"typed_{next(_numbers)}")
    words = ["centre", "restore", str(tmp_path / "own.bak"), "--dsn", into]
    with _fed(server.password, passphrase) as descriptor:
        arguments = build_parser().parse_args([*words, "--secret-fd", str(descriptor)])
        assert arguments.run(arguments) == 0
    assert "与备份清单一致" in typist.capsys.readouterr().out


@contextmanager
def _fed(*lines: str) -> Iterator[int]:
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{one}\n" for one in lines).encode())
    os.close(writing)
    yield reading
    os.close(reading)


def test_that_a_report_login_is_made_and_taken_away_by_commands(typist: Typist) -> None:
    typist.json("init", "--training")
    typist.json("bureau", "add", "yanlian", "--name", "演练市档案局")
    login = f"report_{next(_numbers)}_{os.getpid()}"
    assert typist.json("reader", "add", login, "--bureau", "yanlian")["password"]
    assert login in typist.text("status")
    assert login in typist.text("reader", "remove", login)


def test_that_a_laptop_long_unheard_and_open_conflicts_are_told(typist: Typist, tmp_path: Path) -> None:
    typist.json("init", "--training")
    typist.json("bureau", "add", "yanlian", "--name", "演练市档案局")
    out = tmp_path / "first.enrolment"
    made = typist.json("device", "create", "--bureau", "yanlian", "--name", "演练一号机", "--out", str(out))
    enrolment = read_enrolment(out.read_bytes(), made["code"], datetime.now(CHINA))
    device = FieldDevice(enrolment)
    enrol(enrolment, device.key.public.hex(), device.secret)
    device.write("符合", "不符合", officer="", entity="device", entity_id="same", field="verdict")
    line = device.line()
    line.push(device.log)
    line.close()
    with psycopg.connect(typist.dsn, password=typist.secret.read_text(encoding="utf-8")) as connection:
        connection.execute("update centre.device set last_seen = clock_timestamp() - interval '12 days'")
    told = typist.text("status")
    assert "演练一号机（yanlian）已 12 天没有同步" in told
    assert "待处理冲突 1 处" in told
    assert typist.json("status")["devices"][0]["silent_days"] == 12
    assert typist.json("status")["storage"]["database_bytes"] > 0


def test_that_a_real_centre_publishes_only_under_the_bureaus_key(typist: Typist, tmp_path: Path) -> None:
    typist.json("init")
    typist.json("bureau", "add", "yanlian", "--name", "演练市档案局")
    calendar = tmp_path / "new" / "calendar" / "2026.toml"
    calendar.parent.mkdir(parents=True)
    calendar.write_bytes((built_in_forms() / "calendar" / "2026.toml").read_bytes())
    words = ("release", "publish", str(tmp_path / "new"), "--bureau", "yanlian", "--kind", "calendar")
    with pytest.raises(CentreRefused, match="bureau-key-foreign"):
        typist.text(*words, "--name", "2026", "--version", "1")
