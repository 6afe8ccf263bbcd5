"""What is wrong with a scenario or a folder is said before anything is made; a refused step is noted in the folder."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.clock import CHINA
from app.domain.ink import bounds
from app.services.rehearsal.clock import ScenarioClock
from app.services.rehearsal.ink import strokes_of
from tests.cli.folders import run

FORMS = Path(__file__).resolve().parents[3] / "forms"
SAMPLES = FORMS / "inspections" / "electronic-records" / "samples"
SHORT = (SAMPLES / "nothing-found.toml").read_text("utf-8")
FULL = (SAMPLES / "full-day.toml").read_text("utf-8")


def rehearse(folder: Path, text: str, *more: str) -> tuple[int, Path]:
    """Return the exit code of a rehearsal of a scenario of this text, and its folder."""
    beside = folder / "scenario"
    shutil.copytree(SAMPLES, beside, dirs_exist_ok=True)
    (beside / "changed.toml").write_text(text, "utf-8")
    out = folder / "out"
    return run("rehearse", "--out", out, "--scenario", beside / "changed.toml", *more), out


@pytest.mark.parametrize(("text", "old", "new", "told"), [
    (FULL, 'code = "2.3"\nverdict', 'code = "9.9"\nverdict', "编号为“9.9”的检查项"),
    (FULL, 'links = ["2.3"]', 'links = ["8.8"]', "编号为“8.8”的检查项"),
    (FULL, 'codes = ["1.2"]', 'codes = ["7.7"]', "编号为“7.7”的检查项"),
    (FULL, 'merge = { first = "1.1"', 'merge = { first = "6.6"', "编号为“6.6”的检查项"),
    (FULL, '"1.5" = 5', '"1.4" = 5', "第“1.4”项没有抽样表"),
    (FULL, '"1.5" = 5', '"1.5" = -5', "行数"),
    (SHORT, 'mode = "special"', 'mode = "odd"', "没有检查方式“odd”"),
    (SHORT, 'bureau = "130600"', 'bureau = "999999"', "没有代码为“999999”的档案局"),
    (SHORT, 'form = "electronic-records"', 'form = "paper"', "没有检查表“paper”"),
    (SHORT, "[record]", "[recording]", "不认识的键“recording”"),
    (SHORT, 'unit = "library"', 'unit = "libary"', "“libary”的单位"),
])  # fmt: skip
def test_that_a_faulty_scenario_is_refused_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, old: str, new: str, told: str
) -> None:
    assert old in text
    code, out = rehearse(tmp_path, text.replace(old, new, 1))
    shown = capsys.readouterr()
    assert code == 1 and told in shown.err and "Traceback" not in shown.err and "日志" not in shown.err
    assert not out.exists()


def test_that_a_missing_scenario_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rehearse", "--out", tmp_path / "out", "--scenario", tmp_path / "none.toml") == 1
    assert "文件不存在" in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_that_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x")
    code, out = rehearse(tmp_path, SHORT, "--until", "arrived")
    assert code == 1 and "不是空的" in capsys.readouterr().err
    assert [one.name for one in out.iterdir()] == ["mine.txt"]


def test_that_a_folder_that_cannot_be_made_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    assert run("rehearse", "--out", tmp_path / "file" / "out", "--until", "arrived") == 1
    assert "输出文件夹不能建立" in capsys.readouterr().err


def test_that_a_step_refused_by_the_law_ends_with_its_reason_and_a_note(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expired = SHORT.replace("valid_until = 2028-12-31", "valid_until = 2026-09-10", 1)
    code, out = rehearse(tmp_path, expired, "--until", "arrived")
    shown = capsys.readouterr()
    assert code == 1 and "演练丙" in shown.err and "依据" in shown.err and "Traceback" not in shown.err
    note = (out / "未完成.txt").read_text("utf-8")
    assert "已完成：准备" in note and not (out / "summary.json").exists()


def test_that_what_differs_from_the_expected_is_told_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    extra = '[[expected]]\ncheck = "findings.first"\nafter = "arrived"\nwant = 7\n'
    code, out = rehearse(tmp_path, SHORT + extra, "--until", "arrived")
    assert code == 1 and "findings.first，应为 7，实为 0" in capsys.readouterr().out
    assert (out / "summary.json").is_file() and not (out / "未完成.txt").exists()


@pytest.mark.parametrize("dsn", [
    "host=127.0.0.1 password=geheim9", "postgresql://u:geheim9@127.0.0.1/x", "no address at all",
])  # fmt: skip
def test_that_a_password_in_the_address_of_a_centre_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], dsn: str
) -> None:
    with pytest.raises(SystemExit) as left:
        run("rehearse", "--out", tmp_path / "out", "--centre", dsn)
    shown = capsys.readouterr()
    assert left.value.code == 2 and "数据库地址" in shown.err and "geheim9" not in shown.err + shown.out
    assert not (tmp_path / "out").exists()


def test_that_the_scenario_clock_never_goes_back() -> None:
    start = datetime(2026, 6, 5, 15, tzinfo=CHINA)
    clock = ScenarioClock(start)
    clock.jump(start + timedelta(hours=1))
    clock.jump(start)
    assert clock() == start + timedelta(hours=1, seconds=1) < clock()


def test_that_made_up_ink_is_ink_and_belongs_to_its_key() -> None:
    made = strokes_of("jia")
    left, top, right, bottom = bounds(made["strokes"])
    assert left < right and top < bottom and right <= made["width_mm"] * 100
    assert made == strokes_of("jia") != strokes_of("yi")
