"""What goes into a case file: papers in their order, photos with their captions, and what is still lacking."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.domain.casefiles import CaseFilePlan, FiledFile, FiledPaper
from app.domain.operations import root_of
from app.domain.procedure.case import Case
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.outcomes import Document, Evidence
from app.domain.procedure.rechecks import OPINION, rechecks
from app.domain.procedure.records import INK
from app.errors import Blocker, Refused
from app.services.casefile.completeness import case_blockers
from app.services.casefile.keeping import change_words
from app.services.casefile.picturing import PHOTO, Small, photos_of
from app.services.casefile.scans import Scan, filed_scan, scans_of
from app.services.desk import Desk
from app.services.papers.composing.listed import listed_evidence
from app.services.papers.composing.wording import day_of, head, number_words
from app.services.papers.rendering import preview, render_paper
from app.services.pinning import definition_of
from app.typesetting.templates import fill

LACKING = "附件未取回"
MOST_NAMED = 8
DRAFT, VOID, UNSIGNED = "草稿", "作废", "未取回"
NO_FILE = "作废时没有能够排印，没有保存文件"
LAST = 99

Fetch = Callable[[int], bytes]


@dataclass(frozen=True)
class Gathered:
    """A plan with the ids of its papers in order, its photos, and why it is no complete case file.

    ``documents`` are document ids, of a PDF that was handed in the evidence id; ``drawn`` counts the signatures on its
    papers that were drawn on a screen.
    """

    plan: CaseFilePlan
    documents: tuple[str, ...]
    pictures: tuple[Small, ...]
    blockers: tuple[Blocker, ...]
    drawn: int = 0


def gathered(desk: Desk, case: Case, retention: str, watch: Callable[[int, int], None]) -> Gathered:
    """Return everything that an inspection puts into its case file as it stands, with its sealed re-inspections.

    ``watch(done, total)`` is called after each photo.

    Raises:
        DocumentFailed: the form of the case file or of a paper cannot be used.
    """
    form = desk.shelf.casefile
    again = sealed_rechecks(desk, case)
    held = {one.id: (whole, one) for whole in (case, *again) for one in _papers(whole) if one.id in whole.contents}
    documents = [one for one in _ordered(case, again, form.order, form.receipt) if one.id in held]
    pictures = photos_of(desk, case, watch)
    files, scans = _files(desk, case), scans_of(case, documents)
    for number, whole in enumerate(again, 1):
        pictures += photos_of(desk, whole, watch, _again_words(number, again))
        files += _files(desk, whole, _again_words(number, again))
        scans += scans_of(whole, documents, _again_words(number, again))
    blockers = [*case_blockers(desk, case, form.required), *_absent(desk, documents, pictures, files)]
    facts = _facts(desk, case, again, documents, retention or form.retentions[0])
    filed = list(_filed(desk, held, documents, scans))
    plan = CaseFilePlan(
        definition=form,
        title=fill(form.title, facts).replace("\n", ""),
        author=str(facts["bureau"]["name"]),
        made_at=_made_at(desk, case),
        facts=facts,
        papers=tuple(paper for _, paper in filed),
        photos=tuple(one.photo for one in pictures),
        files=files,
        training=desk.store.training,
    )
    ids = tuple(one for one, _ in filed)
    drawn = sum(one.document in ids and one.way == INK for whole in (case, *again) for one in whole.signatures)
    return Gathered(plan, ids, pictures, tuple(blockers), drawn)


def attachments(desk: Desk, inspection: str) -> tuple[tuple[str, Evidence], ...]:
    """Return the files of a case and of its sealed re-inspections, each with the words under which papers cite it."""
    case = desk.case(inspection)
    again = sealed_rechecks(desk, case)
    found = _numbered(case)
    for number, whole in enumerate(again, 1):
        found += _numbered(whole, _again_words(number, again))
    return tuple(found)


def as_draft(found: Gathered) -> Gathered:
    """Return what is gathered as a draft that says what it lacks."""
    lacks = tuple(dict.fromkeys(one.text for one in found.blockers))
    return replace(found, plan=replace(found.plan, draft=True, lacks=lacks))


def sealed_rechecks(desk: Desk, case: Case) -> tuple[Case, ...]:
    """Return the re-inspections of a case whose record is sealed, in order; one not here yet is left out."""
    found = []
    for task in rechecks(case):
        with suppress(Refused):
            found.append(desk.case(task.subject))
    return tuple(one for one in found if record_is_sealed(one))


def paper_file(desk: Desk, document_id: str, *, draft: bool) -> bytes:
    """Return the PDF of a paper: the archived file, made where it was never made; in a draft as it would be set now.

    Raises:
        DocumentFailed: it cannot be set as it stands.
    """
    inspection = root_of(document_id)  # of the case or of one of its re-inspections
    document = next(one for one in _papers(desk.case(inspection)) if one.id == document_id)
    growing = document.grows and not draft  # a countersignature may have come since
    if document.frozen_at is not None and document.pdf and desk.vault.has(document.pdf) and not growing:
        return bytes(desk.vault.read(document.pdf))
    return preview(desk, inspection, document_id).pdf if draft else render_paper(desk, inspection, document_id).pdf


def filed_bytes(desk: Desk, found: Gathered, place: int, *, draft: bool) -> bytes:
    """Return the PDF at a place among the papers: ours, or the one that was handed in, as it was.

    Raises:
        DocumentFailed: a paper cannot be set as it stands.
    """
    handed_in = found.plan.papers[place].sha256
    return bytes(desk.vault.read(handed_in)) if handed_in else paper_file(desk, found.documents[place], draft=draft)


def _filed(
    desk: Desk, held: Mapping[str, tuple[Case, Document]], documents: Sequence[Document], scans: Sequence[Scan]
) -> Iterator[tuple[str, FiledPaper]]:
    """Yield the papers in order with their ids, each scan behind the paper it belongs to."""
    known = {one.id for one in documents}
    for one in documents:
        yield one.id, _paper(desk, *held[one.id])
        yield from ((scan.evidence.id, filed_scan(desk, scan)) for scan in scans if scan.after == one.id)
    yield from ((scan.evidence.id, filed_scan(desk, scan)) for scan in scans if scan.after not in known)


def _again_words(number: int, again: tuple[Case, ...]) -> str:
    return "复查" if len(again) == 1 else f"第{number}次复查"


def _ordered(case: Case, again: tuple[Case, ...], order: tuple[str, ...], receipt: str) -> list[Document]:
    """Return the papers in the order of the form, each followed by its receipts; other kinds behind.

    What a re-inspection made stands before the opinions on it.
    """
    places = {kind: place for place, kind in enumerate(order)}
    opinions = places.get(OPINION, len(order))
    papers = _in_order(case, places, receipt)
    later = (at for at, one in enumerate(papers) if one.kind != receipt and places.get(one.kind, LAST) >= opinions)
    first = next(later, len(papers))
    return [*papers[:first], *(one for whole in again for one in _in_order(whole, places, receipt)), *papers[first:]]


def _in_order(case: Case, places: Mapping[str, int], receipt: str) -> list[Document]:
    subjects = {one.id for one in case.documents}
    proofs = [one for one in case.documents if one.kind == receipt and one.subject in subjects]
    others = [one for one in _papers(case) if one not in proofs]
    others.sort(key=lambda one: (places.get(one.kind, LAST), one.id))
    return [two for one in others for two in (one, *(proof for proof in proofs if proof.subject == one.id))]


def _papers(case: Case) -> tuple[Document, ...]:
    """Return the papers that go into the file, those voided once they were final included."""
    return (*case.documents, *(one.document for one in case.voided_papers))


def _paper(desk: Desk, case: Case, one: Document) -> FiledPaper:
    day = day_of(one.frozen_at) if one.frozen_at is not None else ""
    note = DRAFT if one.frozen_at is None else VOID if one.voided else ""
    if one.pdf and not desk.vault.has(one.pdf):
        note = UNSIGNED
    title = definition_of(desk, case, one.kind).title
    subject = next((d for d in case.documents if one.subject and d.id == one.subject), None)
    if subject is not None:
        title = f"{title}（{definition_of(desk, case, subject.kind).title}）"
    left_out = NO_FILE if one.voided and not one.pdf else ""
    return FiledPaper(one.kind, title, number_words(desk, one.number), day, note, bool(one.voided), left_out=left_out)


def _files(desk: Desk, case: Case, prefix: str = "") -> tuple[FiledFile, ...]:
    return tuple(
        FiledFile(
            number, one.name, one.size, one.sha256, one.proves, "" if desk.vault.has(one.sha256) else LACKING
        )
        for number, one in _numbered(case, prefix)
        if one.kind != PHOTO
    )


def _numbered(case: Case, prefix: str = "") -> list[tuple[str, Evidence]]:
    numbers = {one.id: f"{prefix}证据{number}" for number, one in enumerate(listed_evidence(case), 1)}
    return [(numbers.get(one.id, f"{prefix}随卷"), one) for one in case.evidence]


def _absent(
    desk: Desk, documents: list[Document], pictures: tuple[Small, ...], files: tuple[FiledFile, ...]
) -> list[Blocker]:
    lacking = [one.photo.number for one in pictures if one.photo.lacking]
    lacking += [one.number for one in files if one.lacking]
    blockers = []
    if lacking:
        named = "、".join(lacking[:MOST_NAMED]) + ("等" if len(lacking) > MOST_NAMED else "")
        text = f"{named}共{len(lacking)}件附件未取回或已损坏，请同步或者用 U 盘交换后重试。"
        blockers.append(Blocker("attachment-missing", text, (), "sync"))
    if any(one.pdf and not desk.vault.has(one.pdf) for one in documents):
        blockers.append(Blocker("paper-missing", "有文书的正式文件未取回，请同步或者用 U 盘交换后重试。", (), "sync"))
    return blockers


def _facts(
    desk: Desk, case: Case, again: tuple[Case, ...], documents: list[Document], retention: str
) -> dict[str, Any]:
    facts = head(desk, case, Document("", "D38"), "")
    visits = [one for whole in (case, *again) for one in whole.visits]
    days = [day_of(one.arrived_at) for one in visits if not one.called_off]
    days += [day_of(one.left_at) for one in visits if one.left_at is not None]
    standing = [one for one in documents if one.number and one.kind != "D33" and not one.voided]
    numbers = [number_words(desk, one.number) for one in standing]
    closed = case.inspection.closed_at
    facts["file"] = {
        "starts": min(days, default=""), "ends": max(days, default=""), "closed": day_of(closed) if closed else "",
        "retention": retention, "changed": change_words(desk, case),
        "numbers": "、".join(one for one in numbers if one),
    }  # fmt: skip
    return facts


def _made_at(desk: Desk, case: Case) -> str:
    """Return the moment that dates the file: the closing, else the last act that it shows."""
    acts: list[datetime] = [one.frozen_at for one in case.documents if one.frozen_at is not None]
    acts += [*(one.at for one in case.services), *(one.at for one in case.signatures)]
    moment = case.inspection.closed_at or max(acts, default=desk.now())
    return f"{day_of(moment)}T00:00:00"


