"""The functions whose result depends on their arguments alone; those that see the form are in the compiler.

Each entry names how many arguments it takes and, where an argument may be a whole repeat column, takes it as such.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from app.domain.checklist.expression_values import (
    NAN,
    Several,
    Value,
    read_date,
    read_moment,
    rounded,
    single,
    to_boolean,
    to_date,
    to_number,
    to_text,
    truncated,
)
from app.domain.clock import CHINA

MANY = 99
# ODK's %b and %a; strftime would follow the machine's language.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language: its least and most arguments, and what it does with their values."""

    least: int
    most: int
    apply: Callable[[Sequence[Value]], Value]


def _flat(values: Sequence[Value]) -> list[Value]:
    """Return the single values of all arguments: min, max, sum and concat take a column as well as a list."""
    flat: list[Value] = []
    for value in values:
        if isinstance(value, Several):
            flat.extend(value)
        else:
            flat.append(value)
    return flat


def _numbers(values: Sequence[Value]) -> list[float]:
    return [number for number in map(to_number, _flat(values)) if not math.isnan(number)]


def _sum(values: Sequence[Value]) -> Value:
    # JavaRosa leaves blanks out of a sum, where XPath 1.0 alone would give NaN.
    return math.fsum(_numbers(values)) if all(map(math.isfinite, _numbers(values))) else sum(_numbers(values))


def _selected(values: Sequence[Value]) -> Value:
    # As JavaRosa searches it: an empty choice is selected exactly where nothing is.
    return f" {to_text(values[1]).strip()} " in f" {to_text(values[0])} "


def _selected_at(values: Sequence[Value]) -> Value:
    chosen = to_text(values[0]).split()
    index = truncated(to_number(values[1]))
    return chosen[int(index)] if 0 <= index < len(chosen) else ""


def _coalesce(values: Sequence[Value]) -> Value:
    first = single(values[0])
    empty = first == "" or (isinstance(first, float) and math.isnan(first))
    return values[1] if empty else first


def _substring(values: Sequence[Value]) -> Value:
    text = to_text(values[0])
    ends = [truncated(to_number(value)) for value in values[1:]]
    if any(math.isnan(end) or math.isinf(end) for end in ends):
        return ""
    return text[int(ends[0]) : int(ends[1]) if len(ends) > 1 else None]


def _before(values: Sequence[Value]) -> Value:
    head, found, _ = to_text(values[0]).partition(to_text(values[1]) or "\0")
    return head if found else ""


def _after(values: Sequence[Value]) -> Value:
    text, mark = to_text(values[0]), to_text(values[1])
    return text.partition(mark)[2] if mark else text


def _translate(values: Sequence[Value]) -> Value:
    text, given, wanted = map(to_text, values)
    table = {ord(char): wanted[at] if at < len(wanted) else None for at, char in reversed(list(enumerate(given)))}
    return text.translate(table)


def _round(values: Sequence[Value]) -> Value:
    places = to_number(values[1]) if len(values) > 1 else 0.0
    return NAN if math.isnan(places) or math.isinf(places) else rounded(to_number(values[0]), int(places))


def _power(values: Sequence[Value]) -> Value:
    try:
        result = math.pow(to_number(values[0]), to_number(values[1]))
    except (ValueError, OverflowError):
        return NAN
    return result


@lru_cache(maxsize=256)
def compiled_pattern(pattern: str) -> re.Pattern[str] | None:
    """Return the regular expression, None where it is none."""
    try:
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


def _regex(values: Sequence[Value]) -> Value:
    pattern = compiled_pattern(to_text(values[1]))
    return pattern is not None and pattern.fullmatch(to_text(values[0])) is not None


def _moment(value: Value) -> datetime | date | None:
    one = single(value)
    if isinstance(one, datetime):
        return one.astimezone(CHINA)
    if isinstance(one, str):
        moment = read_moment(one)
        return moment.astimezone(CHINA) if moment is not None else read_date(one)
    day = to_date(one)
    return day if isinstance(day, date) else None


def _format_date(values: Sequence[Value]) -> Value:
    moment = _moment(values[0])
    if moment is None:
        return ""
    clock = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day, tzinfo=CHINA)
    parts = {
        "Y": f"{clock.year:04d}", "y": f"{clock.year % 100:02d}", "m": f"{clock.month:02d}", "n": str(clock.month),
        "d": f"{clock.day:02d}", "e": str(clock.day), "H": f"{clock.hour:02d}", "h": str(clock.hour),
        "M": f"{clock.minute:02d}", "S": f"{clock.second:02d}", "3": f"{clock.microsecond // 1000:03d}", "%": "%",
        "b": _MONTHS[clock.month - 1], "a": _DAYS[clock.weekday()],
    }  # fmt: skip
    return re.sub(r"%(.)", lambda found: parts.get(found[1], found[0]), to_text(values[1]))


def _text_function(apply: Callable[[str, str], bool]) -> Function:
    return Function(2, 2, lambda values: apply(to_text(values[0]), to_text(values[1])))


FUNCTIONS: dict[str, Function] = {
    "true": Function(0, 0, lambda _: True),
    "false": Function(0, 0, lambda _: False),
    "not": Function(1, 1, lambda values: not to_boolean(values[0])),
    "boolean": Function(1, 1, lambda values: to_boolean(values[0])),
    "boolean-from-string": Function(1, 1, lambda values: to_text(values[0]).lower() in {"true", "1"}),
    "number": Function(1, 1, lambda values: to_number(values[0])),
    "int": Function(1, 1, lambda values: truncated(to_number(values[0]))),
    "round": Function(1, 2, _round),
    "abs": Function(1, 1, lambda values: abs(to_number(values[0]))),
    "pow": Function(2, 2, _power),
    "min": Function(1, MANY, lambda values: min(_numbers(values), default=NAN)),
    "max": Function(1, MANY, lambda values: max(_numbers(values), default=NAN)),
    "sum": Function(1, 1, _sum),
    "string": Function(1, 1, lambda values: to_text(values[0])),
    "string-length": Function(1, 1, lambda values: float(len(to_text(values[0])))),
    "normalize-space": Function(1, 1, lambda values: " ".join(to_text(values[0]).split())),
    "concat": Function(1, MANY, lambda values: "".join(map(to_text, _flat(values)))),
    "join": Function(2, MANY, lambda values: to_text(values[0]).join(map(to_text, _flat(values[1:])))),
    "contains": _text_function(lambda text, part: part in text),
    "starts-with": _text_function(str.startswith),
    "ends-with": _text_function(str.endswith),
    "substr": Function(2, 3, _substring),
    "substring-before": Function(2, 2, _before),
    "substring-after": Function(2, 2, _after),
    "translate": Function(3, 3, _translate),
    "regex": Function(2, 2, _regex),
    "selected": Function(2, 2, _selected),
    "is-selected": Function(2, 2, _selected),
    "selected-at": Function(2, 2, _selected_at),
    "count-selected": Function(1, 1, lambda values: float(len(to_text(values[0]).split()))),
    "coalesce": Function(2, 2, _coalesce),
    "date": Function(1, 1, lambda values: to_date(values[0])),
    "format-date": Function(2, 2, _format_date),
    "format-date-time": Function(2, 2, _format_date),
}
