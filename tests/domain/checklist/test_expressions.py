"""The expression language as a table: expression, answers, value."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.checklist.expression_compiler import SUPPORTED_FUNCTIONS
from app.domain.checklist.expression_syntax import parse
from app.domain.checklist.expression_tokens import ExpressionRefused
from tests.domain.checklist.surveys import faults, form, last, row, to, worth

TABLE: list[tuple[str, dict[str, Any], Any]] = [
    # arithmetic and its order
    ("1 + 2 * 3", {}, 7),
    ("(1 + 2) * 3", {}, 9),
    ("10 - 4 - 3", {}, 3),
    ("7 div 2", {}, 3.5),
    ("7 mod 2", {}, 1),
    ("-7 mod 2", {}, -1),
    ("5 mod -3", {}, 2),
    ("-3 + 5", {}, 2),
    ("--3", {}, 3),
    ("2 - -2", {}, 4),
    ("1 div 0", {}, "Infinity"),
    ("0 div 0", {}, None),
    ("${a} div 4", {"a": 10}, 2.5),
    ("${a}-1", {"a": 3}, 2),
    ("${a} * ${b}", {"a": 3, "b": 1.5}, 4.5),
    ("${a} + ${b}", {"a": 3}, None),
    # comparison; an empty number is NaN
    ("if(${a} > 5, 'y', 'n')", {}, "n"),
    ("if(${a} < 5, 'y', 'n')", {}, "n"),
    ("if(${a} >= 5, 'y', 'n')", {"a": 5}, "y"),
    ("if(${a} != 5, 'y', 'n')", {}, "y"),
    ("if(${a} = '', 'y', 'n')", {}, "y"),
    ("if(${a} = '', 'y', 'n')", {"a": 0}, "n"),
    ("if(${a} = '5', 'y', 'n')", {"a": 5}, "y"),
    ("if(${t} = 5, 'y', 'n')", {"t": "5.0"}, "y"),
    ("if(${t} = '5', 'y', 'n')", {"t": "5.0"}, "n"),
    ("if(${t} != '', 'y', 'n')", {"t": "x"}, "y"),
    ("if(1 < 2 = true(), 'y', 'n')", {}, "y"),
    ("if(0.1 + 0.2 = 0.3, 'y', 'n')", {}, "y"),
    # logic
    ("if(true() and false() or true(), 'y', 'n')", {}, "y"),
    ("if(not(${t} = 'x') and ${a} = 1, 'y', 'n')", {"a": 1}, "y"),
    ("if(${t}, 'y', 'n')", {}, "n"),
    ("if(${t}, 'y', 'n')", {"t": "no"}, "y"),
    ("if(${a}, 'y', 'n')", {"a": 0}, "n"),
    ("if('', 1, if(2 > 1, 3, 4))", {}, 3),
    ("string(1 = 1)", {}, "true"),
    # choices
    ("if(selected(${m}, 'red'), 'y', 'n')", {"m": ["green", "red"]}, "y"),
    ("if(selected(${m}, 're'), 'y', 'n')", {"m": ["red"]}, "n"),
    ("if(selected(${m}, 'red'), 'y', 'n')", {}, "n"),
    ("count-selected(${m})", {"m": ["green", "red"]}, 2),
    ("count-selected(${m})", {}, 0),
    ("selected-at(${m}, 1)", {"m": ["green", "red"]}, "red"),
    ("selected-at(${m}, 5)", {"m": ["green"]}, None),
    # numbers
    ("int(7.9)", {}, 7),
    ("int(-7.9)", {}, -7),
    ("round(2.5)", {}, 3),
    ("round(-2.5)", {}, -2),
    ("round(3.14159, 2)", {}, 3.14),
    ("round(1250, -2)", {}, 1300),
    ("number('12.5')", {}, 12.5),
    ("number('1e3')", {}, None),
    ("number('x')", {}, None),
    ("min(3, ${a}, 7)", {}, 3),
    ("max(3, ${a}, 7)", {"a": 9}, 9),
    ("max(${a}, 3)", {}, 3),
    ("max(${a}, ${b})", {}, None),
    ("sum(${a})", {}, 0),
    ("abs(-4)", {}, 4),
    ("pow(2, 10)", {}, 1024),
    # texts
    ("concat('a', ${a}, 'b', 1.5)", {"a": 2}, "a2b1.5"),
    ("string-length('档案局')", {}, 3),
    ("string-length(${t})", {}, 0),
    ("string(3.0)", {}, "3"),
    ("substr('abcdef', 1, 3)", {}, "bc"),
    ("substr('abcdef', -2)", {}, "ef"),
    ("if(contains(${t}, '日志'), 'y', 'n')", {"t": "操作日志"}, "y"),
    ("if(starts-with(${t}, 'A'), 'y', 'n')", {"t": "AB"}, "y"),
    ("translate('bar', 'abc', 'AB')", {}, "BAr"),
    ("substring-before('a-b', '-')", {}, "a"),
    ("substring-after('a-b', '-')", {}, "b"),
    ("normalize-space('  a  b ')", {}, "a b"),
    ("join('、', 'a', 'b')", {}, "a、b"),
    ("if(regex(${t}, '[0-9]{4}'), 'y', 'n')", {"t": "2026"}, "y"),
    ("if(regex(${t}, '[0-9]{4}'), 'y', 'n')", {"t": "20261"}, "n"),
    ("coalesce(${t}, 'none')", {}, "none"),
    ("coalesce(${a}, 7)", {"a": 0}, 0),
    # dates
    ("string(today())", {}, "2026-11-22"),
    ("string(now())", {}, "2026-11-22T12:00:00.000+08:00"),
    ("today() - ${d}", {"d": "2026-11-20"}, 2),
    ("date(${d} + 7)", {"d": "2026-12-28"}, "2027-01-04"),
    ("int((today() - ${d}) div 365.25)", {"d": "2000-11-23"}, 25),
    ("if(${d} < today(), 'y', 'n')", {"d": "2026-11-21"}, "y"),
    ("if(${d} < today(), 'y', 'n')", {}, "n"),
    ("if(${d} = today(), 'y', 'n')", {"d": "2026-11-22"}, "y"),
    ("if(${d} >= '2026-01-01', 'y', 'n')", {"d": "2026-02-01"}, "y"),
    ("if(${d} > date('2026-03-01'), 'y', 'n')", {"d": "2026-02-01"}, "n"),
    ("if(${d} <= now(), 'y', 'n')", {"d": "2026-11-22"}, "y"),
    ("format-date(${d}, '%Y年%n月%e日')", {"d": "2026-03-05"}, "2026年3月5日"),
    ("format-date(${d}, '%Y')", {}, None),
    ("date('nonsense')", {}, None),
]


@pytest.mark.parametrize(("expression", "answers", "value"), TABLE, ids=[line[0] for line in TABLE])
def test_that_an_expression_has_its_value(expression: str, answers: dict[str, Any], value: Any) -> None:
    found = worth(expression, **answers)
    assert found == (pytest.approx(value) if isinstance(value, float) else value)
    assert isinstance(found, str) == isinstance(value, str)


REFUSED = [
    "",
    "1 +",
    "(1",
    "1)",
    "1 2",
    "'open",
    "/data/q",
    "${a}[1]",
    "../a",
    "..",
    "a + 1",
    "${nobody}",
    "${last-saved#a}",
    "pulldata('f', 'a', 'b', 'c')",
    "jr:choice-name(${a}, '${a}')",
    "random()",
    "if(1, 2)",
    "count(1)",
    "sum(1 + 2)",
    "regex(${a}, '(')",
    "${a}，1",
    "position(..)",
    "(" * 100 + "1" + ")" * 100,
    "1" + " = 1" * 200,
    "'" + "x" * 20_000 + "'",
]


@pytest.mark.parametrize("expression", REFUSED[1:], ids=[line[:30] for line in REFUSED[1:]])
def test_that_what_is_outside_the_language_makes_the_form_unplayable(expression: str) -> None:
    found = faults(row("integer", "a"), row("calculate", "c", calculation=expression))
    assert len(found) == 1
    assert found[0].row == 3
    assert found[0].fault and found[0].remedy


def test_that_an_empty_text_is_no_expression() -> None:
    with pytest.raises(ExpressionRefused):
        parse(REFUSED[0])


def test_that_operator_words_are_names_where_an_operand_is_expected() -> None:
    with pytest.raises(ExpressionRefused, match="div"):
        parse("div div 2")


def test_that_once_keeps_its_first_value() -> None:
    asked = form(row("integer", "a"), row("calculate", "c", calculation="once(${a})"))
    assert last(asked, to("a", 1), to("a", 2))["values"]["c"] == 1


def test_that_the_functions_the_contract_names_are_there() -> None:
    wanted = {"selected", "count", "sum", "if", "today", "now", "coalesce", "not", "true", "false", "position"}
    assert wanted <= set(SUPPORTED_FUNCTIONS)
