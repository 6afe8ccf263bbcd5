"""The one way from a definition and frozen data to a finished paper."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.domain.document_slots import MissingSlot, missing_slots
from app.domain.documents import DocumentDefinition, TextBlock
from app.errors import DocumentFailed
from app.typesetting.archiving import ArchiveFile, Bookmark, Descriptor
from app.typesetting.composing import Sheet, compose
from app.typesetting.fields import place_of
from app.typesetting.fonts import MissingGlyph, font_digest, load_fonts
from app.typesetting.layouts import PAGE_HEIGHT
from app.typesetting.margins import Margins, with_margins
from app.typesetting.painting import paint
from app.typesetting.slabs import EntryMark, TextMark

# pdfium is not thread-safe, and papers share what is kept of fonts: one paper at a time in a process
DOCUMENT_LOCK = threading.RLock()


@dataclass(frozen=True)
class RenderedDocument:
    """A finished paper: PDF/A-2u bytes with an empty seal slot, page count, the text as set, and the fonts used.

    ``fonts`` are (name, SHA-256 of the font file), to be recorded with the paper; ``missing`` is what a draft still
    leaves blank.
    """

    pdf: bytes
    pages: int
    text: str
    fonts: tuple[tuple[str, str], ...]
    missing: tuple[MissingSlot, ...] = ()


def render(
    definition: DocumentDefinition,
    data: Mapping[str, Any],
    *,
    training: bool,
    draft: bool = False,
    copies: Sequence[str] = (),
    code: str = "",
    typed: str = "",
) -> RenderedDocument:
    """Return the paper set from frozen data: the same data give the same bytes.

    ``draft`` puts 草稿 behind every page and lets mandatory slots be blank. ``copies`` chooses among the definition's
    copies, blank for all; ``code`` is the content of the code square at the top right, ``typed`` a code for a person
    to type, each blank for none.
    ``data["made_on"]`` dates the file.

    Raises:
        DocumentFailed: a mandatory slot of a paper that is no draft is blank, a template lacks data, or no font has a
            character.
    """
    missing = missing_slots(definition, data)
    if not draft:
        _stop_where_blank(missing)
    with DOCUMENT_LOCK:
        file = ArchiveFile(_about(definition, data))
        sheets: list[Sheet] = []
        try:
            for copy in copies or definition.copies or ("",):
                margins = _margins(definition, data, copy, code, typed)
                composed = with_margins(compose(definition, data, copy, training, draft), margins)
                _mark_sections(file, definition.title, copy, len(sheets), composed)
                sheets += composed
        except MissingGlyph as error:
            raise _no_glyph(error.character, definition, data) from error
        paint(sheets, file)
        pdf = file.finished()
    return RenderedDocument(pdf, len(sheets), _text(sheets), _fonts(sheets), tuple(missing))


@cache
def get_ready() -> None:
    """Load the usual fonts and set a first line, so that no paper waits for what is loaded only once.

    Raises:
        DocumentFailed: a font is missing or damaged.
    """
    first = DocumentDefinition("", "", "", "internal", "form", (), (), (TextBlock("{{ text }}"),))
    with DOCUMENT_LOCK:
        load_fonts()
        render(first, {"text": "第一行"}, training=True, code="1")


def _mark_sections(file: ArchiveFile, title: str, copy: str, pages: int, sheets: Sequence[Sheet]) -> None:
    """Add a copy and its sections to the file's outline; ``pages`` stand before it."""
    file.add_bookmark(Bookmark(f"{title}（{copy}）" if copy else title, pages))
    for number, sheet in enumerate(sheets, pages):
        entries = [mark for mark in sheet.marks if isinstance(mark, EntryMark)]
        for entry in sorted(entries, key=lambda mark: mark.y):
            file.add_bookmark(Bookmark(entry.title, number, PAGE_HEIGHT - entry.y, level=1))


def _margins(definition: DocumentDefinition, data: Mapping[str, Any], copy: str, code: str, typed: str) -> Margins:
    names = definition.copies
    place = names.index(copy) if copy in names else 0
    cut = str(data.get("number") or "") if len(names) > 1 else ""
    return Margins(code, typed, cut, above=place > 0, below=place < len(names) - 1)


def _about(definition: DocumentDefinition, data: Mapping[str, Any]) -> Descriptor:
    number = str(data.get("number") or "")
    bureau = data.get("bureau")
    author = str(bureau.get("name", "")) if isinstance(bureau, Mapping) else ""
    made = str(data.get("made_on") or "2000-01-01")
    made_at = made if "T" in made else f"{made[:10]}T00:00:00"
    return Descriptor(f"{definition.title} {number}".strip(), author, made_at)


def _stop_where_blank(missing: Sequence[MissingSlot]) -> None:
    if missing:
        listed = "；".join(f"{slot.name}（在“{slot.place}”填写）" for slot in missing[:12])
        more = f"；等共{len(missing)}项" if len(missing) > 12 else ""
        raise DocumentFailed("document-slot-blank", "文书必填内容未填写，不能打印", f"请补填：{listed}{more}")


def _no_glyph(character: str, definition: DocumentDefinition, data: Mapping[str, Any]) -> DocumentFailed:
    field, words = place_of(character, definition, data)
    title = f"“{field}”中的字符“{character}”（U+{ord(character):04X}）没有可用的字体，文书未生成"
    shown = f"该字在“{words}”中。" if words else ""
    return DocumentFailed("glyph-missing", title, f"{shown}请改用其他写法")


def _text(sheets: Sequence[Sheet]) -> str:
    pages = ("\n".join(m.line.text for m in sheet.marks if isinstance(m, TextMark)) for sheet in sheets)
    return "\f".join(pages)


def _fonts(sheets: Sequence[Sheet]) -> tuple[tuple[str, str], ...]:
    lines = [mark.line for sheet in sheets for mark in sheet.marks if isinstance(mark, TextMark)]
    names = {run.face.name for line in lines for run in line.runs}
    return tuple((name, font_digest(name)) for name in sorted(names))
