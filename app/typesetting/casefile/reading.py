"""What a finished case file says of itself: its title, its bookmarks and where its numbered pages begin and end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import pikepdf

from app.domain.casefiles import BoundFile, Entry
from app.errors import DocumentFailed
from app.typesetting.casefile.binding import COVER, INDEX, REFERENCE


def read_bound(stream: BinaryIO) -> tuple[str, BoundFile]:
    """Return the title of a case file and what is bound in it, read from the seekable stream of the file.

    Raises:
        DocumentFailed: it is no case file, or damaged.
    """
    try:
        with pikepdf.open(stream) as file:
            title, sheets = str(file.docinfo.get("/Title", "")), len(file.pages)
            labels = [int(one) for one in list(file.Root.PageLabels.Nums)[::2]]
            front, end = labels[1], labels[-1]
            with file.open_outline() as outline:
                places = [(one.title, _sheet(file, one)) for one in _items(outline.root)]
    except (pikepdf.PdfError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise DocumentFailed("document-unreadable", "案卷的文件读不出来。", "请重新生成案卷。") from error
    ends = [*(sheet for _, sheet in places[1:]), end]
    entries = tuple(
        Entry(name, "", "", sheet - front + 1, after - front, sheet)
        for (name, sheet), after in zip(places, ends, strict=True)
    )
    return title, BoundFile(sheets, end - front, entries)


def _items(items: list[pikepdf.OutlineItem]) -> Iterator[pikepdf.OutlineItem]:
    """Give the bookmarks of what is numbered: groups of photos instead of the bookmark above them."""
    for one in items:
        if one.children:
            yield from _items(one.children)
        elif one.title not in (COVER, INDEX, REFERENCE):
            yield one


def _sheet(file: pikepdf.Pdf, item: pikepdf.OutlineItem) -> int:
    destination = item.destination
    if not isinstance(destination, pikepdf.Array):
        raise ValueError(item.title)
    return file.pages.index(pikepdf.Page(destination[0]))
