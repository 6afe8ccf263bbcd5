"""A feed page by page, without holes; the next page is asked for while one is taken in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from app.centre.device.transport import CentreTransport, FeedPage
from app.errors import IntegrityBroken


@contextmanager
def pages_after(
    transport: CentreTransport,
    cursor: int,
    wanted: Callable[[], int],
    took: Callable[[float], None] = lambda seconds: None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Iterator[FeedPage]]:
    """Give the pages after a cursor of ``wanted()`` rows each; the line is free again when the block ends.

    ``took`` hears how many seconds by ``clock`` each page was on its way. Asking for one may raise CentreUnreachable,
    CentreRefused, or IntegrityBroken (``feed-has-holes``).
    """
    with ThreadPoolExecutor(1, "pull") as ahead:  # its thread begins with the second page

        def asked(behind: int, rows: int) -> FeedPage:
            begun = clock()
            page = transport.pull(behind, rows)
            took(clock() - begun)
            return page

        def pages() -> Iterator[FeedPage]:
            reached, page = cursor, asked(cursor, wanted())
            while page.rows:
                require_contiguous(page, reached)
                reached = page.rows[-1].srv_seq
                following = ahead.submit(asked, reached, wanted())
                yield page
                page = following.result()

        yield pages()


def require_contiguous(page: FeedPage, cursor: int) -> None:
    """Do nothing where a page goes on right behind the cursor, without a hole.

    Raises:
        IntegrityBroken: it does not.
    """
    if [row.srv_seq for row in page.rows] != list(range(cursor + 1, cursor + 1 + len(page.rows))):
        advice = "请联系管理员检查中心库；本机内容不受影响。"
        raise IntegrityBroken("feed-has-holes", "中心库给出的内容不连续，未接收。", advice)
