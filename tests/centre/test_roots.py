"""Roots of the feeds: the same here and in the database, and what they tell of a centre that its owner rewrote."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.centre.device.sync import synchronise
from app.centre.office import roots
from app.centre.office.roots import ALTERED, BROKEN, FORGED, MISSING, MOVED, RESIGNED, KeptRoots, Rewritten, kept_from
from app.centre.office.tree import BLOCK, FeedLine, Tree, day_roots
from app.cli.registry import build_parser
from app.errors import InspectorError
from tests.centre.field import Centre, FieldDevice
from tests.centre.replica import ReplicaFiles, ReplicaLog


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 255, 256, 257, 600])
def test_that_the_tree_is_that_of_rfc_6962(count: int) -> None:
    tree = Tree()
    for number in range(count):
        tree.add(str(number), "chain")
    assert tree.root() == naive_root([f"{number} chain".encode() for number in range(count)])


def test_that_the_head_depends_on_every_day_before() -> None:
    lines = [FeedLine(n, str(n), "c", "2026-03-09" if n < 4 else "2026-03-10") for n in range(1, 7)]
    first, second = day_roots("b", lines)
    assert (first.first, first.last, second.first, second.last) == (1, 3, 4, 6)
    changed = list(day_roots("b", [lines[0]._replace(chain="x"), *lines[1:]]))
    assert changed[1].root == second.root
    assert changed[1].head != second.head


def owner(centre: Centre, statement: str, *values: Any) -> None:
    """Do what only an owner can who switches the triggers off first."""
    connection = centre.connection
    with connection.transaction():
        connection.execute("set local role inspection_owner")
        for table in ("operation", "device", "bureau"):
            connection.execute(f"alter table centre.{table} disable trigger user")
        connection.execute(statement, values)
        for table in ("operation", "device", "bureau"):
            connection.execute(f"alter table centre.{table} enable trigger user")


@pytest.fixture
def device(own_centre: Centre) -> FieldDevice:
    """A device that delivered 600 operations in one day and some the day before."""
    made = own_centre.device()
    for number in range(120):
        made.write(*["符合"] * 5, inspection=f"inspection-{number % 7}")
    line = made.line()
    for start in range(0, 600, 150):
        line.push(made.log[start : start + 150])
    owner(own_centre, "update centre.operation set received_at = received_at - interval '1 day' where srv_seq <= 100")
    return made


def seq_of(centre: Centre, device: FieldDevice, lseq: int) -> int:
    query = "select srv_seq from centre.operation where device = %s and lseq = %s"
    return int(centre.ask(query, device.device, lseq)[0][0])


def test_that_the_database_computes_the_same_roots(own_centre: Centre, device: FieldDevice) -> None:
    line = device.line()
    for _ in range(2):
        told = line.verify(10**6).feed_root
        newest = roots.roots(own_centre.connection, own_centre.county).bureaus[own_centre.county][-1]
        assert told == {
            "day": newest.day, "count": newest.count, "last": newest.last, "root": newest.root, "head": newest.head,
            "signed_root": newest.signed_root, "signed_head": newest.signed_head,
        }  # fmt: skip
        device.write("不符合", "符合", "符合")
        line.push(device.log[-3:])
    assert own_centre.ask("select count(*) from centre.mark where srv_seq > 0") == [(1,)]


@pytest.mark.parametrize("before", [0, 1, 2, 3, 5, 6, 7, 8, 100])
def test_that_peaks_grown_by_many_leaves_at_once_are_those_grown_one_by_one(own_centre: Centre, before: int) -> None:
    hashes = [hashlib.sha256(str(number).encode()).digest() for number in range(before + 70)]
    one_by_one: list[bytes] = []
    for number, leaf in enumerate(hashes):
        ((one_by_one,),) = own_centre.ask("select centre.grown(%s::bytea[], %s, %s::bytea)", one_by_one, number, leaf)
        if number + 1 == before or (before == 0 and number == 0):
            begun = one_by_one if before else []
        if before <= number:
            many = b"".join(hashes[before : number + 1])
            grown = own_centre.ask("select centre.grown(%s::bytea[], %s, %s::bytea)", begun, before, many)
            assert grown == [(one_by_one,)]
    ((root,),) = own_centre.ask("select centre.root_of(%s::bytea[])", one_by_one)
    tree = Tree(before + 70, [bytes(peak) for peak in one_by_one])
    assert tree.root() == bytes(root)


def test_that_a_session_which_writes_dates_otherwise_spoils_no_root(own_centre: Centre, device: FieldDevice) -> None:
    role, there = device.enrolment.role, own_centre.server
    with psycopg.connect(
        host=there.host, port=there.port, dbname=own_centre.database, user=role, password=device.secret, autocommit=True
    ) as connection:
        connection.execute("set datestyle to 'German'")
        connection.execute("select api1.verify('{}')")
    told = device.line().verify(10**6).feed_root
    newest = roots.roots(own_centre.connection, own_centre.county).bureaus[own_centre.county][-1]
    assert told is not None
    assert (told["day"], told["head"]) == (newest.day, newest.head)


def test_that_an_untouched_centre_agrees_and_later_operations_are_no_change(
    own_centre: Centre, device: FieldDevice
) -> None:
    kept = roots.roots(own_centre.connection)
    device.write("不符合")
    device.line().push(device.log[-1:])
    found = roots.check(own_centre.connection, kept_from(json.loads(json.dumps(kept.as_json()))))
    assert (found.rewritten, found.restored) == ((), ())
    assert found.compared == sum(days[-1].last for days in kept.bureaus.values() if days)


def rewritten(centre: Centre, kept: KeptRoots) -> list[Rewritten]:
    return list(roots.check(centre.connection, kept).rewritten)


def test_that_a_changed_text_is_found_to_the_operation(own_centre: Centre, device: FieldDevice) -> None:
    kept, at = roots.roots(own_centre.connection), seq_of(own_centre, device, 300)
    owner(own_centre, "update centre.operation set raw = replace(raw, '符合', '不符') where srv_seq = %s", at)
    (found,) = rewritten(own_centre, kept)
    assert (found.bureau, found.first, found.last, found.how) == (own_centre.county, at, at, BROKEN)


def test_that_a_change_with_a_chain_made_to_fit_is_found_by_its_block(own_centre: Centre, device: FieldDevice) -> None:
    kept, at = roots.roots(own_centre.connection), seq_of(own_centre, device, 600)
    owner(
        own_centre,
        "update centre.operation o set raw = replace(o.raw, '符合', '不符'), chain = encode(sha256(convert_to("
        "(select p.chain from centre.operation p where p.device = o.device and p.lseq = o.lseq - 1)"
        " || replace(o.raw, '符合', '不符'), 'UTF8')), 'hex') where srv_seq = %s",
        at,
    )
    (found,) = rewritten(own_centre, kept)
    day = kept.bureaus[own_centre.county][-1]
    assert (found.day, found.how) == (day.day, ALTERED)
    assert found.first <= at <= found.last
    assert found.last - found.first < BLOCK


def test_that_deleted_operations_are_named(own_centre: Centre, device: FieldDevice) -> None:
    kept, at = roots.roots(own_centre.connection), seq_of(own_centre, device, 400)
    owner(own_centre, "delete from centre.operation where srv_seq between %s and %s", at, at + 4)
    found = rewritten(own_centre, kept)
    assert (at, at + 4, MISSING) in {(one.first, one.last, one.how) for one in found}
    assert all(one.day == kept.bureaus[own_centre.county][-1].day for one in found)


def test_that_a_feed_cut_short_is_found_although_the_counters_fit(own_centre: Centre, device: FieldDevice) -> None:
    kept, at = roots.roots(own_centre.connection), seq_of(own_centre, device, 598)
    owner(own_centre, "delete from centre.operation where srv_seq >= %s", at)
    owner(own_centre, "update centre.bureau set feed_seq = %s where bureau = %s", at - 1, own_centre.county)
    owner(own_centre, "update centre.device set next_lseq = 598")
    found = {(one.first, one.last, one.how) for one in rewritten(own_centre, kept)}
    assert (at, at + 2, MISSING) in found


def test_that_another_date_of_receipt_is_found(own_centre: Centre, device: FieldDevice) -> None:
    kept = roots.roots(own_centre.connection)
    owner(own_centre, "update centre.operation set received_at = received_at - interval '9 days' where srv_seq = 200")
    assert [(one.first, one.how) for one in rewritten(own_centre, kept)] == [(200, MOVED)]


def test_that_an_operation_given_to_another_is_found(own_centre: Centre, device: FieldDevice) -> None:
    kept, at = roots.roots(own_centre.connection), seq_of(own_centre, device, 10)
    owner(own_centre, "update centre.operation set op_id = 'another' where srv_seq = %s", at)
    assert (at, FORGED) in {(one.first, one.how) for one in rewritten(own_centre, kept)}


def test_that_another_signature_is_found_by_its_block(own_centre: Centre, device: FieldDevice) -> None:
    kept = kept_from(json.loads(json.dumps(roots.roots(own_centre.connection).as_json())))
    for at, changed in (
        (300, "update centre.operation set signature = repeat('0', 128) where srv_seq = %s"),
        (600, "update centre.operation set signature = null where srv_seq = %s"),
    ):
        owner(own_centre, changed, at)
    first, second = rewritten(own_centre, kept)
    assert {first.how, second.how} == {RESIGNED} and first.last < second.first
    assert first.first <= 300 <= first.last and second.first <= 600 <= second.last
    assert max(one.last - one.first for one in (first, second)) < BLOCK


def test_that_earlier_programs_read_the_file_and_files_of_theirs_are_compared(
    own_centre: Centre, device: FieldDevice
) -> None:
    content = roots.roots(own_centre.connection).as_json()
    for days in content["bureaus"].values():  # whatever more stood there, they could not read
        assert {name for day in days for name in day} <= {"day", "first", "last", "root", "head", "blocks"}
    theirs = kept_from({name: value for name, value in content.items() if name != "signatures"})
    owner(own_centre, "update centre.operation set signature = repeat('0', 128) where srv_seq = 600")
    assert rewritten(own_centre, theirs) == []
    owner(own_centre, "update centre.operation set chain = 'x' where srv_seq = 599")
    assert (ALTERED, True) in {(one.how, one.first <= 599 <= one.last) for one in rewritten(own_centre, theirs)}


def test_that_the_receipt_of_a_laptop_is_a_witness(own_centre: Centre, device: FieldDevice) -> None:
    log = ReplicaLog(device)
    report = synchronise(device.line(), log, ReplicaFiles())
    kept = kept_from(json.loads(json.dumps(report.as_json())))
    assert roots.check(own_centre.connection, kept).rewritten == ()
    # on the day before, which the receipt does not name, with a chain that fits nothing but is not looked at
    at = 50
    owner(own_centre, "update centre.operation set chain = md5(chain) || md5(raw) where srv_seq = %s", at)
    found = rewritten(own_centre, kept)
    assert (1, 100, ALTERED) in {(one.first, one.last, one.how) for one in found}


@pytest.mark.parametrize(("at", "first", "last"), [(50, 1, 100), (300, 101, 0)])
def test_that_the_receipt_of_a_laptop_is_a_witness_of_the_signatures(
    own_centre: Centre, device: FieldDevice, at: int, first: int, last: int
) -> None:
    receipt = synchronise(device.line(), ReplicaLog(device), ReplicaFiles()).as_json()
    kept = kept_from(json.loads(json.dumps(receipt)))
    assert rewritten(own_centre, kept) == []
    owner(own_centre, "update centre.operation set signature = repeat('0', 128) where srv_seq = %s", at)
    (found,) = rewritten(own_centre, kept)
    assert (found.first, found.last, found.how) == (first, last or kept.bureaus[own_centre.county][0].last, RESIGNED)
    # what an earlier program keeps says nothing of signatures, and is judged as it was
    told = receipt["receipt"]
    said = {name: value for name, value in told["feed_root"].items() if not name.startswith("signed")}
    assert rewritten(own_centre, kept_from({**told, "feed_root": said, "given": None})) == []


def test_that_another_centres_roots_and_other_files_are_refused(own_centre: Centre) -> None:
    kept = roots.roots(own_centre.connection)
    with pytest.raises(InspectorError, match="roots-foreign"):
        roots.check(own_centre.connection, KeptRoots("another", kept.feed_epoch, kept.made_at, kept.bureaus))
    broken: list[object] = [None, [], {}, {"schema": roots.SCHEMA}, {"feed_root": {"last": "x"}}, {"receipt": None}]
    for content in broken:
        with pytest.raises(InspectorError, match="roots-unreadable"):
            kept_from(content)


@pytest.fixture
def typed(own_centre: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    secret = tmp_path / "password"
    secret.write_text(own_centre.server.password, encoding="utf-8")

    def typed(*words: str) -> tuple[int, str]:
        dsn = own_centre.server.dsn(own_centre.database)
        arguments = build_parser().parse_args(["centre", *words, "--dsn", dsn, "--password-file", str(secret)])
        return arguments.run(arguments), capsys.readouterr().out

    return typed


def test_that_the_command_keeps_and_compares_roots(
    own_centre: Centre, device: FieldDevice, typed: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    out = tmp_path / "roots.json"
    code, told = typed("root", "--bureau", own_centre.county, "--out", str(out))
    assert code == 0
    assert own_centre.county in told
    with pytest.raises(InspectorError, match="file-exists"):
        typed("root", "--out", str(out))
    assert typed("root", "--check", str(out))[0] == 0
    day = kept_from(json.loads(out.read_text(encoding="utf-8"))).bureaus[own_centre.county][0].day
    listed = json.loads(typed("root", "--day", day, "--json")[1])["bureaus"]
    assert [one["day"] for one in listed[own_centre.county]] == [day]
    at = seq_of(own_centre, device, 300)
    owner(own_centre, "delete from centre.operation where srv_seq = %s", at)
    code, told = typed("root", "--check", str(out))
    assert code == 1
    assert f"第 {at} 条" in told
    assert json.loads(typed("root", "--check", str(out), "--json")[1])["intact"] is False
    with pytest.raises(InspectorError, match="roots-missing"):
        typed("root", "--check", str(tmp_path / "nowhere"))
