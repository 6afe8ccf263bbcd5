"""What stands below the text of each page: a line of words, and the signatures of a page of a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.document_slots import value_at
from app.domain.documents import Foot
from app.typesetting.blocks import Setting
from app.typesetting.breaking import natural_width, one_line
from app.typesetting.glyphs import TextStyle
from app.typesetting.grids import ink_in, strokes_of
from app.typesetting.layouts import HEIGHT, LEFT, MEASURE, MM, TOP
from app.typesetting.slabs import Mark, RuleMark, TextMark

FOOT = TextStyle("song", 10)
NAMES = TextStyle("song", 8)
FIRST_ROW, ROW = TOP + HEIGHT + 6 * MM, 5.5 * MM
INK_HIGH = 5 * MM
IN_A_ROW = 4
# What a name leaves for its signature: a longer one is set smaller, though never below its part of a narrow column.
INK_WIDE, NAME_PART = 34.0, 0.45
GAP_BESIDE = 6.0


def set_foot(foot: Foot, setting: Setting, number: int, pages: int) -> list[Mark]:
    """Return what stands at the foot of one page."""
    facts = {"page": number, "pages": pages}
    signed = bool(foot.signatures or foot.signers) and setting.holds(foot.sign_when, **facts)
    people = _people(foot, setting) if signed else []
    y = TOP + HEIGHT + (22 if setting.layout.official else 8) * MM
    below = FIRST_ROW + ROW * _rows(people) if people else y
    text = setting.fill(foot.text, **facts) if foot.text and setting.holds(foot.when, **facts) else ""
    marks: list[Mark] = [TextMark(LEFT, below, one_line(text, FOOT, MEASURE))] if text else []
    if people:
        return marks + _signed_by(people)
    return marks + (_signature_rules(foot.signatures, y) if signed and foot.signatures else [])


def _people(foot: Foot, setting: Setting) -> Sequence[Mapping[str, Any]]:
    found = value_at(setting.context, foot.signers) if foot.signers else ()
    return [one for one in found or () if not one.get("refused")]


def _rows(people: Sequence[Mapping[str, Any]]) -> int:
    return 1 if len(people) <= IN_A_ROW else 2


def _signed_by(people: Sequence[Mapping[str, Any]]) -> list[Mark]:
    """Return each name with the ink of that signature, or with a rule to sign on by hand."""
    across = -(-len(people) // _rows(people))
    share = MEASURE / across
    marks: list[Mark] = []
    for index, person in enumerate(people):
        left, base = LEFT + index % across * share, FIRST_ROW + index // across * ROW
        name = f"{person.get('name') or person.get('role') or ''}："
        line = one_line(name, NAMES, max(share - GAP_BESIDE - INK_WIDE, share * NAME_PART))
        marks.append(TextMark(left, base, line))
        room = (left + line.width + 2, left + share - GAP_BESIDE)
        marks += _signature(person, room, base)
    return marks


def _signature(person: Mapping[str, Any], room: tuple[float, float], base: float) -> list[Mark]:
    start, end = room
    strokes = strokes_of(person)
    if strokes:
        return list(ink_in(strokes, start, base - INK_HIGH + 2, max(end - start, 12.0), INK_HIGH))
    note = "（签于纸上）" if person.get("note") else ""
    if note and natural_width(note, NAMES) <= end - start:
        return [TextMark(start, base, one_line(note, NAMES, end - start + 1))]
    return [RuleMark(start, base + 2, end, base + 2, 0.5)] if end > start else []


def _signature_rules(labels: tuple[str, ...], y: float) -> list[Mark]:
    marks: list[Mark] = []
    share = MEASURE / len(labels)
    for index, label in enumerate(labels):
        left = LEFT + index * share
        line = one_line(label, FOOT, share)
        marks.append(TextMark(left, y, line))
        marks.append(RuleMark(left + line.width + 2, y + 2, left + share - 8, y + 2, 0.5))
    return marks
