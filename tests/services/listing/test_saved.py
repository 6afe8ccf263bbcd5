"""Filters kept under a name, and the columns shown: of this laptop, over restarts, never synced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.desk import Desk
from app.services.listing.columns import FIRST_SHOWN
from app.services.listing.finding import Wanted
from app.services.listing.saved import (
    FILTERS,
    VIEW,
    drop_filter,
    keep_filter,
    keep_view,
    kept,
    move_filter,
    rename_filter,
)
from tests.services.office import office

OVERDUE = Wanted(text="竞秀", due="overdue", sort="due", descending=True)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path) as opened:
        yield opened


def test_that_a_filter_is_there_again_and_can_be_replaced_and_dropped(desk):
    keep_filter(desk, " 逾期 ", OVERDUE)
    keep_filter(desk, "全部", Wanted())
    assert dict(kept(desk).filters) == {"逾期": OVERDUE, "全部": Wanted()}
    keep_filter(desk, "逾期", Wanted(text="莲池"))
    assert kept(desk).filters["逾期"] == Wanted(text="莲池")
    assert list(drop_filter(desk, "逾期").filters) == ["全部"]


def test_that_a_filter_without_a_name_is_not_kept_and_told(desk):
    now, problems = keep_filter(desk, "  ", OVERDUE)
    assert (dict(now.filters), [one.field for one in problems]) == ({}, ["name"])
    assert keep_filter(desk, "长" * 31, OVERDUE)[1]


def test_that_nothing_of_it_is_an_operation(desk):
    before = len(desk.store.operations())
    keep_filter(desk, "逾期", OVERDUE)
    keep_view(desk, ("unit",), {"unit": 200})
    assert len(desk.store.operations()) == before


def test_that_columns_and_widths_are_remembered(desk):
    assert kept(desk).columns == FIRST_SHOWN
    keep_view(desk, ("unit", "numbers"), {"unit": 333})
    assert (kept(desk).columns, dict(kept(desk).widths)) == (("unit", "numbers"), {"unit": 333})


def test_that_what_another_version_kept_does_no_harm(desk):
    desk.store.settings.set(FILTERS, {"旧": {"text": 5, "sort": "gone", "more": 1}, "坏": "x"})
    desk.store.settings.set(VIEW, {"columns": ["gone"], "widths": {"unit": "wide"}})
    found = kept(desk)
    assert dict(found.filters) == {"旧": Wanted()}
    assert (found.columns, dict(found.widths)) == (FIRST_SHOWN, {})


def three(desk) -> None:
    for name in ("一", "二", "三"):
        keep_filter(desk, name, Wanted(text=name))


def test_that_a_filter_is_renamed_in_its_place_with_its_conditions(desk):
    three(desk)
    now, problems = rename_filter(desk, "二", " 本季度 ")
    assert problems == ()
    assert [f"{name}：{one.text}" for name, one in kept(desk).filters.items()] == ["一：一", "本季度：二", "三：三"]
    assert now == kept(desk)


def test_that_a_filter_does_not_take_the_name_of_another(desk):
    three(desk)
    for wrong in ("三", " ", "长" * 31):
        assert rename_filter(desk, "二", wrong)[1]
    assert list(kept(desk).filters) == ["一", "二", "三"]
    assert rename_filter(desk, "二", "二")[1] == ()


def test_that_a_filter_is_moved_up_and_down_and_not_beyond_the_ends(desk):
    three(desk)
    assert list(move_filter(desk, "三", -1).filters) == ["一", "三", "二"]
    assert list(move_filter(desk, "一", -1).filters) == ["一", "三", "二"]
    assert list(move_filter(desk, "一", 1).filters) == ["三", "一", "二"]
    assert list(move_filter(desk, "二", 1).filters) == ["三", "一", "二"]
    assert list(move_filter(desk, "gone", 1).filters) == list(kept(desk).filters)
