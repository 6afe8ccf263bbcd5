"""A paper as PDF: set from frozen words, signed by the device, kept; one file is preview, print and archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document
from app.errors import DocumentFailed
from app.sealing.canonical import digest_of
from app.sealing.paper import sign_paper
from app.services.attaching import attached, keep
from app.services.desk import Desk
from app.services.papers.composing.setting import setting_of
from app.services.papers.drafting import paper
from app.services.pinning import definition_of
from app.services.session.trust import certificate_of
from app.typesetting.rendering import RenderedDocument, render
from app.typesetting.seal_slot import digest_with_slot_zeroed, embed_seal


@dataclass(frozen=True, slots=True)
class Paper:
    """A rendered paper: PDF bytes, their SHA-256, pages and the text as set."""

    document: Document
    pdf: bytes
    sha256: str
    pages: int
    text: str


def preview(desk: Desk, inspection: str, document_id: str) -> RenderedDocument:
    """Return a paper as it would be set now, unsigned; drafts too.

    Raises:
        DocumentFailed: a mandatory slot is blank, or no font has a character.
    """
    case = desk.case(inspection)
    return _set(desk, case, paper(case, document_id))


def render_paper(desk: Desk, inspection: str, document_id: str) -> Paper:
    """Return the signed PDF of a frozen paper, kept in the vault; rendering again gives the same bytes.

    Raises:
        DocumentFailed: the paper is not frozen, a mandatory slot is blank, or no font has a character.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    if document.frozen_at is None:
        raise DocumentFailed("paper-draft", "文书尚未定稿，不能生成正式文件。", "请先完成审批、签名并定稿。")
    rendered = _set(desk, case, document)
    pdf = _signed(desk, rendered.pdf, setting_of(case, document))
    digest = keep(desk, pdf)
    changes = attached(desk, inspection, digest, f"{document.kind}.pdf")
    if document.pdf != digest:
        changes += changes_of(Document(document.id, document.kind, pdf=digest), "pdf")
    if changes:
        desk.commit(changes)
    return Paper(paper(desk.case(inspection), document_id), pdf, digest, rendered.pages, rendered.text)


def _set(desk: Desk, case: Case, document: Document) -> RenderedDocument:
    definition = definition_of(desk, case, document.kind)
    return render(definition, setting_of(case, document), training=desk.store.training)


def _signed(desk: Desk, pdf: bytes, data: dict[str, Any]) -> bytes:
    certificate = certificate_of(desk.store)
    if certificate is None:
        advice = "请同步一次以取得终端证书；独立运行的由管理员重新设置。"
        raise DocumentFailed("no-certificate", "本机没有终端证书，不能生成正式文件。", advice)
    seal = sign_paper(digest_of(data), digest_with_slot_zeroed(pdf), desk.store.device_key, certificate)
    return embed_seal(pdf, seal)
