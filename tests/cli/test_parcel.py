"""The command ``parcel`` between two training folders: export with a code, import with it, the log."""

import json
import os
from pathlib import Path

import pytest

from app.cli import parcel
from app.cli.registry import build_parser
from app.services.exchange.taking_in import TakenIn
from app.services.session.opening import close
from app.services.session.setting_up import set_up_training
from tests import stretching
from tests.services.on_site import BUREAU, FORMS, MORNING, PEOPLE

cheap = stretching.codes


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> None:
    """Two training folders."""
    for name in ("one", "two"):
        close(set_up_training(tmp_path / name, forms=FORMS, clock=lambda: MORNING, bureau=BUREAU, officers=PEOPLE))


def typed(*words: object, secret: str = "") -> int:
    reading, writing = os.pipe()
    os.write(writing, f"{secret}\n".encode())
    os.close(writing)
    try:
        arguments = build_parser().parse_args([*map(str, words), "--secret-fd", str(reading)])
        return int(arguments.run(arguments))
    finally:
        os.close(reading)


def test_that_a_colleague_imports_what_was_exported_with_the_code_that_was_told(tmp_path, capsys) -> None:
    file = tmp_path / "stick.aix"
    assert typed("parcel", "export", file, "--data", tmp_path / "one", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert typed("parcel", "import", file, "--data", tmp_path / "two", "--json", secret=told["code"]) == 0
    got = json.loads(capsys.readouterr().out)
    assert got["new"] == got["operations"] == told["operations"] > 0
    assert typed("parcel", "log", "--data", tmp_path / "two") == 0
    assert "导入" in capsys.readouterr().out


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_that_whose_work_was_left_out_is_told_to_people_and_programs(tmp_path, capsys, monkeypatch, more) -> None:
    got = TakenIn("d1", "d1", "2026-06-08T11:00:00+08:00", 2, 1, 0, "", apart=("演练二号机",))
    monkeypatch.setattr(parcel, "take_in", lambda *_: got)
    assert typed("parcel", "import", tmp_path / "stick.aix", "--data", tmp_path / "two", *more, secret="演练") == 0
    said = capsys.readouterr().out
    assert (json.loads(said)["two_pasts"] == ["演练二号机"]) if more else "没有收下演练二号机的内容" in said


def test_that_the_words_for_people_tell_the_code_and_how_to_pass_it_on(tmp_path, capsys) -> None:
    assert typed("parcel", "export", tmp_path / "stick.aix", "--data", tmp_path / "one") == 0
    said = capsys.readouterr().out
    assert "口令：" in said and "口头告诉同事" in said
    assert typed("parcel", "log", "--data", tmp_path / "two") == 0
    assert "还没有用文件交换过" in capsys.readouterr().out
