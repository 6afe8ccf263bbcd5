"""Texts of a definition filled with the data: Jinja2 in a sandbox where a missing name is an error, never a blank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import TemplateError, Undefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.errors import DocumentFailed

LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
NUMERALS = "〇一二三四五六七八九"


def fill(template: str, context: Mapping[str, Any]) -> str:
    """Return the template's text with the data; blank lines and spaces at both ends of a line are dropped.

    Raises:
        DocumentFailed: the template is broken or asks for what the data do not have.
    """
    try:
        text = _compiled(template).render(context) if "{" in template else template
    except UndefinedError as error:
        raise _missing(error) from error
    except (TemplateError, ValueError, TypeError) as error:
        raise _broken(template, error) from error
    lines = (line.strip(" \t") for line in re.split(LINE_END, text))
    return "\n".join(line for line in lines if line)


def holds(expression: str, context: Mapping[str, Any]) -> bool:
    """Return whether a condition of a definition is true; a blank one always is."""
    if not expression:
        return True
    try:
        return bool(_condition(expression)(**context))
    except UndefinedError as error:
        raise _missing(error) from error
    except (TemplateError, ValueError, TypeError) as error:
        raise _broken(expression, error) from error


def check_template(template: str) -> str:
    """Return what is wrong with a template's syntax, blank where nothing is."""
    try:
        _compiled(template)
    except TemplateError as error:
        return str(error)
    return ""


def day_in_words(value: object) -> str:
    """Return 2026年11月22日 for ``2026-11-22`` or a moment of that day; other texts come back unchanged."""
    text = "" if value is None else str(value)
    parts = text[:10].split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return text
    return f"{int(parts[0])}年{int(parts[1])}月{int(parts[2])}日"


def moment_in_words(value: object) -> str:
    """Return 2026年11月22日9时05分 for ``2026-11-22T09:05`` with or without seconds and zone."""
    text = "" if value is None else str(value)
    hour, _, minute = text[11:16].partition(":")
    if not (hour.isdigit() and minute.isdigit()):
        return day_in_words(text)
    return f"{day_in_words(text)}{int(hour)}时{minute}分"


def digest_in_lines(value: object) -> str:
    """Return a SHA-256 in hex as four lines of sixteen; other texts come back unchanged."""
    text = "" if value is None else str(value)
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        return text
    return "\n".join(text[start : start + 16] for start in range(0, 64, 16))


def numeral(value: int) -> str:
    """Return a Chinese numeral for 0 to 99: 12 is 十二."""
    tens, ones = divmod(int(value), 10)
    if not tens:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")


class _Absent(Undefined):
    """A name the data do not have: false in a condition, an error where it would be printed or gone through."""

    def __str__(self) -> str:
        return self._fail_with_undefined_error()

    def __iter__(self) -> Iterator[Any]:
        return self._fail_with_undefined_error()

    def __len__(self) -> int:
        return self._fail_with_undefined_error()


@lru_cache(maxsize=2048)
def _compiled(template: str) -> Any:
    return _environment().from_string(template)


@lru_cache(maxsize=512)
def _condition(expression: str) -> Any:
    return _environment().compile_expression(expression, undefined_to_none=False)


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    # not escaped: the output is set on paper, no browser ever shows it
    environment = ImmutableSandboxedEnvironment(
        undefined=_Absent,
        autoescape=False,
        finalize=lambda value: "" if value is None else value,
    )
    environment.filters["day"] = day_in_words
    environment.filters["moment"] = moment_in_words
    environment.filters["numeral"] = numeral
    environment.filters["digest"] = digest_in_lines
    return environment


def _missing(error: UndefinedError) -> DocumentFailed:
    names = re.findall(r"'([^']+)'", str(error.message))
    name = names[-1] if names else str(error.message)
    advice = "请补全该项后重新生成；如仍失败，请联系管理员检查文书格式"
    return DocumentFailed("document-data-missing", f"文书内容缺少数据项“{name}”", advice)


def _broken(template: str, error: Exception) -> DocumentFailed:
    return DocumentFailed(
        "document-template", f"文书格式有误：{template[:40]}（{error}）", "请管理员用 forms check 检查文书格式文件"
    )
