"""The baseline of the notice: the same text as PDF by Qt's own QTextDocument and QPdfWriter."""

import os
from functools import cache
from html import escape
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QPageLayout, QPageSize, QPdfWriter, QTextDocument

FONT = Path(__file__).resolve().parents[2] / "resources" / "fonts" / "ArchivesFang.ttf"
POINTS = 16


@cache
def application() -> QGuiApplication:
    """Return the one application that fonts need."""
    return QGuiApplication.instance() or QGuiApplication([])


@cache
def family() -> str:
    """Return the family of the bundled font."""
    application()
    return QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(FONT)))[0]


def notice_as_pdf(paragraphs: list[str]) -> bytes:
    """Return the paragraphs as PDF on A4 with the margins of an official paper."""
    name = family()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(28, 37, 26, 35), QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    document.setDefaultFont(QFont(name, POINTS))
    document.setHtml("".join(f"<p align='justify'>{escape(one)}</p>" for one in paragraphs))
    document.print_(writer)
    del writer
    return bytes(buffer.data())
