"""The templates and conditions in definitions of papers, each looked over when its file is read."""

from __future__ import annotations

from functools import cache, lru_cache

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.catalogue.toml_reader import TomlTable
from app.domain.documents import TEMPLATE_FILTERS


def template(table: TomlTable, key: str, required: bool = False) -> str:
    """Return the template under a key, "" where there is none; its faults are reported."""
    text = table.text(key, required=required)
    if "{" in text:  # all else is plain words
        _report(table, key, _fault_of_template(text))
    return text


def condition(table: TomlTable, key: str = "when") -> str:
    """Return the condition under a key, "" where there is none; its faults are reported."""
    text = table.text(key, required=False)
    if text:
        _report(table, key, _fault_of_condition(text))
    return text


def _report(table: TomlTable, key: str, fault: str) -> None:
    if fault:
        table.report(key, f"“{key}”的模板语法错误（{fault}）", "请检查花括号、百分号和引号")


# The papers of a form say many things in the same words: a third of the templates is left.
@lru_cache(maxsize=1024)
def _fault_of_template(text: str) -> str:
    try:
        # As Python source: all faults show on the way, and compiling that too would take as long.
        _environment().compile(text, raw=True)
    except TemplateError as error:
        return str(error) or type(error).__name__
    return ""


@lru_cache(maxsize=1024)
def _fault_of_condition(text: str) -> str:
    try:
        _environment().compile_expression(text)
    except TemplateError as error:
        return str(error) or type(error).__name__
    return ""


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=False)
    environment.filters.update(dict.fromkeys(TEMPLATE_FILTERS, str))
    return environment
