"""The ledger of document numbers: who holds each, what became of it, and that none is lost or given twice.

A number goes leased -> reserved (a measure was decided) -> consumed (the paper's words were frozen), or void with a
reason; reserved goes back to leased only where no print and no seal cites it. A block granted by mistake is withdrawn
with a reason while all of it is leased; its numbers may be leased again. The id is
``<bureau>:<kind>:<year>:<n>``, the printed form 保档执通〔2026〕12号 (six-sided brackets, no leading zero, as
GB/T 9704-2012 has it).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.domain.procedure.issuing import Number
from app.errors import Blocker, Refused

LEASED, RESERVED, CONSUMED, VOIDED, WITHDRAWN = "leased", "reserved", "consumed", "void", "withdrawn"
BY_USE = (WITHDRAWN, LEASED, RESERVED, CONSUMED, VOIDED)  # from what is with nobody to what is never used again
STATE_WORDS = {LEASED: "待用", RESERVED: "已预留", CONSUMED: "已使用", VOIDED: "已作废", WITHDRAWN: "已收回"}
LARGEST_SERIAL, LARGEST_LEASE = 99999, 500
FIRST_YEAR, LAST_YEAR = 2000, 2999

_ID = re.compile(r"(?P<bureau>[^:]+):(?P<kind>[^:]+):(?P<year>\d{4}):(?P<serial>[1-9]\d{0,4})")
_DUPLICATE_NUMBERS = ("penalty-law-2021:52",)


@dataclass(frozen=True, slots=True)
class Series:
    """One run of numbers: a bureau's papers of one kind (执通) in one year."""

    bureau: str
    kind: str
    year: int

    def number_id(self, serial: int) -> str:
        """Return the id of one number of this series."""
        return f"{self.bureau}:{self.kind}:{self.year}:{serial}"


@dataclass(frozen=True, slots=True)
class Lease:
    """A block of numbers for one device: ``first`` to ``last`` of a series, both included."""

    series: Series
    first: int
    last: int
    prefix: str
    device: str


@dataclass(frozen=True)
class YearAccount:
    """Every number of a series by what became of it. ``unknown`` are gaps below the highest one known here:
    blocks of other devices, or papers from before this ledger began. ``withdrawn`` were granted by mistake and are
    with nobody, by their reason.
    """

    series: Series
    leased: tuple[int, ...] = ()
    reserved: tuple[int, ...] = ()
    consumed: tuple[int, ...] = ()
    voided: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    unknown: tuple[int, ...] = ()
    withdrawn: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def highest(self) -> int:
        """Return the highest number that was given out and not withdrawn, 0 where there is none."""
        return max((*self.leased, *self.reserved, *self.consumed, *self.voided), default=0)


def series_and_serial(number_id: str) -> tuple[Series, int]:
    """Return what a number id names.

    Raises:
        ValueError: the text is no number id.
    """
    found = _ID.fullmatch(number_id)
    if found is None:
        raise ValueError(f"no number id: {number_id}")
    return Series(found["bureau"], found["kind"], int(found["year"])), int(found["serial"])


def number_text(number: Number) -> str:
    """Return the number as papers print it: 保档执通〔2026〕12号."""
    series, serial = series_and_serial(number.id)
    return f"{number.prefix}{series.kind}〔{series.year}〕{serial}号"


def lease_problems(lease: Lease, existing: Iterable[Number]) -> list[str]:
    """Return why a block cannot be leased (Chinese), naming the numbers that were given out before."""
    problems: list[str] = []
    words = {"机关代字": lease.prefix, "文号种类": lease.series.kind, "终端": lease.device}
    words["档案局"] = lease.series.bureau
    problems += [f"{name}未填写。" for name, value in words.items() if not value.strip()]
    if ":" in lease.series.kind or ":" in lease.series.bureau:
        problems.append("文号种类和档案局代码不能含有冒号。")
    if not FIRST_YEAR <= lease.series.year <= LAST_YEAR:
        problems.append(f"年份应在{FIRST_YEAR}至{LAST_YEAR}之间。")
    if not 1 <= lease.first <= lease.last <= LARGEST_SERIAL:
        problems.append(f"起号应不小于1，不大于止号；止号不超过{LARGEST_SERIAL}。")
    elif lease.last - lease.first >= LARGEST_LEASE:
        problems.append(f"一次最多领用{LARGEST_LEASE}个号。")
    return problems + _overlaps(lease, existing)


def _overlaps(lease: Lease, existing: Iterable[Number]) -> list[str]:
    held = (series_and_serial(one.id) for one in existing if one.state != WITHDRAWN)
    taken = sorted(serial for series, serial in held if series == lease.series and lease.first <= serial <= lease.last)
    if not taken:
        return []
    span = f"{taken[0]}号" if len(taken) == 1 else f"{taken[0]}号至{taken[-1]}号之间的{len(taken)}个号"
    return [f"{span}已经登记过，文号不能重复。请把起号改为{taken[-1] + 1}或更大的号。"]


def numbers_of(lease: Lease) -> tuple[Number, ...]:
    """Return the numbers of a block, all leased to its device."""
    serials = range(lease.first, lease.last + 1)
    return tuple(Number(lease.series.number_id(n), lease.device, LEASED, prefix=lease.prefix) for n in serials)


def next_free(numbers: Iterable[Number], series: Series, device: str) -> Number | None:
    """Return the lowest number of the series that this device may still use, None where the block is used up."""
    free = (one for one in _free(numbers, device) if series_and_serial(one.id)[0] == series)
    return min(free, key=lambda one: series_and_serial(one.id)[1], default=None)


def free_by_series(numbers: Iterable[Number], device: str) -> Counter[Series]:
    """Return how many numbers of each series this device may still use."""
    return Counter(series_and_serial(one.id)[0] for one in _free(numbers, device))


def _free(numbers: Iterable[Number], device: str) -> Iterator[Number]:
    return (one for one in numbers if one.state == LEASED and one.device == device)


def reserve(number: Number, measure: str, device: str) -> Number:
    """Return the number reserved for a measure.

    Raises:
        Refused: it is not free, or belongs to another device.
    """
    blockers = _in_state(number, LEASED)
    if number.device != device:
        blockers.append(_blocker("number-of-other-device", f"{number_text(number)}属于其他终端，本机不能使用"))
    _insist("不能预留文号。", blockers)
    return replace(number, state=RESERVED, measure=measure)


def consume(number: Number, document: str) -> Number:
    """Return the number used up by a paper whose words are frozen in the same transaction.

    Raises:
        Refused: it was not reserved.
    """
    _insist("不能使用文号。", _in_state(number, RESERVED))
    return replace(number, state=CONSUMED, document=document)


def void(number: Number, reason: str) -> Number:
    """Return the number voided; it stays in the account with its reason.

    Raises:
        Refused: it is void already, or no reason was given.
    """
    blockers = _in_state(number, LEASED, RESERVED, CONSUMED)
    if not reason.strip():
        blockers.append(_blocker("void-without-reason", "作废文号须写明原因"))
    _insist("不能作废文号。", blockers)
    return replace(number, state=VOIDED, reason=reason.strip())


def release(number: Number, cited_by: Iterable[str]) -> Number:
    """Return the number put back into the block. ``cited_by`` names the prints and seals that show it.

    Raises:
        Refused: it was not reserved, or something cites it: then only ``void`` is left.
    """
    blockers = _in_state(number, RESERVED)
    if tuple(cited_by):
        text = f"{number_text(number)}已经打印或已被封存的文书引用，只能注明原因作废"
        blockers.append(_blocker("number-cited", text))
    _insist("不能退回文号。", blockers)
    return replace(number, state=LEASED, measure="")


def withdraw(number: Number, reason: str) -> Number:
    """Return a number of a block that was granted by mistake; it may be leased again.

    Raises:
        Refused: it was reserved, consumed or voided, or no reason was given.
    """
    blockers = _in_state(number, LEASED)
    if not reason.strip():
        blockers.append(_blocker("withdraw-without-reason", "收回号段须写明原因"))
    _insist("不能收回文号。", blockers)
    return replace(number, state=WITHDRAWN, reason=reason.strip())


def account(numbers: Iterable[Number], series: Series) -> YearAccount:
    """Return the account of one series: each number known once, and the gaps below the highest."""
    by_state: dict[str, list[int]] = {LEASED: [], RESERVED: [], CONSUMED: []}
    reasons: dict[str, dict[int, str]] = {VOIDED: {}, WITHDRAWN: {}}
    known: set[int] = set()
    for one in numbers:
        own, serial = series_and_serial(one.id)
        if own != series:
            continue
        known.add(serial)
        if one.state in reasons:
            reasons[one.state][serial] = one.reason
        else:
            by_state[one.state].append(serial)
    highest = max(known.difference(reasons[WITHDRAWN]), default=0)
    gaps = tuple(n for n in range(1, highest) if n not in known)
    ordered = {state: tuple(sorted(serials)) for state, serials in by_state.items()}
    return YearAccount(series, ordered[LEASED], ordered[RESERVED], ordered[CONSUMED],
                       _sorted(reasons[VOIDED]), gaps, _sorted(reasons[WITHDRAWN]))


def _sorted(reasons: Mapping[int, str]) -> Mapping[int, str]:
    return MappingProxyType(dict(sorted(reasons.items())))


def _in_state(number: Number, *states: str) -> list[Blocker]:
    if number.state in states:
        return []
    state = STATE_WORDS.get(number.state, number.state)
    return [_blocker("number-state", f"{number_text(number)}{state}，不能再作此操作")]


def _blocker(code: str, text: str) -> Blocker:
    return Blocker(code, text, _DUPLICATE_NUMBERS, "numbers")


def _insist(title: str, blockers: list[Blocker]) -> None:
    if blockers:
        raise Refused(title, blockers, "请核对文号登记簿后重试。", "number-refused")
