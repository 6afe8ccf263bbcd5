"""Roots of the feeds to be kept outside the centre, and what they tell of a centre that was rewritten since.

An owner can switch triggers off and change rows; the roots in a file elsewhere, and those in the receipts on laptops,
cannot be changed with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.centre.device.receipts import content_of
from app.centre.office.administration import Connection, administering, as_owner, require_bureau
from app.centre.office.tree import BLOCK, DayRoot, FeedLine, day_roots, root_of, signatures_root
from app.domain.clock import iso
from app.errors import InspectorError

SCHEMA = "archives-inspection centre roots 1"
# why a range of operations is not what it was
MISSING, ALTERED, MOVED, BROKEN, FORGED = "missing", "altered", "moved", "broken-chain", "unlike-its-text"
RESIGNED = "other-signature"

_LINES = """
    select srv_seq, op_id, chain, ((received_at at time zone interval '08:00')::date)::text, coalesce(signature, '')
    from centre.operation where bureau = %s and srv_seq between %s and %s order by srv_seq"""
_GAPS = """
    select before + 1, srv_seq - 1 from (
        select srv_seq, lag(srv_seq, 1, 0::bigint) over (order by srv_seq) as before from (
            select srv_seq from centre.operation where bureau = %(bureau)s
            union all select greatest(feed_seq, %(last)s) + 1 from centre.bureau where bureau = %(bureau)s
        ) there
    ) neighbours where srv_seq > before + 1 order by srv_seq"""
# where the operation before is not there either, the gap is told instead of the link
_BROKEN = """
    select srv_seq, received, linked from (
        select o.srv_seq, ((o.received_at at time zone interval '08:00')::date)::text as received,
            o.chain = encode(sha256(convert_to(coalesce(lag(o.chain) over w, '') || o.raw, 'UTF8')), 'hex')
                or (o.lseq > 1 and lag(o.lseq) over w is distinct from o.lseq - 1) as linked,
            strpos(o.raw, '"op_id":' || to_json(o.op_id)::text) > 0 and strpos(o.raw, '"lseq":' || o.lseq || ',') > 0
                and strpos(o.raw, '"device":' || to_json(o.device)::text) > 0 as named
        from centre.operation o where o.bureau = %s window w as (partition by o.device order by o.lseq)
    ) checked where not linked or not named order by srv_seq"""
_ALL = 2**62
# the version of the schema that can set operations aside (app/centre/office/feed_faults.py)
SET_ASIDE_SINCE = 10


@dataclass(frozen=True, slots=True)
class KeptRoots:
    """What was kept outside: by bureau, its days in order."""

    centre_id: str
    feed_epoch: str
    made_at: str
    bureaus: Mapping[str, tuple[DayRoot, ...]]

    def as_json(self) -> dict[str, Any]:
        """Return the content of the file; signatures stand apart, where earlier programs look at nothing."""
        days = {code: [_but_signatures(day) for day in days] for code, days in self.bureaus.items()}
        signed = {code: {day.day: day.signed for day in days} for code, days in self.bureaus.items()}
        about = {"centre_id": self.centre_id, "feed_epoch": self.feed_epoch, "made_at": self.made_at}
        return {"schema": SCHEMA, **about, "bureaus": days, "signatures": signed}


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A range of operations (feed numbers) of a bureau that is not what it was, received on ``day``."""

    bureau: str
    day: str
    first: int
    last: int
    how: str


@dataclass(frozen=True, slots=True)
class Restored:
    """That a bureau's feed was brought back from a backup: after row ``upto`` nothing can be compared."""

    bureau: str
    upto: int
    backup_at: str
    restored_at: str


@dataclass(frozen=True, slots=True)
class RootCheck:
    """What the comparison found; ``compared`` counts the operations that were looked at."""

    compared: int
    rewritten: tuple[Rewritten, ...]
    restored: tuple[Restored, ...]


def kept_from(content: object) -> KeptRoots:
    """Return what a file of roots, or the receipt of a device's synchronisation, says.

    Raises:
        InspectorError: it is neither.
    """
    try:
        if not isinstance(content, dict):
            raise TypeError
        receipt = content.get("receipt", content)
        if "feed_root" in receipt:
            return _from_receipt(receipt)
        if content["schema"] != SCHEMA:
            raise KeyError
        signed = content.get("signatures", {})
        bureaus = {
            str(code): tuple(_day_from(one, signed.get(code, {})) for one in days)
            for code, days in content["bureaus"].items()
        }
        return KeptRoots(content["centre_id"], content["feed_epoch"], content["made_at"], bureaus)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        advice = "请给出 centre root --out 写出的文件，或终端同步回执（sync --json 的输出）。"
        raise InspectorError("roots-unreadable", "这不是校验根文件，或文件已损坏。", advice) from error


def _but_signatures(day: DayRoot) -> dict[str, Any]:
    return {name: value for name, value in asdict(day).items() if not name.startswith("signed")}


def _day_from(told: Mapping[str, Any], signed: Mapping[str, Any]) -> DayRoot:
    lists = {"blocks": tuple(told["blocks"]), "signed": tuple(map(str, signed.get(told["day"], ())))}
    return DayRoot(**{**told, **lists})


def _from_receipt(receipt: Mapping[str, Any]) -> KeptRoots:
    if receipt.get("given") is not None:  # what stands beside the centre's word is under no mac
        said = content_of(str(receipt["given"]["content"]))
        receipt = {**said, "server_time": said["issued_at"]}
    told = receipt["feed_root"]
    first = int(told["last"]) - int(told["count"]) + 1
    signed_root, signed_head = (str(told.get(name, "")) for name in ("signed_root", "signed_head"))
    day = DayRoot(
        str(told["day"]), first, int(told["last"]), str(told["root"]), str(told["head"]),
        signed_root=signed_root, signed_head=signed_head,
    )  # fmt: skip
    return KeptRoots(receipt["centre_id"], receipt["feed_epoch"], receipt["server_time"], {receipt["bureau"]: (day,)})


def roots(connection: Connection, bureau: str | None = None) -> KeptRoots:
    """Return the roots of all feeds, or of one bureau's, as they stand.

    Raises:
        CentreRefused: there is no centre here, or no such bureau.
    """
    with administering(connection) as centre:
        as_owner(connection)
        if bureau is not None:
            require_bureau(connection, bureau)
        codes = [bureau] if bureau is not None else bureaus_of(connection)
        found = {code: days_of(connection, code) for code in codes}
        row = connection.execute("select feed_epoch, clock_timestamp() from centre.about").fetchone()
        assert row is not None
    return KeptRoots(centre.centre_id, row[0], iso(row[1]), found)


def days_of(connection: Connection, bureau: str) -> tuple[DayRoot, ...]:
    """Return a feed's days within the caller's transaction."""
    return tuple(day_roots(bureau, _lines(connection, bureau)))


def bureaus_of(connection: Connection) -> list[str]:
    """Return the codes of all bureaus."""
    return [code for (code,) in connection.execute("select bureau from centre.bureau order by bureau").fetchall()]


def check(connection: Connection, kept: KeptRoots) -> RootCheck:
    """Return what was rewritten since the roots were kept; operations added later are no change.

    Raises:
        InspectorError: the roots are another centre's.
    """
    rewritten: set[Rewritten] = set()
    restored: list[Restored] = []
    compared = 0
    with administering(connection) as centre:
        as_owner(connection)
        if centre.centre_id != kept.centre_id:
            raise InspectorError("roots-foreign", "这个文件属于另一个中心库。", "请核对文件和 --dsn 指定的数据库。")
        for bureau, days in kept.bureaus.items():
            since = _restorations(connection, bureau, kept.feed_epoch, centre.version)
            upto = min((one.upto for one in since), default=_ALL)
            whole = [day for day in days if day.last <= upto]
            rewritten.update(_gaps(connection, bureau, whole), _broken(connection, bureau, centre.version))
            rewritten.update(_altered(connection, bureau, whole))
            restored += since
            compared += sum(day.count for day in whole)
    ordered = sorted(rewritten, key=lambda one: (one.bureau, one.first, one.last, one.how))
    return RootCheck(compared, tuple(ordered), tuple(restored))


def _lines(connection: Connection, bureau: str, first: int = 1, last: int = _ALL) -> Iterator[FeedLine]:
    with connection.cursor(name="feed_lines") as cursor:
        cursor.itersize = 5000
        cursor.execute(_LINES, (bureau, first, last))
        for row in cursor:
            yield FeedLine(*row)


def _restorations(connection: Connection, bureau: str, epoch: str, version: int) -> list[Restored]:
    """Return the restores since an epoch, the newest first."""
    if version < 2 or connection.execute("select feed_epoch from centre.about").fetchone() == (epoch,):
        return []
    rows = connection.execute(
        "select srv_seq, backup_at, restored_at, earlier_epoch from centre.restoration"
        " where bureau = %s order by restored_at desc",
        (bureau,),
    ).fetchall()
    told: list[Restored] = []
    for upto, backup_at, restored_at, earlier in rows:
        told.append(Restored(bureau, upto, iso(backup_at), iso(restored_at)))
        if earlier == epoch:
            break
    return told


def _gaps(connection: Connection, bureau: str, days: Sequence[DayRoot]) -> Iterator[Rewritten]:
    last = days[-1].last if days else 0
    for low, high in connection.execute(_GAPS, {"bureau": bureau, "last": last}).fetchall():
        day = next((one.day for one in days if one.first <= low <= one.last), "")
        yield Rewritten(bureau, day, low, high, MISSING)


def _broken(connection: Connection, bureau: str, version: int) -> Iterator[Rewritten]:
    aside = "select srv_seq from centre.set_aside where bureau = %s"
    told = set() if version < SET_ASIDE_SINCE else {seq for (seq,) in connection.execute(aside, (bureau,)).fetchall()}
    for seq, day, linked in connection.execute(_BROKEN, (bureau,)).fetchall():
        if linked and seq in told:
            continue  # its text says otherwise or nothing: that is why
        yield Rewritten(bureau, day, seq, seq, FORGED if linked else BROKEN)


def _altered(connection: Connection, bureau: str, days: Sequence[DayRoot]) -> list[Rewritten]:
    found = [one for day in days for one in _of_day(bureau, day, list(_lines(connection, bureau, day.first, day.last)))]
    if days and not found and days[0].first > 1:
        # a receipt names one day only; its head stands for all days before
        *_, newest = day_roots(bureau, _lines(connection, bureau, 1, days[-1].last))
        if newest.head != days[-1].head:
            found.append(Rewritten(bureau, "", 1, days[0].first - 1, ALTERED))
        elif days[-1].signed_head not in ("", newest.signed_head):
            found.append(Rewritten(bureau, "", 1, days[0].first - 1, RESIGNED))
    return found


def _of_day(bureau: str, day: DayRoot, rows: Sequence[FeedLine]) -> Iterator[Rewritten]:
    for one in rows:
        if one.day != day.day:
            yield Rewritten(bureau, day.day, one.srv_seq, one.srv_seq, MOVED)
    kept_roots, parts = (day.blocks, _blocks(day)) if day.blocks else ((day.root,), [(day.first, day.last)])
    signed = day.signed if day.blocks or not day.signed_root else (day.signed_root,)
    for number, part in enumerate(parts):
        kept = kept_roots[number] if number < len(kept_roots) else day.root
        there = [one for one in rows if part[0] <= one.srv_seq <= part[1]]
        if root_of(there) != kept:
            yield Rewritten(bureau, day.day, *part, ALTERED)
        elif number < len(signed) and signatures_root(there) != signed[number]:
            yield Rewritten(bureau, day.day, *part, RESIGNED)


def _blocks(day: DayRoot) -> list[tuple[int, int]]:
    return [(start, min(start + BLOCK - 1, day.last)) for start in range(day.first, day.last + 1, BLOCK)]
