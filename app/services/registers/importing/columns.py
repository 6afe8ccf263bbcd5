"""Which column is which field: guessed from the headings, and the words that stand for codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

UNITS, OFFICERS = "units", "officers"
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")


@dataclass(frozen=True)
class Field:
    """A field of a register: its heading in the template, other headings it is known by, whether it must be there."""

    name: str
    title: str
    others: tuple[str, ...] = ()
    needed: bool = False


FIELDS: Mapping[str, tuple[Field, ...]] = {
    UNITS: (
        Field("name", "单位名称", ("名称", "被检查单位", "单位", "机构名称", "企业名称", "单位全称"), True),
        Field("kind", "单位类别", ("类别", "单位类型", "类型", "单位性质", "性质")),
        Field(
            "district", "所在县（市、区）",
            ("县（市、区）", "县区", "所在县区", "区县", "所属区县", "行政区划", "地区", "区域", "所属地区", "所在地区",
             "所在区县", "所属县区", "属地", "层级", "级别"),
        ),
        Field("credit_code", "统一社会信用代码", ("信用代码", "社会信用代码", "机构代码", "代码", "组织机构代码")),
        Field("address", "地址", ("单位地址", "详细地址", "住所", "办公地址", "注册地址", "通讯地址")),
        Field("head", "负责人", ("法定代表人", "单位负责人", "主要负责人", "法人", "负责人姓名", "联系人")),
        Field("head_post", "负责人职务", ("职务",)),
        Field("phone", "电话", ("联系电话", "电话号码", "手机", "手机号", "联系方式", "办公电话")),
    ),
    OFFICERS: (
        Field("name", "姓名", ("人员姓名", "执法人员", "执法人员姓名", "名字"), True),
        Field("roles", "角色", ("系统角色", "权限", "岗位")),
        Field("office", "处室", ("科室", "部门", "所在处室", "所在科室", "单位")),
        Field("post", "职务", ("行政职务", "职级")),
        Field("phone", "电话", ("联系电话", "手机", "手机号", "电话号码", "联系方式")),
        Field(
            "credential", "执法证号", ("执法证件号", "执法证件号码", "执法证件编号", "证件编号", "证号", "执法证编号"),
            True,
        ),
        Field("valid_from", "有效期自", ("有效期起", "发证日期", "起始日期", "生效日期", "有效期开始")),
        Field("valid_until", "有效期至", ("有效期止", "截止日期", "到期日期", "有效期", "有效期截止", "失效日期")),
    ),
}  # fmt: skip


def plain(text: str) -> str:
    """Return a heading or word as it is compared: half-width, without blanks, brackets and marks."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in folded if one.isalnum())


def guess_columns(headings: Sequence[str], register: str) -> dict[str, int]:
    """Return the column of each field whose heading is known: its own title first, then the others in order."""
    found: dict[str, int] = {}
    whole, bare = [plain(one) for one in headings], [plain(_BRACKETS.sub("", one)) for one in headings]
    for texts in (whole, bare):
        for wanted in _wanted(register):
            for name, heading in wanted:
                if name not in found and heading in texts and texts.index(heading) not in found.values():
                    found[name] = texts.index(heading)
    return found


def knows_heading(text: str, register: str) -> bool:
    """Return whether a text is a heading of this register."""
    said = (plain(text), plain(_BRACKETS.sub("", text)))
    return any(heading in said for wanted in _wanted(register) for _, heading in wanted)


def _wanted(register: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    known = FIELDS[register]
    titles = [(one.name, plain(one.title)) for one in known]
    return titles, [(one.name, plain(other)) for one in known for other in one.others]


def code_of(text: str, words: Mapping[str, str], also: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the code that a word stands for: itself a code, its words, or words that it is the beginning of.

    ``also`` are other words, each with its code.
    """
    if text in words:
        return text
    wanted = plain(text)
    exact = [code for code, label in words.items() if plain(label) == wanted]
    exact += [code for word, code in also.items() if plain(word) == wanted]
    close = [code for code, label in words.items() if wanted and plain(label).startswith(wanted)]
    return exact[0] if exact else close[0] if len(close) == 1 else ""
