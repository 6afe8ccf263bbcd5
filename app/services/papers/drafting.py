"""Draft a paper and freeze it: its words are composed from the case, then sealed together with its number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.operations import Change
from app.domain.procedure.case import Case
from app.domain.procedure.hands import hands_of_paper
from app.domain.procedure.mapping import changes_of, to_json
from app.domain.procedure.outcomes import Content, Document
from app.domain.seals import seal_change, tips_of
from app.errors import Blocker
from app.sealing.canonical import canonical, sha256, sm3
from app.services.desk import Desk, insist, missing
from app.services.papers.numbering import recorded

ONCE = frozenset({"D1", "D2", "D4", "D11"})
"""The papers of the visit, of which there is one draft at a time; of a notice one for each order."""

Composer = Callable[[Desk, Case, Document], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted paper: its state and its words."""

    document: Document
    content: Content


def draft(
    desk: Desk, inspection: str, document: Document, composer: Composer, also: Sequence[Change] = ()
) -> Draft:
    """Return the paper with words composed from the case as it stands, recorded as a draft.

    ``also`` is recorded in the same transaction: the number that a new paper reserves.

    Raises:
        Refused: the paper is frozen already, somebody signed these words, or another draft of it stands.
    """
    case = desk.case(inspection)
    insist("这份文书不能再改。", frozen_blockers(case, document))
    insist("没有再起草一份。", _drafted_already(case, document))
    drafted, changes = draft_changes(desk, case, document, composer)
    desk.commit([*also, *changes], also=hands_of_paper(document.kind))
    return drafted


def _drafted_already(case: Case, document: Document) -> list[Blocker]:
    """Return that a new paper of the visit is a second draft of one: of a notice, of the same order."""
    if document.kind not in ONCE or any(one.id == document.id for one in case.documents):
        return []
    same = [one for one in case.documents if one.kind == document.kind and one.measure == document.measure]
    standing = [one for one in same if one.frozen_at is None or one.measure]
    if not standing:
        return []
    return [Blocker("drafted-already", "这份文书已经起草，请打开原来的一份。", (), f"papers/{standing[-1].id}")]


def draft_changes(desk: Desk, case: Case, document: Document, composer: Composer) -> tuple[Draft, list[Change]]:
    """Return the drafted paper, composed from this case, and the changes that record it."""
    content = content_from(document, composer(desk, case, document), pinned_definition(case, document.kind))
    known = any(one.id == document.id for one in case.documents)
    return Draft(document, content), [*([] if known else recorded(document)), *changes_of(content)]


def content_from(document: Document, data: Mapping[str, Any], definition: str) -> Content:
    """Return the words with both digests over their canonical bytes."""
    words = to_json(data)
    content = canonical(words)
    assert isinstance(words, dict)
    return Content(document.id, words, sha256(content), sm3(content), definition)


def pinned_definition(case: Case, kind: str) -> str:
    """Return the digest of the form that this inspection pinned for a kind of paper, or "" where none is."""
    documents = case.inspection.pinned.get("documents", {})
    return str(documents.get(kind, ""))


def frozen_blockers(case: Case, document: Document) -> list[Blocker]:
    """Return why the words of a paper may no longer change."""
    blockers: list[Blocker] = []
    if document.frozen_at is not None:
        text = "文书内容已封存；如有错误，请另作补正。"
        blockers.append(Blocker("paper-frozen", text, ("litigation-evidence-rules-2002:60",)))
    if any(one.document == document.id for one in case.signatures):
        blockers.append(Blocker("paper-signed", "已有人在这份内容上签名；须先作废签名并说明原因。", place="signing"))
    return blockers


def paper(case: Case, document_id: str) -> Document:
    """Return one document of the case.

    Raises:
        Refused: it is not there.
    """
    found = next((one for one in case.documents if one.id == document_id), None)
    if found is None:
        raise missing("document", "没有这份文书。", "请返回文书列表重新选择。")
    return found


def words(case: Case, document_id: str) -> Content:
    """Return the words of one document.

    Raises:
        Refused: nothing was drafted yet.
    """
    content = case.contents.get(document_id)
    if content is None:
        raise missing("content", "这份文书尚未起草。", "请先起草文书。")
    return content


def seal_for(desk: Desk, inspection: str, covers: Sequence[tuple[str, str]], document: Document) -> Change:
    """Return the change that seals exactly these entities for a paper, naming the operations seen."""
    refused = {one.op_id for one in desk.store.refused(inspection)}
    heads = tips_of(desk.store.operations(inspection), covers, refused)
    content = words(desk.case(inspection), document.id)
    described: dict[str, Any] = {
        "purpose": document.kind,
        "document": document.id,
        "digest": content.digest,
        "sm3": content.sm3,
        "officer": desk.officer,
    }
    return seal_change(desk.part_id(inspection), covers, heads, described)
