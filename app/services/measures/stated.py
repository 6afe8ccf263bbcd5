"""What is said of a measure when it is recorded: its words, the findings it is about, and that it is said once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.checklist.verdicts import LONGEST_TEXT
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.guards_record import BEYOND
from app.errors import Blocker
from app.services.checking.sheet import Sheet, asks_beyond

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


def beyond_blockers(opened: Sheet, orders: Mapping[str, str]) -> list[Blocker]:
    """Return of which findings more is ordered (text by finding) than the facts that they state."""
    return [
        Blocker(
            "order-beyond-finding", f"{BEYOND.format(code=one.code)}，请删去，或者改选查明的情形", grounds.FACTS,
            f"{PLACE}/{one.id}",
        )
        for one in opened.case.findings
        if one.id in orders and asks_beyond(opened.question(one.question), opened.case.unit.name, one, orders[one.id])
    ]  # fmt: skip


def known_blockers(case: Case, findings: Sequence[str]) -> list[Blocker]:
    """Return which findings are missing, or that none was chosen."""
    known = {one.id for one in case.findings}
    if not findings:
        return [Blocker("no-finding", "请选择要处理的问题", (), PLACE)]
    return [Blocker("finding-missing", "没有这个问题，或者它已经作废", (), one) for one in findings if one not in known]
