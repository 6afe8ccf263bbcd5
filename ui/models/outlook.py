"""可能的法律后果 as its card shows it: act by act, what may follow and what may not, each with law and reason."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.consequences import Line
from app.domain.law import LegalRegister
from app.domain.procedure.case import Case
from app.services.desk import Desk
from app.services.measures.consequences import Outlook, outlook_of


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("outlook", text)


@dataclass(frozen=True, slots=True)
class ConsequenceRow:
    """One consequence: ``title`` says what, ``told`` why not, what to mind and the law; ``open`` = it may follow."""

    title: str
    told: str
    open: bool


@dataclass(frozen=True, slots=True)
class ActRows:
    """One act with its consequences, open ones first."""

    title: str
    rows: tuple[ConsequenceRow, ...]


def outlook_rows(desk: Desk, case: Case) -> tuple[ActRows, ...]:
    """Return the acts that the findings may amount to."""
    return tuple(_act(desk.shelf.legal, one) for one in outlook_of(desk, case))


def _act(legal: LegalRegister, one: Outlook) -> ActRows:
    words = tr("{law}（问题 {codes}）")
    title = words.format(law=legal.cite(one.act), codes="、".join(one.findings))
    return ActRows(title, tuple(_row(legal, line) for line in (*one.open, *one.shut)))


def _row(legal: LegalRegister, line: Line) -> ConsequenceRow:
    title = tr("可以：{what}") if line.open else tr("不可以：{what}")
    if line.waiting:
        title = tr("目前不可以：{what}")
    basis = tr("依据：{basis}").format(basis=legal.cite_all(line.basis))
    told = "\n".join(part for part in (line.why, *line.notes, basis) if part)
    return ConsequenceRow(title.format(what=line.label), told, line.open)
