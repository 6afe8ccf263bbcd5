"""What an administrator types at a centre, looked at before it is entered: it stands on papers and in every laptop."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.domain.characters import cleaned
from app.domain.problems import LONGEST_LINE, Problem, typing_faults
from app.domain.procedure.records import Officer
from app.errors import Blocker, Refused

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")


def insist_code(code: str) -> None:
    """Do nothing where a bureau may have this code.

    Raises:
        Refused: it is empty, or has other characters than codes have.
    """
    if _CODE.fullmatch(code) is None:
        text = "单位代码只能用数字、英文字母和“-”，最多 40 位，与 forms/bureaus 中的代码一致。"
        raise _refused([Problem("bureau", text)])


def insist_entered(typed: Mapping[str, str], optional: Mapping[str, str] | None = None) -> None:
    """Do nothing where all that was typed, by its Chinese name, is there and can be kept and printed.

    Raises:
        Refused: something is missing, too long, or has characters that nobody sees or no paper shows.
    """
    beside = optional or {}
    found = [Problem(name, f"请填写{name}。") for name, text in typed.items() if not text.strip()]
    everything = {**typed, **beside}
    for one in typing_faults(everything, LONGEST_LINE):
        found.append(Problem(one.field, f"{one.field}：{one.text}"))
    faulty = {one.field for one in found}
    for name, text in everything.items():
        if name not in faulty and (cleaned(text) != text or "\n" in text):
            found.append(Problem(name, f"{name}：含有看不见的字符或换行，请重新输入（不要从 PDF 中复制）。"))
    if found:
        raise _refused(found)


def insist_officer(officer: Officer) -> None:
    """Do nothing where an officer may be entered so.

    Raises:
        Refused: a name or credential is missing, or something cannot be kept and printed.
    """
    beside = {"处室": officer.office, "职务": officer.post, "电话": officer.phone, "人员编号": officer.id}
    insist_entered({"姓名": officer.name, "执法证件号": officer.credential}, beside)


def _refused(found: list[Problem]) -> Refused:
    return Refused("没有登记。", [Blocker("entry-wrong", one.text, (), one.field) for one in found])
