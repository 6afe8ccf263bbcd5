"""Entering what was looked over: all of it in one transaction, and taken back by one act."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from app.errors import Blocker, Refused
from app.services.desk import Desk
from app.services.registers.importing.columns import OFFICERS
from app.services.registers.importing.matching import match_rows
from app.services.registers.importing.reading import Heard, Table
from app.services.registers.importing.rows import CHANGED, FAULTY, NEW, Match, Wish
from app.services.registers.officers import insist_may_add


@dataclass(frozen=True)
class Imported:
    """What was entered: the transaction ("" where nothing had to be), and how many rows were new and changed."""

    txn: str
    new: int
    changed: int


def insist_may_import(desk: Desk, register: str) -> None:
    """Do nothing where who acts may enter this register.

    Raises:
        Refused: officers are entered by the administrator.
    """
    if register == OFFICERS:
        insist_may_add(desk)


def enter(
    desk: Desk, table: Table, wish: Wish, looked_over: tuple[Match, ...], heard: Heard, *, leave_faulty: bool = False
) -> Imported:
    """Return what was entered of the rows looked over, in one transaction: all of it or nothing.

    ``leave_faulty`` leaves rows at fault out; without it any fault keeps all from being entered.

    Raises:
        Refused: rows are at fault, the register changed since the preview, or who acts may not enter it.
        Stopped: ``heard`` raised it; nothing was entered.
    """
    insist_may_import(desk, wish.register)
    faulty = [one for one in looked_over if one.state == FAULTY]
    if faulty and not leave_faulty:
        blockers = [Blocker("row-faulty", f"第 {one.number} 行：{'；'.join(one.problems)}") for one in faulty[:20]]
        raise Refused(f"{len(faulty)} 行有错误，没有导入任何一行。", tuple(blockers), "请改正后重新选择文件。")
    now = match_rows(desk, table, wish, heard)
    if [_seen(one) for one in now] != [_seen(one) for one in looked_over]:
        blocker = Blocker("register-changed", "预览之后登记簿有变动。")
        raise Refused("没有导入。", (blocker,), "请重新核对预览后再导入。", "register-changed")
    changes: list[Change] = []
    for one in now:
        if one.record is not None and one.state in (NEW, CHANGED):
            changes += changes_of(one.record, *one.names)
    counted = Counter(one.state for one in now)
    if not changes:
        return Imported("", 0, 0)
    heard(len(now), len(now))
    return Imported(str(desk.commit(changes).txn), counted[NEW], counted[CHANGED])


def take_back(desk: Desk, imported: Imported) -> None:
    """Take an import back as a whole.

    Raises:
        Refused: something of it was changed since.
    """
    desk.insist_may_change()
    desk.store.undo(imported.txn, officer=desk.officer, now=desk.now())


def _seen(one: Match) -> tuple[int, str, tuple[tuple[str, str, str], ...]]:
    return one.number, one.state, one.changes
