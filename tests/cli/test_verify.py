import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.clock import CHINA
from app.domain.codes import typed_code
from app.sealing.codes import sign_code
from app.sealing.signing import new_key_pair
from app.services.session.trust import training_certificate
from tests import stretching
from tests.cli.folders import PASSPHRASE, run, standalone

cheap = stretching.secrets


def test_that_a_training_folder_is_judged_without_a_passphrase(tmp_path: Path, capsys) -> None:
    run("--data", tmp_path / "d", "init", "--training")
    capsys.readouterr()
    assert run("verify", tmp_path / "d", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["state"] == "intact"
    assert {"path", "kind", "reasons", "fold_digest", "operations", "attachments"} <= set(told)
    assert run("verify", tmp_path / "d") == 0
    assert "完好" in capsys.readouterr().out


def test_that_a_damaged_folder_is_broken(tmp_path: Path, capsys) -> None:
    run("--data", tmp_path / "d", "init", "--training")
    store = tmp_path / "d" / "store.db"
    content = bytearray(store.read_bytes())
    content[len(content) // 2] ^= 1
    store.write_bytes(bytes(content))
    assert run("verify", tmp_path / "d") == 1
    assert "已损坏" in capsys.readouterr().err


def test_that_a_locked_folder_cannot_be_judged(tmp_path: Path, capsys) -> None:
    standalone(tmp_path / "d", tmp_path / "usb.key")
    assert run("verify", tmp_path / "d", "--json", secrets=("不是这个口令",)) == 3
    assert run("verify", tmp_path / "nothing") == 3
    capsys.readouterr()


def test_that_the_right_passphrase_opens_it(tmp_path: Path, capsys) -> None:
    standalone(tmp_path / "d", tmp_path / "usb.key")
    assert run("verify", tmp_path / "d", secrets=(PASSPHRASE,)) == 0
    capsys.readouterr()


def test_that_a_trust_file_that_is_none_is_said(tmp_path: Path, capsys) -> None:
    paper, trust = tmp_path / "a.pdf", tmp_path / "trust.json"
    paper.write_bytes(b"%PDF-1.7\n")
    trust.write_text("{}", encoding="utf-8")
    assert run("verify", paper, "--trust", trust) == 3
    assert "信任文件" in capsys.readouterr().err


def test_that_a_code_is_judged_with_the_same_exit_codes(tmp_path: Path, capsys) -> None:
    key = new_key_pair()
    made = training_certificate(key, device="d", bureau="130600", now=datetime(2026, 6, 8, 9, 0, tzinfo=CHINA))
    text = sign_code("D11", "保档执通〔2026〕12号", "ab" * 32, key, made)
    assert run("--data", tmp_path / "none", "verify", "--code", text, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["kind"], told["paper"]["number"]) == ("intact", "code", "保档执通〔2026〕12号")
    assert run("--data", tmp_path / "none", "verify", "--code", text[:50] + "A" + text[51:]) == 1
    assert "已损坏或被改动" in capsys.readouterr().err
    assert run("--data", tmp_path / "none", "verify", "--code", typed_code("ab" * 32)) == 3
    assert "不能证明真伪" in capsys.readouterr().err


def test_that_a_typed_code_is_looked_for_in_the_data_folder(tmp_path: Path, capsys) -> None:
    run("--data", tmp_path / "d", "init", "--training")
    capsys.readouterr()
    assert run("--data", tmp_path / "d", "verify", "--code", typed_code("ab" * 32)) == 3
    assert "没有与验证码相符" in capsys.readouterr().err


def test_that_path_or_code_is_asked_for_and_not_both(tmp_path: Path, capsys) -> None:
    for given in (("verify",), ("verify", tmp_path, "--code", "x")):
        with pytest.raises(SystemExit) as wrong:
            run(*given)
        assert wrong.value.code == 2
    capsys.readouterr()


def test_that_lost_keys_are_told_with_the_next_step_and_come_back_without_losing_work(tmp_path: Path, capsys) -> None:
    data, stick = tmp_path / "d", tmp_path / "stick"
    standalone(data, tmp_path / "usb.key")
    assert run("--data", data, "backup", "--to", stick, secrets=(PASSPHRASE,)) == 0
    assert run("--data", data, "backup", "--to", tmp_path / "later", secrets=(PASSPHRASE,)) == 0  # more was recorded
    whole = (data / "store.db").read_bytes()
    for damage in (b"{", None):
        for name in ("keys.json", "keys.json.1"):
            (data / name).unlink() if damage is None else (data / name).write_bytes(damage)
        capsys.readouterr()
        assert run("verify", data) == 1
        told = capsys.readouterr().err
        assert "密钥文件" in told and "restore" in told and "不要删除" in told
        assert run("--data", data, "restore", stick, secrets=("不是这个口令",)) == 1
        assert run("--data", data, "restore", stick, secrets=(PASSPHRASE,)) == 0
        assert "备份之后的内容都在" in capsys.readouterr().out
        assert (data / "store.db").read_bytes() == whole
        assert run("verify", data, secrets=(PASSPHRASE,)) == 0


def test_that_the_keys_of_another_laptop_are_not_put_back(tmp_path: Path, capsys) -> None:
    for name in ("d", "other"):
        standalone(tmp_path / name, tmp_path / f"{name}.key")
    assert run("--data", tmp_path / "other", "backup", "--to", tmp_path / "stick", secrets=(PASSPHRASE,)) == 0
    for name in ("keys.json", "keys.json.1"):
        (tmp_path / "d" / name).unlink()
    assert run("--data", tmp_path / "d", "restore", tmp_path / "stick", secrets=(PASSPHRASE,)) == 1
    assert "打不开本机的数据" in capsys.readouterr().err
    assert not (tmp_path / "d" / "keys.json").exists()


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root may mount a disk")
def test_that_a_folder_on_a_disk_with_write_protection_is_not_called_damaged(tmp_path: Path, capsys) -> None:
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        run("--data", place / "d", "init", "--training")
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        capsys.readouterr()
        assert run("verify", place / "d") == 3
        told = capsys.readouterr().err
        assert "无法判断" in told and "写保护" in told and "复制到可写的磁盘" in told
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
