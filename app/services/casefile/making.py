"""Making a case file: complete it is signed and kept for every device; a preview is marked and goes again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.casefiles import BoundFile
from app.domain.procedure.hands import ARCHIVING, EVERYBODY
from app.domain.procedure.issuing import Printing
from app.domain.procedure.mapping import changes_of
from app.errors import Blocker, DocumentFailed, StorageFailed
from app.sealing.canonical import digest_of
from app.sealing.paper import Sealed, sign_paper
from app.services.attaching import attached
from app.services.casefile.freshness import FILE_NAME, latest_case_file, made_again, outdated
from app.services.casefile.gathering import Gathered, as_draft, filed_bytes, gathered
from app.services.casefile.keeping import period_for
from app.services.casefile.press import Cancelled, Order, Progress, pressed
from app.services.desk import Desk, insist, missing
from app.services.saving import save_stream
from app.services.session.trust import certificate_of
from app.storage.files import file_errors

CASE_COPY = "案卷"
PREVIEW = "_casefile_preview"


@dataclass(frozen=True)
class CaseFile:
    """A case file in the vault: its digest and size; ``lacks`` says in Chinese what a draft is still without."""

    sha256: str
    size: int
    title: str
    draft: bool
    bound: BoundFile
    lacks: tuple[str, ...] = ()


def case_file_blockers(desk: Desk, inspection: str) -> tuple[Blocker, ...]:
    """Return why the case file of an inspection is not complete yet; empty where it can be made."""
    return gathered(desk, desk.case(inspection), "", lambda done, total: None).blockers


def make_case_file(
    desk: Desk,
    inspection: str,
    *,
    draft: bool = False,
    retention: str = "",
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> CaseFile:
    """Return the case file of an inspection, now in the vault; memory stays constant with the number of photos.

    ``draft`` may be made at any time: it is marked 草稿, says what is lacking and is not signed; the next draft takes
    its place. ``retention`` is one of the form's periods, "" for that of the closing paper, else the usual one.
    ``progress(done, total)`` counts papers and photos. The same case gives the same file.

    Raises:
        Refused: papers are not final, not served, tasks are open, attachments are not here (never for a draft); the
            period is unknown, or not that of the final closing paper.
        DocumentFailed: a paper cannot be set, no certificate, or the process that binds was ended.
        StorageFailed: cancelled, or the disk is full; nothing is left behind.
    """
    retention = period_for(desk, desk.case(inspection), retention)
    if not draft:
        desk.insist_may_change([inspection], ARCHIVING)
    watch = _checking(progress, cancelled)
    found = gathered(desk, desk.case(inspection), retention, watch)
    if draft:
        found = as_draft(found)
        _drop_preview(desk)
    else:
        insist("案卷还不能生成。", found.blockers)
    order = Order(
        found.plan,
        lambda place: filed_bytes(desk, found, place, draft=draft),
        lambda place: bytes(desk.vault.derivative(found.pictures[place].sha256)),
        None if draft else _signer(desk, found),
        progress,
        cancelled,
    )
    blob, bound = pressed(order, desk.vault.take_in)
    if draft:
        desk.store.settings.set(PREVIEW, blob.sha256)
    else:
        desk.store.attachments.note(blob.sha256, blob.sm3, blob.size)
        changes = attached(desk, inspection, blob.sha256, FILE_NAME)
        if not changes and outdated(desk, desk.case(inspection)):
            changes = made_again(inspection, blob.sha256)
        if changes:
            desk.commit(changes, also=ARCHIVING)
    return CaseFile(blob.sha256, blob.size, found.plan.title, draft, bound, found.plan.lacks)


def kept_case_file(desk: Desk, inspection: str) -> CaseFile:
    """Return the complete case file that was made last.

    Raises:
        Refused: none was made, or its file is not here.
        DocumentFailed: it is damaged.
    """
    digest = latest_case_file(desk, inspection)
    if not digest:
        raise missing("case-file", "还没有生成案卷。", "请先生成案卷。")
    if not desk.vault.has(digest):
        advice = "请同步或者用 U 盘交换后再打开，或者在本机重新生成。"
        raise missing("case-file", "案卷的文件不在本机，还没有取回。", advice)
    from app.typesetting.casefile.reading import read_bound  # what opens PDFs: only who looks at one waits for it

    with desk.vault.open(digest) as stream:
        size = stream.seek(0, 2)
        stream.seek(0)
        title, bound = read_bound(stream)
    return CaseFile(digest, size, title, False, bound)


def opened(desk: Desk, made: CaseFile) -> BinaryIO:
    """Return a case file as a seekable stream; the caller closes it.

    Raises:
        StorageFailed: it is not here.
    """
    stream: BinaryIO = desk.vault.open(made.sha256)
    return stream


def save_copy(desk: Desk, made: CaseFile, target: Path) -> None:
    """Write a case file to where a person chose, whole or not at all.

    Raises:
        StorageFailed: the disk is full or the place cannot be written; nothing is left there.
    """
    with opened(desk, made) as source:
        save_stream(target, source, "案卷")


def record_case_print(desk: Desk, inspection: str, digest: str, printer: str) -> Printing:
    """Return the log entry of a printed case file, known by its digest; logged before it is sent to the printer."""
    printing = Printing(
        desk.part_id(inspection), f"{inspection}/{digest}", CASE_COPY, desk.now(), desk.officer, printer=printer
    )
    desk.commit(changes_of(printing), also=EVERYBODY)
    return printing


def _checking(progress: Progress, cancelled: Cancelled) -> Callable[[int, int], None]:
    def watch(done: int, total: int) -> None:
        if cancelled():
            raise StorageFailed("cancelled", "已取消。", "案卷没有生成，需要时请重新生成。")
        progress(0, total)

    return watch


def _signer(desk: Desk, found: Gathered) -> Callable[[str], dict[str, object]]:
    certificate = certificate_of(desk.store)
    if certificate is None:
        advice = "请同步一次以取得终端证书；独立运行的由管理员重新设置。"
        raise DocumentFailed("no-certificate", "本机没有终端证书，不能生成正式案卷。", advice)
    plan = found.plan
    content: dict[str, Any] = {
        "title": plan.title,
        "facts": plan.facts,
        "documents": list(found.documents),
        "evidence": [*(one.sha256 for one in plan.photos), *(one.sha256 for one in plan.files)],
    }
    data, drawn = digest_of(content), found.drawn
    return lambda digest: sign_paper(Sealed(data, digest, drawn=drawn), desk.store.device_key, certificate)


def _drop_preview(desk: Desk) -> None:
    """Take the last preview away, where nothing complete has the same content."""
    kept = desk.store.settings.get(PREVIEW)
    if isinstance(kept, str) and all(one.sha256 != kept for one in desk.store.attachments.all()):
        with file_errors("案卷预览"):
            desk.vault.path_of(kept).unlink(missing_ok=True)
    desk.store.settings.set(PREVIEW, None)
