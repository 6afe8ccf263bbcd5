"""The shortest and the longest content of a paper, made from its sample and the form that its definition describes."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from app.domain.document_slots import missing_slots
from app.domain.documents import DocumentDefinition
from app.domain.entries import CHOICE, LINE, LISTS, PERSON, ROWS, TEXT, EntryField

RARE_NAME = "㛃䶮𬍡𪟝𠅤𬭎"
LONG_UNIT = "演练市自然资源和规划局不动产登记与测绘地理信息档案服务保障中心（演练单位）"
SENTENCE = "操作日志仅保留最近30日，管理员可以删除（见“证据1”）；备份只有一套——没有离线备份……第2项、第3.5项同。"
LONG_WORDS = {LINE: SENTENCE, TEXT: SENTENCE * 12}
LONG_CELLS = {LINE: SENTENCE[:20], TEXT: SENTENCE * 2}
MOST_ROWS = 15


def shortest(definition: DocumentDefinition, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a paper's data with what may be left out left out, and the fewest rows; signed by hand."""
    least: dict[str, Any] = copy.deepcopy(dict(data))
    for signature in least.get("signatures", []):
        signature.update(at="", strokes=None)
    for one in definition.entries:
        before = copy.deepcopy(least)
        _cut_down(one, least)
        # a slot of the paper itself may ask for what the form leaves open
        if missing_slots(definition, least):
            least = before
    return least


def longest(definition: DocumentDefinition, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a paper's data with far more text than anybody should write, many rows and rare names."""
    most: dict[str, Any] = copy.deepcopy(dict(data))
    most["unit"]["name"] = LONG_UNIT
    most["officers"] = [{**most["officers"][0], "name": RARE_NAME, "credential": f"冀F0000000{n}"} for n in range(1, 5)]
    for one in definition.entries:
        value = most.get(one.name)
        if one.type in LISTS and value:
            rows = [value[place % len(value)] for place in range(max(MOST_ROWS, len(value)))]
            most[one.name] = [_long_row(one, row) for row in rows]
        elif one.type == PERSON and value:
            most[one.name] = {**value, "name": RARE_NAME, "post": LONG_UNIT}
        elif one.type in LONG_WORDS and value:
            most[one.name] = LONG_WORDS[one.type].rstrip("。")
    return most


def _cut_down(one: EntryField, data: dict[str, Any]) -> None:
    value = data.get(one.name)
    if not one.required:
        data["asked"][one.name] = False
        data[one.name] = [] if one.type in LISTS else {} if one.type == PERSON else ""
        if one.type == CHOICE:
            data["keys"][one.name] = ""
    elif one.type in LISTS and value:
        data[one.name] = value[: one.least] if one.type != ROWS or not one.rows else value
    elif one.type == TEXT and value:
        data[one.name] = "演练"


def _long_row(one: EntryField, row: Any) -> Any:
    if not isinstance(row, Mapping):
        return row
    longer = {cell.name: LONG_CELLS[cell.type] for cell in one.columns if cell.type in LONG_CELLS}
    return {**row, **longer}
