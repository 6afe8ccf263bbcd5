"""A block of numbers granted by mistake (a wrong start): taken back while none of it was used; the ledger says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain import numbers
from app.domain.fold import EntityState
from app.domain.numbers import Series, series_and_serial
from app.domain.procedure.issuing import Number
from app.domain.procedure.mapping import changes_of, records_from
from app.errors import Blocker
from app.services.desk import CENTRE_LINK, Desk, insist
from app.services.numbers.ledger import frozen, insist_administrator, known, series_of

_PLACE = "numbers"


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers of a series that were granted to this device in one act, ``first`` to ``last``, both included.

    ``untouched``: none of them was reserved, consumed or voided.
    """

    series: Series
    first: int
    last: int
    untouched: bool


def blocks(desk: Desk, year: int) -> Mapping[Series, tuple[Block, ...]]:
    """Return the blocks of this device in a year, by series, the lowest first; those taken back are left out."""
    held: dict[Series, list[tuple[int, str, Number]]] = {}
    states = {state.entity_id: state for state in desk.store.read_all(Number.ENTITY)}
    for one in records_from(Number, states.values()):
        series, serial = series_and_serial(one.id)
        if series.year == year and one.device == desk.store.device and one.state != numbers.WITHDRAWN:
            held.setdefault(series, []).append((serial, _granted_at(states[one.id]), one))
    return {series: _runs(series, sorted(of, key=lambda each: each[0])) for series, of in held.items()}


def take_back(desk: Desk, paper: str, year: int, block: tuple[int, int], reason: str) -> tuple[Number, ...]:
    """Return the numbers of a block (``first``, ``last``) after they were taken back; they may be granted again.

    Raises:
        Refused: not an administrator, a centre grants here, no reason, no such block, a number of it was reserved,
            consumed or voided, or numbers are frozen after a restore.
    """
    insist_administrator(desk)
    series = series_of(desk, paper, year)
    found = next((one for one in blocks(desk, year).get(series, ()) if (one.first, one.last) == block), None)
    insist("不能收回号段。", _blockers(desk, found))
    assert found is not None
    serials = range(found.first, found.last + 1)
    ids = {series.number_id(serial) for serial in serials}
    withdrawn = [numbers.withdraw(one, reason) for one in known(desk) if one.id in ids]
    desk.commit([change for one in withdrawn for change in changes_of(one, "state", "reason")])
    return tuple(withdrawn)


def _blockers(desk: Desk, found: Block | None) -> list[Blocker]:
    told = []
    if desk.store.settings.get(CENTRE_LINK) is not None:
        told.append(("centre-grants", "号段由中心库发放，请联系管理员在中心库办理"))
    if frozen(desk):
        told.append(("numbers-frozen", "数据恢复后文号暂停使用，请先核对恢复前用过的号"))
    if found is None:
        told.append(("no-block", "没有这样一段由本机领用的号"))
    elif not found.untouched:
        told.append(("block-touched", f"{found.first}—{found.last}号中已有预留、使用或作废的号，只能逐号注明原因作废"))
    return [Blocker(code, text, (), _PLACE) for code, text in told]


def _granted_at(state: EntityState) -> str:
    """Return the moment at which a number was granted, as the device's clock stamped all of that act."""
    live = state.fields["device"].current
    return "" if live is None else live.hlc.split("-", 1)[0]


def _runs(series: Series, held: list[tuple[int, str, Number]]) -> tuple[Block, ...]:
    runs: list[list[tuple[int, str, Number]]] = []
    for each in held:
        before = runs[-1][-1] if runs else None
        if before is not None and (before[0] + 1, before[1]) == each[:2]:
            runs[-1].append(each)
        else:
            runs.append([each])
    return tuple(
        Block(series, run[0][0], run[-1][0], all(one.state == numbers.LEASED for _, _, one in run)) for run in runs
    )
