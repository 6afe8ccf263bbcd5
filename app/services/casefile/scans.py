"""PDFs that were handed in or scanned and belong into the file page by page: the unit's reports, receipts, letters.

Other files stay what they are, electronic evidence that is listed with its digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.casefiles import FiledPaper
from app.domain.procedure.case import Case
from app.domain.procedure.guards_record import evidence_in_use
from app.domain.procedure.outcomes import Document, Evidence
from app.domain.procedure.records import POST
from app.domain.procedure.rectification import SORTS
from app.services.desk import Desk
from app.services.papers.composing.wording import day_of

PDF, PROOF = "application/pdf", "D33"
LARGEST = 100 * 1024 * 1024  # in bytes: it is held in memory while its pages are drawn
AWAY, TOO_LARGE = "附件的文件不在本机，还没有取回", "文件超过 100 MB"


@dataclass(frozen=True, slots=True)
class Scan:
    """One PDF: which evidence, how the index calls it, its day, and the paper that it follows ("" = behind all)."""

    evidence: Evidence
    title: str
    day: str
    after: str = ""


def scans_of(case: Case, documents: Sequence[Document], prefix: str = "") -> tuple[Scan, ...]:
    """Return the PDFs of a case that are bound, each once; ``prefix`` tells those of a re-inspection."""
    held = {one.id: one for one in case.evidence if one.media_type == PDF}
    found: dict[str, Scan] = {}
    for scan in (*_receipts(case, held), *_reports(case, held, documents), *_others(case, held, prefix)):
        found.setdefault(scan.evidence.id, scan)
    return tuple(found.values())


def filed_scan(desk: Desk, one: Scan) -> FiledPaper:
    """Return a scan as it goes into the file; one that is not here, or too large, says so."""
    size, sha256 = one.evidence.size, one.evidence.sha256
    left_out = AWAY if not desk.vault.has(sha256) else TOO_LARGE if size > LARGEST else ""
    return FiledPaper("", one.title, "", one.day, sha256=sha256, left_out=left_out)


def _receipts(case: Case, held: dict[str, Evidence]) -> Iterator[Scan]:
    for service in case.services:
        words = "邮寄送达的回执" if service.way == POST else "送达的凭证"
        for one in service.media:
            if one in held:
                yield Scan(held[one], f"{words}：{held[one].name}", day_of(held[one].captured_at), service.receipt)


def _reports(case: Case, held: dict[str, Evidence], documents: Sequence[Document]) -> Iterator[Scan]:
    """Yield what the unit sent about an order, behind the order and the proofs of its service."""
    for report in case.unit_reports:
        order = report.order
        about = [one.id for one in documents if one.id == order or (one.kind, one.subject) == (PROOF, order)]
        title = f"单位的{SORTS.get(report.sort, report.sort)}"
        for one in report.evidence:
            if one in held:
                name = held[one].name
                yield Scan(held[one], f"{title}：{name}", day_of(report.received_at), about[-1] if about else "")


def _others(case: Case, held: dict[str, Evidence], prefix: str) -> Iterator[Scan]:
    letters = {one.authorization for one in case.persons}
    for one in case.evidence:
        if one.id in held and one.id in evidence_in_use(case):
            words = "授权委托书" if one.id in letters else "审批、签名的扫描件"
            yield Scan(one, f"{prefix}{words}：{one.name}", day_of(one.captured_at))

