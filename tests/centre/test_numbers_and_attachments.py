"""Numbers are leased once each; attachments arrive leaf by leaf and unchanged."""

import hashlib
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.centre.device.attachments import Sender
from app.centre.device.postgres import PostgresTransport
from app.centre.office.administration import NumberStart, add_bureau
from app.errors import CentreRefused
from tests.centre.field import Centre, FieldDevice, leaves
from tests.centre.replica import ReplicaFiles

LEAF = 256 * 1024


def test_that_the_same_request_gets_the_same_block(centre: Centre) -> None:
    line = centre.device().line()
    first = line.lease("执通", 2026, 10, "request-1")
    assert (first.low, first.high) == (1, 10)
    assert line.lease("执通", 2026, 10, "request-1") == first
    assert line.lease("执通", 2026, 5, "request-2").low == 11
    assert line.lease("执通", 2027, 5, "request-3").low == 1
    with pytest.raises(CentreRefused, match="lease-request-reused"):
        line.lease("执通", 2026, 11, "request-1")
    with pytest.raises(CentreRefused, match="lease-request-reused"):
        centre.device().line().lease("执通", 2026, 10, "request-1")


def test_that_a_year_already_begun_starts_where_the_paper_ended(centre: Centre) -> None:
    add_bureau(centre.connection, centre.county, "演练县", centre.city, [NumberStart("执通", 2026, 38)])
    assert centre.device().line().lease("执通", 2026, 3, "a").low == 38
    with pytest.raises(CentreRefused, match="numbers-taken"):
        add_bureau(centre.connection, centre.county, "演练县", centre.city, [NumberStart("执通", 2026, 40)])


def test_that_blocks_asked_for_at_once_never_overlap(centre: Centre) -> None:
    lines = [centre.device(name=f"演练{number}号机").line() for number in range(4)]

    def ask(index: int) -> list[tuple[int, int]]:
        blocks = [lines[index].lease("执通", 2026, 3, f"{index}-{n // 2}") for n in range(20)]
        return sorted({(one.low, one.high) for one in blocks})

    with ThreadPoolExecutor(4) as pool:
        blocks = sorted(block for found in pool.map(ask, range(4)) for block in found)
    taken = [n for low, high in blocks for n in range(low, high + 1)]
    assert taken == list(range(1, 121))


def test_that_the_ledger_accounts_for_every_number(centre: Centre) -> None:
    device = centre.device()
    line = device.line()
    line.lease("执通", 2026, 4, "a")
    for number, state in ((1, "reserved"), (1, "consumed"), (2, "void"), (3, "reserved")):
        device.write(state, entity="number", entity_id=f"{centre.county}:执通:2026:{number}", field="state")
    device.write("stolen", entity="number", entity_id=f"{centre.county}:执通:2026:4", field="state")
    line.push(device.log)
    found = centre.ask("select number, state from centre.number where bureau = %s order by number", centre.county)
    assert found == [(1, "consumed"), (2, "void"), (3, "reserved"), (4, "leased")]


def test_that_nobody_else_changes_a_devices_numbers(centre: Centre) -> None:
    holder, other = centre.device(), centre.device()
    holder.line().lease("执通", 2026, 1, "a")
    other.write("consumed", entity="number", entity_id=f"{centre.county}:执通:2026:1", field="state")
    other.line().push(other.log)
    assert centre.ask("select state from centre.number where bureau = %s", centre.county) == [("leased",)]


@pytest.mark.parametrize(
    ("kind", "year", "count", "request_id"),
    [("", 2026, 1, "a"), ("执:通", 2026, 1, "a"), ("执通", 1900, 1, "a"), ("通", 2026, 0, "a"), ("通", 2026, 9, "")],
)
def test_that_an_impossible_lease_is_refused(centre: Centre, kind: str, year: int, count: int, request_id: str) -> None:
    with pytest.raises(CentreRefused, match="lease-malformed"):
        centre.device().line().lease(kind, year, count, request_id)


def test_that_an_attachment_goes_on_where_it_stopped(centre: Centre) -> None:
    content = random.Random(1).randbytes(5 * LEAF + 17)
    digest = hashlib.sha256(content).hexdigest()
    line = centre.device().line()
    assert line.blob_begin(digest, len(content), leaves(content)).leaves == (0, 1, 2, 3, 4, 5)
    line.blob_put(digest, 4, content[4 * LEAF :])
    line.blob_put(digest, 1, content[LEAF : 2 * LEAF])
    assert not line.blob_finish(digest)
    again = centre.device().line()
    assert again.blob_get(digest, 0, 1) is None
    assert again.blob_begin(digest, len(content), leaves(content)).leaves == (0, 2, 3)
    again.blob_put(digest, 0, content[: 4 * LEAF])
    assert again.blob_finish(digest)
    assert again.blob_begin(digest, len(content), leaves(content)).finished
    assert (line.blob_get(digest, 0, 16), line.blob_get(digest, 5, 1), line.blob_get(digest, 6, 1)) == (
        content, content[5 * LEAF :], b"",
    )  # fmt: skip


@pytest.mark.parametrize("size", [0, 1, LEAF - 1, LEAF, LEAF + 1, 17 * LEAF])
def test_that_an_attachment_of_any_size_arrives_unchanged(centre: Centre, size: int) -> None:
    content = random.Random(size).randbytes(size)
    digest = hashlib.sha256(content).hexdigest()
    line = centre.device().line()
    line.blob_begin(digest, size, leaves(content))
    for first in range(0, -(-size // LEAF), 16):
        line.blob_put(digest, first, content[first * LEAF : (first + 16) * LEAF])
    assert line.blob_finish(digest)
    assert b"".join(line.blob_get(digest, n, 1) or b"" for n in range(-(-size // LEAF))) == content


@pytest.mark.parametrize("size", [0, 1, LEAF, LEAF + 1, 16 * LEAF])
def test_that_an_attachment_sent_whole_arrives_unchanged(centre: Centre, size: int) -> None:
    content = random.Random(size).randbytes(size)
    digest = hashlib.sha256(content).hexdigest()
    line = centre.device().line()
    other = hashlib.sha256(b"other").hexdigest()
    assert line.blob_unknown([digest, other]) == {digest, other}
    assert line.blob_store(digest, leaves(content), content)
    assert line.blob_store(digest, leaves(content), content)
    assert line.blob_unknown([digest, other]) == {other}
    again = centre.device().line()
    assert again.blob_begin(digest, size, leaves(content)).finished
    assert b"".join(again.blob_get(digest, n, 1) or b"" for n in range(-(-size // LEAF))) == content
    stored = centre.ask("select leaves, size from centre.blob where bureau = %s and sha256 = %s", centre.county, digest)
    assert stored == [(leaves(content), size)]


def test_that_what_is_sent_whole_replaces_what_was_only_begun(centre: Centre) -> None:
    content = random.Random(3).randbytes(2 * LEAF + 5)
    digest = hashlib.sha256(content).hexdigest()
    line = centre.device().line()
    line.blob_begin(digest, len(content) - 5, leaves(content[: 2 * LEAF]))
    line.blob_put(digest, 1, content[LEAF : 2 * LEAF])
    assert centre.device().line().blob_unknown([digest]) == frozenset()
    assert line.blob_store(digest, leaves(content), content)
    assert line.blob_get(digest, 0, 16) == content


def test_that_nothing_false_is_stored_whole(centre: Centre) -> None:
    content = random.Random(4).randbytes(LEAF + 1)
    digest, digests = hashlib.sha256(content).hexdigest(), leaves(content)
    line = centre.device().line()
    for code, given, sent in (
        ("leaf-damaged", digests, content[:-1] + b"?"),
        ("leaf-damaged", list(reversed(digests)), content),
        ("attachment-malformed", digests[:1], content),
        ("attachment-malformed", [*digests, digests[0]], content),
        ("attachment-malformed", digests * 8 + digests[:1], bytes(16 * LEAF + 1)),
    ):
        with pytest.raises(CentreRefused, match=code):
            line.blob_store(digest, given, sent)
    assert not line.blob_store(hashlib.sha256(b"another").hexdigest(), digests, content)
    assert centre.ask("select count(*) from centre.blob where bureau = %s", centre.county) == [(0,)]


def test_that_a_sender_stores_whole_only_as_much_as_the_line_carried(centre: Centre) -> None:
    device = centre.device()
    files = ReplicaFiles()
    sizes = [3 * LEAF, 7 * LEAF, 100, 17 * LEAF, 16 * LEAF, 2 * LEAF]
    for number, size in enumerate(sizes):
        files.add(random.Random(number).randbytes(size))
    known = files.add(b"known already")
    begun = hashlib.sha256(b"known already").hexdigest()
    line = NotingTransport(device)
    line.blob_begin(begun, 13, [begun])
    line.noted.clear()
    assert list(Sender(line, files).send_all(files.to_send())) == [True] * 7
    assert files.unsent == [] and known == begun
    # one, two, then four leaves were carried; only then a file goes whole
    assert line.noted == [
        "blob_unknown", "blob_begin", "blob_put", "blob_put", "blob_finish", "blob_begin", "blob_put", "blob_put",
        "blob_finish", "blob_store", "blob_begin", "blob_put", "blob_put", "blob_finish", "blob_store", "blob_store",
        "blob_begin", "blob_put", "blob_finish",
    ]  # fmt: skip
    line.close()


class NotingTransport(PostgresTransport):
    """A line that notes which calls about attachments it made."""

    def __init__(self, device: FieldDevice) -> None:
        address = device.enrolment.address(None)
        super().__init__(address, device.enrolment.role, [device.secret], centre_id=None, training=True)
        self.noted: list[str] = []

    def __getattribute__(self, name: str) -> object:
        if name.startswith("blob_"):
            self.noted.append(name)
        return super().__getattribute__(name)


def test_that_a_damaged_leaf_is_not_kept(centre: Centre) -> None:
    content = random.Random(2).randbytes(2 * LEAF)
    digest = hashlib.sha256(content).hexdigest()
    line = centre.device().line()
    line.blob_begin(digest, len(content), leaves(content))
    with pytest.raises(CentreRefused, match="leaf-damaged"):
        line.blob_put(digest, 0, content[:100] + b"\0" + content[101:])
    with pytest.raises(CentreRefused, match="leaf-damaged"):
        line.blob_put(digest, 1, content[:LEAF])
    assert line.blob_begin(digest, len(content), leaves(content)).leaves == (0, 1)


def test_that_a_false_digest_never_finishes(centre: Centre) -> None:
    content = b"something else"
    digest = hashlib.sha256(b"what was announced").hexdigest()
    line = centre.device().line()
    line.blob_begin(digest, len(content), leaves(content))
    line.blob_put(digest, 0, content)
    assert not line.blob_finish(digest)
    right = b"what was announced"
    line.blob_begin(digest, len(right), leaves(right))
    line.blob_put(digest, 0, right)
    assert line.blob_finish(digest)
