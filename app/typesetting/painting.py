"""Finished pages are drawn into a PDF with reportlab's canvas; nothing is measured or decided here."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from app.typesetting.composing import Sheet
from app.typesetting.fonts import face
from app.typesetting.layouts import PAGE_HEIGHT, PAGE_WIDTH
from app.typesetting.slabs import Mark, RuleMark, ShapeMark, TextMark

COLOURS = {"black": (0.0, 0.0, 0.0), "red": (0.85, 0.0, 0.0)}
NONZERO = 1


def paint(sheets: Sequence[Sheet]) -> bytes:
    """Return the pages as a plain PDF, the same bytes for the same pages."""
    rl_config.useA85 = 0
    buffer = io.BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        pageCompression=1,
        invariant=1,
        initialFontName=face("ArchivesSong").name,
        lang="zh-CN",
    )
    for sheet in sheets:
        _behind(canvas, sheet.behind)
        _rules(canvas, [mark for mark in sheet.marks if isinstance(mark, RuleMark)])
        for shape in (mark for mark in sheet.marks if isinstance(mark, ShapeMark)):
            _shape(canvas, shape)
        _texts(canvas, [mark for mark in sheet.marks if isinstance(mark, TextMark)])
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _behind(canvas: Canvas, marks: Sequence[Mark]) -> None:
    for mark in marks:
        if isinstance(mark, ShapeMark):
            canvas._code.append("/Artifact BMC")
            _shape(canvas, mark)
            canvas._code.append("EMC")


def _rules(canvas: Canvas, rules: Sequence[RuleMark]) -> None:
    for rule in dict.fromkeys(rules):
        canvas.setLineWidth(rule.width)
        canvas.setStrokeColorRGB(*_colour(rule.colour))
        canvas.line(rule.x1, PAGE_HEIGHT - rule.y1, rule.x2, PAGE_HEIGHT - rule.y2)


def _shape(canvas: Canvas, shape: ShapeMark) -> None:
    canvas.saveState()
    canvas.translate(shape.x, PAGE_HEIGHT - shape.y)
    if shape.angle:
        turn = math.radians(shape.angle)
        canvas.transform(math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn), 0, 0)
    canvas.scale(shape.scale, shape.scale if shape.upright else -shape.scale)
    canvas.setFillColorRGB(*_colour(shape.colour))
    path = canvas.beginPath()
    _trace(path, shape.segments)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=NONZERO)
    canvas.restoreState()


def _trace(path: PDFPathObject, segments: Sequence[Sequence[str | float]]) -> None:
    draw = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "R": path.rect}
    for name, *points in segments:
        draw[str(name)](*points)


def _texts(canvas: Canvas, marks: Sequence[TextMark]) -> None:
    text = canvas.beginText()
    colour, spacing = "black", 0.0
    for mark in marks:
        for run in mark.line.runs:
            if run.colour != colour:
                text.setFillColorRGB(*_colour(run.colour))
                colour = run.colour
            if run.spacing != spacing:
                text.setCharSpace(run.spacing)
                spacing = run.spacing
            text.setTextOrigin(mark.x + run.x, PAGE_HEIGHT - mark.y)
            text.setFont(run.face.name, run.size)
            text.textOut(run.text)
    if colour != "black":
        text.setFillColorRGB(0, 0, 0)
    canvas.drawText(text)


def _colour(name: str) -> tuple[float, float, float]:
    if name.startswith("#"):
        red, green, blue = (int(name[i : i + 2], 16) / 255 for i in (1, 3, 5))
        return (red, green, blue)
    return COLOURS[name]
