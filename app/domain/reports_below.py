"""What the feeds of lower bureaus tell of reports that they sent: gathered by operation, nothing else is kept.

Basis: responsibility-list:3-2-5-p2 (row S150), responsibility-list:3-2-3 (row S132).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.operations import SET, VOID, Operation, root_of

REPORT_PAPER = "D13"
_SAID = frozenset({"audience", "to", "what", "taken", "help"})
_SENT = frozenset({"document", "to", "way", "at"})


@dataclass(frozen=True, slots=True)
class SentReport:
    """A report as its sender's case tells it. ``back`` is why it was taken back, "" while it stands.

    ``pdf`` is the digest of the paper's file, which lies at the centre among the sender's attachments.
    """

    sending: str
    audience: str
    to: str
    way: str
    at: datetime
    unit_name: str
    number: str
    what: str
    taken: str
    help: str
    back: str
    pdf: str = ""


def gather(kept: dict[str, dict[str, Any]], operations: Iterable[Operation]) -> None:
    """Add what operations tell to what was gathered before (JSON): ``papers``, ``sendings``, ``gone`` by id."""
    for one in operations:
        if one.kind not in (SET, VOID):
            continue
        if one.entity == "sending":
            _note(kept, "sendings", one, _SENT)
        elif one.entity == "document" and one.field == "kind" and one.value == REPORT_PAPER:
            kept.setdefault("papers", {}).setdefault(one.entity_id, {})
        elif one.entity == "document" and one.field == "pdf" and one.entity_id in kept.get("papers", {}):
            kept["papers"][one.entity_id]["pdf"] = str(one.value or "")
        elif one.entity in ("document", "entry", "content") and one.entity_id in kept.get("papers", {}):
            _note_paper(kept, one)
        elif one.entity == "inspection" and one.kind == VOID:
            kept.setdefault("gone", {})[one.entity_id] = _reason(one)


def sent_reports(kept: Mapping[str, Mapping[str, Any]]) -> tuple[SentReport, ...]:
    """Return the reports among what was gathered, in the order in which they were sent."""
    papers, gone = kept.get("papers", {}), kept.get("gone", {})
    found = []
    for sending, said in kept.get("sendings", {}).items():
        paper = papers.get(said.get("document"))
        if paper is None or "at" not in said:
            continue
        back = said.get(VOID) or paper.get(VOID) or gone.get(root_of(sending)) or ""
        words = {name: str(paper.get(name) or "").strip() for name in ("audience", "what", "taken", "help")}
        found.append(SentReport(
            sending=sending, to=f"{said.get('to') or ''} {paper.get('to') or ''}", way=str(said.get("way") or ""),
            at=datetime.fromisoformat(said["at"]), unit_name=str(paper.get("unit") or ""),
            number=str(paper.get("number") or ""), back=back, pdf=str(paper.get("pdf") or ""), **words,
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.at, one.sending)))


def _note(kept: dict[str, dict[str, Any]], sort: str, one: Operation, names: frozenset[str]) -> None:
    if one.kind == VOID:
        kept.setdefault(sort, {}).setdefault(one.entity_id, {})[VOID] = _reason(one)
    elif one.field in names:
        kept.setdefault(sort, {}).setdefault(one.entity_id, {})[one.field] = one.value


def _note_paper(kept: dict[str, dict[str, Any]], one: Operation) -> None:
    if one.entity == "content" and one.field == "data" and isinstance(one.value, Mapping):
        unit = one.value.get("unit")
        paper = kept["papers"][one.entity_id]
        paper["number"] = str(one.value.get("number") or "")
        paper["unit"] = str(unit.get("name") or "") if isinstance(unit, Mapping) else ""
    elif one.entity == "entry" or one.kind == VOID:
        _note(kept, "papers", one, _SAID)


def _reason(one: Operation) -> str:
    said = one.value.get("reason") if isinstance(one.value, Mapping) else ""
    return str(said or "") or "没有写明原因"
