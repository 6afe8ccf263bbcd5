"""Parcels as they may come: of a later program, of a copied or restored laptop, from a wrong clock, in any order."""

import json
import os
from datetime import timedelta

import pytest

from app.domain.clock import iso
from app.domain.operations import Change
from app.errors import CentreRefused, IntegrityBroken
from app.sealing.arriving import Incoming
from app.sealing.canonical import canonical, next_chain, parse
from app.sealing.signing import sign_transaction
from app.services.exchange.own_side import DEVICE_CERTIFICATES
from app.services.exchange.parcel_content import Unpacker
from app.services.exchange.parcel_journal import journal
from app.services.exchange.parcel_trust import peer_certificates
from app.services.exchange.parcels import pack
from app.services.exchange.taking_in import take_in
from app.services.session.opening import close
from app.storage.exchange import parcel_file
from tests.services.exchange import sticks
from tests.services.exchange.sticks import NOW, Record, answer, both_ways, broken, laptop, repacked, state, with_photo

one, two, cheap = sticks.one, sticks.two, sticks.cheap


NOTICED = ("not-a-parcel", "parcel-code-wrong", "parcel-damaged", "parcel-newer")


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


def test_that_a_small_parcel_that_was_cut_is_not_told_as_a_wrong_code(one, two, tmp_path) -> None:
    answer(one, "q1_1", "conforms")
    packed = pack(one, tmp_path / "parcel.aix")
    content, spoiled = packed.path.read_bytes(), tmp_path / "spoiled.aix"
    assert len(content) < 256 * 1024
    for rest in (content[:57], content[:1000], content[:-1], content[:-40] + bytes(40), content + b"x"):
        spoiled.write_bytes(rest)
        told = broken(two, spoiled, packed.code)
        assert told.code == "parcel-damaged" and "重新导出" in told.advice
        with pytest.raises(CentreRefused, match="parcel-code-wrong"):
            take_in(two, spoiled, "AAAA-BBBB-CCCC")


def test_that_a_parcel_of_an_earlier_program_is_taken_in(one, two, tmp_path, monkeypatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(parcel_file, "_id_under", lambda key, random: random + os.urandom(8))
        packed = pack(one, tmp_path / "parcel.aix")
    assert take_in(two, packed.path, packed.code).new == packed.operations


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
