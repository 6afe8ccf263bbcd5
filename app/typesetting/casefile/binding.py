"""The case file without its pictures: own sheets and archived papers in one PDF, numbered, with bookmarks.

Papers come in as they are: their pages keep their content streams and resources; the number of the page is a stream
of its own behind them. For each picture there is an empty object, which is written anew behind this file.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

from app.domain.casefiles import CaseFilePlan
from app.errors import DocumentFailed
from app.typesetting.archiving import ArchiveFile, Descriptor
from app.typesetting.casefile.arranging import Arranged
from app.typesetting.casefile.page_numbers import number_stamp
from app.typesetting.casefile.photo_pages import PhotoSheet
from app.typesetting.overlays import SAVE, stamp_over, void_stamp
from app.typesetting.painting import paint
from app.typesetting.streams import packed

COVER, INDEX, PHOTOS, REFERENCE = "案卷封面", "卷内目录", "证据照片", "卷内备考表"


@dataclass(frozen=True)
class Skeleton:
    """The file so far: ``pictures`` and ``metadata`` are the numbers of the objects still to be written.

    ``packet`` is the content of the metadata with an empty seal slot; ``size`` counts the objects; the others are
    object numbers of the trailer, and the file's permanent identity.
    """

    content: bytes
    pictures: tuple[int, ...]
    metadata: int
    packet: bytes
    size: int
    root: int
    info: int
    identity: bytes


def opened(paper: bytes, title: str) -> pikepdf.Pdf:
    """Return an archived paper, open.

    Raises:
        DocumentFailed: it is no PDF, or damaged.
    """
    try:
        return pikepdf.open(io.BytesIO(paper))
    except pikepdf.PdfError as error:
        advice = "请同步以重新取回该文书，再生成案卷。"
        raise DocumentFailed("document-unreadable", f"“{title}”的文件已损坏，案卷未生成。", advice) from error


def bound(plan: CaseFilePlan, sheets: Arranged, papers: Sequence[pikepdf.Pdf]) -> Skeleton:
    """Return the file without its pictures; the same plan and papers give the same bytes.

    Raises:
        DocumentFailed: it could not be put together.
    """
    own = ArchiveFile(Descriptor(plan.title, plan.author, plan.made_at))
    paint(sheets.own, own)
    try:
        with pikepdf.open(io.BytesIO(own.finished())) as file:
            _insert(file, papers, len(sheets.front))
            _number(file, plan, sheets)
            _hold_pictures(file, sheets)
            _mark(file, plan, sheets)
            packet = file.Root.Metadata.read_bytes()
            file.Root.Metadata = file.make_stream(b" ", Type=Name.Metadata, Subtype=Name.XML)
            out = io.BytesIO()
            file.save(
                out, min_version="1.7", deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
            )
        return _skeleton(out.getvalue(), packet, sheets)
    except pikepdf.PdfError as error:
        advice = "请重试；如仍失败，请联系管理员"
        raise DocumentFailed("document-archive", "案卷未能合成", advice) from error


def _insert(file: pikepdf.Pdf, papers: Sequence[pikepdf.Pdf], place: int) -> None:
    for paper in papers:
        for page in paper.pages:
            file.pages.insert(place, page)
            place += 1


def _number(file: pikepdf.Pdf, plan: CaseFilePlan, sheets: Arranged) -> None:
    """Stamp the numbered pages, those of void papers 作废 too, and let readers call all pages by the same names."""
    front, numbered = len(sheets.front), sheets.bound.numbered
    save, void = packed(file, SAVE), _void_pages(plan, sheets)
    for number in range(1, numbered + 1):
        page = file.pages[front + number - 1]
        if number in void:
            stamp_over(file, page, void_stamp(), save)
        stamp_over(file, page, number_stamp(number), save)
    labels = [0, Dictionary(S=Name.r)]
    if numbered:
        labels += [front, Dictionary(S=Name.D, St=1)]
    labels += [front + numbered, Dictionary(P=pikepdf.String(REFERENCE))]
    file.Root.PageLabels = Dictionary(Nums=Array(labels))


def _void_pages(plan: CaseFilePlan, sheets: Arranged) -> frozenset[int]:
    entries = zip(plan.papers, sheets.bound.entries, strict=False)  # photos have entries behind those of the papers
    return frozenset(page for one, entry in entries if one.void for page in range(entry.first, entry.last + 1))


def _hold_pictures(file: pikepdf.Pdf, sheets: Arranged) -> None:
    """Let the pages of photos draw their pictures, which are empty objects for now."""
    for place, sheet in _photo_places(sheets):
        page = file.pages[place].obj
        fonts, drawings = page.Resources.get("/Font", Dictionary()), dict(page.Resources.get("/XObject", {}).items())
        for one in sheet.pictures:
            drawings[f"/{one.name}"] = file.make_stream(b"", Type=Name.XObject, Subtype=Name.Image)
        page.Resources = Dictionary(Font=fonts, XObject=Dictionary(drawings))
        code = "\n".join(one.code for one in sheet.pictures).encode("ascii")
        content = list(page.Contents)
        page.Contents = Array([*content[:-1], packed(file, code), content[-1]])


def _photo_places(sheets: Arranged) -> list[tuple[int, PhotoSheet]]:
    first = len(sheets.front) + sheets.bound.numbered - len(sheets.photos)
    return list(enumerate(sheets.photos, first))


def _mark(file: pikepdf.Pdf, plan: CaseFilePlan, sheets: Arranged) -> None:
    covers = len(sheets.front) and 1
    with file.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(COVER, 0))
        outline.root.append(pikepdf.OutlineItem(INDEX, covers))
        photos = pikepdf.OutlineItem(PHOTOS, 0)
        for place, entry in enumerate(sheets.bound.entries):
            item = pikepdf.OutlineItem(entry.name, entry.sheet)
            if place < len(plan.papers):
                outline.root.append(item)
            elif photos.children:
                photos.children.append(item)
            else:
                photos = pikepdf.OutlineItem(PHOTOS, entry.sheet)
                photos.children.append(item)
                outline.root.append(photos)
        outline.root.append(pikepdf.OutlineItem(REFERENCE, sheets.bound.sheets - len(sheets.back)))


def _skeleton(content: bytes, packet: bytes, sheets: Arranged) -> Skeleton:
    with pikepdf.open(io.BytesIO(content)) as file:
        pictures = {
            one.photo: file.pages[place].Resources.XObject[f"/{one.name}"].objgen[0]
            for place, sheet in _photo_places(sheets)
            for one in sheet.pictures
        }
        trailer = file.trailer
        return Skeleton(
            content,
            tuple(pictures[photo] for photo in sorted(pictures)),
            file.Root.Metadata.objgen[0],
            packet,
            int(trailer.Size),
            file.Root.objgen[0],
            file.docinfo.objgen[0],
            bytes(trailer.ID[0]),
        )
