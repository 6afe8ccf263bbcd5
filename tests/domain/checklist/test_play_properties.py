"""Playing never breaks, whatever is entered; and what a step leaves is what a fresh play of the answers gives."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.checklist.expression_syntax import parse
from app.domain.checklist.expression_tokens import ExpressionRefused
from app.domain.checklist.paths import find_question, stored_path
from app.domain.checklist.play import Play, StepRefused
from app.domain.checklist.resume import resume
from app.domain.checklist.steps import Reporter, Step, read_script, take_step
from tests.domain.checklist.surveys import NOON, form, row

FORM = form(
    row("integer", "n", default="1"),
    row("select_multiple", "m", list_name="colours"),
    row("verdict", "v"),
    row("begin_group", "g", relevant="${n} > 0 or selected(${m}, 'red')"),
    row("begin_repeat", "outer", relevant="${n} != 3"),
    row("decimal", "a", constraint=". < ${n}"),
    row("date", "d", default="today()", required="${a} > 1"),
    row("begin_repeat", "inner"),
    row("text", "b", relevant="${a} > 0"),
    row("calculate", "place", calculation="position(..) * 10"),
    row("end_repeat"),
    row("calculate", "texts", calculation="count-non-empty(${b})"),
    row("end_repeat"),
    row("end_group"),
    row("begin_repeat", "counted", repeat_count="${n}"),
    row("integer", "q", calculation="${total} + 1"),
    row("end_repeat"),
    row("calculate", "total", calculation="sum(${a}) + count(${inner})"),
    row("calculate", "words", calculation="concat(${v}, string-length(${b}), format-date(${d}, '%Y'))"),
    colours="red green",
)
PATHS = ["n", "m", "v", "g/outer[1]/a", "g/outer[2]/a", "a", "d", "b", "g/outer[1]/inner[2]/b", "counted[1]/q", "total"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 6) | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "1", "red", "2026-11-22", "不符合", "x", "-", "1e5"]) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["verdict", "reason", "severity", "other"]), inner, max_size=3),
    max_leaves=4,
)  # fmt: skip
STEPS = st.one_of(
    st.builds(lambda path, value: {"set": path, "value": value}, st.sampled_from(PATHS) | st.text(max_size=6), JSON),
    st.builds(lambda path: {"add": path}, st.sampled_from(["g/outer", "outer[1]/inner", "inner", "counted"])),
    st.builds(lambda path: {"remove": path}, st.sampled_from(["outer[1]", "g/outer[2]", "outer[1]/inner[1]", "n"])),
)


def _steps(script: list[Any]) -> list[Step]:
    return read_script(script)[0]


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=12))
def test_that_no_script_breaks_a_play(script: list[Any]) -> None:
    play = Play(FORM, NOON)
    reporter = Reporter(play)
    for step in _steps(script):
        try:
            take_step(play, step)
        except StepRefused:
            continue
        json.dumps(reporter.report(), allow_nan=False)


@settings(max_examples=100, deadline=None)
@given(st.lists(STEPS, max_size=12))
def test_that_a_stored_play_is_taken_up_where_it_was(script: list[Any]) -> None:
    play = Play(FORM, NOON)
    for step in _steps(script):
        try:
            take_step(play, step)
        except StepRefused:
            continue
    answers: dict[str, Any] = {}
    rows: dict[str, tuple[str, ...]] = {}
    for node in FORM.nodes:
        if node.is_repeat and node.row.name != "counted":
            for around in play.rows.instances(node.chain):
                rows[stored_path(play, node.index, around)] = play.rows.ids(node.index, around)
        elif not node.is_group and node.row.type != "calculate" and node.row.name != "q":
            for around in play.rows.instances(node.chain):
                answers[stored_path(play, node.index, around)] = play.value(node.index, around)
    again, stray = resume(FORM, NOON, answers, rows)
    assert stray == ()
    first, second = Reporter(play).report(), Reporter(again).report()
    kept = {path: value for path, value in first["values"].items() if not path.endswith("/q")}
    assert {path: value for path, value in second["values"].items() if not path.endswith("/q")} == kept
    assert (first["relevant"], first["repeats"]) == (second["relevant"], second["repeats"])


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="${}ab.()',+-*=<>! 1div", max_size=30) | st.text(max_size=20))
def test_that_any_text_parses_or_is_refused(source: str) -> None:
    try:
        parse(source)
    except ExpressionRefused as refused:
        assert refused.fault and refused.remedy


def test_that_answers_of_a_renamed_question_are_found() -> None:
    renamed = form(row("text", "new_name", was=("old_name",)))
    play, stray = resume(renamed, NOON, {"old_name": "x", "gone": 1}, {"nowhere": ("1",)})
    assert play.value(*find_question(play, "new_name")) == "x"
    assert stray == ("nowhere", "gone")
