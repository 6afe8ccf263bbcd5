"""What is said of a measure when it is recorded: its words, the findings it is about, and that it is said once."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.checklist.verdicts import LONGEST_TEXT
from app.domain.procedure.case import Case
from app.errors import Blocker

PLACE = "outcome"


def content_blockers(case: Case, findings: Sequence[str], text: str) -> list[Blocker]:
    """Return what is wrong with what was written of a measure, and with the findings it is about."""
    blockers = known_blockers(case, findings)
    if not text.strip() or len(text) > LONGEST_TEXT:
        blockers.append(Blocker("measure-text", f"请写明处理措施的内容，不超过 {LONGEST_TEXT} 字", (), f"{PLACE}/text"))
    return blockers


def twice_blockers(case: Case, kind: str, findings: Sequence[str], text: str) -> list[Blocker]:
    """Return that the very same measure was recorded before: a second press, or a repeated call."""
    same = [one for one in case.measures if one.kind == kind and set(one.findings) == set(findings)]
    if not any(one.text == text.strip() for one in same):
        return []
    told = "同样的处理措施已经登记过，不重复登记；内容不同的，请写明不同之处。"
    return [Blocker("measure-twice", told, (), f"{PLACE}/{same[-1].id}")]


def known_blockers(case: Case, findings: Sequence[str]) -> list[Blocker]:
    """Return which findings are missing, or that none was chosen."""
    known = {one.id for one in case.findings}
    if not findings:
        return [Blocker("no-finding", "请选择要处理的问题", (), PLACE)]
    return [Blocker("finding-missing", "没有这个问题，或者它已经作废", (), one) for one in findings if one not in known]
