"""Pre-stamped sheets at this desk: issued on the leader's written approval, then used, spoiled or handed back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain import sheets
from app.domain.clock import CHINA
from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of, record_from, records_from
from app.domain.sheets import ISSUED, PLACE, USED, Sheet, sheet_id
from app.errors import Blocker
from app.services.desk import Desk, insist, missing

LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Batch:
    """Sheets received together: their first and last number, and the leader's written approval that allows their use.

    ``approver`` is an officer id, ``approval`` says which paper it is (its number, or where it is filed).
    """

    first: str
    last: str
    approver: str
    approved_on: date
    approval: str


def known(desk: Desk) -> tuple[Sheet, ...]:
    """Return every sheet in this store by its number, those of other devices included."""
    return tuple(records_from(Sheet, desk.store.read_all(Sheet.ENTITY)))


def sheet(desk: Desk, number: str) -> Sheet:
    """Return one sheet of the bureau.

    Raises:
        Refused: it is not in the register.
    """
    state = desk.store.read(Sheet.ENTITY, sheet_id(desk.bureau, number))
    if state is None:
        advice = "请核对纸上的编号；新领的纸先在“登记簿·预盖章纸”登记。"
        raise missing("sheet", f"登记簿中没有编号为“{number.strip()}”的预盖章纸。", advice)
    return record_from(Sheet, state)


def left_here(desk: Desk) -> tuple[Sheet, ...]:
    """Return the sheets that this device may still use."""
    return tuple(one for one in known(desk) if one.state == ISSUED and one.device == desk.store.device)


def issue(desk: Desk, batch: Batch) -> tuple[Sheet, ...]:
    """Return the sheets of a batch, issued to this device and the officer at it.

    Raises:
        Refused: the numbers are no run or known already, or the leader's written approval is not told.
    """
    taken = [one.number for one in known(desk)]
    problems = sheets.batch_problems(batch.first, batch.last, taken)
    blockers = [Blocker("sheet-batch", text, (), PLACE) for text in problems]
    insist("预盖章纸没有登记。", [*blockers, *_unapproved(desk, batch)])
    made = tuple(
        Sheet(
            sheet_id(desk.bureau, number), ISSUED, desk.store.device, desk.officer, desk.now(), batch.approver,
            batch.approved_on, batch.approval.strip(),
        )
        for number in sheets.batch_numbers(batch.first, batch.last)
    )  # fmt: skip
    desk.commit([change for one in made for change in changes_of(one)])
    return made


def _unapproved(desk: Desk, batch: Batch) -> list[Blocker]:
    approver = desk.officers().get(batch.approver)
    blockers = []
    if approver is None or LEADER not in approver.roles:
        blockers.append(Blocker("sheet-approver", "请选择批准使用预盖章纸的机关负责人。", (), PLACE))
    if not batch.approval.strip():
        text = "请写明书面批准的文号或存放处；没有机关负责人的书面批准，不得使用预盖章纸。"
        blockers.append(Blocker("sheet-written", text, (), PLACE))
    if batch.approved_on > desk.now().astimezone(CHINA).date():
        blockers.append(Blocker("sheet-approved-on", "批准日期不能晚于今天。", (), PLACE))
    return blockers


def using(desk: Desk, number: str, document: str, copy: str) -> list[Change]:
    """Return the changes that use a sheet up for a copy of a paper, for the transaction that records the print.

    Raises:
        Refused: it is not in the register, or may not be used for this.
    """
    held = sheet(desk, number)
    return _told(held, sheets.use(held, desk.store.device, document, copy, desk.now()))


def spoiling(desk: Desk, document: str, copy: str, reason: str) -> list[Change]:
    """Return the changes that void the sheets on which this copy was printed before; none where there are none."""
    before = [one for one in known(desk) if (one.state, one.document, one.copy) == (USED, document, copy)]
    return [change for one in before for change in _told(one, sheets.spoil(one, reason, desk.now()))]


def spoil(desk: Desk, number: str, reason: str) -> Sheet:
    """Return a sheet after it was voided with its reason.

    Raises:
        Refused: it was spoiled or returned before, or no reason was given.
    """
    held = sheet(desk, number)
    desk.commit(_told(held, sheets.spoil(held, reason, desk.now())))
    return sheet(desk, number)


def give_back(desk: Desk, numbers: Sequence[str]) -> tuple[Sheet, ...]:
    """Return sheets after they were handed back unused.

    Raises:
        Refused: one of them was used, spoiled or returned before; then none is.
    """
    changes = []
    for number in numbers:
        held = sheet(desk, number)
        changes += _told(held, sheets.give_back(held, desk.now()))
    if changes:
        desk.commit(changes)
    return tuple(sheet(desk, number) for number in numbers)


def _told(before: Sheet, after: Sheet) -> list[Change]:
    names = [name for name in ("state", "document", "copy", "reason", "ended_at")
             if getattr(before, name) != getattr(after, name)]  # fmt: skip
    return changes_of(after, *names) if names else []
