"""The checklist of a re-inspection, made from the ordered items by the one row of forms/inspections/recheck.

It is an ordinary checklist.toml, kept by digest and pinned with the re-inspection, so that it reopens for ever.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.calendar_days import day_text
from app.domain.procedure.rechecks import RESULT_WORDS, OrderedItem

_SLOT = re.compile(r"\{(\w+)\}")
_AT_ONCE = "立即"


def recheck_checklist(template: bytes, items: Sequence[OrderedItem], papers: Mapping[str, str]) -> bytes:
    """Return the checklist of a re-inspection as TOML; the same items give the same bytes.

    ``template`` has one question whose words hold slots; a line of its hint whose slot is empty is left out.
    ``papers`` name the ordering papers by their id.
    """
    told = tomllib.loads(template.decode("utf-8"))
    row: Mapping[str, Any] = told["survey"][0]
    tables = [_table("[settings]", told["settings"])]
    tables += [_table("[[survey]]", _question(row, item, at, papers)) for at, item in enumerate(items, 1)]
    return "\n".join(tables).encode("utf-8")


def _question(row: Mapping[str, Any], item: OrderedItem, at: int, papers: Mapping[str, str]) -> dict[str, Any]:
    words = {
        "code": str(at), "order": papers.get(item.order, ""), "text": _one_line(item.text),
        "due": _day_words(item.due), "finding": _one_line(item.finding), "last": _last_words(item),
    }  # fmt: skip
    filled = {key: _filled(value, words) if isinstance(value, str) else value for key, value in row.items()}
    return {**filled, "name": item.key, "hint": _hint(str(row.get("hint", "")), words)}


def _day_words(due: str) -> str:
    return f"{day_text(date.fromisoformat(due))}前（含当日）" if due else _AT_ONCE


def _last_words(item: OrderedItem) -> str:
    word = RESULT_WORDS.get(item.last, "")
    return "，".join(one for one in (word, _one_line(item.seen)) if one) if word else ""


def _hint(text: str, words: Mapping[str, str]) -> str:
    lines = [line for line in text.split("\n") if all(words.get(slot, slot) for slot in _SLOT.findall(line))]
    return "\n".join(_filled(line, words) for line in lines)


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: words.get(slot[1], slot[0]), text)


def _one_line(text: str) -> str:
    return " ".join(text.replace("$", "＄").split())  # "${name}" would mean another question


def _table(name: str, values: Mapping[str, Any]) -> str:
    return "\n".join([name, *(f"{key} = {_value(value)}" for key, value in values.items()), ""])


def _value(value: Any) -> str:
    # What JSON writes of texts, truths, whole numbers and lists of texts is TOML too, but for the sign DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "")
