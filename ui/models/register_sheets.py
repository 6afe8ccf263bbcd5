"""The pre-stamped sheets as the register shows them: every number, what became of it, and what is left here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QCoreApplication

from app.domain.clock import CHINA
from app.domain.namesakes import told_apart
from app.domain.operations import root_of
from app.domain.procedure.case import Case
from app.domain.procedure.records import Officer
from app.domain.sheets import ISSUED, RETURNED, SPOILED, STATE_WORDS, USED, Sheet
from app.errors import InspectorError
from app.services.desk import Desk
from app.services.papers.sheets import LEADER, known
from ui.models.moments import day_words, moment_words
from ui.models.papers import title_of

tr = partial(QCoreApplication.translate, "Registers")


@dataclass(frozen=True)
class SheetRow:
    """One sheet: its state in words, what it was used for, and all that is known of it as (name, words)."""

    sheet: Sheet
    state: str
    use: str
    facts: tuple[tuple[str, str], ...]
    here: bool

    @property
    def open(self) -> bool:
        """Return whether it can still be used or handed back."""
        return self.here and self.sheet.state == ISSUED


@dataclass(frozen=True)
class SheetRegister:
    """All sheets by number, those of this laptop that are left, and the leaders who may approve."""

    rows: tuple[SheetRow, ...]
    left: tuple[str, ...]
    counts: str
    leaders: tuple[tuple[str, str], ...]
    today: date


def sheet_register(desk: Desk) -> SheetRegister:
    """Return the register as it stands."""
    officers = desk.officers()
    cases: dict[str, Case | None] = {}
    rows = tuple(_row(desk, one, officers, cases) for one in known(desk))
    left = tuple(one.sheet.number for one in rows if one.open)
    called = told_apart(list(officers.values()))
    leaders = tuple((one.id, called[one.id]) for one in officers.values() if LEADER in one.roles)
    return SheetRegister(rows, left, _counts(rows), leaders, desk.now().astimezone(CHINA).date())


def _counts(rows: tuple[SheetRow, ...]) -> str:
    told = [(STATE_WORDS[state], sum(one.sheet.state == state for one in rows))
            for state in (ISSUED, USED, SPOILED, RETURNED)]  # fmt: skip
    return "　".join(f"{words} {count}" for words, count in told if count)


def _row(desk: Desk, one: Sheet, officers: Mapping[str, Officer], cases: dict[str, Case | None]) -> SheetRow:
    def name(officer: str) -> str:
        return officers[officer].name if officer in officers else officer

    here = one.device == desk.store.device
    use = f"{_title(desk, one, cases)}　{one.copy}".strip() if one.document else ""
    ended = moment_words(one.ended_at) if one.ended_at else ""
    facts = (
        (tr("状态"), STATE_WORDS.get(one.state, one.state)),
        (tr("用于"), use),
        (tr("作废原因"), one.reason),
        (tr("办结时间"), ended),
        (tr("领用人"), name(one.holder) + ("" if here else tr("（另一台电脑）"))),
        (tr("领用时间"), moment_words(one.issued_at)),
        (tr("批准人"), name(one.approver)),
        (tr("批准日期"), day_words(one.approved_on)),
        (tr("书面批准"), one.approval),
    )
    return SheetRow(one, STATE_WORDS.get(one.state, one.state), use or one.reason, facts, here)


def _title(desk: Desk, one: Sheet, cases: dict[str, Case | None]) -> str:
    inspection = root_of(one.document)
    try:
        if inspection not in cases:
            cases[inspection] = desk.case(inspection)
        case = cases[inspection]
        return title_of(desk, case, one.document) if case is not None else ""
    except InspectorError:  # its inspection is not on this laptop
        cases.setdefault(inspection, None)
        return tr("另一次检查的文书")
