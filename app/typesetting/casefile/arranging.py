"""The sheets of a case file in order, and on which page each paper and photo comes.

Cover, index and 备考表 carry no number; numbers run from the first paper to the last photo.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from app.domain.casefiles import BoundFile, CaseFilePlan, Entry, FiledFile
from app.domain.documents import DocumentDefinition
from app.errors import DocumentFailed
from app.typesetting.casefile.photo_pages import EACH, PhotoSheet, photo_sheets
from app.typesetting.composing import Sheet, compose
from app.typesetting.fonts import MissingGlyph
from app.typesetting.slabs import Mark

ROUNDS = 4


@dataclass(frozen=True)
class Arranged:
    """The sheets: ``front`` before the papers, ``annex`` and ``photos`` behind them, ``back`` at the end."""

    front: tuple[Sheet, ...]
    annex: tuple[Sheet, ...]
    photos: tuple[PhotoSheet, ...]
    back: tuple[Sheet, ...]
    bound: BoundFile

    @property
    def own(self) -> tuple[Sheet, ...]:
        """Return every sheet that is set here, in order; papers come behind ``front``."""
        return (*self.front, *self.annex, *(one.sheet for one in self.photos), *self.back)


def arranged(plan: CaseFilePlan, pages: Sequence[int]) -> Arranged:
    """Return the sheets of a case file whose papers have so many pages.

    Raises:
        DocumentFailed: no font has a character, or a template asks for what the plan does not have.
    """
    try:
        return _arranged(plan, pages)
    except MissingGlyph as error:
        raise no_glyph(error.character, plan) from error


def page_marks(plan: CaseFilePlan) -> tuple[Mark, ...]:
    """Return what stands behind every page: 草稿 or 演练, nothing of a file that is neither.

    Raises:
        DocumentFailed: no font has a character of the index.
    """
    try:
        return _set(plan, plan.definition.index, {**_data(plan, []), "entries": []})[0].behind
    except MissingGlyph as error:
        raise no_glyph(error.character, plan) from error


def no_glyph(character: str, plan: CaseFilePlan) -> DocumentFailed:
    """Return the error for a character that no font has, named by what it stands in."""
    holders: list[tuple[str, tuple[str, ...]]] = [
        ("案卷题名", (plan.title,)),
        *((f"{one.number}（照片）", (one.number, one.name, one.group, *one.facts.values())) for one in plan.photos),
        *((f"{one.number}（电子证据）", (one.number, one.name, one.proves)) for one in plan.files),
        *((one.title, (one.title, one.number, one.note)) for one in plan.papers),
    ]
    holder = next((name for name, texts in holders if any(character in text for text in texts)), "案卷")
    title = f"“{holder}”中的字符“{character}”（U+{ord(character):04X}）没有可用的字体，案卷未生成"
    return DocumentFailed("glyph-missing", title, "请改用其他写法")


def _arranged(plan: CaseFilePlan, pages: Sequence[int]) -> Arranged:
    form = plan.definition
    behind = page_marks(plan)
    before = sum(pages)
    plan = replace(plan, files=tuple(_files(plan, pages)))
    annex, first_photo = _annex(plan, before)
    photos = photo_sheets(plan.photos, form.captions, behind)
    numbered = before + len(annex) + len(photos)
    entries = _entries(plan, pages, len(annex), first_photo)
    data = _data(plan, _photo_rows(plan, first_photo), entries, numbered)
    cover, index = _set(plan, form.cover, data), _set(plan, form.index, data)
    front = (*cover, *index)
    entries = [_moved(one, len(front)) for one in entries]
    back = _set(plan, form.reference, data)
    bound = BoundFile(len(front) + numbered + len(back), numbered, tuple(entries))
    return Arranged(front, annex, tuple(photos), back, bound)


def _annex(plan: CaseFilePlan, before: int) -> tuple[tuple[Sheet, ...], int]:
    """Return the list of photos and files, and the number of the page on which the photos begin."""
    if not plan.photos and not plan.files:
        return (), before + 1
    first = before + 2
    for _ in range(ROUNDS):
        sheets = _set(plan, plan.definition.photos, _data(plan, _photo_rows(plan, first)))
        if before + len(sheets) + 1 == first:
            break
        first = before + len(sheets) + 1
    return sheets, first


def _set(plan: CaseFilePlan, definition: DocumentDefinition, data: dict[str, Any]) -> tuple[Sheet, ...]:
    return tuple(compose(definition, data, "", plan.training, plan.draft, numbered=False))


def _entries(plan: CaseFilePlan, pages: Sequence[int], annex: int, first_photo: int) -> list[Entry]:
    entries, page = [], 1
    for paper, count in zip(plan.papers, pages, strict=True):
        entries.append(Entry(paper.title, paper.number, paper.day, page, page + count - 1, page - 1, paper.note))
        page += count
    if annex:
        entries.append(Entry(plan.definition.photos.title, "", "", page, page + annex - 1, page - 1))
    photos = list(enumerate(plan.photos))
    for group, held in groupby(photos, key=lambda one: one[1].group):
        places = [place for place, _ in held]
        first, last = (first_photo + place // EACH for place in (places[0], places[-1]))
        title = f"证据照片：{group}（{len(places)}张）"
        lacking = sum(1 for place in places if plan.photos[place].lacking)
        entries.append(Entry(title, "", "", first, last, first - 1, f"{lacking}张未取回" if lacking else ""))
    return entries


def _files(plan: CaseFilePlan, pages: Sequence[int]) -> Iterator[FiledFile]:
    """Yield the files with the pages on which those bound are shown."""
    shown = {
        one.sha256: one.note or f"第{entry.pages}页"
        for one, entry in zip(plan.papers, _entries(plan, pages, 0, 0), strict=False) if one.sha256
    }  # fmt: skip
    for one in plan.files:
        yield replace(one, lacking=one.lacking or shown.get(one.sha256, ""))


def _moved(entry: Entry, sheets: int) -> Entry:
    return Entry(entry.title, entry.number, entry.day, entry.first, entry.last, entry.sheet + sheets, entry.note)


def _photo_rows(plan: CaseFilePlan, first: int) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number, "name": one.name, "proves": one.facts.get("proves", ""), "sha256": one.sha256,
            "page": str(first + place // EACH), "note": one.lacking,
        }
        for place, one in enumerate(plan.photos)
    ]  # fmt: skip


def _data(
    plan: CaseFilePlan, photos: list[dict[str, Any]], entries: Sequence[Entry] = (), numbered: int = 0
) -> dict[str, Any]:
    files = [
        {
            "number": one.number, "name": one.name, "proves": one.proves, "size": str(one.size), "sha256": one.sha256,
            "note": one.lacking,
        }
        for one in plan.files
    ]  # fmt: skip
    rows = [
        {"number": one.number, "title": one.title, "day": one.day, "pages": one.pages, "note": one.note}
        for one in entries
    ]
    told = {**plan.facts.get("file", {}), "title": plan.title, "pieces": len(rows), "pages": numbered}
    told["state"] = plan.definition.state
    more = {"file": told, "photos": photos, "files": files, "entries": rows, "lacks": list(plan.lacks)}
    return {**plan.facts, **more}
