"""The pages of a feed: one is asked for while another is taken in, and none with a hole gets through."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, cast

import pytest

from app.centre.device.feed import pages_after
from app.centre.device.transport import CentreTransport, FeedPage, FeedRow, SignedOperation
from app.errors import CentreUnreachable, IntegrityBroken


class FakeFeed:
    """A centre whose feed has these numbers, two to a page; ``asked`` is set when the second page is asked for."""

    def __init__(self, numbers: Sequence[int], fails_at: int = 10**9) -> None:
        self.numbers = numbers
        self.fails_at = fails_at
        self.asked = threading.Event()

    def pull(self, cursor: int, limit: int = 500, bureau: str | None = None) -> FeedPage:
        if cursor:
            self.asked.set()
        if cursor >= self.fails_at:
            raise CentreUnreachable("cut", "断开。", "重试。")
        rows = [FeedRow(n, "a", SignedOperation("", "")) for n in self.numbers if n > cursor][:limit]
        return FeedPage(tuple(rows), {})


def taken(feed: FakeFeed, wait: bool = False) -> list[int]:
    seen: list[int] = []
    with pages_after(cast(CentreTransport, cast(Any, feed)), 0, lambda: 2) as pages:
        for page in pages:
            assert not wait or feed.asked.wait(60)
            seen += [row.srv_seq for row in page.rows]
    return seen


def test_that_the_next_page_is_asked_for_while_one_is_taken_in() -> None:
    assert taken(FakeFeed(range(1, 6)), wait=True) == [1, 2, 3, 4, 5]
    assert taken(FakeFeed([])) == []


@pytest.mark.parametrize("numbers", [[2, 3], [1, 3], [1, 2, 4, 5]])
def test_that_a_page_with_a_hole_is_not_given(numbers: list[int]) -> None:
    with pytest.raises(IntegrityBroken, match="feed-has-holes"):
        taken(FakeFeed(numbers))


def test_that_a_line_cut_while_a_page_is_taken_in_is_told_after_it() -> None:
    seen: list[int] = []
    feed = cast(CentreTransport, cast(Any, FakeFeed(range(1, 6), fails_at=2)))
    with pytest.raises(CentreUnreachable), pages_after(feed, 0, lambda: 2) as pages:
        for page in pages:
            seen.append(page.rows[-1].srv_seq)
    assert seen == [2]


def test_that_the_way_of_each_page_is_timed() -> None:
    moments, heard = iter(range(0, 60, 3)), []
    feed = cast(CentreTransport, cast(Any, FakeFeed(range(1, 4))))
    with pages_after(feed, 0, lambda: 2, heard.append, lambda: next(moments)) as pages:
        assert [len(page.rows) for page in pages] == [2, 1]
    assert heard == [3, 3, 3]  # the last brought nothing
