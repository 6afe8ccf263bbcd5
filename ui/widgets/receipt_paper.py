"""A receipt on paper: names and words under a title, drawn by Qt. No paper of the law: those are typeset elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrinter

from ui import style
from ui.widgets.printing import pages_of_copy, print_pages

MARGIN_MM, DOTS_PER_INCH = 20.0, 300


def receipt_pdf(title: str, facts: Sequence[tuple[str, str]]) -> bytes:
    """Return a PDF of A4 pages with these facts; one without words is left out."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setResolution(DOTS_PER_INCH)
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter))
    document = QTextDocument()
    families = ", ".join(f"'{one}'" for one in style.FAMILIES)
    rows = "".join(
        f"<tr><td style='color:{style.QUIET}; padding:2px 24px 2px 0'>{escape(name)}</td>"
        f"<td style='padding:2px 0'>{escape(words)}</td></tr>"
        for name, words in facts
        if words
    )
    document.setHtml(
        f'<body style="font-family:{families}; font-size:10.5pt"><h2>{escape(title)}</h2><table>{rows}</table></body>'
    )
    document.print_(writer)
    buffer.close()
    return bytes(buffer.data().data())


def print_receipt(printer: QPrinter, pdf: bytes, title: str) -> int:
    """Return how many pages were printed; runs off the UI thread.

    Raises:
        PrintFailed: the printer took none.
    """
    return print_pages(printer, pdf, pages_of_copy(pdf, "", several=False), title)
