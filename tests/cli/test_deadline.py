"""The command ``deadline`` from outside: what it prints and with which code it ends."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

import main
from app.catalogue.check import check_legal
from app.services.deadlines import ask_deadline

FORMS = Path(__file__).resolve().parents[2] / "forms"


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["2026-09-24", "7wd"], {"last_day": "2026-10-12", "provisional": False}),
        (["2026-09-06", "30d"], {"last_day": "2026-10-08", "provisional": False}),
        (["2026-09-06", "30d", "--for", "authority"], {"last_day": "2026-10-06", "provisional": False}),
        (["2026-11-22", "6mo"], {"last_day": "2027-05-24", "provisional": True}),
        (["2024-02-29", "2y", "--for", "party"], {"last_day": "2026-02-28", "provisional": False}),
        (["2026-09-16", "15d", "--way", "post"], {"last_day": "2026-10-08", "provisional": False}),
        (["2025-09-01", "10d", "--way", "notice"], {"last_day": "2025-10-11", "provisional": False}),
        (
            ["2026-03-02", "10d", "--extend", "5d", "--extended-on", "2026-03-10"],
            {"last_day": "2026-03-17", "provisional": False},
        ),
        (["2026-09-24", "10u"], {"last_day": "2026-10-08", "provisional": False}),
        (["2026-11-22T14:30", "24h"], {"last_moment": "2026-11-23T14:30:00+08:00", "provisional": False}),
    ],
)
def test_that_json_gives_the_end_its_reasons_and_whether_it_is_provisional(
    arguments: list[str], answer: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["deadline", *arguments, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    explanation = printed.pop("explanation")
    assert printed == answer
    assert explanation and all(isinstance(line, str) for line in explanation)


def test_that_without_json_people_read_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["deadline", "2026-11-22", "7wd"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first == "最后一日：2026年12月1日（星期二）"


def test_that_a_provisional_day_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["deadline", "2026-12-30", "5wd"]) == 0
    assert "（暂定）" in capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["2026-13-01", "7wd"], "日期“2026-13-01”无法识别"),
        (["2026-11-22", "7"], "期限“7”无法识别"),
        (["2026-11-22", "0d"], "超出范围"),
        (["2026-11-22", "24h"], "须给出起算的日期和时刻"),
        (["2026-11-22", "7wd", "--for", "me"], "--for 不能是“me”"),
        (["0001-01-01", "7wd"], "起算日期应在"),
    ],
)
def test_that_wrong_usage_ends_with_2_and_the_reason(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["deadline", *arguments, "--json"]) == 2
    captured = capsys.readouterr()
    assert reason in captured.err and captured.out == ""


def test_that_a_missing_term_ends_with_2() -> None:
    with pytest.raises(SystemExit) as caught:
        main.main(["deadline", "2026-11-22"])
    assert caught.value.code == 2


@pytest.mark.parametrize(
    "options",
    [
        ["--way", "pigeon"],
        ["--travel", "-1"],
        ["--extend", "5d"],
        ["--extend", "5d", "--extended-on", "2026-12-30"],
    ],
)
def test_that_circumstances_that_do_not_fit_are_wrong_usage(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["deadline", "2026-03-02", "10d", *options]) == 2
    assert capsys.readouterr().err.strip()


SEIZED = ["2026-01-18", "30d", "--for", "authority"]


@pytest.mark.parametrize(("arguments", "reason"), [
    ([*SEIZED, "--extend", "31d", "--extended-on", "2026-02-10"],
     "不能延长31日（《中华人民共和国行政强制法》第二十五条第一款）"),
    ([*SEIZED, "--extend", "30d", "--extended-on", "2026-02-10", "--extend", "5d", "--extended-on", "2026-03-10"],
     "至多延长 1 次，不得再次延长（《中华人民共和国行政强制法》第二十五条第一款）"),
    (["2026-01-18T10:00", "24h", "--for", "authority", "--extend", "1d", "--extended-on", "2026-01-18"],
     "“紧急情况补办批准”不得延长：《中华人民共和国行政强制法》第十九条"),
    (["2026-01-18", "7wd", "--for", "authority", "--extend", "3wd", "--extended-on", "2026-01-20"],
     "《中华人民共和国行政处罚法》第五十六条没有规定该期限可以延长"),
    ([*SEIZED, "--extend", "5d", "--extend", "5d", "--extended-on", "2026-02-10"], "每次延长各一个"),
])  # fmt: skip
def test_that_a_term_of_the_authority_is_extended_no_further_than_its_rule(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["deadline", *arguments]) == 2
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "last", "told"), [
    ([*SEIZED, "--extend", "30d", "--extended-on", "2026-02-10"], "2026-03-19",
     "按“查封、扣押期限”的规定：经批准可以延长，至多 1 次"),
    (["2026-01-18", "20d", "--for", "authority", "--extend", "5d", "--extended-on", "2026-02-01"], "2026-02-12",
     "没有收录约束行政机关的“20日”可否延长的规定"),
])  # fmt: skip
def test_that_an_extension_of_the_authority_tells_the_rule_it_rests_on(
    arguments: list[str], last: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["deadline", *arguments, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["last_day"] == last and told in printed["explanation"][0]


def test_that_a_term_without_a_stated_kind_follows_the_setting_and_says_so(tmp_path) -> None:
    for folder in ("calendar", "legal"):
        shutil.copytree(FORMS / folder, tmp_path / folder)
    setting = tmp_path / "legal" / "terms.toml"
    answer = ask_deadline("2026-09-24", "10u", "party", tmp_path)
    assert answer.deadline is not None and answer.deadline.last_day == date(2026, 10, 8)
    assert answer.deadline.explanation[0].startswith("规定写“10日”而没有写明日的种类，按本机关设定以日历日计算（")
    setting.write_text(setting.read_text(encoding="utf-8").replace('"d"', '"wd"'), encoding="utf-8")
    answer = ask_deadline("2026-09-24", "10u", "party", tmp_path)
    assert answer.deadline is not None and answer.deadline.last_day == date(2026, 10, 15)
    assert "以工作日计算" in answer.deadline.explanation[0]
    setting.write_text('unstated = "hours"', encoding="utf-8")
    broken = ask_deadline("2026-09-24", "10u", "party", tmp_path)
    assert broken.deadline is None and "legal/terms.toml" in broken.problems[0]
    assert {one.file for one in check_legal(tmp_path)} == {"legal/terms.toml"}
    assert ask_deadline("2026-09-24", "10d", "party", tmp_path).deadline is not None
