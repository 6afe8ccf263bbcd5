"""Pages of photos: two to a page, the picture in a frame on the left, what is said of it on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.casefiles import Caption, FiledPhoto
from app.typesetting.breaking import break_text, one_line
from app.typesetting.casefile.placing import Placement, placed
from app.typesetting.composing import Sheet
from app.typesetting.glyphs import TextStyle
from app.typesetting.layouts import HEIGHT, LEFT, MEASURE, MM, TOP
from app.typesetting.lines import Line
from app.typesetting.slabs import Mark, RuleMark, TextMark, baseline
from app.typesetting.templates import fill

EACH = 2
GAP = 5 * MM
SLOT = (HEIGHT - GAP) / EACH
PICTURE = 102 * MM
INSET = 2 * MM
LABEL, VALUE = TextStyle("hei", 9), TextStyle("song", 10)
LABEL_PITCH, VALUE_PITCH, BETWEEN = 13.0, 14.0, 4.0
PAD = 6.0
RULE = 0.5
CUT = "……（全文见清单）"


@dataclass(frozen=True)
class PhotoSheet:
    """One page of photos: what is set on it, and where its pictures come."""

    sheet: Sheet
    pictures: tuple[Placement, ...]


def photo_sheets(
    photos: Sequence[FiledPhoto], captions: Sequence[Caption], behind: tuple[Mark, ...]
) -> list[PhotoSheet]:
    """Return the pages of all photos in order.

    Raises:
        DocumentFailed: a caption asks for what a photo does not say.
        MissingGlyph: a character no font has.
    """
    sheets = []
    for first in range(0, len(photos), EACH):
        marks: list[Mark] = []
        pictures: list[Placement] = []
        for at, photo in enumerate(photos[first : first + EACH]):
            top = TOP + at * (SLOT + GAP)
            marks += [*_frame(top), *_captions(photo, captions, top)]
            if photo.lacking:
                marks += _lacking(photo.lacking, top)
            else:
                box = (LEFT + INSET, top + INSET, PICTURE - 2 * INSET, SLOT - 2 * INSET)
                pictures.append(placed(first + at, photo.width, photo.height, box))
        sheets.append(PhotoSheet(Sheet(tuple(marks), behind), tuple(pictures)))
    return sheets


def _frame(top: float) -> list[Mark]:
    right, foot, middle = LEFT + MEASURE, top + SLOT, LEFT + PICTURE
    across = [RuleMark(LEFT, y, right, y, RULE) for y in (top, foot)]
    return [*across, *(RuleMark(x, top, x, foot, RULE) for x in (LEFT, middle, right))]


def _lacking(text: str, top: float) -> list[Mark]:
    line = one_line(text, TextStyle("hei", 14), PICTURE - 2 * PAD, "centre")
    return [TextMark(LEFT + PAD, top + SLOT / 2, line)]


def _captions(photo: FiledPhoto, captions: Sequence[Caption], top: float) -> list[Mark]:
    measure = MEASURE - PICTURE - 2 * PAD
    said = [(one.label, break_text(fill(one.text, photo.facts) or "—", VALUE, measure)) for one in captions]
    said = _shortened(said, measure)
    x, y = LEFT + PICTURE + PAD, top + PAD
    marks: list[Mark] = []
    for label, lines in said:
        marks.append(TextMark(x, y + baseline(LABEL_PITCH, LABEL.size), one_line(label, LABEL, measure)))
        y += LABEL_PITCH
        for line in lines:
            marks.append(TextMark(x, y + baseline(VALUE_PITCH, VALUE.size), line))
            y += VALUE_PITCH
        y += BETWEEN
    return marks


def _shortened(said: list[tuple[str, list[Line]]], measure: float) -> list[tuple[str, list[Line]]]:
    """Return what fits beside the picture: the longest text ends with a hint to the list, which has it whole."""
    room = SLOT - 2 * PAD - len(said) * (LABEL_PITCH + BETWEEN) + BETWEEN
    while sum(len(lines) for _, lines in said) * VALUE_PITCH > room:
        longest = max(range(len(said)), key=lambda at: len(said[at][1]))
        label, lines = said[longest]
        if len(lines) < 3:
            break
        over = max(1, -int((room - sum(len(one) for _, one in said) * VALUE_PITCH) // VALUE_PITCH))
        kept = lines[: max(1, len(lines) - over - 1)]
        said = [*said[:longest], (label, [*kept, one_line(CUT, VALUE, measure)]), *said[longest + 1 :]]
    return said
