"""``main.py centre`` as an administrator types it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from app.centre import schema
from app.centre.embedded import EmbeddedServer
from app.centre.enrolment import enrol, read_enrolment
from app.cli.registry import build_parser
from app.domain.clock import CHINA
from app.errors import CentreRefused, InspectorError, Refused
from app.services.session.paths import built_in_forms
from app.services.vouching import make_key
from tests.centre.conftest import _numbers
from tests.centre.field import FieldDevice
from tests.centre.test_sync import Laptop
from tests.centre.typist import Typist


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
    line.hello()
    assert line.lease("执通", 2026, 2, "a").low == 38
    told = [json.loads(row.operation.raw) for row in line.pull(0).rows]
    assert {"演练甲", "confirmed", "2030-12-31", "演练-1"} <= {str(one["value"]) for one in told}
    line.close()
    found = typist.json("status")
    assert [(one["bureau"], one["officers"]) for one in found["bureaus"]] == [("yanlian", 1)]
    assert found["devices"][0]["enrolled_at"]
    assert "演练一号机" in typist.text("status")
    listed = typist.text("officer", "list", "--bureau", "yanlian")
    assert "演练甲：执法人员、机关负责人，证件 演练-1（已确认，有效期至 2030-12-31）" in listed
    assert "+08:00" not in typist.text("status")
    told = typist.text("officer", "disable", "--bureau", "yanlian", "--id", officer)
    assert "名下没有未办结的检查" in told
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


def test_that_a_card_of_impossible_validity_is_not_entered(typist: Typist) -> None:
    typist.json("init")
    typist.json("bureau", "add", "yanlian", "--name", "演练市档案局")
    add = ("officer", "add", "--bureau", "yanlian", "--name", "演练甲", "--credential", "演练-1")
    with pytest.raises(Refused, match="核对年份"):
        typist.text(*add, "--valid-from", "1000-01-01", "--valid-until", "9999-12-31")


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


def _at_work(typist: Typist, tmp_path: Path) -> tuple[str, Laptop]:
    """Return an officer's id, and a laptop of a bureau that was set up by commands."""
    typist.json("init", "--training")
    typist.json("bureau", "add", "shi", "--name", "演练市档案局")
    typist.json("bureau", "add", "xian", "--name", "演练县档案局", "--parent", "shi", "--start", "执通:2026=38")
    words = ("--bureau", "xian", "--name", "演练甲", "--credential", "演练-1", "--role", "officer", "--role", "chief")
    officer = typist.json("officer", "add", *words)["officer"]
    made = typist.json("device", "create", "--bureau", "xian", "--name", "演练一号机", "--out", str(tmp_path / "file"))
    enrolment = read_enrolment((tmp_path / "file").read_bytes(), made["code"], datetime.now(CHINA))
    device = FieldDevice(enrolment)
    enrol(enrolment, device.key.public.hex(), device.secret)
    return officer, Laptop(device)


def test_that_each_question_of_an_administrator_has_a_command(typist: Typist, tmp_path: Path) -> None:
    officer, laptop = _at_work(typist, tmp_path)
    device = laptop.device
    for value in ("符合", "不符合"):
        device.write(value, entity_id="inspection-1/q1_1", officer=officer)
    assert laptop.sync().state == "synced"
    line = device.line()
    line.lease("执通", 2026, 5, "a")
    line.blob_begin("0" * 64, 300_000, ["1" * 64, "2" * 64])
    device.write("consumed", entity="number", entity_id="xian:执通:2026:38", field="state", officer=officer)
    laptop.sync()

    found = {one["bureau"]: one for one in typist.json("bureau", "list")["bureaus"]}
    assert (found["xian"]["parent"], found["xian"]["officers"], found["xian"]["devices"]) == ("shi", 1, 1)
    assert typist.json("officer", "list", "--bureau", "xian")["officers"][0]["roles"] == ["officer", "chief"]
    (row,) = typist.json("device", "list")["devices"]
    assert (row["name"], row["state"], row["silent_days"], row["operations"]) == ("演练一号机", "enrolled", 0, 3)
    assert row["synced_at"]
    assert typist.json("device", "list", "--bureau", "shi")["devices"] == []
    (block,) = typist.json("number", "leases", "--bureau", "xian")["leases"]
    assert (block["low"], block["high"], block["leased"], block["consumed"]) == (38, 42, 4, 1)
    assert typist.json("number", "leases", "--bureau", "xian", "--year", "2025")["leases"] == []
    (conflict,) = typist.json("conflicts")["conflicts"]
    assert (conflict["bureau"], conflict["root"], conflict["field"]) == ("xian", "inspection-1", "verdict")
    assert typist.json("conflicts", "--bureau", "shi")["conflicts"] == []
    told = typist.json("storage")
    mine = next(one for one in told["bureaus"] if one["bureau"] == "xian")
    assert told["database_bytes"] > mine["operation_bytes"] > 0
    assert (mine["attachments"], mine["unfinished"], mine["unfinished_bytes"]) == (0, 1, 300_000)
    for words in (("bureau", "list"), ("device", "list"), ("number", "leases", "--bureau", "xian"), ("conflicts",),
                  ("storage",)):  # fmt: skip
        assert typist.text(*words).strip()


def test_that_who_has_not_synchronised_for_long_is_listed(typist: Typist, tmp_path: Path) -> None:
    _, laptop = _at_work(typist, tmp_path)
    laptop.sync()
    assert typist.json("device", "list", "--silent", "7")["devices"] == []
    with psycopg.connect(typist.dsn, password=typist.secret.read_text("utf-8"), autocommit=True) as connection:
        # a hello that leads to nothing does not count
        connection.execute("update centre.device set synced_at = now() - interval '8 days', last_seen = now()")
    assert [one["silent_days"] for one in typist.json("device", "list", "--silent", "7")["devices"]] == [8]
    assert "已 8 天没有同步" in typist.text("device", "list", "--silent", "7")
    assert "已 8 天没有同步" in typist.text("status")
    typist.text("device", "revoke", laptop.device.device, "--reason", "遗失")
    assert typist.json("device", "list", "--silent", "7")["devices"] == []


def test_that_questions_about_an_unknown_bureau_are_refused(typist: Typist) -> None:
    typist.json("init", "--training")
    for words in (("device", "list"), ("number", "leases"), ("conflicts",)):
        with pytest.raises(CentreRefused, match="bureau-unknown"):
            typist.text(*words, "--bureau", "nobody")


def test_that_a_receipt_is_checked_by_file_and_by_code(typist: Typist, tmp_path: Path) -> None:
    officer, laptop = _at_work(typist, tmp_path)
    laptop.device.write("符合", officer=officer)
    receipt = laptop.sync().receipt
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps({"receipt": receipt}), encoding="utf-8")
    found = typist.json("receipt", "check", str(file))
    assert (found["intact"], found["origin"], found["standing"], found["signature"]) == (
        True, "genuine", "holds", "unsigned",
    )  # fmt: skip
    code = receipt["given"]["mac"][:16]
    told = typist.text("receipt", "check", f"{code[:4]}-{code[4:8]} {code[8:].upper()}")
    assert "由本中心库开具" in told and "演练一号机" in told and "确认到第 1 条" in told
    receipt["given"]["content"] = receipt["given"]["content"].replace('"acknowledged":1', '"acknowledged":2')
    file.write_text(json.dumps(receipt), encoding="utf-8")
    arguments = build_parser().parse_args(
        ["centre", "receipt", "check", str(file), "--dsn", typist.dsn, "--password-file", str(typist.secret)]
    )
    assert arguments.run(arguments) == 1
    assert "不真实" in typist.capsys.readouterr().out
    for name, content, code in (("none", None, "receipt-missing"), ("bad", "{", "receipt-unreadable"),
                                ("plain", '{"receipt": {"cursor": 1}}', "receipt-unreadable")):  # fmt: skip
        if content is not None:
            (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(InspectorError, match=code):
            typist.text("receipt", "check", str(tmp_path / name))


def test_that_a_signing_key_that_does_not_open_leaves_no_device_behind(typist: Typist, tmp_path: Path) -> None:
    typist.json("init")
    typist.json("bureau", "add", "130600", "--name", "演练市档案局")
    key, out, given = tmp_path / "key", tmp_path / "first.enrolment", tmp_path / "given"
    make_key("130600", key, "演练口令甲很长的一句话", forms=built_in_forms(), trust=None)
    given.write_text("不是这一句口令\n", encoding="utf-8")
    with given.open(encoding="utf-8") as stream, pytest.raises(InspectorError):
        typist.text(
            "device", "create", "--bureau", "130600", "--name", "一号", "--out", str(out), "--key", str(key),
            "--secret-fd", str(stream.fileno()),
        )  # fmt: skip
    assert not out.exists()
    assert typist.json("status")["devices"] == []


def test_that_an_officer_without_the_cards_term_is_told_of(typist: Typist) -> None:
    typist.json("init", "--training")
    typist.json("bureau", "add", "yanlian", "--name", "演练市档案局")
    add = ("officer", "add", "--bureau", "yanlian", "--name", "演练甲", "--credential", "演练-1", "--id", "甲")
    assert "不能承办检查" in typist.text(*add)
    dated = ("--valid-from", "2026-01-01", "--valid-until", "2030-12-31")
    assert "不能承办检查" not in typist.text(*add, *dated)
