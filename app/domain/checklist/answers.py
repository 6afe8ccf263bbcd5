"""What a question stores for what was entered, how an expression sees it, and what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from app.domain.checklist.expression_values import (
    Scalar,
    Value,
    is_time,
    read_date,
    read_moment,
    single,
    to_date,
    to_number,
    to_text,
    truncated,
)
from app.domain.checklist.model import SurveyRow
from app.domain.checklist.verdicts import LONGEST_TEXT, VerdictAnswer, read_verdict, verdict_problems

# What a question keeps: None, a text, a number, a tuple of choice names, a VerdictAnswer, or a wrong value as JSON.
Stored = object

_LARGEST_INTEGER = 2**53


class Truth(str):
    """What a calculate keeps of a comparison: shown as ``true`` or ``false``, seen as the truth it is.

    As a bare text, ``false`` would be true wherever another question asks for it.
    """

    __slots__ = ()


def entered(row: SurveyRow, value: Any) -> Stored:
    """Return what a question keeps of an entered value: None for empty, a wrong value as it is.

    ``value`` is of JSON: text, number, list of texts, or an object for a verdict.
    """
    if value is None or value == "" or value == [] or value == ():
        return None
    if row.type in {"integer", "decimal", "range"}:
        return _entered_number(value)
    if row.type == "select_multiple":
        return _entered_choices(value)
    if row.type == "verdict":
        answer = read_verdict(value)
        return value if answer is None else None if answer == VerdictAnswer() else answer
    if isinstance(value, int | float) and not isinstance(value, bool):
        return to_text(float(value)) if isinstance(value, float) else str(value)
    return value


def _entered_number(value: Any) -> Stored:
    if isinstance(value, str):
        number = to_number(value)
        return value if math.isnan(number) else plain_number(number)
    if isinstance(value, float):
        return plain_number(value)
    return value


def _entered_choices(value: Any) -> Stored:
    if isinstance(value, str):
        return tuple(value.split()) or None
    if isinstance(value, list | tuple) and all(isinstance(item, str | int) for item in value):
        return tuple(dict.fromkeys(str(item) for item in value))
    return value


def plain_number(number: float) -> int | float:
    """Return a number as JSON should show it: whole ones without a point."""
    if math.isfinite(number) and abs(number) < _LARGEST_INTEGER and number == math.trunc(number):
        return int(number)
    return number


def calculated(row: SurveyRow, value: Value) -> Stored:
    """Return what a question keeps of a calculation's result; NaN and "" are empty, as in ODK."""
    one = single(value)
    if one == "" or (isinstance(one, float) and math.isnan(one)):
        return None
    if row.type == "calculate":
        return _calculated_alone(one)
    if isinstance(one, float) and not math.isfinite(one):
        return None
    if row.type == "integer" and not math.isnan(to_number(one)):
        return plain_number(truncated(to_number(one)))
    if row.type in {"integer", "decimal", "range"}:
        return entered(row, to_text(one))
    if row.type == "date":
        day = to_date(one)
        return day.isoformat() if isinstance(day, date) else to_text(one)
    return entered(row, to_text(one))


def _calculated_alone(one: Scalar) -> Stored:
    """Return what a calculate keeps: it has no type of its own, so a number stays one and a truth stays one."""
    if isinstance(one, bool):
        return Truth(to_text(one))
    if isinstance(one, float) and math.isfinite(one):
        return plain_number(one)
    return to_text(one)


def as_seen(row: SurveyRow, stored: Stored) -> Scalar:
    """Return the value that an expression sees: a number, a date, a moment or a text."""
    if stored is None:
        return ""
    if isinstance(stored, bool):
        return to_text(stored)
    if isinstance(stored, int | float):
        return as_float(stored)
    if isinstance(stored, Truth):
        return stored == "true"
    if isinstance(stored, VerdictAnswer):
        return stored.verdict
    if isinstance(stored, str):
        return _seen_text(row, stored)
    return " ".join(map(str, stored)) if isinstance(stored, Iterable) else str(stored)


def as_float(number: int | float) -> float:
    """Return a number as a float; one too large is infinite."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _seen_text(row: SurveyRow, text: str) -> Scalar:
    if row.type in {"date", "today"}:
        return read_date(text) or text
    if row.type in {"dateTime", "start", "end"}:
        return read_moment(text) or text
    return text


def as_shown(stored: Stored) -> Any:
    """Return a stored value as JSON: lists for choices, an object for a verdict, None for empty."""
    if isinstance(stored, VerdictAnswer):
        return stored.as_object()
    if isinstance(stored, tuple):
        return list(stored)
    return stored


def answer_problems(row: SurveyRow, value: Any, choices: Sequence[str] = ()) -> list[str]:
    """Return what is wrong with a value for a question, in Chinese; an empty value is never wrong here.

    ``value`` may be as entered or as stored; ``choices`` are the names of the question's list. The constraint is
    an expression and is judged in a play (``Play.invalid``).
    """
    stored = entered(row, value)
    if stored is None:
        return []
    if row.type == "verdict":
        if isinstance(stored, VerdictAnswer):
            return verdict_problems(row, stored)
        return ["结论应为符合、不符合、不适用或未检查"]
    check = _CHECKS.get(row.type, _text_problems)
    return check(row, stored, choices)


def _integer_problems(_row: SurveyRow, stored: Stored, _choices: Sequence[str]) -> list[str]:
    whole = isinstance(stored, int) and not isinstance(stored, bool)
    return [] if whole else ["请填写整数"]


def _finite_number(stored: Stored) -> float | None:
    if isinstance(stored, bool) or not isinstance(stored, int | float):
        return None
    number = as_float(stored)
    return number if math.isfinite(number) else None


def _decimal_problems(_row: SurveyRow, stored: Stored, _choices: Sequence[str]) -> list[str]:
    return ["请填写数字"] if _finite_number(stored) is None else []


def _range_problems(row: SurveyRow, stored: Stored, _choices: Sequence[str]) -> list[str]:
    number = _finite_number(stored)
    if number is None:
        return ["请填写数字"]
    low, high = (to_number(row.parameters.get(key, fallback)) for key, fallback in (("start", "1"), ("end", "10")))
    if not min(low, high) <= number <= max(low, high):
        return [f"请填写 {to_text(low)} 至 {to_text(high)} 之间的数"]
    return []


def _date_problems(_row: SurveyRow, stored: Stored, _choices: Sequence[str]) -> list[str]:
    return [] if isinstance(stored, str) and read_date(stored) else ["请填写日期，如 2026-11-22"]


def _moment_problems(_row: SurveyRow, stored: Stored, _choices: Sequence[str]) -> list[str]:
    return [] if isinstance(stored, str) and read_moment(stored) else ["请填写日期和时间，如 2026-11-22T09:30:00+08:00"]


def _time_problems(_row: SurveyRow, stored: Stored, _choices: Sequence[str]) -> list[str]:
    return [] if isinstance(stored, str) and is_time(stored) else ["请填写时间，如 09:30"]


def _one_choice_problems(_row: SurveyRow, stored: Stored, choices: Sequence[str]) -> list[str]:
    return [] if isinstance(stored, str) and stored in choices else ["请从选项中选择一项"]


def _choices_problems(_row: SurveyRow, stored: Stored, choices: Sequence[str]) -> list[str]:
    if isinstance(stored, tuple) and all(item in choices for item in stored):
        return []
    return ["请从选项中选择"]


def _acknowledge_problems(_row: SurveyRow, stored: Stored, _choices: Sequence[str]) -> list[str]:
    return [] if stored == "OK" else ["请填写 OK 表示确认"]


def _text_problems(_row: SurveyRow, stored: Stored, _choices: Sequence[str]) -> list[str]:
    if not isinstance(stored, str | int | float) or isinstance(stored, bool):
        return ["请填写文字"]
    if isinstance(stored, str) and len(stored) > LONGEST_TEXT:
        return [f"文字超过 {LONGEST_TEXT} 字，请缩短或作为附件"]
    return []


_CHECKS: dict[str, Callable[[SurveyRow, Stored, Sequence[str]], list[str]]] = {
    "integer": _integer_problems,
    "decimal": _decimal_problems,
    "range": _range_problems,
    "date": _date_problems,
    "today": _date_problems,
    "dateTime": _moment_problems,
    "start": _moment_problems,
    "end": _moment_problems,
    "time": _time_problems,
    "select_one": _one_choice_problems,
    "select_multiple": _choices_problems,
    "acknowledge": _acknowledge_problems,
}

