"""What an administrator asks by commands: how the centre stands, who was not heard of, whether a receipt is true."""

import json
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from app.centre.device.enrolment import enrol, read_enrolment
from app.cli.registry import build_parser
from app.domain.clock import CHINA
from app.errors import CentreRefused, InspectorError
from tests.centre.field import FieldDevice
from tests.centre.test_sync import Laptop
from tests.centre.typist import Typist


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
    assert "文号 xian 2026年：1 种，待用 4 个、已使用 1 个；逐段见 centre number leases" in typist.text("status")
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


def test_that_the_list_of_devices_says_what_each_still_needs(typist: Typist, tmp_path: Path) -> None:
    _, laptop = _at_work(typist, tmp_path)
    laptop.sync()
    typist.text("device", "create", "--bureau", "shi", "--name", "演练二号机", "--out", str(tmp_path / "another"))
    told = typist.text("device", "list")
    assert "在用，还没有证书" in told and "centre certify --bureau xian" in told
    assert "演练二号机（shi）：待登记" in told and "前有效" in told and "天以上没有同步" not in told
    with psycopg.connect(typist.dsn, password=typist.secret.read_text("utf-8"), autocommit=True) as connection:
        connection.execute("update centre.device set synced_at = now() - interval '8 days' where bureau = 'xian'")
        connection.execute("update centre.device set certificate = '{\"valid_from\": \"2026-03-09T10:00:00+08:00\"}'")
        connection.execute("update centre.enrolment set expires_at = now() - interval '1 hour'")
    told = typist.text("device", "list")
    assert "证书 2026-03-09 起有效" in told and "还没有证书" not in told
    assert "登记文件已过期" in told and "1 台在用的终端 7 天以上没有同步" in told
    (row,) = typist.json("device", "list", "--bureau", "xian")["devices"]
    assert (row["certified"], row["certified_from"], row["silent_days"]) == (True, "2026-03-09", 8)


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
