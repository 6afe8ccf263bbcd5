"""What stands outside the type area of a final paper: its code square and typed code, and the cut line of its copies.

The square keeps four modules of white around it and ends above the type area; the cut line runs where two copies laid
edge to edge meet, so that a stamp across it and the number on both belong together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.typesetting.artwork import Segments, code_squares
from app.typesetting.breaking import natural_width, one_line
from app.typesetting.composing import Sheet
from app.typesetting.glyphs import TextStyle
from app.typesetting.layouts import LEFT, MEASURE, MM, PAGE_HEIGHT, TOP
from app.typesetting.slabs import Mark, RuleMark, ShapeMark, TextMark

CODE_SIZE, CODE_TOP = 21 * MM, 13 * MM
SMALL = TextStyle("song", 8)
TYPED = TextStyle("song", 9)
LATER_CODE = TOP - 6 * MM
CUT = TextStyle("song", 9)
CUT_ABOVE, CUT_BELOW = 10.2 * MM, PAGE_HEIGHT - 10.2 * MM
DASH, SPACE = 2 * MM, 1.2 * MM
AROUND = 3 * MM


@dataclass(frozen=True)
class Margins:
    """What a copy carries: the content of its square, the typed code, the number on its cut lines (each blank: none).

    ``above`` and ``below`` say on which edges another copy meets this one.
    """

    code: str = ""
    typed: str = ""
    cut: str = ""
    above: bool = False
    below: bool = False


def with_margins(sheets: Sequence[Sheet], margins: Margins) -> list[Sheet]:
    """Return the pages of one copy with these marks: the square on the first page, the typed code on every page."""
    last = len(sheets) - 1
    done = []
    for number, sheet in enumerate(sheets):
        marks = _first_code(margins) if number == 0 else _later_code(margins.typed)
        if margins.cut and margins.above and number == 0:
            marks += _cut_line(margins.cut, CUT_ABOVE)
        if margins.cut and margins.below and number == last:
            marks += _cut_line(margins.cut, CUT_BELOW)
        done.append(replace(sheet, marks=(*sheet.marks, *marks)))
    return done


def _first_code(margins: Margins) -> list[Mark]:
    if not margins.code:
        return _later_code(margins.typed)
    marks: list[Mark] = [_square(code_squares(margins.code))]
    if margins.typed:
        right, foot = LEFT + MEASURE - CODE_SIZE - AROUND, CODE_TOP + CODE_SIZE
        marks.append(_line("文书核验：扫码，或输入验证码", SMALL, right, foot - 15))
        marks.append(_line(margins.typed, TYPED, right, foot - 2))
    return marks


def _later_code(typed: str) -> list[Mark]:
    return [_line(f"验证码 {typed}", SMALL, LEFT + MEASURE, LATER_CODE)] if typed else []


def _square(segments: Segments) -> ShapeMark:
    return ShapeMark(LEFT + MEASURE - CODE_SIZE, CODE_TOP, segments, CODE_SIZE)


def _line(text: str, style: TextStyle, right: float, y: float) -> TextMark:
    width = natural_width(text, style)
    return TextMark(right - width, y, one_line(text, style, width + 1))


def _cut_line(number: str, y: float) -> list[Mark]:
    text = f"骑缝　{number}"
    width = min(natural_width(text, CUT), MEASURE)
    left, right = LEFT + (MEASURE - width) / 2, LEFT + (MEASURE + width) / 2
    dashes = [*_dashes(LEFT, left - AROUND, y), *_dashes(right + AROUND, LEFT + MEASURE, y)]
    return [TextMark(left, y + 3.2, one_line(text, CUT, width + 1)), *dashes]


def _dashes(start: float, end: float, y: float) -> list[Mark]:
    """Return dashes from start to end, none where there is no room for two of them."""
    count = int((end - start + SPACE) / (DASH + SPACE))
    if count < 2:
        return []
    step = (end - start - DASH) / (count - 1)
    return [RuleMark(start + n * step, y, start + n * step + DASH, y, 0.4) for n in range(count)]
