"""What cannot be played is told: values of another kind, steps nobody could take, scripts and forms at fault."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.checklist.play import StepRefused
from app.domain.checklist.steps import read_script
from tests.domain.checklist.surveys import faults, form, last, row, to

BEGIN, END = "begin_repeat", "end_repeat"


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
