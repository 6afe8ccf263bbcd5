import json
from datetime import datetime
from pathlib import Path

import pytest

from app.centre.device.enrolment import enrolment_file
from app.cli import enrol, sync
from app.domain.clock import CHINA
from app.services.centre.office import CentreOffice
from app.services.centre.receipts import SIGNED, intact, judge_receipt
from tests.centre.field import NOW, Centre
from tests.cli.folders import run
from tests.services.exchange.device import BUREAU, with_bureau

CODE = "AAAA-BBBB-CCCC"
KEYS = {"state", "pushed", "acknowledged", "pulled", "pending", "refused", "conflicts", "attachments", "receipt"}


@pytest.fixture(autouse=True)
def _at_the_centres_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrol, "now", lambda: NOW)


@pytest.fixture
def invitation(centre: Centre, tmp_path: Path) -> Path:
    file = tmp_path / "device.enrol"
    file.write_bytes(enrolment_file(with_bureau(centre).invite(BUREAU), CODE))
    return file


def test_that_an_enrolled_device_synchronises(invitation: Path, tmp_path: Path, capsys) -> None:
    folder = tmp_path / "d"
    assert run("--data", folder, "enrol", invitation, secrets=(CODE,)) == 0
    assert "已登记" in capsys.readouterr().out
    assert run("--data", folder, "sync", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == KEYS
    assert told["state"] == "synced"
    assert told["receipt"]["acknowledged_lseq"] > 0
    assert run("--data", folder, "sync") == 0
    assert "中心库已确认全部内容" in capsys.readouterr().out


def test_that_the_receipt_is_kept_in_a_file_that_the_centre_knows_again(
    invitation: Path, centre: Centre, tmp_path: Path, capsys, monkeypatch
) -> None:
    folder, file = tmp_path / "d", tmp_path / "receipt.json"
    assert run("--data", folder, "enrol", invitation, secrets=(CODE,)) == 0
    capsys.readouterr()
    assert run("--data", folder, "sync", "--receipt", file) == 0
    found = judge_receipt(CentreOffice(centre.connection), str(file))
    assert (intact(found), found.signature) == (True, SIGNED)
    told = capsys.readouterr().out
    code = told.partition("中心库回执编号 ")[2].partition("。")[0]
    assert judge_receipt(CentreOffice(centre.connection), code).said == found.said
    monkeypatch.setattr("app.centre.device.sync.Patience.wait", _no_patience)
    # a sync that came to no end has none
    assert run("--data", folder, "sync", "--via", "127.0.0.1:9", "--receipt", tmp_path / "none") == 1
    assert not (tmp_path / "none").exists()


def test_that_an_unreachable_centre_is_said_calmly(invitation: Path, tmp_path: Path, capsys, monkeypatch) -> None:
    folder = tmp_path / "d"
    run("--data", folder, "enrol", invitation, secrets=(CODE,))
    capsys.readouterr()
    monkeypatch.setattr("app.centre.device.sync.Patience.wait", _no_patience)
    assert run("--data", folder, "sync", "--via", "127.0.0.1:9", "--json") == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["state"] == "unreachable"
    assert "暂时连不上中心库" in shown.err
    assert "Traceback" not in shown.err


def _no_patience(self: object, failures: int) -> None:
    from app.centre.failures import unreachable

    raise unreachable()


@pytest.mark.parametrize("secrets", [("WRONG",)])
def test_that_a_wrong_code_makes_nothing(invitation: Path, tmp_path: Path, capsys, secrets: tuple[str, ...]) -> None:
    assert run("--data", tmp_path / "d", "enrol", invitation, secrets=secrets) == 1
    assert "口令码不正确" in capsys.readouterr().err
    assert not (tmp_path / "d").exists()


def test_that_a_file_that_is_none_is_said(tmp_path: Path, capsys) -> None:
    assert run("--data", tmp_path / "d", "enrol", tmp_path / "none", secrets=(CODE,)) == 1
    assert "登记文件读不到" in capsys.readouterr().err


def test_that_a_store_without_a_centre_says_so(tmp_path: Path, capsys) -> None:
    run("--data", tmp_path / "d", "init", "--training")
    assert run("--data", tmp_path / "d", "sync") == 1
    assert "没有登记到中心库" in capsys.readouterr().err


def test_that_the_commands_take_the_machines_time_in_china() -> None:
    from app.cli.desks import now

    assert now().tzinfo is CHINA
    assert isinstance(now(), datetime)
    assert sync.STATE_WORDS
