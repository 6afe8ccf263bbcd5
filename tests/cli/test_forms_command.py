"""``forms check`` and ``forms play`` as another program calls them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.registry import build_parser

ROOT = Path(__file__).resolve().parents[2]
CHECKLIST = ROOT / "forms/inspections/electronic-records/checklist.toml"


def _run(*words: object) -> int:
    arguments = build_parser().parse_args(["forms", *map(str, words)])
    code: int = arguments.run(arguments)
    return code


def _script(folder: Path, content: object) -> Path:
    path = folder / "script.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_that_play_prints_a_line_after_loading_and_after_each_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = _script(tmp_path, [{"set": "q1_1", "value": {"verdict": "符合"}}])
    assert _run("play", CHECKLIST, "--script", script, "--now", "2026-11-22T09:00:00+08:00") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["step"] for line in lines] == [0, 1]
    assert set(lines[1]) == {"step", "values", "relevant", "invalid", "required_missing", "repeats"}
    assert lines[1]["values"]["q1_1"]["verdict"] == "conforms" and lines[1]["values"]["q1_2"] is None


def test_that_a_form_that_cannot_be_played_prints_no_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faulty = tmp_path / "checklist.toml"
    faulty.write_text('[[survey]]\ntype = "text"\nname = "a"\nrelevant = "pulldata(1)"\n', encoding="utf-8")
    assert _run("play", faulty, "--script", _script(tmp_path, [])) == 1
    printed = capsys.readouterr()
    assert printed.out == "" and "第 1 行" in printed.err and "pulldata" in printed.err


@pytest.mark.parametrize(
    "script",
    ["not json", "{}", '[{"set": "q1_1"}]', '[{"set": "q1_1", "value": NaN}]', '[{"set": "nobody", "value": 1}]',
     '[{"remove": "q2_4_sample[7]"}]'],
)  # fmt: skip
def test_that_a_bad_script_ends_with_two(tmp_path: Path, script: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("play", CHECKLIST, "--script", _script(tmp_path, script)) == 2
    assert "脚本" in capsys.readouterr().err


def test_that_a_missing_script_or_an_unreadable_moment_ends_with_two(tmp_path: Path) -> None:
    assert _run("play", CHECKLIST, "--script", tmp_path / "none.json") == 2
    assert _run("play", CHECKLIST, "--script", _script(tmp_path, []), "--now", "yesterday") == 2


def test_that_check_names_file_row_fault_and_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "forms"
    shutil.copytree(ROOT / "forms", copy)
    checklist = copy / "inspections/electronic-records/checklist.toml"
    text = checklist.read_text(encoding="utf-8").replace("archives-law-2020:36", "archives-law-2020:3600")
    checklist.write_text(text, encoding="utf-8")
    assert _run("check", copy) == 1
    printed = capsys.readouterr().out
    assert "inspections/electronic-records/checklist.toml 第" in printed and "archives-law-2020:3600" in printed
    assert _run("check", checklist) == 1
    assert _run("check", copy / "inspections") == 1
    assert _run("check", copy / "calendar") == 0


def test_that_check_without_a_path_checks_the_built_in_forms(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("check") == 0, capsys.readouterr().out
    assert "没有发现错误" in capsys.readouterr().out


def test_that_check_of_something_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    assert _run("check", tmp_path / "nothing") == 1


def test_that_the_command_speaks_utf8_through_the_entry_point(tmp_path: Path) -> None:
    script = _script(tmp_path, [{"set": "q1_1", "value": {"verdict": "符合", "note": "制度齐全"}}])
    ended = subprocess.run(
        [sys.executable, "main.py", "forms", "play", CHECKLIST, "--script", script], cwd=ROOT, capture_output=True
    )
    assert ended.returncode == 0 and "制度齐全" in ended.stdout.decode("utf-8")
