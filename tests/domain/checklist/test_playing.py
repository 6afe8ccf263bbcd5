"""Playing forms: relevance, constraints, required, calculations, defaults and repeats, as ODK has them."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.checklist.play import Play
from tests.domain.checklist.surveys import NOON, form, last, played, row, to

BEGIN, END = "begin_repeat", "end_repeat"


def _household() -> Any:
    return form(
        row("select_one", "any", list_name="yn"),
        row("begin_group", "people", relevant="${any} = 'yes'"),
        row(BEGIN, "person"),
        row("text", "name", required="true()"),
        row("integer", "age", constraint=". >= 0 and . < 150", constraint_message="年龄不对"),
        row("text", "school", relevant="${age} < 18"),
        row("calculate", "place", calculation="position(..)"),
        row(END),
        row("end_group"),
        row("calculate", "total", calculation="sum(${age})"),
        row("calculate", "people_count", calculation="count(${person})"),
        yn="yes no",
    )


def test_that_loading_reports_step_zero_with_one_row_of_each_repeat() -> None:
    assert played(_household()) == [
        {
            "step": 0,
            "values": {"any": None, "total": 0, "people_count": 0},
            "relevant": ["any", "total", "people_count"],
            "invalid": [],
            "required_missing": [],
            "repeats": {"people/person": 1},
        }
    ]


def test_that_a_whole_script_gives_its_lines() -> None:
    lines = played(
        _household(),
        to("any", "yes"),
        to("people/person[1]/age", 12),
        {"add": "people/person"},
        to("people/person[2]/age", 200),
        {"remove": "person[1]"},
        to("any", "no"),
    )
    first, second = "people/person[1]", "people/person[2]"
    assert lines[1]["relevant"] == [
        "any", "people", first, f"{first}/name", f"{first}/age", f"{first}/place", "total", "people_count",
    ]  # fmt: skip
    assert lines[1]["required_missing"] == [f"{first}/name"]
    assert f"{first}/school" in lines[2]["relevant"]
    assert lines[3]["repeats"] == {"people/person": 2}
    assert lines[3]["values"][f"{second}/place"] == 2
    assert lines[4]["invalid"] == [{"path": f"{second}/age", "message": "年龄不对"}]
    assert lines[4]["values"][f"{second}/age"] == 200
    assert lines[4]["values"]["total"] == 212
    assert lines[5]["values"][f"{first}/age"] == 200
    assert lines[5]["values"][f"{first}/place"] == 1
    assert lines[5]["values"]["people_count"] == 1
    assert lines[6]["values"] == {"any": "no", "total": 0, "people_count": 0}
    assert lines[6]["repeats"] == {"people/person": 1}


def test_that_a_value_comes_back_when_its_question_is_relevant_again() -> None:
    asked = form(row("integer", "a"), row("text", "b", relevant="${a} = 1"), row("calculate", "c", calculation="${b}"))
    lines = played(asked, to("a", 1), to("b", "kept"), to("a", 2), to("a", 1))
    assert [line["values"].get("c") for line in lines] == [None, None, "kept", None, "kept"]
    assert "b" not in lines[3]["values"]
    assert lines[4]["values"]["b"] == "kept"


def test_that_a_constraint_is_not_asked_of_an_empty_or_hidden_answer() -> None:
    asked = form(
        row("integer", "a", constraint=". > 5"),
        row("integer", "b", constraint=". > 5", relevant="${a} > 5"),
        row("calculate", "c", calculation="1", constraint=". > 5", required="true()"),
    )
    assert last(asked)["invalid"] == []
    assert last(asked, to("a", 3), to("b", 3))["invalid"] == [{"path": "a", "message": "填写的内容不符合要求"}]
    assert [one["path"] for one in last(asked, to("a", 6), to("b", 3))["invalid"]] == ["b"]


def test_that_a_constraint_follows_the_questions_it_names() -> None:
    asked = form(row("integer", "low"), row("integer", "high", constraint=". >= ${low}"))
    lines = played(asked, to("high", 3), to("low", 5), to("low", 1))
    assert [len(line["invalid"]) for line in lines] == [0, 1, 1, 0]


def test_that_required_may_depend_on_another_answer() -> None:
    asked = form(row("select_one", "a", list_name="yn"), row("text", "b", required="${a} = 'yes'"), yn="yes no")
    lines = played(asked, to("a", "yes"), to("b", "x"), to("b", ""), to("a", "no"))
    assert [line["required_missing"] for line in lines] == [[], ["b"], [], ["b"], []]


def test_that_a_calculation_on_a_question_gives_way_to_an_entry_until_its_source_changes() -> None:
    asked = form(row("integer", "a"), row("integer", "b", calculation="${a} * 2"))
    lines = played(asked, to("a", 2), to("b", 9), to("a", 3))
    assert [line["values"]["b"] for line in lines] == [None, 4, 9, 6]


def test_that_an_integer_takes_a_calculation_without_its_fraction() -> None:
    assert last(form(row("integer", "a", calculation="7 div 2")))["values"]["a"] == 3
    assert last(form(row("decimal", "a", calculation="7 div 2")))["values"]["a"] == 3.5


@pytest.mark.parametrize(
    ("type_", "default", "value"),
    [
        ("integer", "7", 7),
        ("decimal", "1.50", 1.5),
        ("text", "a-b", "a-b"),
        ("text", "2026-11-22", "2026-11-22"),
        ("date", "2026-11-22", "2026-11-22"),
        ("date", "today()", "2026-11-22"),
        ("integer", "2 + 3", 5),
        ("integer", "-5", -5),
        ("select_multiple", "red blue", ["red", "blue"]),
        ("text", "concat(${first}, 'x')", "1x"),
    ],
)
def test_that_a_default_is_there_from_the_start(type_: str, default: str, value: Any) -> None:
    asked = form(
        row("integer", "first", default="1"), row(type_, "q", default=default, list_name="colours"), colours="red blue"
    )
    assert played(asked)[0]["values"]["q"] == value


def test_that_a_step_computes_only_what_depends_on_it() -> None:
    rows = [row("integer", "q0")]
    rows += [row("calculate", f"c{at}", calculation=f"${{q0}} + {at}") for at in range(50)]
    rows += [row("integer", "other"), row("calculate", "alone", calculation="${other} * 2")]
    play = Play(form(*rows), NOON)
    ran: list[int] = []
    original = play._run
    play._run = lambda rule, around: (ran.append(rule.index), original(rule, around))  # type: ignore[assignment]
    play.set(51, (), 4)
    assert ran == [52]


def test_that_now_comes_from_outside() -> None:
    asked = form(row("calculate", "c", calculation="string(today())"), row("start", "s"), row("today", "t"))
    assert last(asked)["values"] == {"c": "2026-11-22", "s": "2026-11-22T12:00:00.000+08:00", "t": "2026-11-22"}


def test_that_a_calculated_number_is_a_number_to_other_questions() -> None:
    asked = form(
        row("integer", "a"),
        row("calculate", "c", calculation="${a} * 2"),
        row("calculate", "copy", calculation="if(${c} = '4', ${c}, 'other')"),
        row("calculate", "truth", calculation="if(${c}, 'yes', 'no')"),
        row("calculate", "text", calculation="${t}"),
        row("text", "t"),
    )
    values = last(asked, to("a", 2), to("t", "007"))["values"]
    assert (values["c"], values["copy"], values["truth"], values["text"]) == (4, 4, "yes", "007")
    assert last(asked, to("a", 0))["values"]["truth"] == "no"
    assert last(asked)["values"]["truth"] == "no"


def test_that_a_calculated_comparison_is_a_truth_to_other_questions() -> None:
    asked = form(
        row("integer", "a"),
        row("calculate", "big", calculation="${a} > 5"),
        row("text", "when_big", relevant="${big}"),
        row("text", "when_small", relevant="not(${big})"),
        row("text", "spelt_out", relevant="${big} = 'true'"),
        row("calculate", "words", calculation="concat(if(${big}, 'Y', 'N'), ${big} + 1, ${big})"),
    )
    big, small = last(asked, to("a", 9)), last(asked, to("a", 1))
    assert (big["values"]["big"], big["values"]["words"]) == ("true", "Y2true")
    assert (small["values"]["big"], small["values"]["words"]) == ("false", "N1false")
    assert big["relevant"] == ["a", "big", "when_big", "spelt_out", "words"]
    assert small["relevant"] == ["a", "big", "when_small", "words"]


def test_that_a_division_by_zero_is_told_as_such_and_stays_valid_json() -> None:
    asked = form(row("integer", "a"), row("calculate", "c", calculation="1 div ${a}"))
    assert last(asked, to("a", 0))["values"]["c"] == "Infinity"


def test_that_an_empty_choice_is_selected_where_nothing_is() -> None:
    unanswered = row("text", "t", relevant="selected(${m}, '')")
    asked = form(row("select_multiple", "m", list_name="l"), unanswered, l="x y")
    assert "t" in last(asked)["relevant"]
    assert "t" not in last(asked, to("m", ["x"]))["relevant"]
