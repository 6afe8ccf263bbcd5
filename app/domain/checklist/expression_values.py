"""Conversions and comparisons of values, as XPath 1.0 has them and as ODK has them for dates.

A value is a text (str), a number (float), a boolean, a date, a moment, or ``Several`` values of a repeat.
An empty answer and an answer that is not relevant are "".
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from app.domain.clock import CHINA

NAN = math.nan
_EPOCH = date(1970, 1, 1)
_TOLERANCE = 1e-12  # JavaRosa compares numbers so
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})T(?P<time>\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)(?P<zone>Z|[+-]\d{2}(:?\d{2})?)?", re.ASCII
)
_TIME = re.compile(r"(?P<time>\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)(?P<zone>Z|[+-]\d{2}(:?\d{2})?)?", re.ASCII)


class Several(tuple["Scalar", ...]):
    """The values of one question in all rows that an expression sees, in row order."""

    __slots__ = ()


Scalar = str | float | bool | date | datetime
Value = Scalar | Several


def single(value: Value) -> Scalar:
    """Return the value itself, the first of several, "" of none."""
    if isinstance(value, Several):
        return value[0] if value else ""
    return value


def to_text(value: Value) -> str:
    """Return the text of a value; whole numbers have no point, dates are ISO 8601."""
    one = single(value)
    if isinstance(one, str):
        return one
    if isinstance(one, bool):
        return "true" if one else "false"
    if isinstance(one, float):
        return _number_text(one)
    if isinstance(one, datetime):
        return one.astimezone(CHINA).isoformat(timespec="milliseconds")
    return one.isoformat()


def _number_text(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "-Infinity" if number < 0 else "Infinity"
    if abs(number - round(number)) < _TOLERANCE:
        return str(round(number))
    written = repr(number)
    return format(Decimal(written), "f") if "e" in written else written


def to_number(value: Value) -> float:
    """Return the number of a value, NaN where it has none; a date is its days since 1970."""
    one = single(value)
    if isinstance(one, bool):
        return 1.0 if one else 0.0
    if isinstance(one, float):
        return one
    if isinstance(one, str):
        trimmed = one.strip()
        return float(trimmed) if _NUMBER.fullmatch(trimmed) else NAN
    return days_since_epoch(one)


def to_boolean(value: Value) -> bool:
    """Return the truth of a value: a text that is not empty, a number that is neither 0 nor NaN, any date."""
    one = single(value)
    if isinstance(one, bool):
        return one
    if isinstance(one, float):
        return not math.isnan(one) and abs(one) > _TOLERANCE
    return one != ""


def days_since_epoch(day: date | datetime) -> float:
    """Return the days since 1970-01-01 (local midnight); a moment has a fraction."""
    if isinstance(day, datetime):
        local = day.astimezone(CHINA).replace(tzinfo=None)
        return (local - datetime(1970, 1, 1)).total_seconds() / 86400  # noqa: DTZ001 - both sides local
    return float((day - _EPOCH).days)


def to_date(value: Value) -> Scalar:
    """Return the date of a value (text, moment or days since 1970), "" or NaN for an empty one or one without."""
    one = single(value)
    if isinstance(one, datetime):
        return one.astimezone(CHINA).date()
    if isinstance(one, date) or one == "":
        return one
    if isinstance(one, str):
        read = read_moment(one) or read_date(one)
        return to_date(read) if read is not None else NAN
    number = to_number(one)
    if math.isnan(number) or not -700_000 < number < 2_900_000:
        return NAN
    return _EPOCH + timedelta(days=int(number))


def read_date(text: str) -> date | None:
    """Return the date that ``YYYY-MM-DD`` means, None where it means none."""
    if _DATE.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_moment(text: str) -> datetime | None:
    """Return the moment of an ISO 8601 text with date and time; without a zone it is China's time."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not 1 < moment.year < 9999:  # the ends of the calendar overflow in another zone
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=CHINA)


def is_time(text: str) -> bool:
    """Return whether a text is a time of day (``HH:MM``, with seconds and zone if wanted)."""
    found = _TIME.fullmatch(text)
    if found is None:
        return False
    return read_moment(f"2000-01-01T{text}") is not None


def _orderable(value: Scalar) -> float:
    number = to_number(value)
    if math.isnan(number) and isinstance(value, str):
        # ODK's own engines differ for a date written as text; as a date it means what its writer meant.
        day = read_moment(value) or read_date(value)
        return days_since_epoch(day) if day is not None else NAN
    return number


_ORDERINGS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def compare(operator: str, left: Value, right: Value) -> bool:
    """Return whether a comparison holds; with several values, whether it holds for any of them (XPath 1.0, 3.4)."""
    if isinstance(left, Several):
        return any(compare(operator, one, right) for one in left)
    if isinstance(right, Several):
        return any(compare(operator, left, one) for one in right)
    ordering = _ORDERINGS.get(operator)
    if ordering is not None:
        return ordering(_orderable(left), _orderable(right))
    return _equal(left, right) == (operator == "=")


def _equal(left: Scalar, right: Scalar) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        first, second = to_number(left), to_number(right)
        return first == second or abs(first - second) < _TOLERANCE
    return to_text(left) == to_text(right)


def rounded(number: float, places: int) -> float:
    """Return a number rounded to decimal places, a half upwards (XPath: towards positive infinity)."""
    if math.isnan(number) or math.isinf(number):
        return number
    if abs(places) > 30:
        return NAN
    method = ROUND_HALF_DOWN if number < 0 else ROUND_HALF_UP
    return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), rounding=method))


def truncated(number: float) -> float:
    """Return a number without its fraction; NaN and infinity stay."""
    return number if math.isnan(number) or math.isinf(number) else float(math.trunc(number))


def arithmetic(operator: str, left: float, right: float) -> float:
    """Return ``left operator right`` as IEEE 754 has it: division by zero is infinite or NaN, never an error."""
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if operator == "div":
        return _divided(left, right)
    if math.isinf(left) or right == 0 or math.isnan(left) or math.isnan(right):
        return NAN
    return math.fmod(left, right)


def _divided(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)
