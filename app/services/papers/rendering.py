"""A paper as PDF: set from frozen words, signed by the device, kept; one file is preview, print and archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.domain.procedure.case import Case
from app.domain.procedure.hands import EVERYBODY
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import INK
from app.errors import Blocker, DocumentFailed
from app.sealing.canonical import digest_of
from app.sealing.paper import Sealed, sign_paper
from app.services.attaching import attached, keep
from app.services.desk import Desk, insist, only_looks
from app.services.papers.composing.setting import setting_of
from app.services.papers.drafting import paper
from app.services.papers.legality import legality_blockers
from app.services.papers.printable import set_paper
from app.services.pinning import definition_of
from app.services.session.trust import certificate_of
from app.typesetting.seal_slot import digest_with_slot_zeroed, embed_seal, read_seal

if TYPE_CHECKING:
    from app.typesetting.rendering import RenderedDocument



@dataclass(frozen=True, slots=True)
class Paper:
    """A rendered paper: PDF bytes, their SHA-256, pages and the text as set."""

    document: Document
    pdf: bytes
    sha256: str
    pages: int
    text: str


def preview(desk: Desk, inspection: str, document_id: str) -> RenderedDocument:
    """Return a paper as it would be set now, unsigned; before it is final with 草稿 on every page.

    A draft may leave mandatory slots blank: ``missing`` of the result tells them.

    Raises:
        DocumentFailed: a mandatory slot of a final paper is blank, or no font has a character.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    return set_paper(desk, case, document, draft=document.frozen_at is None)


def sheet_to_sign(desk: Desk, inspection: str, document_id: str) -> RenderedDocument:
    """Return a record or receipt to be printed, signed by hand and photographed: complete, without 草稿.

    Raises:
        Refused: the paper is not one that is signed on the spot, is sealed already, or has a legal defect.
        DocumentFailed: a mandatory slot is blank, or no font has a character.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    blockers: list[Blocker] = []
    if definition_of(desk, case, document.kind).lifecycle != "signed":
        blockers.append(Blocker("not-signed-by-hand", "这种文书不在现场签名，未定稿前只能打印草稿。", place="papers"))
    if document.frozen_at is not None:
        blockers.append(Blocker("paper-frozen", "文书已经封存，请打印正式文件。", place="papers"))
    insist("不能打印手签用纸。", blockers or legality_blockers(desk, case, document, red_only=True))
    return set_paper(desk, case, document, by_hand=True)


def render_paper(desk: Desk, inspection: str, document_id: str) -> Paper:
    """Return the signed PDF of a frozen paper, kept in the vault; rendering again gives the same bytes.

    A file that was kept before is the paper, whatever the registers say by now: another laptop, or this one with a new
    certificate, makes no second one. Only the approval form is made again when a countersignature came to it.

    Raises:
        DocumentFailed: the paper is not frozen, a mandatory slot is blank, or no font has a character.
    """
    case = desk.case(inspection)
    document = paper(case, document_id)
    if document.frozen_at is None:
        raise DocumentFailed("paper-draft", "文书尚未定稿，不能生成正式文件。", "请先完成审批、签名并定稿。")
    rendered = set_paper(desk, case, document)
    data = setting_of(case, document)
    pdf = _kept(desk, document, data) or _signed(desk, rendered.pdf, data, case, document)
    digest = keep(desk, pdf)
    changes = attached(desk, inspection, digest, f"{document.kind}.pdf")
    if document.pdf != digest:
        made = Document(document.id, document.kind, pdf=digest, fonts=dict(rendered.fonts))
        changes += changes_of(made, "pdf", "fonts")
    if changes and not only_looks(desk):  # an auditor reads what is set from the same frozen words
        desk.commit(changes, also=EVERYBODY)
    return Paper(paper(desk.case(inspection), document_id), pdf, digest, rendered.pages, rendered.text)


def _kept(desk: Desk, document: Document, data: dict[str, Any]) -> bytes | None:
    if not document.pdf or not desk.vault.has(document.pdf):
        return None
    kept: bytes = desk.vault.read(document.pdf)
    if not document.grows:
        return kept
    return kept if (read_seal(kept) or {}).get("data_sha256") == digest_of(data) else None


def _signed(desk: Desk, pdf: bytes, data: dict[str, Any], case: Case, document: Document) -> bytes:
    certificate = certificate_of(desk.store)
    if certificate is None:
        advice = "请同步一次以取得终端证书；独立运行的由管理员重新设置。"
        raise DocumentFailed("no-certificate", "本机没有终端证书，不能生成正式文件。", advice)
    drawn = sum(one.document == document.id and one.way == INK for one in case.signatures)
    sealed = Sealed(digest_of(data), digest_with_slot_zeroed(pdf), case.contents[document.id].digest, drawn)
    return embed_seal(pdf, sign_paper(sealed, desk.store.device_key, certificate))
