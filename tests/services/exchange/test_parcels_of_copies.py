"""Parcels of a laptop whose data were copied to another, or brought back from a backup."""

import shutil

import pytest

from app.errors import Refused, StorageFailed
from app.services.exchange import taking_in
from app.services.exchange.parcels import pack
from app.services.exchange.queue import device_name
from app.services.exchange.taking_in import take_in
from app.services.session.opening import close
from app.storage.exchange.renumbering import RESTORED_AT
from tests.services.exchange import sticks
from tests.services.exchange.sticks import answer, both_ways, broken, laptop, reopened, state

one, two, cheap = sticks.one, sticks.two, sticks.cheap


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
            # called as everywhere else: who works on it, and the end of its id
            assert first.store.device not in told.title and device_name(desk, first.store.device) in told.title
        own = first.store.device
        for desk, parcel, new in ((two, mixed, "q7_7"), (copy, back, "q5_5")):
            (apart,) = take_in(desk, parcel.path, parcel.code).apart  # what others did goes on
            assert own[-8:] in apart
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
