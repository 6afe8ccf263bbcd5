"""Operations that came, read column by column: so they go from one process to another and into tables.

A new laptop reads a million. Whatever is odd about some of them is left to the usual way (``arriving``), one by one,
which finds them in order after all or tells what is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain as joined
from operator import itemgetter
from typing import Any, NamedTuple

from app.domain.operations import REMOVE, Operation, root_of
from app.sealing.arriving import Incoming, insist_signed, read_linked
from app.sealing.canonical import next_chain, parse, read_strictly, value_text

_ODD = (ValueError, LookupError, TypeError, AttributeError, RecursionError, StopIteration)
_PARTS = (
    "op_id", "device", "lseq", "txn", "kind", "entity", "entity_id", "field", "hlc", "officer", "value", "base", "v",
    "training",
)  # fmt: skip
_parts_of = itemgetter(*_PARTS)


class Run(NamedTuple):
    """Operations of a device that go upwards without a hole: the first and the last, by lseq and by place here."""

    device: str
    first: int
    first_place: int
    last: int
    last_place: int


class Sheet(NamedTuple):
    """Operations by columns, checked as far as they go by themselves. ``text`` is the value's one JSON text.

    ``runs`` is None where those of a device do not go upwards. ``ends`` = (device, txn, signed) of each transaction, or
    part of one, in order. ``alone`` are the places of those that set a field which no other here changes, None for all.
    ``roots`` are theirs, each once.
    """

    op_id: Sequence[str]
    device: Sequence[str]
    lseq: Sequence[int]
    txn: Sequence[str]
    kind: Sequence[str]
    entity: Sequence[str]
    entity_id: Sequence[str]
    field: Sequence[str]
    hlc: Sequence[str]
    officer: Sequence[str]
    text: Sequence[str]
    runs: Sequence[Run] | None
    ends: Sequence[tuple[str, str, bool]]
    alone: Sequence[int] | None
    roots: Sequence[str]
    raw: Sequence[str]
    chain: Sequence[str]
    signature: Sequence[bytes | None]

    def operation(self, place: int) -> Operation:
        """Return one of them."""
        return parse(self.raw[place], self.chain[place])

    def operations(self) -> list[Operation]:
        """Return all."""
        return [parse(raw, chain) for raw, chain in zip(self.raw, self.chain, strict=True)]

    def signed(self) -> Iterable[tuple[str, str, str, bytes | None]]:
        """Give (device, txn, chain, signature) of each."""
        return zip(self.device, self.txn, self.chain, self.signature, strict=True)


_RUNS = Sheet._fields.index("runs")
_NOTHING: tuple[Any, ...] = ((), (), ())


def read_sheet(
    incoming: Sequence[Incoming],
    keys: Mapping[str, bytes] | None = None,
    give_way: Callable[[], None] = lambda: None,
) -> Sheet:
    """Return operations whose links were checked, and their signatures where ``keys`` (of the devices) are given.

    ``give_way`` is called before each.

    Raises:
        IntegrityBroken: a text, a link or a signature does not fit.
    """
    return read_columns(list(zip(*incoming, strict=True)), keys, give_way)


def read_columns(
    came: Sequence[Sequence[Any]],
    keys: Mapping[str, bytes] | None = None,
    give_way: Callable[[], None] = lambda: None,
) -> Sheet:
    """Return what ``read_sheet`` does of the columns of what came (``Incoming``), which are none where nothing did.

    Raises:
        IntegrityBroken: a text, a link or a signature does not fit.
    """
    if not came:
        return sheet_of((), ())
    raws, chains, signatures = came
    try:
        columns = _columns(raws, give_way)
        runs: Sequence[Run] | None = _runs(columns[1], columns[2], raws, chains, give_way)
    except _ODD:
        columns, runs = _columns_of(read_linked([Incoming(*one) for one in zip(*came, strict=True)], give_way)), None
    made = _laid_out(columns, runs, signatures)._replace(raw=raws, chain=chains, signature=signatures)
    if keys is not None:
        insist_signed(made.signed(), keys, give_way)
    return made


def sheet_of(operations: Sequence[Operation], signatures: Sequence[bytes | None]) -> Sheet:
    """Return operations that were read already, in whatever order."""
    raws, chains = [one.raw for one in operations], [one.chain for one in operations]
    made = _laid_out(_columns_of(operations), None, signatures)
    return made._replace(raw=raws, chain=chains, signature=signatures)


def parts_read(sheet: Sheet) -> tuple[Any, ...]:
    """Return what was read from what came, in plain values: ``sheet_read`` puts the two together again.

    A column in which all say the same, as most do of one device's, is that one text.
    """
    runs = None if sheet.runs is None else [tuple(one) for one in sheet.runs]
    columns = [one[0] if one and len(set(one)) == 1 else one for one in sheet[:_RUNS]]
    return (*columns, runs, *sheet[_RUNS + 1 : -3])


def sheet_read(parts: Sequence[Any], came: Sequence[Sequence[Any]]) -> Sheet:
    """Return a sheet from what was read (``parts_read``) and the columns of what came (``Incoming``)."""
    runs = None if parts[_RUNS] is None else [Run._make(one) for one in parts[_RUNS]]
    count = len(came[0]) if came else 0
    columns = [[one] * count if isinstance(one, (str, int)) else one for one in parts[:_RUNS]]
    return Sheet._make((*columns, runs, *parts[_RUNS + 1 :], *(came or _NOTHING)))


def _columns_of(operations: Sequence[Operation]) -> list[Sequence[Any]]:
    return [[getattr(one, name) for one in operations] for name in _PARTS]


def _columns(raws: Sequence[str], give_way: Callable[[], None]) -> list[Sequence[Any]]:
    """Return the columns of what certainly could be kept and compared (``arriving.readable``); odd ones raise."""
    rows = []
    for raw in raws:
        give_way()
        if "\\u" in raw:
            raise ValueError
        rows.append(_parts_of(read_strictly(raw)))
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    op_id, device, lseq, txn, kind, entity, entity_id, field, hlc, officer, _, base, v, _ = columns
    identities = "".join(joined(op_id, entity_id))  # fails where one is no text, as below
    if "\0" in identities or set(map(type, joined(lseq, v))) != {int} or set(map(type, base)) != {list}:
        raise ValueError
    "".join(joined(device, txn, kind, entity, field, hlc, officer, *base))
    return columns


def _runs(
    devices: Sequence[str],
    lseqs: Sequence[int],
    raws: Sequence[str],
    chains: Sequence[str],
    give_way: Callable[[], None],
) -> list[Run]:
    """Return the runs of each device after every link within them was checked; odd ones raise."""
    last: dict[str, tuple[int, int]] = {}
    begun: dict[str, tuple[int, int]] = {}
    runs: list[Run] = []
    for place, (device, lseq, raw) in enumerate(zip(devices, lseqs, raws, strict=True)):
        give_way()
        before, at = last.get(device, (0, 0))
        if lseq <= before:
            raise ValueError
        if lseq == before + 1:
            linked = next_chain(chains[at] if before else "", raw) == chains[place]
        else:
            linked = bool(raw.encode())  # where a text is none, this fails as the link does
        if not linked:
            raise ValueError
        if lseq != before + 1 or not before:
            if before:
                runs.append(Run(device, *begun[device], before, at))
            begun[device] = (lseq, place)
        last[device] = (lseq, place)
    runs.extend(Run(device, *begun[device], *reached) for device, reached in last.items())
    return runs


def _laid_out(
    columns: Sequence[Sequence[Any]], runs: Sequence[Run] | None, signatures: Sequence[bytes | None]
) -> Sheet:
    op_id, device, _, txn, kind, entity, entity_id, field, _, _, value, base, _, _ = columns
    places = list(zip(entity_id, entity, field, strict=True))
    alone = None
    if len(set(places)) < len(places) or REMOVE in kind or any(map(_holds, base, op_id)):
        often = Counter(places)
        alone = [
            number
            for number, place in enumerate(places)
            if often[place] == 1 and kind[number] != REMOVE and op_id[number] not in base[number]
        ]
    texts = [value_text(one) for one in value]
    roots = list({root_of(one): None for one in entity_id})
    return Sheet._make((*columns[:10], texts, runs, _ends(device, txn, signatures), alone, roots, *_NOTHING))


def _holds(base: Sequence[str], op_id: str) -> bool:
    return op_id in base


def _ends(
    devices: Sequence[str], txns: Sequence[str], signatures: Sequence[bytes | None]
) -> list[tuple[str, str, bool]]:
    own = list(zip(devices, txns, strict=True))
    following = [*own[1:], None]
    return [
        (*one, signature is not None)
        for one, signature, other in zip(own, signatures, following, strict=False)
        if signature is not None or one != other
    ]
