"""The fact itself: a paper says which of the situations that a wording offers was found, and orders no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.domain.checklist.alternatives import undecided
from app.domain.entries import FINDINGS
from app.domain.procedure import grounds
from app.domain.procedure.guards_record import BEYOND, record_is_sealed
from app.domain.procedure.outcomes import Document
from app.domain.procedure.party_names import renamed_since
from app.domain.procedure.trap_looks import Look, Verdict
from app.errors import Blocker

UNDECIDED = (
    "{code}的问题用“或者”列出几种情形，没有写明查明的是哪一种；"
    "请选择查明的情形，或者修改表述，再重新起草本文书。"
)
BASIS = grounds.FACTS
NOTICE = "D11"
PARTY = ("archives-law-2020:45", "penalty-law-2021:59-p1-i1")


def facts_decided(look: Look) -> Verdict:
    """F1: no paper cites a finding that states facts as alternatives, whether or not the record exists already."""
    found = [
        Blocker("finding-undecided", UNDECIDED.format(code=one.code), BASIS, f"outcome/{one.id}")
        for one in look.case.findings
        if (wording := look.wordings.get(one.id)) and any(_leaves_open(look, paper, one.id, wording)
                                                          for paper in look.papers)
    ]  # fmt: skip
    more = _beyond(look)
    # what a sealed record ordered cannot be mended any more: a reason must do
    return Verdict(tuple(found), tuple(more)) if record_is_sealed(look.case) else Verdict((*found, *more))


def _beyond(look: Look) -> list[Blocker]:
    """Return of which findings a paper of an order orders more than they state."""
    named = {finding for paper in look.papers if paper.kind == NOTICE for finding in _named(look, paper)}
    return [
        Blocker("order-beyond-finding", f"{BEYOND.format(code=one.code)}。", BASIS, f"outcome/{one.id}")
        for one in look.case.findings if one.id in look.about.beyond and one.id in named
    ]  # fmt: skip


def _leaves_open(look: Look, paper: Document, finding: str, wording: str) -> bool:
    """Tell whether a paper names an undecided finding, or has its words in a text of its own."""
    named = _named(look, paper)
    text = next(one.text for one in look.case.findings if one.id == finding)
    if finding in named and undecided(wording, text):
        return True
    content = look.case.contents.get(paper.id)
    said = [look.case.entries.get(paper.id, {}), content.data if content is not None else {}]
    return any(undecided(wording, words) for words in _texts(said))


def _named(look: Look, paper: Document) -> set[str]:
    """Return the findings that a paper is about: those of its measure, and those chosen in its form."""
    carried = next((one for one in look.case.measures if one.id == paper.measure), None)
    chosen = [one.name for one in look.fields.get(paper.kind, ()) if one.type == FINDINGS]
    values = look.case.entries.get(paper.id, {})
    found = set(carried.findings) if carried is not None else set()
    for name in chosen:
        given = values.get(name)
        found |= set(map(str, given)) if isinstance(given, list | tuple) else set()
    return found


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def named_otherwise(look: Look) -> list[Blocker]:
    """Ask on what ground a paper names the unit otherwise than the record: it is one party, by one of its names."""
    renamed = renamed_since(look.case)
    drafts = [one for one in look.papers if one.is_served and one.frozen_at is None and one.id in look.case.contents]
    if renamed is None or not drafts:
        return []
    text = (
        f"现场检查笔录写的单位名称是“{renamed.recorded}”，登记簿现为“{renamed.now}”，本文书两个名称都写明。"
        "请核对：确已更名的，写明依据（如变更登记通知书、机构改革文件）；登记有误的，先在登记簿中改正。"
    )
    if renamed.other_code:
        text += "统一社会信用代码也已不同：不是同一单位的，不能对它作出；承继权利义务的，写明依据。"
    return [Blocker("unit-renamed", text, PARTY, f"papers/{one.id}") for one in drafts]
