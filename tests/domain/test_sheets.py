"""Pre-stamped sheets: each number once, from issue to its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.sheets import (
    ISSUED,
    RETURNED,
    SPOILED,
    USED,
    Sheet,
    batch_numbers,
    batch_problems,
    give_back,
    sheet_id,
    spoil,
    use,
)
from app.errors import Refused
from tests.builders import at

FRESH = Sheet(
    sheet_id("130600", "A007"), ISSUED, "first", "jia", at("08:00"), "ding", date(2026, 6, 1), "保档批〔2026〕3号"
)  # fmt: skip
NOW = at("15:00")


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.blockers]


def test_that_a_batch_is_a_run_of_numbers_as_they_are_printed() -> None:
    assert batch_numbers("A098", "A102") == ("A098", "A099", "A100", "A101", "A102")
    assert batch_numbers("０８", "12") == ("08", "09", "10", "11", "12")
    assert batch_numbers("盖 7", "盖7") == ("盖7",)


NO_RUNS = [("A1", "B3"), ("A5", "A4"), ("A", "A"), ("A/1", "A/3"), ("A1", "A501"), ("", "")]


@pytest.mark.parametrize(("first", "last"), NO_RUNS)
def test_that_what_is_no_run_is_said(first: str, last: str) -> None:
    assert batch_numbers(first, last) == () and "A001 至 A020" in batch_problems(first, last, ())[0]


def test_that_a_number_is_issued_once() -> None:
    assert batch_problems("A001", "A003", ["B001"]) == []
    assert batch_problems("A001", "A003", ["A002", "A003", "A009"])[0].startswith("A002 等 2 张已经登记过")


def test_that_a_sheet_is_used_once() -> None:
    used = use(FRESH, "first", "i/n", "当事人联", NOW)
    assert (used.state, used.document, used.copy, used.ended_at) == (USED, "i/n", "当事人联", NOW)
    for document, copy in (("i/n", "当事人联"), ("i/n", "存根联"), ("i/other", "当事人联"), ("i/other", "")):
        with pytest.raises(Refused) as refused:
            use(used, "first", document, copy, NOW)
        assert codes(refused) == ["sheet-state"]
    assert use(used, "first", "i/n", "", NOW) is used


def test_that_another_laptops_sheet_is_not_used_here() -> None:
    with pytest.raises(Refused) as refused:
        use(FRESH, "second", "i/n", "当事人联", NOW)
    assert codes(refused) == ["sheet-of-other-device"]


def test_that_a_sheet_is_spoiled_with_its_reason_and_never_used_again() -> None:
    with pytest.raises(Refused) as reasonless:
        spoil(FRESH, "  ", NOW)
    gone = spoil(use(FRESH, "first", "i/n", "当事人联", NOW), "卡纸", NOW)
    assert codes(reasonless) == ["spoil-reason"] and (gone.state, gone.reason) == (SPOILED, "卡纸")
    with pytest.raises(Refused):
        spoil(gone, "再次", NOW)
    with pytest.raises(Refused):
        give_back(gone, NOW)
    with pytest.raises(Refused):
        use(gone, "first", "i/n", "", NOW)


def test_that_only_an_unused_sheet_is_handed_back() -> None:
    assert give_back(FRESH, NOW).state == RETURNED
    with pytest.raises(Refused):
        give_back(replace(FRESH, state=USED), NOW)
