"""Verdicts, item results with overrule, findings and samples."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.checklist.findings import finding_draft
from app.domain.checklist.items import (
    RESULT_WORDS,
    checklist_problems,
    computed_result,
    item_results,
    open_questions,
    overrule_problems,
    sample_summary,
    special_questions,
    violations,
)
from app.domain.checklist.model import CheckItem, Checklist, Inspection, SurveyRow
from app.domain.checklist.verdicts import VerdictAnswer, read_verdict, verdict_problems, verdict_word
from tests.domain.checklist.surveys import form, last, row, to

VIOLATION = {"verdict": "violates", "severity": "serious", "note": "日志只保存三个月"}


def _question(name: str = "q", **about: Any) -> SurveyRow:
    return SurveyRow("verdict", name, label="日志是否完整？", inspection=Inspection(**about))


def _checklist() -> Checklist:
    rows = (
        _question("q1", item="1", special=True), _question("q2", item="1"),
        SurveyRow("begin_group", "g"), _question("q3", item="2"), SurveyRow("end_group"),
    )  # fmt: skip
    return Checklist(rows=rows, items=(CheckItem("1", "一", ""), CheckItem("2", "二", "")))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"verdict": "符合"}, None),
        ({"verdict": "conforms", "note": "见附件"}, None),
        ({"verdict": "不适用"}, "理由"),
        ({"verdict": "未检查"}, "理由"),
        ({"verdict": "not_checked", "reason": "报告在异地"}, None),
        ({"verdict": "不符合"}, "严重程度"),
        ({"verdict": "不符合", "severity": "较重"}, None),
        ({"verdict": "不符合", "severity": "重大"}, "理由"),
        ({"verdict": "不符合", "severity": "major", "reason": "永久档案"}, None),
        ({"verdict": "符合", "severity": "一般"}, "严重程度"),
        ({"reason": "先写了理由"}, "结论"),
        ({"verdict": "符合", "note": "字" * 10_001}, "超过"),
    ],
)
def test_that_a_verdict_says_what_it_still_lacks(value: dict[str, str], words: str | None) -> None:
    answer = read_verdict(value)
    assert answer is not None
    problems = verdict_problems(_question(), answer)
    assert bool(problems) == (words is not None)
    assert words is None or words in problems[0]


@pytest.mark.parametrize("value", ["也许", 1, {"verdict": "maybe"}, {"verdict": 1}, {"result": "符合"}, []])
def test_that_anything_else_is_no_verdict(value: Any) -> None:
    assert read_verdict(value) is None


def test_that_a_reverse_question_shows_what_was_or_was_not_found() -> None:
    reverse = _question(reverse=True)
    assert [verdict_word(reverse, key) for key in ("conforms", "violates")] == ["未发现", "发现"]
    assert verdict_word(_question(), "violates") == "不符合"
    assert read_verdict("发现") == VerdictAnswer("violates")


def test_that_a_secret_question_takes_fixed_phrases_only() -> None:
    secret = _question(secret=True, phrases=("未发现。",))
    assert verdict_problems(secret, VerdictAnswer("conforms", note="未发现。")) == []
    assert "涉密" in verdict_problems(secret, VerdictAnswer("conforms", note="某某文件"))[0]
    assert "涉密" in verdict_problems(secret, VerdictAnswer("not_checked", reason="某某文件"))[0]


def test_that_a_play_keeps_a_verdict_as_an_object_and_lets_expressions_read_it() -> None:
    asked = form(row("verdict", "v"), row("text", "t", relevant="${v} = '不符合'"), row("calculate", "c",
                 calculation="if(${v} = 'violates', 1, 0)"))  # fmt: skip
    line = last(asked, to("v", {"verdict": "不符合", "severity": "一般"}))
    assert line["values"]["v"] == {"verdict": "violates", "reason": None, "severity": "ordinary", "note": None}
    assert "t" in line["relevant"] and line["values"]["c"] == 1 and line["invalid"] == []
    assert last(asked, to("v", {"verdict": "不适用"}))["invalid"][0]["path"] == "v"
    assert last(asked, to("v", {"verdict": "也许"}))["values"]["v"] == {"verdict": "也许"}


@pytest.mark.parametrize(
    ("verdicts", "result"),
    [
        (("conforms", "violates", "not_checked"), "violates"),
        (("conforms", "not_checked"), "unresolved"),
        (("conforms", ""), "unresolved"),
        ((), "unresolved"),
        (("conforms", "not_applicable"), "conforms"),
        (("not_applicable", "not_applicable"), "not_applicable"),
    ],
)
def test_that_an_item_follows_from_its_questions(verdicts: tuple[str, ...], result: str) -> None:
    assert computed_result(verdicts) == result


def test_that_an_officer_overrules_an_item_with_a_reason_only() -> None:
    answers = {"q1": {"verdict": "conforms"}, "q2": VIOLATION, "g/q3": {"verdict": "conforms"}}
    results = item_results(_checklist(), answers, {"1": {"verdict": "conforms", "reason": "已当场改正"}})
    assert [(one.computed, one.result, one.overruled) for one in results] == [
        ("violates", "conforms", True), ("conforms", "conforms", False),
    ]  # fmt: skip
    assert results[0].word == RESULT_WORDS["conforms"] and results[0].counts == {"conforms": 1, "violates": 1}
    unfounded = {"verdict": "conforms", "reason": " "}
    assert item_results(_checklist(), answers, {"1": unfounded})[0].result == "violates"
    assert len(overrule_problems({"verdict": "perhaps"})) == 2


def test_that_violations_and_open_questions_are_told_by_path() -> None:
    answers = {"q1": VIOLATION, "g/q3": {"verdict": "not_checked"}}
    assert [one.path for one in violations(_checklist(), answers)] == ["q1"]
    assert open_questions(_checklist(), answers) == ("q2",)
    assert list(checklist_problems(_checklist(), answers)) == ["g/q3"]
    assert special_questions(_checklist()) == ("q1",)


def test_that_a_finding_is_drafted_from_the_checklists_wording_and_the_facts() -> None:
    question = _question(finding="{unit}操作日志保存期不足", sample="q_sample", sample_size=2)
    rows = {"q_sample": ("i", "j", "k")}
    answers = {"q_sample[i]/result": "fail", "q_sample[i]/piece": "甲-1", "q_sample[j]/result": "pass"}
    sample = sample_summary(question, answers, rows)
    assert sample is not None and (sample.checked, sample.failed, sample.complete) == (2, 1, True)
    answer = VerdictAnswer("violates", severity="serious", note="日志只保存三个月。")
    assert finding_draft(question, answer, "演练局", sample) == (
        "演练局操作日志保存期不足。具体情况：日志只保存三个月。抽查2件，1件不合格（件号：甲-1）。"
    )
    assert finding_draft(question, VerdictAnswer("conforms"), "演练局") == ""
    assert "日志是否完整" in finding_draft(_question(), answer, "演练局")


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"verdict": "已改正"}, []),
        ({"verdict": "部分改正", "note": "仅一台"}, []),
        ({"verdict": "未改正", "note": "仍为三个月"}, []),
        ({"verdict": "部分改正"}, ["选择“部分改正”须写明复查情况"]),
        ({"verdict": "未改正", "reason": "演练"}, ["选择“未改正”须写明复查情况"]),
        ({"verdict": "未检查", "reason": "演练"}, ["本题的答案是：已改正、部分改正、未改正"]),
        ({"verdict": "未改正", "note": "演练", "severity": "一般"}, ["复查不填写严重程度"]),
    ],
)
def test_that_an_ordered_item_is_put_right_wholly_in_part_or_not(given: dict[str, str], problems: list[str]) -> None:
    answer = read_verdict(given)
    assert answer is not None and verdict_problems(_question(scale="correction"), answer) == problems


def test_that_an_ordinary_question_does_not_take_the_answers_of_a_reinspection() -> None:
    answer = read_verdict({"verdict": "partly", "note": "演练"})
    assert answer is not None
    assert verdict_problems(_question(), answer) == ["本题的答案是：符合、不符合、不适用、未检查"]


def test_that_what_is_not_put_right_is_no_violation_of_its_own() -> None:
    asked = Checklist(rows=(_question("q1", scale="correction"),))
    assert violations(asked, {"q1": {"verdict": "violates", "note": "演练"}}) == ()
