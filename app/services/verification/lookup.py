"""Final papers of a store by the beginning of their words' digest: what a code names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import numbers
from app.domain.fold import EntityState
from app.domain.operations import SEAL_ENTITY, SEAL_FIELD, root_of
from app.domain.procedure.issuing import Number
from app.domain.procedure.mapping import record_from
from app.domain.procedure.outcomes import Content, Document
from app.errors import InspectorError
from app.sealing.canonical import digest_of
from app.services.desk import Desk
from app.services.pinning import definition_of


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """A final paper of this store. ``fault`` says in words what is wrong with it here, "" where nothing is."""

    document: str
    kind: str
    title: str
    number: str
    unit: str
    frozen_at: datetime | None
    digest: str
    fault: str = ""

    @property
    def inspection(self) -> str:
        """Return the inspection that it belongs to."""
        return root_of(self.document)


def papers_beginning(desk: Desk, digest_start: str) -> tuple[KnownPaper, ...]:
    """Return the final papers whose words' digest begins so; voided ones are told as such."""
    found = []
    for state in desk.store.read_all(SEAL_ENTITY):
        value = state.value(SEAL_FIELD)
        if isinstance(value, dict) and str(value.get("digest", "")).startswith(digest_start):
            found.append(_known(desk, state, str(value.get("document", "")), str(value["digest"])))
    return tuple(one for one in found if one is not None)


def paper_numbered(desk: Desk, kind: str, number: str) -> KnownPaper | None:
    """Return the final paper of this store that has this number, None where there is none."""
    for state in desk.store.read_all(Number.ENTITY):
        held = record_from(Number, state)
        if held.document and numbers.number_text(held) == number:
            content = desk.store.read(Content.ENTITY, held.document)
            document = desk.store.read(Document.ENTITY, held.document)
            if content is not None and document is not None and document.value("kind") == kind:
                return _described(desk, document, content, str(content.value("digest")), "")
    return None


def _known(desk: Desk, seal: EntityState, document_id: str, digest: str) -> KnownPaper | None:
    document, content = desk.store.read(Document.ENTITY, document_id), desk.store.read(Content.ENTITY, document_id)
    if document is None or content is None:
        return None
    fault = ""
    if seal.voided or document.voided:
        fault = "这份文书已经作废，不再有效。"
    elif content.value("digest") != digest or digest_of(content.value("data")) != digest:
        fault = "本机所存的文书内容与定稿时的摘要不符，存档可能被改动。"
    return _described(desk, document, content, digest, fault)


def _described(desk: Desk, document: EntityState, content: EntityState, digest: str, fault: str) -> KnownPaper:
    paper = record_from(Document, document)
    words = content.value("data")
    number = str(words.get("number") or "") if isinstance(words, dict) else ""
    title, unit = _title_and_unit(desk, paper)
    return KnownPaper(paper.id, paper.kind, title, number, unit, paper.frozen_at, digest, fault)


def _title_and_unit(desk: Desk, paper: Document) -> tuple[str, str]:
    try:
        case: Any = desk.case(root_of(paper.id))
        return definition_of(desk, case, paper.kind).title, case.unit.name
    except InspectorError:  # its inspection or its form is not here: the code is judged all the same
        return paper.kind, ""
