"""Two sealed records of one inspection as their card shows them, and what was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.namesakes import name_of
from app.domain.procedure.case import Case
from app.domain.procedure.two_records import is_unfinished
from app.services.desk import Desk
from app.services.record.choosing import StandingRecord, chosen_elsewhere, may_choose, standing_records
from ui.models.moments import kept_moment_words, moment_words


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One of the sealed records: its seal, its paper, a title, and what it says of itself line by line."""

    seal: str
    document: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TwoRecords:
    """``records`` to choose from; ``mine``: the officer at the desk decides; ``chosen`` tells what was decided before.

    ``elsewhere`` tells why it is not decided on this laptop. ``unfinished``: the choice was made and the other record
    still lies there.
    """

    records: tuple[RecordLine, ...] = ()
    mine: bool = False
    chosen: str = ""
    unfinished: bool = False
    elsewhere: str = ""

    @property
    def deciding(self) -> bool:
        """Return whether the officer at the desk decides, here and now."""
        return bool(self.records) and self.mine and not self.elsewhere

    @property
    def open(self) -> bool:
        """Return whether something is still to be decided or finished."""
        return bool(self.records) or self.unfinished


def two_records(desk: Desk, case: Case) -> TwoRecords:
    """Return what is to be chosen, and what was."""
    found = standing_records(desk, case)
    lines = tuple(_line(number, one) for number, one in enumerate(found, 1))
    elsewhere = chosen_elsewhere(desk, case) if found else ""
    return TwoRecords(lines, may_choose(desk), _chosen(case), is_unfinished(case), elsewhere)


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("two_records", text)


def _line(number: int, one: StandingRecord) -> RecordLine:
    at = moment_words(one.at) if one.at is not None else ""
    signed = tr("签名 {n} 人，拒签 {m} 人").format(n=one.signed, m=one.refused)
    lines = [tr("{officer}于{at}封存").format(officer=one.officer, at=at), signed]
    if one.numbers:
        lines.append(tr("只依据这份笔录的文号：{numbers}").format(numbers="、".join(one.numbers)))
    if one.served:
        lines.append(tr("已经送达：{papers}").format(papers="、".join(one.served)))
    lines.append(tr("内容指纹 {digest}…").format(digest=one.digest[:16]))
    return RecordLine(one.seal, one.document, tr("第{n}份").format(n=number), tuple(lines))


def _chosen(case: Case) -> str:
    told = case.inspection.record_choice
    if not told.get("at"):
        return ""
    by = str(told.get("by"))
    name = name_of(case, by)
    words = tr("{name}于{at}选定了一份笔录，另一份及只依据它的文号已作废。理由：{reason}")
    return words.format(name=name, at=kept_moment_words(str(told["at"])), reason=told.get("reason"))
