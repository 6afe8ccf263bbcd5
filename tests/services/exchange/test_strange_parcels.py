"""Parcels as they may come: of a later program, of a copied or restored laptop, from a wrong clock, in any order."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.clock import iso
from app.domain.operations import Change
from app.errors import CentreRefused, IntegrityBroken, Refused, StorageFailed
from app.sealing.arriving import Incoming
from app.sealing.canonical import canonical, next_chain, parse
from app.sealing.signing import sign_transaction
from app.services.exchange import taking_in
from app.services.exchange.own_side import DEVICE_CERTIFICATES
from app.services.exchange.parcel_content import Unpacker
from app.services.exchange.parcel_journal import journal
from app.services.exchange.parcel_trust import peer_certificates
from app.services.exchange.parcels import pack
from app.services.exchange.taking_in import take_in
from app.services.session.opening import OpenDesk, close
from app.storage import parcel_file
from app.storage.renumbering import RESTORED_AT
from tests import stretching
from tests.services.exchange.sticks import NOW, Record, answer, both_ways, laptop, reopened, repacked, state, with_photo

cheap = stretching.codes


@pytest.fixture
def one(tmp_path: Path) -> Iterator[OpenDesk]:
    desk = laptop(tmp_path / "one")
    yield desk
    close(desk)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[OpenDesk]:
    desk = laptop(tmp_path / "two")
    yield desk
    close(desk)


NOTICED = ("not-a-parcel", "parcel-code-wrong", "parcel-damaged", "parcel-newer")


def broken(desk: OpenDesk, path: Path, code: str) -> IntegrityBroken:
    before = state(desk), journal(desk)
    with pytest.raises(IntegrityBroken) as told:
        take_in(desk, path, code)
    assert (state(desk), journal(desk)) == before
    return told.value


def test_that_a_parcel_of_a_later_program_asks_for_an_update_and_not_for_another_copy(one, two, tmp_path) -> None:
    packed = pack(one, tmp_path / "parcel.aix")
    later = tmp_path / "later.aix"
    later.write_bytes(b"AIX2" + packed.path.read_bytes()[4:])
    repacked(one, packed.path, packed.code, told={"schema": "archives-inspection parcel 2", "reach": None})
    for path in (packed.path, later):
        told = broken(two, path, packed.code)
        assert told.code == "parcel-newer" and "更新本机的程序" in told.advice


def test_that_operations_of_a_later_program_are_kept_and_handed_on(one, two, tmp_path) -> None:
    answer(one, "q1_1", "conforms")
    packed = pack(one, tmp_path / "parcel.aix")

    def later(records: list[Record]) -> list[Record]:
        last, _ = records[-1]
        raw = canonical({**json.loads(last.raw), "kind": "hologram", "v": 99, "extra": {"a": 1}}).decode()
        chain = next_chain(records[-2][0].chain, raw)
        signature = sign_transaction(one.store.device_key, last.device, last.txn, chain)
        return [*records[:-1], (parse(raw, chain), Incoming(raw, chain, signature))]

    repacked(one, packed.path, packed.code, later)
    assert take_in(two, packed.path, packed.code).new == packed.operations
    onward = pack(two, tmp_path / "onward.aix")
    third = laptop(tmp_path / "three")
    take_in(third, onward.path, onward.code)
    assert any('"hologram"' in found.raw for found in third.store.operations())
    close(third)


@pytest.mark.parametrize(
    "told",
    [
        {"operations": "x"}, {"operations": -1}, {"reach": []}, {"reach": {"d": "x"}}, {"base": {"d": ["a"]}},
        {"certificates": []}, {"files": [1]}, {"made_at": "nonsense"}, {"made_at": 3}, {"device": 7}, {"officer": 5},
        {"holds": 1}, {"schema": None}, {"training": "no"},
    ],
    ids=str,
)  # fmt: skip
def test_that_a_head_of_nonsense_is_told_as_damage(one, two, tmp_path, told) -> None:
    packed = pack(one, tmp_path / "parcel.aix")
    repacked(one, packed.path, packed.code, told=told)
    assert broken(two, packed.path, packed.code).code == "parcel-damaged"


def test_that_each_cut_and_each_turned_bit_is_noticed(one, two, tmp_path) -> None:
    answer(one, "q1_1", "conforms")
    packed = pack(one, tmp_path / "parcel.aix")
    content, spoiled = packed.path.read_bytes(), tmp_path / "spoiled.aix"
    before = state(two)
    for place in range(0, len(content), 97):
        turned = bytearray(content)
        turned[place] ^= 1 << place % 8
        for bad in (content[:place], bytes(turned)):
            spoiled.write_bytes(bad)
            with pytest.raises((IntegrityBroken, CentreRefused)) as told:
                take_in(two, spoiled, packed.code)
            assert told.value.code in NOTICED
    assert (state(two), journal(two)) == (before, ())


def test_that_a_copied_laptop_is_told_as_such_and_stops_nobody_elses_work(one, two, tmp_path) -> None:
    answer(one, "q1_1", "conforms")
    close(one)
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    first, copy = reopened(tmp_path / "one"), reopened(tmp_path / "copy")
    try:
        answer(first, "q2_1", "conforms")
        answer(copy, "q2_2", "violates")
        packed, other = pack(first, tmp_path / "first.aix"), pack(copy, tmp_path / "copy.aix")
        take_in(two, packed.path, packed.code)
        third = laptop(tmp_path / "three")
        answer(third, "q7_7", "conforms")
        take_in(third, other.path, other.code)
        mixed = pack(third, tmp_path / "mixed.aix")
        close(third)
        answer(two, "q5_5", "conforms")
        back = pack(two, tmp_path / "back.aix")
        for desk in (two, first):
            told = broken(desk, other.path, other.code)
            assert told.code == "device-forked" and "复制" in told.title and "管理员" in told.advice
        own = first.store.device
        for desk, parcel, new in ((two, mixed, "q7_7"), (copy, back, "q5_5")):
            assert own[-8:] in take_in(desk, parcel.path, parcel.code).apart  # what others did goes on
            assert desk.store.read("answer", f"inspection-1/{new}") and not desk.store.replication.holes()
        assert not two.store.read("answer", "inspection-1/q2_2") and not copy.store.read("answer", "inspection-1/q2_1")
    finally:
        close(first)
        close(copy)


def test_that_two_laptops_that_heard_each_another_past_go_on_exchanging_what_is_new(one, two, tmp_path) -> None:
    answer(one, "q1_1", "conforms")
    close(one)
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    third = laptop(tmp_path / "three")
    for place, receiver, answers in (("one", two, ["q2_1"]), ("copy", third, ["q2_2", "q2_3"])):
        desk = reopened(tmp_path / place)
        for question in answers:
            answer(desk, question, "conforms")
        packed = pack(desk, tmp_path / "parcel.aix")
        take_in(receiver, packed.path, packed.code)
        close(desk)
    for number in range(3):
        answer(two, f"q5_{number}", "conforms")
        both_ways(third, two, tmp_path)  # each the difference only, from the second time on
        assert third.store.read("answer", f"inspection-1/q5_{number}")
    close(third)


def test_that_a_restored_laptop_gets_its_lost_work_back_and_keeps_what_it_did_since(one, two, tmp_path) -> None:
    answer(one, "q1_1", "conforms")
    close(one)
    shutil.copytree(tmp_path / "one", tmp_path / "backup")
    before = reopened(tmp_path / "one")
    answer(before, "q2_1", "conforms")
    answer(before, "q2_2", "conforms")
    packed = pack(before, tmp_path / "before.aix")
    take_in(two, packed.path, packed.code)
    close(before)
    again = reopened(tmp_path / "backup")
    try:
        again.store.settings.set(RESTORED_AT, again.store.replication.position()[0])  # as a restore does
        answer(again, "q3_1", "violates")
        back = pack(two, tmp_path / "back.aix")
        take_in(again, back.path, back.code)
        onward = pack(again, tmp_path / "onward.aix")
        assert take_in(two, onward.path, onward.code).new == 1
        assert state(two) == state(again) and again.store.replication.holes() == {}
        key = {again.store.device: again.store.device_key.public}
        assert again.store.upkeep.check(key).problems == ()
        questions = ("q1_1", "q2_1", "q2_2", "q3_1")
        assert all(two.store.read("answer", f"inspection-1/{name}") for name in questions)
    finally:
        close(again)


def test_that_lost_work_that_came_in_part_comes_whole_with_the_same_parcel(one, tmp_path, monkeypatch) -> None:
    answer(one, "q1_1", "conforms")
    close(one)
    shutil.copytree(tmp_path / "one", tmp_path / "backup")
    before = reopened(tmp_path / "one")
    answer(before, "q2_1", "conforms")
    answer(before, "q2_2", "conforms")
    packed = pack(before, tmp_path / "before.aix")
    close(before)
    again = reopened(tmp_path / "backup")
    try:
        again.store.settings.set(RESTORED_AT, again.store.replication.position()[0])  # as a restore does
        answer(again, "q3_1", "violates")

        def full(*_: object) -> int:
            raise StorageFailed("disk-full", "磁盘空间不足，未能保存。", "请清理磁盘空间后重试。")

        with monkeypatch.context() as disk, pytest.raises(StorageFailed):
            disk.setattr(taking_in, "_receive", full)
            take_in(again, packed.path, packed.code)
        take_in(again, packed.path, packed.code)
        key = {again.store.device: again.store.device_key.public}
        assert again.store.upkeep.check(key).problems == () and again.store.replication.holes() == {}
        for question in ("q1_1", "q2_1", "q2_2", "q3_1"):
            assert again.store.read("answer", f"inspection-1/{question}")
    finally:
        close(again)


def test_that_a_restored_laptop_may_take_in_its_own_parcel_of_before(one, tmp_path) -> None:
    answer(one, "q1_1", "conforms")
    close(one)
    shutil.copytree(tmp_path / "one", tmp_path / "backup")
    before = reopened(tmp_path / "one")
    answer(before, "q2_1", "conforms")
    packed = pack(before, tmp_path / "before.aix")
    close(before)
    again = reopened(tmp_path / "backup")
    try:
        with pytest.raises(Refused):
            take_in(again, packed.path, packed.code)
        again.store.settings.set(RESTORED_AT, again.store.replication.position()[0])
        assert take_in(again, packed.path, packed.code).new == 1
        with pytest.raises(Refused):
            take_in(again, packed.path, packed.code)
    finally:
        close(again)


def test_that_the_second_difference_before_the_first_brings_both(one, two, tmp_path) -> None:
    both_ways(one, two, tmp_path)
    parcels = []
    for number in range(2):
        answer(one, f"q1_{number}", "conforms")
        parcels.append(pack(one, tmp_path / f"{number}.aix", peer=two.store.device))
    assert [take_in(two, found.path, found.code).new for found in reversed(parcels)] == [2, 0]
    assert state(one) == state(two)


@pytest.mark.parametrize("years", [-10, 10])
@pytest.mark.parametrize("whose", ["sender", "receiver"])
def test_that_a_clock_ten_years_off_is_told_and_stops_nothing(tmp_path, years, whose) -> None:
    wrong, right = (lambda: NOW + timedelta(days=365 * years)), lambda: NOW
    first = laptop(tmp_path / "first", wrong if whose == "sender" else right)
    second = laptop(tmp_path / "second", wrong if whose == "receiver" else right)
    try:
        answer(first, "q1_1", "conforms")
        answer(second, "q1_2", "violates")
        for sender, receiver in ((first, second), (second, first)):
            packed = pack(sender, tmp_path / "parcel.aix")
            assert take_in(receiver, packed.path, packed.code).odd_time
        assert state(first) == state(second)
    finally:
        close(first)
        close(second)


def test_that_two_right_clocks_are_not_doubted(one, two, tmp_path) -> None:
    packed = pack(one, tmp_path / "parcel.aix")
    assert not take_in(two, packed.path, packed.code).odd_time
    repacked(one, packed.path, packed.code, told={"made_at": iso(NOW - timedelta(days=3))})
    assert not take_in(two, packed.path, packed.code).odd_time


def test_that_an_answer_given_while_a_parcel_is_written_does_not_spoil_it(one, two, tmp_path) -> None:
    with_photo(one, os.urandom(2_000_000))
    given: list[int] = []

    def meanwhile(done: int, total: int) -> None:
        given.append(done)
        if len(given) == 2:
            answer(one, "q9_9", "conforms")

    packed = pack(one, tmp_path / "parcel.aix", progress=meanwhile)
    assert take_in(two, packed.path, packed.code).new == packed.operations
    both_ways(one, two, tmp_path)
    assert state(one) == state(two)


def test_that_a_transaction_here_in_part_does_not_spoil_what_is_handed_on(one, two, tmp_path) -> None:
    for number in range(3):
        one.commit([Change("answer", f"inspection-1/q{number}_{part}", "value", "x") for part in range(3)])
    packed = pack(one, tmp_path / "parcel.aix")
    with parcel_file.opened(packed.path, packed.code.replace("-", "")) as stream:
        operations = [incoming for _, incoming in Unpacker(stream).operations()]
    two.store.replication.receive(operations[:-1], cursor=None, now=NOW, public_keys={})  # as a pull that was cut
    two.store.settings.set(DEVICE_CERTIFICATES, peer_certificates(one, [one.store.device]))
    onward = pack(two, tmp_path / "onward.aix")
    third = laptop(tmp_path / "three")
    assert take_in(third, onward.path, onward.code).new == onward.operations
    close(third)


@pytest.mark.parametrize("fault", ["gone", "turned", "cut"])
def test_that_a_photo_that_the_disk_lost_stays_behind_and_a_colleague_gives_it_back(one, two, tmp_path, fault) -> None:
    lost, whole = with_photo(one, os.urandom(600_000)), with_photo(one, os.urandom(500_000))
    both_ways(one, two, tmp_path)
    path, content = one.vault.path_of(lost), bytearray(one.vault.path_of(lost).read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    if fault != "gone":
        path.write_bytes(content if fault == "turned" else content[:-9])
    packed = pack(one, tmp_path / "parcel.aix")
    assert packed.files == 1 and packed.carried == {whole} and len(packed.spoiled) == 1
    back = pack(two, tmp_path / "back.aix")
    assert take_in(one, back.path, back.code).files == 1
    assert one.vault.read(lost) == two.vault.read(lost) and pack(one, tmp_path / "next.aix").spoiled == ()
