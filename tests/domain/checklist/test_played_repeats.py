"""Repeats as they are played: their rows, what refers to them, and counts that make them."""

from __future__ import annotations

import pytest

from app.domain.checklist.play import StepRefused
from tests.domain.checklist.surveys import form, last, played, row, to

BEGIN, END = "begin_repeat", "end_repeat"


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
