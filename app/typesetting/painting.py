"""Finished pages are drawn on reportlab's canvas; nothing is measured or decided here.

The canvas gives the content of each page. Its fonts are stand-ins: what a page shows is numbered by the file's own
typecases, which put no more of a font into the file than was set, with the text of rare names right.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from app.typesetting.archiving import ArchiveFile
from app.typesetting.composing import Sheet
from app.typesetting.layouts import PAGE_HEIGHT, PAGE_WIDTH
from app.typesetting.lines import Line, Run
from app.typesetting.slabs import RuleMark, ShapeMark, TextMark
from app.typesetting.typecases import Typecase

Colour = tuple[float, float, float]
COLOURS: dict[str, Colour] = {"black": (0, 0, 0), "red": (0.85, 0, 0)}
NO_FONT = "typecase"


def paint(sheets: Sequence[Sheet], file: ArchiveFile) -> None:
    """Add the pages to a file: marks behind the text first, then rules, drawings and text."""
    fonts = _Fonts(file)
    canvas = Canvas(
        io.BytesIO(), (PAGE_WIDTH, PAGE_HEIGHT), pageCompression=0, invariant=1, initialFontName=fonts.initial
    )
    for sheet in sheets:
        for behind in sheet.behind:
            if isinstance(behind, ShapeMark):
                _draw_behind(canvas, behind, file)
        _draw_rules(canvas, [mark for mark in sheet.marks if isinstance(mark, RuleMark)])
        for mark in sheet.marks:
            if isinstance(mark, ShapeMark):
                _draw_shape(canvas, mark)
        _draw_texts(canvas, [mark for mark in sheet.marks if isinstance(mark, TextMark)], fonts)
        file.add_page(canvas.getCurrentPageContent().encode("ascii"))
        canvas.showPage()


class _Fonts:
    """The canvas's names for a file's typecases. One file is painted at a time (rendering.DOCUMENT_LOCK)."""

    def __init__(self, file: ArchiveFile) -> None:
        self._file = file
        self.initial = _stand_in(NO_FONT).fontName

    def name(self, face: Any) -> str:
        """Return the font's name on the canvas."""
        font = _stand_in(face.name)
        font.case = self._file.typecase(face)
        return font.fontName


class _CaseFont:
    """What the canvas asks of a font: its name on the page, and the bytes that show a text."""

    case: Typecase

    def __init__(self, name: str) -> None:
        self.fontName, self.encName = name, "Identity-H"
        self.face = SimpleNamespace(ascent=0, descent=0, name=name)  # the canvas knows fonts apart by their faces
        self._dynamicFont = self._multiByte = True
        self.shapable = False

    def splitString(self, text: str, _document: Any) -> list[tuple[int, bytes]]:  # noqa: N802 - reportlab's name
        return [(0, self.case.codes(text))]

    def getSubsetInternalName(self, _subset: int, _document: Any) -> str:  # noqa: N802 - reportlab's name
        return f"/{self.case.name}"

    def stringWidth(self, _text: str, _size: float, encoding: str = "") -> float:  # noqa: N802 - reportlab's name
        return 0.0  # every line says where it begins


@lru_cache(maxsize=64)
def _stand_in(name: str) -> _CaseFont:
    font = _CaseFont(name)
    pdfmetrics.registerFont(font)
    return font


def _draw_behind(canvas: Canvas, mark: ShapeMark, file: ArchiveFile) -> None:
    """Draw a mark that is an artifact: not part of the text, and once in the file for all pages."""
    code = f"{_path(mark.segments).getCode()}\nf"
    name = file.drawing(mark.segments, code, _bounds(mark.segments))
    canvas.addLiteral("/Artifact BMC")
    canvas.saveState()
    _place(canvas, mark)
    canvas.addLiteral(f"/{name} Do")
    canvas.restoreState()
    canvas.addLiteral("EMC")


def _draw_shape(canvas: Canvas, mark: ShapeMark) -> None:
    canvas.saveState()
    _place(canvas, mark)
    canvas.drawPath(_path(mark.segments), stroke=0, fill=1, fillMode=FILL_NON_ZERO)
    canvas.restoreState()


def _place(canvas: Canvas, shape: ShapeMark) -> None:
    """Move, turn and scale the plane to a drawing, and take its colour."""
    turn = math.radians(shape.angle)
    across, up = shape.scale, shape.scale if shape.upright else -shape.scale
    cosine, sine = math.cos(turn), math.sin(turn)
    canvas.transform(
        across * cosine, across * sine, -up * sine, up * cosine, shape.x, PAGE_HEIGHT - shape.y
    )  # fmt: skip
    canvas.setFillColorRGB(*_colour(shape.colour))


@lru_cache(maxsize=64)
def _path(segments: tuple[tuple[str | float, ...], ...]) -> PDFPathObject:
    path = PDFPathObject()
    acts = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "R": path.rect}
    for name, *points in segments:
        acts[str(name)](*points)
    return path


@lru_cache(maxsize=64)
def _bounds(segments: tuple[tuple[str | float, ...], ...]) -> tuple[float, float, float, float]:
    across = [float(value) for segment in segments for value in segment[1::2]]
    up = [float(value) for segment in segments for value in segment[2::2]]
    return (min(across), min(up), max(across), max(up))


def _draw_rules(canvas: Canvas, rules: Sequence[RuleMark]) -> None:
    """Draw the rules, each once, those of one kind in a row together."""
    kind: tuple[float, str] = (0.0, "")
    pending: list[tuple[float, float, float, float]] = []
    for rule in dict.fromkeys(rules):
        if (rule.width, rule.colour) != kind:
            canvas.lines(pending)
            pending, kind = [], (rule.width, rule.colour)
            canvas.setLineWidth(rule.width)
            canvas.setStrokeColorRGB(*_colour(rule.colour))
        pending.append((rule.x1, PAGE_HEIGHT - rule.y1, rule.x2, PAGE_HEIGHT - rule.y2))
    canvas.lines(pending)


def _draw_texts(canvas: Canvas, marks: Sequence[TextMark], fonts: _Fonts) -> None:
    """Set the lines, and say what stands in those that are set so unevenly that a reader may part them."""
    pen = _Pen(canvas, fonts)
    for mark in marks:
        for said, runs in _said(mark.line):
            if said:
                pen.literally(f"/Span <</ActualText <FEFF{said.encode('utf-16-be').hex().upper()}>>> BDC")
            for run in runs:
                pen.write(run, mark.x + run.x, PAGE_HEIGHT - mark.y)
            if said:
                pen.literally("EMC")
    canvas.drawText(pen.text)


class _Pen:
    """Sets runs into a text object of the canvas; font, colour and spacing are told where they change."""

    def __init__(self, canvas: Canvas, fonts: _Fonts) -> None:
        self.text = canvas.beginText()
        self.text.setFillColorRGB(*COLOURS["black"])
        self._fonts = fonts
        self._font, self._colour, self._spacing = ("", 0.0), "black", 0.0

    def write(self, run: Run, x: float, y: float) -> None:
        """Set a run from a place on."""
        font = (self._fonts.name(run.face), run.size)
        if font != self._font:
            self.text.setFont(*font)
        if run.colour != self._colour:
            self.text.setFillColorRGB(*_colour(run.colour))
        if run.spacing != self._spacing:
            self.text.setCharSpace(run.spacing)
        self._font, self._colour, self._spacing = font, run.colour, run.spacing
        self.text.setTextOrigin(x, y)
        self.text.textOut(run.text)

    def literally(self, code: str) -> None:
        """Put an operator between the runs."""
        self.text._code.append(code)  # the canvas offers this outside of texts only


def _said(line: Line) -> Iterator[tuple[str, Sequence[Run]]]:
    """Give the runs of a line with what they say as a whole, blank where a reader sees that by itself.

    Without it some readers (poppler) find spaces in lines that are set wide. Runs with characters beyond the first
    plane say nothing of themselves: others (pdfium) lose these when they are told.
    """
    if not line.uneven:
        yield "", line.runs
        return
    for rare, runs in groupby(line.runs, lambda run: max(run.text) > "\uffff"):
        together = list(runs)
        yield "" if rare else "".join(run.text for run in together), together


@lru_cache(maxsize=64)
def _colour(name: str) -> Colour:
    if name.startswith("#"):
        red, green, blue = (int(name[i : i + 2], 16) / 255 for i in (1, 3, 5))
        return (red, green, blue)
    return COLOURS[name]
