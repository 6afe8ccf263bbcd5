"""Where an inspection comes from: what the chosen mode (forms/registers/inspection_modes.toml) demands as its source.

Basis: responsibility list, part three (二), section 三 (``responsibility-list:3-2-3``), rows S130 to S134.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.procedure.records import Unit
from app.domain.registers import InspectionMode
from app.errors import Blocker

KIND = "kind"
DATES: Mapping[str, str] = {"plan_date": "计划印发日期", "received_on": "收到日期"}
DRAWN = "list"
_APART = re.compile(r"[、，,；;\n]")
_NUMBERED = re.compile(r"^\s*[（(]?\d{1,3}[.．)）]")


def source_blockers(
    source: Mapping[str, Any], unit: Unit | None, mode: InspectionMode, level: str, today: date
) -> list[Blocker]:
    """Return what the source of a planned inspection still lacks.

    ``source`` is ``{kind: code of the mode's source, field: value}``; ``level`` is the bureau's (city, county).
    A draw's ``list`` must hold the inspected ``unit`` (None: not registered yet) by name, credit code or id, one among
    others as people write them; dates are ISO text and not after today.
    """
    given = {name: _text(value) for name, value in source.items()}
    found = mode.source_blockers(given.get(KIND, ""), given, level)
    for name, title in DATES.items():
        if given.get(name):
            found += _date_blockers(name, title, given[name], mode, today)
    drawn = _text(source.get(DRAWN))
    if drawn and unit is not None and not _names(drawn, unit):
        text = "抽取名单中没有这个单位，不能以随机抽查为由检查。"
        found.append(Blocker("source-unit-not-drawn", text, mode.basis, "source.list"))
    return found


def _names(drawn: str, unit: Unit) -> bool:
    pieces = {_NUMBERED.sub("", one).strip() for one in _APART.split(drawn)}
    return any(one in pieces for one in (unit.name.strip(), unit.credit_code, unit.id) if one)


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(str(one) for one in value)
    return "" if value is None else str(value)


def _date_blockers(name: str, title: str, text: str, mode: InspectionMode, today: date) -> list[Blocker]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        told = f"{title}“{text}”不是有效日期，请按“2026-03-01”的样式填写。"
        return [Blocker("source-date", told, mode.basis, f"source.{name}")]
    if day <= today:
        return []
    return [Blocker("source-date", f"{title}晚于今天，请核对。", mode.basis, f"source.{name}")]
