"""Playing forms: relevance, constraints, required, calculations, defaults and repeats, as ODK has them."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.checklist.play import Play, StepRefused
from app.domain.checklist.steps import read_script
from tests.domain.checklist.surveys import NOON, faults, form, last, played, row, to

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


def test_that_a_default_is_given_once_and_to_every_new_row() -> None:
    asked = form(row(BEGIN, "r"), row("integer", "q", default="3"), row("date", "d", default="today()"), row(END))
    lines = played(asked, to("r[1]/q", None), {"add": "r"})
    assert lines[1]["values"]["r[1]/q"] is None
    assert lines[2]["values"] == {
        "r[1]/q": None, "r[1]/d": "2026-11-22", "r[2]/q": 3, "r[2]/d": "2026-11-22",
    }  # fmt: skip


def test_that_a_reference_inside_a_row_means_that_row_and_outside_all_rows() -> None:
    asked = form(
        row(BEGIN, "outer"),
        row("integer", "a"),
        row(BEGIN, "inner"),
        row("integer", "b"),
        row("calculate", "both", calculation="${a} + ${b}"),
        row("calculate", "siblings", calculation="count(${inner})"),
        row(END),
        row("calculate", "mine", calculation="sum(${b})"),
        row("calculate", "rows", calculation="count(${outer})"),
        row(END),
        row("calculate", "all", calculation="sum(${b}) + count(${inner})"),
    )
    values = last(
        asked,
        to("outer[1]/a", 10), to("outer[1]/inner[1]/b", 1), {"add": "outer[1]/inner"}, to("outer[1]/inner[2]/b", 2),
        {"add": "outer"}, to("outer[2]/a", 100), to("outer[2]/inner[1]/b", 5),
    )["values"]  # fmt: skip
    assert values["outer[1]/inner[2]/both"] == 12
    assert values["outer[2]/inner[1]/both"] == 105
    assert (values["outer[1]/inner[1]/siblings"], values["outer[2]/inner[1]/siblings"]) == (2, 1)
    assert (values["outer[1]/mine"], values["outer[2]/mine"]) == (3, 5)
    assert (values["outer[1]/rows"], values["outer[2]/rows"]) == (2, 2)
    assert values["all"] == 11


def test_that_rows_and_answers_that_are_not_relevant_are_not_counted() -> None:
    asked = form(
        row(BEGIN, "r"),
        row("integer", "keep"),
        row("integer", "q", relevant="${keep} = 1"),
        row(END),
        row("calculate", "n", calculation="count(${q})"),
        row("calculate", "s", calculation="sum(${q})"),
    )
    values = last(asked, to("r[1]/keep", 1), to("r[1]/q", 4), {"add": "r"}, to("r[2]/q", 9))["values"]
    assert (values["n"], values["s"]) == (1, 4)


def test_that_repeat_count_makes_and_takes_rows() -> None:
    asked = form(row("integer", "n"), row(BEGIN, "r", repeat_count="${n}"), row("text", "q", default="x"), row(END))
    lines = played(asked, to("n", 2), to("n", 1), to("n", None))
    assert [line["repeats"]["r"] for line in lines] == [0, 2, 1, 0]
    assert lines[1]["values"] == {"n": 2, "r[1]/q": "x", "r[2]/q": "x"}


def test_that_nobody_adds_rows_to_a_counted_repeat() -> None:
    asked = form(row(BEGIN, "r", repeat_count="2"), row("text", "q"), row(END))
    for step in ({"add": "r"}, {"remove": "r[1]"}):
        with pytest.raises(StepRefused, match="repeat_count"):
            last(asked, step)


def test_that_indexed_repeat_reads_one_row() -> None:
    asked = form(
        row(BEGIN, "r"), row("integer", "q"), row(END),
        row("calculate", "second", calculation="indexed-repeat(${q}, ${r}, 2)"),
    )  # fmt: skip
    lines = played(asked, to("q", 1), {"add": "r"}, to("r[2]/q", 5), {"remove": "r[1]"})
    assert [line["values"]["second"] for line in lines] == [None, None, None, 5, None]


def test_that_all_rows_may_be_removed() -> None:
    asked = form(row(BEGIN, "r"), row("text", "q"), row(END), row("calculate", "n", calculation="count(${r})"))
    line = last(asked, {"remove": "r[1]"})
    assert (line["repeats"], line["values"]) == ({"r": 0}, {"n": 0})


@pytest.mark.parametrize(
    ("type_", "value", "kept", "valid"),
    [
        ("integer", 5, 5, True),
        ("integer", "5", 5, True),
        ("integer", 5.0, 5, True),
        ("integer", 5.5, 5.5, False),
        ("integer", "abc", "abc", False),
        ("integer", True, True, False),
        ("decimal", 1.25, 1.25, True),
        ("decimal", "x", "x", False),
        ("text", "x", "x", True),
        ("text", 5, "5", True),
        ("text", ["x"], ["x"], False),
        ("text", "", None, True),
        ("date", "2026-02-28", "2026-02-28", True),
        ("date", "2026-02-30", "2026-02-30", False),
        ("time", "09:30", "09:30", True),
        ("time", "25:00", "25:00", False),
        ("dateTime", "2026-02-28T09:30:00+08:00", "2026-02-28T09:30:00+08:00", True),
        ("dateTime", "2026-02-28", "2026-02-28", False),
        ("select_one", "red", "red", True),
        ("select_one", "pink", "pink", False),
        ("select_multiple", ["red", "blue"], ["red", "blue"], True),
        ("select_multiple", "red blue", ["red", "blue"], True),
        ("select_multiple", ["pink"], ["pink"], False),
        ("select_multiple", [], None, True),
        ("acknowledge", "OK", "OK", True),
        ("range", 11, 11, False),
        ("image", "a.jpg", "a.jpg", True),
        ("integer", 10**400, 10**400, True),
    ],
)
def test_that_a_wrong_value_is_kept_and_reported(type_: str, value: Any, kept: Any, valid: bool) -> None:
    line = last(form(row(type_, "q", list_name="colours"), colours="red blue"), to("q", value))
    assert line["values"]["q"] == kept and type(line["values"]["q"]) is type(kept)
    assert [one["path"] for one in line["invalid"]] == ([] if valid else ["q"])


def test_that_an_invalid_value_counts_in_expressions_as_what_it_is() -> None:
    asked = form(row("integer", "a"), row("calculate", "c", calculation="if(${a} > 1, 'y', 'n')"))
    assert last(asked, to("a", "abc"))["values"]["c"] == "n"


@pytest.mark.parametrize(
    "step",
    [
        to("nobody", 1),
        to("r[9]/q", 1),
        to("r[0]/q", 1),
        to("r[x]/q", 1),
        to("plain[1]", 1),
        to("g", 1),
        to("r", 1),
        to("c", 1),
        to("r[1]//q", 1),
        {"add": "g"},
        {"add": "r[1]"},
        {"remove": "r"},
        {"remove": "r[2]"},
        {"remove": "plain"},
    ],
)
def test_that_a_step_nobody_could_take_is_refused(step: dict[str, Any]) -> None:
    asked = form(
        row("text", "plain"), row("begin_group", "g"), row("text", "inner"), row("end_group"),
        row(BEGIN, "r"), row("text", "q"), row(END), row("calculate", "c", calculation="1"),
    )  # fmt: skip
    with pytest.raises(StepRefused):
        last(asked, step)


def test_that_a_bare_name_is_accepted_where_it_is_unique() -> None:
    asked = form(row("begin_group", "g"), row("text", "q"), row(BEGIN, "r"), row("text", "p"), row(END),
                 row("end_group"))  # fmt: skip
    assert last(asked, to("q", "x"), to("p", "y"), {"add": "r"})["values"]["g/q"] == "x"
    with pytest.raises(StepRefused, match="第几行"):
        last(asked, {"add": "r"}, to("p", "y"))


@pytest.mark.parametrize(
    "script",
    [
        {},
        ["set"],
        [{"set": "q"}],
        [{"set": "q", "value": 1, "add": "r"}],
        [{"set": 1, "value": 1}],
        [{"add": ""}],
        [{}],
        [{"set": "q", "value": float("inf")}],
    ],
)
def test_that_a_script_of_another_shape_is_refused(script: Any) -> None:
    steps, fault = read_script(script)
    assert steps == [] and fault


FAULTY = [
    ([row("text", "a"), row("text", "a")], "重复"),
    ([row("text", "")], "缺少题名"),
    ([row("text", "1a")], "不合规定"),
    ([row("geopoint", "a")], "不支持"),
    ([row("begin_group", "g"), row("text", "a")], "没有结束行"),
    ([row("text", "a"), row("end_group")], "没有对应"),
    ([row("begin_group", "g"), row("begin_repeat", "r"), row("end_group"), row("end_repeat")], "没有对应"),
    ([row("select_one", "a", list_name="none")], "不存在"),
    ([row("text", "a", label="见 ${b}")], "不存在"),
    ([row("text", "a", relevant="${a} = 'x'")], "循环引用"),
    ([row("text", "a", required="${a} = 'x'")], "循环引用"),
    ([row("integer", "a", calculation=". + 1")], "循环引用"),
    ([row("text", "a", relevant="${b} = 1"), row("text", "b", relevant="${a} = 1")], "循环引用"),
    ([row("begin_group", "g", relevant="${a} = 1"), row("text", "a"), row("end_group")], "循环引用"),
    ([row("begin_repeat", "r", repeat_count="count(${a})"), row("text", "a"), row("end_repeat")], "循环引用"),
    ([], "没有题目"),
]


@pytest.mark.parametrize(("rows", "words"), FAULTY, ids=[str(at) for at in range(len(FAULTY))])
def test_that_a_faulty_form_is_not_played(rows: list[Any], words: str) -> None:
    found = faults(*rows)
    assert any(words in one.fault for one in found), found
    assert all(one.remedy for one in found)


def test_that_a_name_used_twice_cannot_be_referred_to() -> None:
    rows = [row("begin_group", "g"), row("text", "a"), row("end_group"), row("text", "a")]
    assert faults(*rows) == []
    assert "不唯一" in faults(*rows, row("calculate", "c", calculation="${a}"))[0].fault


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
