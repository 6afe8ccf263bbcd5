"""Builds small surveys for tests and plays scripts on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.domain.checklist.form import Form, compile_form
from app.domain.checklist.model import Checklist, Choice, Fault, SurveyRow
from app.domain.checklist.steps import play_steps, read_script

NOON = datetime.fromisoformat("2026-11-22T12:00:00+08:00")


def row(type_: str, name: str = "", **columns: Any) -> SurveyRow:
    return SurveyRow(type_, name, **columns)


def survey(*rows: SurveyRow, **lists: str) -> Checklist:
    """A checklist of rows; each keyword is a choice list with its names."""
    numbered = tuple(
        SurveyRow(**{**{key: getattr(one, key) for key in one.__dataclass_fields__}, "row": at})
        for at, one in enumerate(rows, 2)
    )
    choices = tuple(Choice(name, one, one) for name, names in lists.items() for one in names.split())
    return Checklist(rows=numbered, choices=choices)


def form(*rows: SurveyRow, **lists: str) -> Form:
    compiled, faults = compile_form(survey(*rows, **lists))
    assert compiled is not None, faults
    return compiled


def faults(*rows: SurveyRow, **lists: str) -> list[Fault]:
    return compile_form(survey(*rows, **lists))[1]


def played(played_form: Form, *script: dict[str, Any], now: datetime = NOON) -> list[dict[str, Any]]:
    """The reports after loading and after each step."""
    steps, fault = read_script(list(script))
    assert not fault, fault
    return list(play_steps(played_form, steps, now))


def last(played_form: Form, *script: dict[str, Any], now: datetime = NOON) -> dict[str, Any]:
    return played(played_form, *script, now=now)[-1]


def to(path: str, value: Any) -> dict[str, Any]:
    return {"set": path, "value": value}


def worth(expression: str, **answers: Any) -> Any:
    """The value a calculation gives: a, b are integers, d a date, t a text, m a select_multiple."""
    rows = [
        row("integer", "a"), row("decimal", "b"), row("date", "d"), row("text", "t"),
        row("select_multiple", "m", list_name="colours"), row("calculate", "c", calculation=expression),
    ]  # fmt: skip
    script = [to(name, value) for name, value in answers.items()]
    return last(form(*rows, colours="red green blue"), *script)["values"]["c"]
