"""The Merkle tree over a bureau's feed: a root for each day and a head that chains the days.

As in RFC 6962: leaf = SHA-256(0x00, "op_id chain"), node = SHA-256(0x01, left, right), an odd node goes up as it is.
head = SHA-256(0x02, head of the day before, "bureau day count ", root). ``centre.feed_root`` (sql/v012/10_roots.sql)
computes the same for the receipts of devices. A second tree of each day covers the signatures (leaf = SHA-256(0x00,
"op_id signature")), with heads of its own: what earlier programs compute stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby, islice
from typing import NamedTuple

BLOCK = 256


class FeedLine(NamedTuple):
    """One row of a feed, as far as the trees hold it; ``day`` is the day of UTC+8 on which it was received."""

    srv_seq: int
    op_id: str
    chain: str
    day: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class DayRoot:
    """The tree of a run of neighbouring rows received on one day.

    ``blocks`` are the roots of its rows 256 by 256, so that a change can be narrowed down; ``signed`` those of trees
    over their signatures, which neither root nor head covers, and ``signed_root`` and ``signed_head`` those of the
    whole day ("" where an earlier program did not tell them). Digests in hex.
    """

    day: str
    first: int
    last: int
    root: str
    head: str
    blocks: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    signed_root: str = ""
    signed_head: str = ""

    @property
    def count(self) -> int:
        """Return how many rows the day has."""
        return self.last - self.first + 1


@dataclass
class Tree:
    """Takes leaves one by one; holds the roots of its perfect subtrees only."""

    count: int = 0
    _peaks: list[bytes] = field(default_factory=list)

    def add(self, op_id: str, chain: str) -> None:
        """Append a leaf."""
        node, left_of = sha256(b"\0" + f"{op_id} {chain}".encode()).digest(), self.count
        while left_of & 1:
            node = sha256(b"\1" + self._peaks.pop() + node).digest()
            left_of >>= 1
        self._peaks.append(node)
        self.count += 1

    def root(self) -> bytes:
        """Return the root over at least one leaf."""
        *others, node = self._peaks
        for peak in reversed(others):
            node = sha256(b"\1" + peak + node).digest()
        return node


def root_of(lines: Iterable[FeedLine]) -> str:
    """Return the root over some rows in hex; "" over none."""
    tree = Tree()
    for one in lines:
        tree.add(one.op_id, one.chain)
    return tree.root().hex() if tree.count else ""


def signatures_root(lines: Iterable[FeedLine]) -> str:
    """Return the root over the signatures of some rows in hex; "" over none."""
    return root_of(one._replace(chain=one.signature) for one in lines)


def head_after(previous: str, bureau: str, day: str, count: int, root: str) -> str:
    """Return the head of a day, given that of the day before ("" before the first)."""
    words = f"{bureau} {day} {count} ".encode()
    return sha256(b"\2" + bytes.fromhex(previous) + words + bytes.fromhex(root)).hexdigest()


def day_roots(bureau: str, lines: Iterable[FeedLine]) -> Iterator[DayRoot]:
    """Give a feed's days in order."""
    head = signed_head = ""
    for day, run in groupby(lines, key=lambda one: one.day):
        tree, signatures, blocks, signed, first, last = Tree(), Tree(), list[str](), list[str](), 0, 0
        while rows := list(islice(run, BLOCK)):
            first, last = first or rows[0].srv_seq, rows[-1].srv_seq
            for one in rows:
                tree.add(one.op_id, one.chain)
                signatures.add(one.op_id, one.signature)
            blocks.append(root_of(rows))
            signed.append(signatures_root(rows))
        root, signed_root = tree.root().hex(), signatures.root().hex()
        head = head_after(head, bureau, day, tree.count, root)
        signed_head = head_after(signed_head, bureau, day, tree.count, signed_root)
        yield DayRoot(day, first, last, root, head, tuple(blocks), tuple(signed), signed_root, signed_head)
