"""The device's numbers: leased in blocks, reserved with a measure, consumed with a frozen paper, or voided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.domain import numbers
from app.domain.clock import CHINA
from app.domain.fold import EntityState
from app.domain.numbers import Lease, Series, YearAccount
from app.domain.operations import Change, root_of
from app.domain.procedure.case import Case
from app.domain.procedure.issuing import Number
from app.domain.procedure.mapping import changes_of, records_from
from app.errors import Blocker, Refused
from app.services.desk import CENTRE_LINK, Desk, insist, missing

ADMINISTRATOR = "administrator"
FROZEN = "numbers_frozen"  # set by a restore, cleared by the centre's hello
_PLACE = "numbers"
_GRANTED = ("device", "state", "prefix", "reason")  # of a number that is granted again


def series_of(desk: Desk, paper: str, year: int) -> Series:
    """Return the series of a kind of paper ("D11") of the desk's bureau.

    Raises:
        Refused: the bureau has no prefix, or no word for this kind of paper.
    """
    bureau = desk.issuing(desk.bureau)
    insist("不能编文号。", bureau.number_blockers(paper))
    return Series(bureau.code, bureau.number_kinds[paper], year)


def known(desk: Desk) -> tuple[Number, ...]:
    """Return every number in this store, those of other devices included."""
    return tuple(_held(desk.store.read_all(Number.ENTITY)))


def number(desk: Desk, number_id: str) -> Number:
    """Return one number.

    Raises:
        Refused: it is not in this store.
    """
    state = desk.store.read(Number.ENTITY, number_id)
    found = next(_held([] if state is None else [state]), None)
    if found is None:
        raise missing("number", "文号登记簿中没有这个文号。", "请同步后重试，或由管理员核对号段。")
    return found


def _held(states: Iterable[EntityState]) -> Iterator[Number]:
    """Give numbers, used as far as any laptop says: where two were granted the same one, neither takes it again.

    One of another laptop that arrived in part only is none yet.
    """
    for state in states:
        for one in records_from(Number, [state]):
            said = {str(live.value) for live in state.fields["state"].live}
            used = [each for each in numbers.BY_USE if each in said]
            yield replace(one, state=used[-1]) if len(used) > 1 else one


def number_text(desk: Desk, number_id: str) -> str:
    """Return a number as papers print it: 保档执通〔2026〕12号."""
    return numbers.number_text(number(desk, number_id))


def lease_locally(desk: Desk, papers: Sequence[str], year: int, first: int, last: int) -> tuple[Number, ...]:
    """Return the blocks that an administrator grants this device, one for each kind of paper ("D11").

    For a standalone or training bureau: where a centre exists, blocks come from it. ``first`` is above 1 for a year
    already begun.

    Raises:
        Refused: not an administrator, or a block is impossible or was given out before; then none is granted.
    """
    insist_administrator(desk)
    bureau, before = desk.issuing(desk.bureau), known(desk)
    leases = [Lease(series_of(desk, one, year), first, last, bureau.number_prefix, desk.store.device) for one in papers]
    problems = [text for lease in leases for text in numbers.lease_problems(lease, before)]
    insist("号段有误，未登记。", [Blocker("lease", text, (), _PLACE) for text in problems])
    return _record(desk, [one for lease in leases for one in numbers.numbers_of(lease)], before)


def insist_administrator(desk: Desk) -> None:
    """Do nothing where an administrator is at the desk.

    Raises:
        Refused: somebody else is.
    """
    acting = desk.officers().get(desk.officer)
    if acting is None or ADMINISTRATOR not in acting.roles:
        insist("不能发放号段。", [Blocker("not-administrator", "号段由管理员发放", (), _PLACE)])


def unfreeze(desk: Desk, used: Sequence[str], reason: str) -> None:
    """Let numbers be used again after a restore without a centre; ``used`` are those printed since the backup.

    The administrator looks at the papers: each used number is voided here with the reason, since the restored store
    does not know its paper.

    Raises:
        Refused: not an administrator, no reason, or a number that cannot be voided.
    """
    insist_administrator(desk)
    changes = [change for one in used for change in voiding(desk, one, reason)]
    if changes:
        desk.commit(changes)
    desk.store.settings.set(FROZEN, None)


def receive_lease(desk: Desk, lease: Lease) -> tuple[Number, ...]:
    """Return the numbers of a block from the centre that were new here; a repeated answer changes nothing."""
    block = numbers.numbers_of(lease)
    states = desk.store.read_all(Number.ENTITY, [one.id for one in block])
    before = {one.id: one for one in records_from(Number, states)}
    fresh = [one for one in block if one.id not in before or before[one.id].state == numbers.WITHDRAWN]
    return _record(desk, fresh, tuple(before.values()))


def _record(desk: Desk, fresh: Sequence[Number], before: Iterable[Number]) -> tuple[Number, ...]:
    """Record numbers as granted; those among ``before`` were taken back, with a reason that no longer holds."""
    if fresh:
        again = {one.id for one in before}
        desk.commit([
            change for one in fresh for change in (changes_of(one, *_GRANTED) if one.id in again else changes_of(one))
        ])
    return tuple(fresh)


def numbers_left(desk: Desk, paper: str, year: int) -> int:
    """Return how many numbers this device may still use for a kind of paper; 0 while the bureau has no prefix."""
    return numbers_left_of(desk, [(paper, year)])[paper, year]


def numbers_left_of(desk: Desk, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """Return ``numbers_left`` for each kind of paper and year, from one reading of all numbers."""
    bureau, free = desk.issuing(desk.bureau), numbers.free_by_series(known(desk), desk.store.device)
    return {
        (paper, year): 0 if bureau.number_blockers(paper) else free[series_of(desk, paper, year)]
        for paper, year in wanted
    }


def year_account(desk: Desk, paper: str, year: int) -> YearAccount:
    """Return what became of every number of a kind of paper in one year."""
    return numbers.account(known(desk), series_of(desk, paper, year))


def reserve(desk: Desk, paper: str, measure: str, year: int = 0) -> tuple[Number, list[Change]]:
    """Return the next number with the changes that reserve it, for the transaction that decides the measure.

    The number's year is that of the decision (now, in China), or the one named.

    Raises:
        Refused: no number is left, or numbers are frozen after a restore until the centre was reached.
    """
    year = year or desk.now().astimezone(CHINA).year
    series = series_of(desk, paper, year)
    if frozen(desk):
        text = "数据恢复后，本机文号暂停使用，以免与恢复前用过的文号重复"
        advice = "请先与中心库同步一次；独立运行的由管理员核对后解除。"
        raise _no_number(Blocker("numbers-frozen", text, (), _source(desk)), advice)
    free = numbers.next_free(known(desk), series, desk.store.device)
    if free is None:
        text = f"本机{year}年“{desk.issuing(desk.bureau).number_prefix}{series.kind}”文号已用完或尚未领用"
        advice = (
            "请联网同步以领用号段；没有中心库的，由管理员在“登记簿 · 文号”发放号段"
            "（与同事的电脑领用过同一号段的，交换以后没有用的号只归一台，另一台也须另发一段）。"
        )
        raise _no_number(Blocker("no-number-left", text, (), _source(desk, paper)), advice)
    taken = numbers.reserve(free, measure, desk.store.device)
    return taken, changes_of(taken, "state", "measure")


def frozen(desk: Desk) -> bool:
    """Return whether numbers are frozen: this store was restored and the centre has not been reached since."""
    return bool(desk.store.settings.get(FROZEN))


def consume(desk: Desk, number_id: str, document: str) -> list[Change]:
    """Return the changes that use a number up, for the transaction that freezes the paper's words.

    Raises:
        Refused: the number was not reserved.
    """
    return changes_of(numbers.consume(number(desk, number_id), document), "state", "document")


def voiding(desk: Desk, number_id: str, reason: str) -> list[Change]:
    """Return the changes that void a number with its reason.

    Raises:
        Refused: it is void already, or no reason was given.
    """
    return changes_of(numbers.void(number(desk, number_id), reason), "state", "reason")


def void(desk: Desk, number_id: str, reason: str) -> Number:
    """Return the number after it was voided; it stays in the account."""
    desk.commit(voiding(desk, number_id, reason))
    return number(desk, number_id)


def giving_up(desk: Desk, case: Case, number_id: str, reason: str) -> list[Change]:
    """Return the changes for a number whose measure is withdrawn: back to the block, or void where it is cited."""
    held = number(desk, number_id)
    if held.state != numbers.RESERVED or cited_by(case, held):
        return voiding(desk, number_id, reason)
    return changes_of(numbers.release(held, ()), "state", "measure")


def release(desk: Desk, number_id: str) -> Number:
    """Return the number after it went back into the block.

    Raises:
        Refused: it was not reserved, or a print or a seal cites it.
    """
    held = number(desk, number_id)
    cited = cited_by(desk.case(root_of(held.measure)), held) if held.measure else ()
    desk.commit(changes_of(numbers.release(held, cited), "state", "measure"))
    return number(desk, number_id)


def cited_by(case: Case, held: Number) -> tuple[str, ...]:
    """Return the ids of prints and seals that show a number: of its own paper, or of a record made since."""
    papers = {one.id for one in case.documents if one.number == held.id}
    decided = next((one.decided_at for one in case.measures if one.id == held.measure), None)
    records = {one.id for one in case.documents if one.kind == "D4"}
    prints = [
        one.id for one in case.printings
        if one.document in papers or (one.document in records and (decided is None or one.at >= decided))
    ]
    covered = {held.measure, *papers}
    seals = [seal for seal, value in case.seals.items() if _covers(value, covered)]
    return (*prints, *seals)


def _covers(value: object, ids: set[str]) -> bool:
    covers = value.get("covers") if isinstance(value, dict) else None
    return isinstance(covers, list) and any(isinstance(one, list) and len(one) == 2 and one[1] in ids for one in covers)


def _source(desk: Desk, paper: str = "") -> str:
    """Return the page where numbers come from: the centre hands them out, without one the administrator does."""
    if desk.store.settings.get(CENTRE_LINK) is not None:
        return "sync"
    return f"registers/numbers/{paper}" if paper else "registers/numbers"


def _no_number(blocker: Blocker, advice: str) -> Refused:
    return Refused("没有可用的文号。", (blocker,), advice, "no-number")
