from pathlib import Path

import pytest

from tests import stretching
from tests.cli.folders import PIN, run, standalone

cheap = stretching.secrets


def test_that_a_training_folder_is_made_without_any_secret(tmp_path: Path, capsys) -> None:
    assert run("--data", tmp_path / "d", "init", "--training") == 0
    shown = capsys.readouterr().out
    assert "演练甲" in shown
    assert "training-only" in shown
    assert (tmp_path / "d" / "store.db").is_file()


def test_that_a_standalone_folder_comes_with_a_recovery_key(tmp_path: Path, capsys) -> None:
    assert standalone(tmp_path / "d", tmp_path / "usb.key") == 0
    assert (tmp_path / "usb.key").is_file()
    assert "试用成功" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "secrets", "said"),
    [
        (("init", "--bureau", "130600"), (), "恢复密钥"),
        (("init", "--bureau", "130600", "--recovery", "k"), ("12345", PIN), "口令至少"),
        (("init", "--bureau", "999", "--recovery", "k"), ("演练用的很长的口令一号", PIN), "没有代码为 999 的档案局"),
        (("init", "--bureau", "130600", "--recovery", "d/k"), ("演练用的很长的口令一号", PIN), "恢复密钥的位置不对"),
    ],
)
def test_that_what_is_missing_is_said_and_nothing_is_made(
    tmp_path: Path, capsys, monkeypatch, argv: tuple[str, ...], secrets: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("--data", tmp_path / "d", *argv, secrets=secrets) == 1
    shown = capsys.readouterr().err
    assert said in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "d").exists()


def test_that_a_used_folder_is_left_alone(tmp_path: Path, capsys) -> None:
    assert run("--data", tmp_path / "d", "init", "--training") == 0
    assert run("--data", tmp_path / "d", "init", "--training") == 1
    assert "不是空的" in capsys.readouterr().err
