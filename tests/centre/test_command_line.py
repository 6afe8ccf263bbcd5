"""``main.py centre`` as an administrator types it."""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from app.centre import schema
from app.centre.device.enrolment import enrol, read_enrolment
from app.centre.trial.embedded import EmbeddedServer
from app.cli.registry import build_parser
from app.domain.clock import CHINA
from app.errors import CentreRefused, InspectorError, Refused
from tests.centre.conftest import _numbers
from tests.centre.field import FieldDevice
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


def test_that_a_bureau_entered_wrongly_is_put_right(typist: Typist) -> None:
    typist.json("init")
    assert typist.json("bureau", "add", "xian", "--name", "演练线")["new"]
    assert typist.json("bureau", "add", "shi", "--name", "演练市")["new"]
    assert not typist.json("bureau", "add", "xian", "--name", "演练县", "--parent", "shi")["new"]
    assert not typist.json("bureau", "add", "xian", "--name", "演练县", "--start", "执通:2026=38")["new"]
    found = {one["bureau"]: (one["name"], one["parent"]) for one in typist.json("bureau", "list")["bureaus"]}
    assert found == {"shi": ("演练市", None), "xian": ("演练县", "shi")}
    for below in ("shi", "xian"):
        with pytest.raises(CentreRefused, match="bureau-circle"):
            typist.text("bureau", "add", "shi", "--name", "演练市", "--parent", below)


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


@pytest.mark.parametrize(
    ("typed", "path"),
    [(r"E:\ca\ca.pem", r"E:\ca\ca.pem"), (r"'E:\my ca\ca.pem'", r"E:\my ca\ca.pem"),
     (r"E:\\ca\\ca.pem", r"E:\ca\ca.pem"), (r"'o\'x'", "o'x")],
)  # fmt: skip
def test_that_a_path_of_windows_is_read_as_it_was_typed(typed: str, path: str) -> None:
    assert schema.check_dsn(f"host=h sslrootcert={typed} user=u") == {"host": "h", "sslrootcert": path, "user": "u"}


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


def test_that_a_report_login_is_made_and_taken_away_by_commands(typist: Typist) -> None:
    typist.json("init", "--training")
    typist.json("bureau", "add", "yanlian", "--name", "演练市档案局")
    login = f"report_{next(_numbers)}_{os.getpid()}"
    assert typist.json("reader", "add", login, "--bureau", "yanlian")["password"]
    assert login in typist.text("status")
    assert login in typist.text("reader", "remove", login)


def test_that_an_officer_without_the_cards_term_is_told_of(typist: Typist) -> None:
    typist.json("init", "--training")
    typist.json("bureau", "add", "yanlian", "--name", "演练市档案局")
    add = ("officer", "add", "--bureau", "yanlian", "--name", "演练甲", "--credential", "演练-1", "--id", "甲")
    assert "不能承办检查" in typist.text(*add)
    dated = ("--valid-from", "2026-01-01", "--valid-until", "2030-12-31")
    assert "不能承办检查" not in typist.text(*add, *dated)
