"""Printing a final paper: each copy is logged before it is sent to the printer, or told to be printed elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from app.domain.problems import Problem
from app.domain.procedure.issuing import Printing
from app.services.desk import Desk
from app.services.papers.drafting import paper
from app.services.papers.life import Print, record_print, record_sheet_print
from app.services.papers.rendering import render_paper, sheet_to_sign
from app.services.pinning import definition_of


@dataclass(frozen=True)
class Printable:
    """A logged print: the file, the name of the copy ("" = all pages) and whether the file has several copies."""

    pdf: bytes
    copy: str
    several: bool
    printing: Printing


def log_print(
    desk: Desk, inspection: str, document: str, print_: Print
) -> tuple[Printable, Sequence[Problem]]:
    """Return the file of one copy to send to the printer, its print logged already.

    Raises:
        Refused: the paper is not frozen, the reprint has no reason, or the pre-stamped sheet may not be used.
        DocumentFailed: the file cannot be made; nothing is logged.
    """
    case = desk.case(inspection)
    several = len(definition_of(desk, case, paper(case, document).kind).copies) > 1
    made = render_paper(desk, inspection, document)
    printing = record_print(desk, inspection, document, print_)
    return Printable(made.pdf, printing.copy, several, printing), ()


def print_sheet_to_sign(desk: Desk, inspection: str, document: str, printer: str) -> bytes:
    """Return the sheet that somebody signs by hand, its print logged already.

    Raises:
        Refused: the paper is not signed on the spot, or sealed already.
        DocumentFailed: a mandatory slot is blank, or no font has a character.
    """
    pdf = sheet_to_sign(desk, inspection, document).pdf
    record_sheet_print(desk, inspection, document, printer)
    return pdf


def log_elsewhere(
    desk: Desk, inspection: str, document: str, print_: Print
) -> tuple[Printing, Sequence[Problem]]:
    """Return the log entry of a copy that was saved and printed on another machine; nothing is sent to a printer.

    Raises:
        Refused: the paper is not frozen, the reprint has no reason, or the pre-stamped sheet may not be used.
    """
    elsewhere = QCoreApplication.translate("paper_prints", "另存后在别处打印")
    return record_print(desk, inspection, document, replace(print_, printer=elsewhere)), ()
