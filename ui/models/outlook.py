"""可能的法律后果 as its card shows it: act by act, what may follow and what may not, each with law and reason."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.consequences import Line
from app.domain.law import LegalRegister
from app.domain.procedure.case import Case
from app.services.desk import Desk
from app.services.measures.consequences import Outlook, outlook_of
from ui.models.moments import day_words


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("outlook", text)


@dataclass(frozen=True, slots=True)
class ConsequenceRow:
    """One consequence: ``title`` says what, ``told`` why not, what to mind and the law; ``open`` = it may follow.

    ``review``: how the law is read there awaits a legal reviewer.
    """

    title: str
    told: str
    open: bool
    review: bool = False


@dataclass(frozen=True, slots=True)
class ActRows:
    """One act with its consequences, open ones first; ``time`` says when it was done and by which day's law."""

    title: str
    time: str
    rows: tuple[ConsequenceRow, ...]


def outlook_rows(desk: Desk, case: Case) -> tuple[ActRows, ...]:
    """Return the acts that the findings may amount to."""
    return tuple(_act(desk.legal, one) for one in outlook_of(desk, case))


def _act(legal: LegalRegister, one: Outlook) -> ActRows:
    words = tr("{law}（问题 {codes}）")
    title = words.format(law=legal.cite(one.act), codes="、".join(one.findings))
    return ActRows(title, _time(one), tuple(_row(legal, line) for line in (*one.open, *one.shut)))


def _time(one: Outlook) -> str:
    if not one.told:
        return tr("没有填写行为时间，按持续到今天计算；请在“核对问题”中填写。")
    began = day_words(one.began, tr("（开始时间未填）"))
    if one.goes_on:
        return tr("行为时间：{began} 至今，仍在持续，按今天的规定。").format(began=began)
    return tr("行为时间：{began} 至 {ended}，按行为终了时的规定。").format(began=began, ended=day_words(one.on_act))


def _row(legal: LegalRegister, line: Line) -> ConsequenceRow:
    title = tr("可以：{what}") if line.open else tr("不可以：{what}")
    if line.waiting:
        title = tr("目前不可以：{what}")
    basis = tr("依据：{basis}").format(basis=legal.cite_all(line.basis))
    review = tr("待法制审核：这样理解规定须经法制审核确认后才能使用。") if line.review else ""
    told = "\n".join(part for part in (review, line.why, *line.notes, basis) if part)
    return ConsequenceRow(title.format(what=line.label), told, line.open, line.review)
