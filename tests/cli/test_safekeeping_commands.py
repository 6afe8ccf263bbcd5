from pathlib import Path

from tests import stretching
from tests.cli.folders import PASSPHRASE, PIN, run, standalone

cheap = stretching.secrets


def test_that_a_backup_comes_back(tmp_path: Path, capsys) -> None:
    run("--data", tmp_path / "d", "init", "--training")
    assert run("--data", tmp_path / "d", "backup") == 1
    assert "--to" in capsys.readouterr().err
    assert run("--data", tmp_path / "d", "backup", "--to", tmp_path / "usb") == 0
    assert run("--data", tmp_path / "d", "backup") == 0
    assert run("--data", tmp_path / "again", "restore", tmp_path / "usb") == 0
    assert "已恢复" in capsys.readouterr().out
    assert run("--data", tmp_path / "d", "restore", tmp_path / "usb") == 1
    assert run("--data", tmp_path / "x", "restore", tmp_path / "again") == 1
    shown = capsys.readouterr().err
    assert "没有找到备份" in shown
    assert "Traceback" not in shown


def test_that_the_recovery_key_sets_a_new_passphrase(tmp_path: Path, capsys) -> None:
    standalone(tmp_path / "d", tmp_path / "usb.key")
    fresh = "演练用的很长的口令二号"
    command = ("--data", tmp_path / "d", "recover", "--key")
    assert run(*command, tmp_path / "no.key", secrets=(fresh, PIN)) == 1
    assert run(*command, tmp_path / "usb.key", secrets=(fresh, "246813")) == 0
    assert run("verify", tmp_path / "d", secrets=(fresh,)) == 0
    assert run("verify", tmp_path / "d", secrets=(PASSPHRASE,)) == 3
    assert "Traceback" not in capsys.readouterr().err
