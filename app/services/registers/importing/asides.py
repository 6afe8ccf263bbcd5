"""Rows of a table that are no entries: totals, and what is written under it (填表人, 说明). Left out, and told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

_TOTAL = re.compile(
    r"(?:本页|本表|以上|全部|全市|单位|人员)?(合计|小计|总计|共计|累计|总数):?(?:共?\d+[个家户人名条项]?(?:单位)?)?"
)
_REMARK = re.compile(
    r"((?:填表|制表|填报|审核|审批|复核|统计|经办|联系|负责)(?:单位|部门|人|人员|时间|日期)?"
    r"(?:\(?(?:签字|签名|盖章|签章)\)?)?"
    r"|填表说明|编制说明|说明|备注|注|注释|附注|日期|单位\(?盖章\)?|联系电话):.*"
)
_GOES_ON = re.compile(r"\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[).、.,].*|[*※●○].*")
MOST_NAMED = 10


def aside_of(texts: Sequence[str], *, after: bool) -> str:
    """Return what a row is where it is no entry (合计, 填表人 …), "" for an entry.

    ``after``: the row above is an aside, so that a numbered line by itself goes on with a remark.
    """
    filled = [_plain(one) for one in texts if one.strip()]
    for one in filled[:2]:  # a running number may stand before it
        total = _TOTAL.fullmatch(one)
        if total is not None:
            return total[1]
    remarks = [found for found in (_REMARK.fullmatch(one) for one in filled) if found is not None]
    if remarks and len(filled) <= 2 * len(remarks):  # what is asked and its answer may stand in two cells
        return remarks[0][1]
    return "说明" if after and len(filled) == 1 and _GOES_ON.fullmatch(filled[0]) else ""


def told_asides(asides: Mapping[int, str]) -> list[str]:
    """Return in Chinese which rows were left out, by row number; nothing where none was."""
    if not asides:
        return []
    rows: dict[str, list[int]] = {}
    for number, what in asides.items():
        rows.setdefault(what, []).append(number)
    parts = [f"{what}（第 {_numbers(numbers)} 行）" for what, numbers in rows.items()]
    return [f"跳过 {len(asides)} 行：{'、'.join(parts)}。"]


def _numbers(numbers: Sequence[int]) -> str:
    named = "、".join(str(one) for one in numbers[:MOST_NAMED])
    return named if len(numbers) <= MOST_NAMED else f"{named} 等 {len(numbers)}"


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
