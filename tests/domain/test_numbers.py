"""The ledger of document numbers: none given twice, each accounted for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import numbers
from app.domain.numbers import Lease, Series
from app.domain.procedure.issuing import Number
from app.errors import Refused

SERIES = Series("130600", "执通", 2026)


def lease(first: int, last: int, device: str = "first") -> Lease:
    return Lease(SERIES, first, last, "保档", device)


def test_that_a_number_prints_with_six_sided_brackets_and_no_leading_zero():
    assert numbers.number_text(numbers.numbers_of(lease(12, 12))[0]) == "保档执通〔2026〕12号"


@pytest.mark.parametrize("text", ["", "130600:执通:2026", "130600:执通:2026:012", "130600:执通:26:1", "a:b:c:d"])
def test_that_what_is_no_number_id_is_not_read_as_one(text):
    with pytest.raises(ValueError, match="no number id"):
        numbers.series_and_serial(text)


def test_that_a_block_may_begin_within_a_year_already_begun():
    block = numbers.numbers_of(lease(37, 40))
    assert numbers.next_free(block, SERIES, "first") == block[0]
    assert numbers.account(block, SERIES).unknown == tuple(range(1, 37))


def test_that_a_block_overlapping_an_older_one_is_told_with_the_first_free_start():
    problems = numbers.lease_problems(lease(5, 10), numbers.numbers_of(lease(1, 6)))
    assert problems == ["5号至6号之间的2个号已经登记过，文号不能重复。请把起号改为7或更大的号。"]


@pytest.mark.parametrize(("first", "last"), [(0, 5), (5, 4), (-1, 3), (99990, 100001), (1, 501)])
def test_that_an_impossible_block_is_told(first, last):
    assert numbers.lease_problems(lease(first, last), ())


def test_that_blank_words_of_a_lease_are_told():
    assert len(numbers.lease_problems(Lease(Series("130600", "", 1999), 1, 2, " ", "first"), ())) == 3


def test_that_another_devices_number_cannot_be_reserved():
    theirs = numbers.numbers_of(lease(1, 1, "second"))[0]
    assert numbers.next_free([theirs], SERIES, "first") is None
    with pytest.raises(Refused) as refused:
        numbers.reserve(theirs, "m", "first")
    assert refused.value.blockers[0].code == "number-of-other-device"


def test_that_a_number_shown_on_a_print_goes_void_and_never_back():
    reserved = numbers.reserve(numbers.numbers_of(lease(1, 1))[0], "m", "first")
    with pytest.raises(Refused) as refused:
        numbers.release(reserved, ["print-1"])
    assert refused.value.blockers[0].code == "number-cited"
    assert numbers.void(reserved, "打印后撤销").state == numbers.VOIDED


def test_that_a_number_is_not_voided_without_a_reason():
    with pytest.raises(Refused):
        numbers.void(numbers.numbers_of(lease(1, 1))[0], "  ")


def test_that_a_consumed_number_is_neither_released_nor_consumed_again():
    used = numbers.consume(numbers.reserve(numbers.numbers_of(lease(1, 1))[0], "m", "first"), "d")
    for act in (lambda: numbers.release(used, []), lambda: numbers.consume(used, "e")):
        with pytest.raises(Refused):
            act()


def _act(ledger: dict[str, Number], device: str, act: str, nth: int) -> tuple[str, Number] | None:
    """Try one act on the nth number of its state and return what it changed."""
    try:
        if act == "reserve":
            free = numbers.next_free(ledger.values(), SERIES, device)
            return None if free is None else (act, numbers.reserve(free, f"measure-{device}-{nth}", device))
        one = list(ledger.values())[nth % len(ledger)]
        moves = {
            "consume": lambda: numbers.consume(one, f"paper-{nth}"),
            "void": lambda: numbers.void(one, "原因"),
            "release": lambda: numbers.release(one, ["print"] if nth % 2 else []),
        }
        return act, moves[act]()
    except Refused:
        return None


ACTS = st.lists(
    st.tuples(st.sampled_from(["first", "second"]), st.sampled_from(["reserve", "consume", "void", "release"]),
              st.integers(0, 30)),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(ACTS)
def test_that_no_number_is_used_twice_and_each_is_accounted_for(acts):
    block = numbers.numbers_of(lease(3, 8)) + numbers.numbers_of(lease(9, 12, "second"))
    ledger = {one.id: one for one in block}
    used: dict[str, str] = {}
    for device, act, nth in acts:
        done = _act(ledger, device, act, nth)
        if done is None:
            continue
        _, number = done
        if number.state == numbers.CONSUMED:
            assert number.id not in used
            used[number.id] = number.document
        if number.id in used:
            assert number.state in (numbers.CONSUMED, numbers.VOIDED)
            assert number.document == used[number.id]
        ledger[number.id] = number
    book = numbers.account(ledger.values(), SERIES)
    accounted = [*book.leased, *book.reserved, *book.consumed, *book.voided]
    assert sorted(accounted) == list(range(3, 13))
    assert book.unknown == (1, 2)
    assert all(book.voided.values())


def test_that_numbers_of_other_years_and_kinds_stay_out_of_the_account():
    other = [replace(one, id=one.id.replace(":2026:", ":2025:")) for one in numbers.numbers_of(lease(1, 3))]
    assert numbers.account(other, SERIES).highest == 0
