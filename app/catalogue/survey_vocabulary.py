"""XLSForm's vocabulary: column names, question types and yes/no words, with the variants people write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.checklist.model import ROW_TYPES

COLUMN_ALIASES = {
    "command": "type",
    "tag": "name",
    "value": "name",
    "caption": "label",
    "relevance": "relevant",
    "calculate": "calculation",
    "readonly": "read_only",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "list_name": "list_name",
    "list": "list_name",
    "bind::relevant": "relevant",
    "bind::required": "required",
    "bind::constraint": "constraint",
    "bind::calculate": "calculation",
    "bind::readonly": "read_only",
    "bind::jr:constraintmsg": "constraint_message",
    "bind::jr:requiredmsg": "required_message",
}
SURVEY_COLUMNS = (
    "type", "name", "label", "hint", "required", "required_message", "relevant", "constraint", "constraint_message",
    "calculation", "default", "read_only", "repeat_count", "parameters", "disabled", "list_name",
)  # fmt: skip
TRANSLATED_COLUMNS = frozenset({"label", "hint", "constraint_message", "required_message"})

# They change what a form does, so a form that uses them is refused, never played without them.
REFUSED_COLUMNS = {
    "choice_filter": "选项筛选（choice_filter）",
    "trigger": "触发计算（trigger）",
    "save_to": "实体（save_to）",
    "query": "外部查询（query）",
}
# Known columns that only concern the look, so that a TOML file may carry them as well.
LOOK_COLUMNS = frozenset({
    "appearance", "guidance_hint", "image", "audio", "video", "big-image", "autoplay", "rows", "note",
})  # fmt: skip

_YES = frozenset({"yes", "true", "true()"})
_NO = frozenset({"no", "false", "false()"})

_SIMPLE_TYPES = {
    "int": "integer",
    "string": "text",
    "datetime": "dateTime",
    "date time": "dateTime",
    "photo": "image",
    "trigger": "acknowledge",
    "start time": "start",
    "end time": "end",
}
_SELECT = re.compile(
    r"(?P<command>select_one|select one|select1|select_multiple|select multiple|select all that apply"
    r"|add select one prompt using|add select multiple prompt using)(?: from)? (?P<list>\S+)"
    r"(?P<other> (?:or_other|or other|or specify other))?",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"(?P<edge>begin|end)[ _](?P<kind>group|repeat|lgroup|looped group)", re.IGNORECASE)
_PARAMETER = re.compile(r"([\w-]+)\s*=\s*([^\s,;]+)")


@dataclass(frozen=True)
class QuestionType:
    """A row's type with the list a select names; ``known`` is False where the program cannot play it."""

    name: str
    list_name: str = ""
    or_other: bool = False
    known: bool = True


def column_of(header: str) -> tuple[str, str]:
    """Return the column a header means and its language ("" for none): ``label::Chinese (zh)`` → label, language."""
    tidy = " ".join(header.split())
    whole = tidy.lower().replace(" ", "_")
    if whole in COLUMN_ALIASES:
        return COLUMN_ALIASES[whole], ""
    first, mark, language = tidy.partition("::" if "::" in tidy else ":")
    name = first.strip().lower().replace(" ", "_")
    name = COLUMN_ALIASES.get(name, name)
    if mark and name in TRANSLATED_COLUMNS:
        return name, language.strip() or "default"
    return (name, "") if not mark else (whole, "")


def question_type(written: str) -> QuestionType:
    """Return what a type cell means."""
    tidy = " ".join(written.split())
    select = _SELECT.fullmatch(tidy)
    if select is not None:
        command = select["command"].lower()
        many = "multiple" in command or "apply" in command
        return QuestionType("select_multiple" if many else "select_one", select["list"], select["other"] is not None)
    block = _BLOCK.fullmatch(tidy)
    if block is not None:
        kind = "group" if block["kind"].lower() == "group" else "repeat"
        return QuestionType(f"{block['edge'].lower()}_{kind}")
    by_lower = {name.lower(): name for name in ROW_TYPES if not name.startswith("select_")}
    name = _SIMPLE_TYPES.get(tidy.lower()) or by_lower.get(tidy.lower(), "")
    return QuestionType(name) if name else QuestionType(tidy, known=False)


def condition(written: str) -> str:
    """Return the expression of a ``required`` or ``read_only`` cell: yes and no become true() and "" ."""
    word = written.strip().lower()
    if word in _YES:
        return "true()"
    return "" if word in _NO else written.strip()


def is_yes(written: str) -> bool:
    """Return whether a cell says yes."""
    return written.strip().lower() in _YES


def parameters_of(written: str) -> dict[str, str]:
    """Return the parameters of a cell such as ``start=0 end=10 step=1``."""
    return {key.lower(): value for key, value in _PARAMETER.findall(written)}


def first_of(texts: Iterable[str]) -> str:
    """Return the first text that is not empty, "" where all are."""
    return next((text for text in texts if text), "")
