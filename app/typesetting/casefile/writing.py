"""A case file from its plan: papers and pictures are asked for one by one, bytes are handed on as they come."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial

from app.domain.casefiles import BoundFile, CaseFilePlan, FiledPaper
from app.errors import DocumentFailed
from app.typesetting.casefile.appending import Appending
from app.typesetting.casefile.arranging import arranged, no_glyph, page_marks
from app.typesetting.casefile.attached import Attached, attached, left_out
from app.typesetting.casefile.binding import bound, opened
from app.typesetting.casefile.pictures import jpeg_size
from app.typesetting.fonts import MissingGlyph
from app.typesetting.rendering import DOCUMENT_LOCK
from app.typesetting.slabs import Mark

Fetch = Callable[[int], bytes]
Write = Callable[[bytes], None]


@dataclass(frozen=True)
class Written:
    """All up to the seal's slot was written; ``sha256`` is the file's digest with the slot zeroed, ``end`` the rest."""

    bound: BoundFile
    sha256: str
    end: bytes


def write_case_file(plan: CaseFilePlan, paper: Fetch, picture: Fetch, write: Write) -> Written:
    """Write a case file up to the slot of its seal, which ``seal_slot.SLOT_BYTES`` bytes and ``end`` complete.

    ``paper`` gives the archived PDF of a paper, or the one handed in, ``picture`` the small JPEG of a photo that is not
    lacking, each asked for once and in order, papers that are left out not at all. Memory does not grow with the
    photos. The same plan and bytes give the same file.

    Raises:
        DocumentFailed: a paper or picture is damaged, or no font has a character.
    """
    with DOCUMENT_LOCK, ExitStack() as stack:
        behind, papers, notes = page_marks(plan), [], []
        for place, one in enumerate(plan.papers):
            held = _held(plan, one, behind, partial(paper, place))
            papers.append(stack.enter_context(held.pages))
            notes.append("，".join(note for note in (one.note, held.note) if note))
        noted = tuple(replace(one, note=note) for one, note in zip(plan.papers, notes, strict=True))
        plan = replace(plan, papers=noted)
        sheets = arranged(plan, [len(one.pages) for one in papers])
        skeleton = bound(plan, sheets, papers)
    file = Appending(skeleton, write)
    there = [(place, photo) for place, photo in enumerate(plan.photos) if not photo.lacking]
    for order, (place, photo) in enumerate(there):
        jpeg = picture(place)
        if jpeg_size(jpeg) != (photo.width, photo.height, photo.components):
            advice = "请重新生成案卷。"
            raise DocumentFailed("photo-changed", f"照片“{photo.name}”在生成过程中有变动。", advice)
        file.add_picture(order, photo, jpeg)
    digest, end = file.finish()
    return Written(sheets.bound, digest, end)


def _held(
    plan: CaseFilePlan, paper: FiledPaper, behind: tuple[Mark, ...], fetch: Callable[[], bytes]
) -> Attached:
    """Return a paper as it goes into the file: our own as archived, one handed in page by page."""
    if not paper.sha256 and not paper.left_out:
        return Attached(opened(fetch(), paper.title))
    try:
        if paper.left_out:
            return left_out(paper.left_out, paper, plan, behind)
        return attached(fetch(), paper, plan, behind)
    except MissingGlyph as error:
        raise no_glyph(error.character, plan) from error
