"""Reading on in the feeds of the bureaus below: a cut keeps what came, what does not fit its signatures is not told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.centre.transport import DeviceKey, FeedPage, FeedRow, Greeting, SignedOperation
from app.domain.operations import Operation
from app.errors import CentreUnreachable
from app.sealing.canonical import finish
from app.sealing.signing import new_key_pair, sign_transaction
from app.services.desk import Desk
from app.services.exchange.below import look_below
from app.services.registers.arrived import arrived, unreadable
from tests.services.office import office

COUNTY, NOW = "130602", datetime(2026, 6, 8, 9, 0, tzinfo=UTC)
FIELDS = (
    ("document", "i/d", "kind", "D13"), ("entry", "i/d", "audience", "superior"), ("entry", "i/d", "what", "演练"),
    ("sending", "i/s", "document", "i/d"), ("sending", "i/s", "to", "保定市档案局"), ("sending", "i/s", "way", "hand"),
    ("sending", "i/s", "at", "2026-06-08T09:00:00+08:00"),
)  # fmt: skip


class County:
    """The feed of a county, a page for each operation; ``cut`` = after so many pages the line is gone."""

    def __init__(self, cut: int = 99) -> None:
        self.cut, key, chain = cut, new_key_pair(), ""
        self.key = DeviceKey(key.public.hex(), None, "演练县一号机")
        self.rows: list[FeedRow] = []
        for seq, (entity, entity_id, field, value) in enumerate(FIELDS, 1):
            made = finish(
                Operation("county-1", seq, f"t{seq}", f"o{seq}", "set", 1, entity, entity_id, field, value, (), "x",
                          "0", True), chain,
            )  # fmt: skip
            chain = made.chain
            signature = sign_transaction(key, "county-1", made.txn, made.chain)
            self.rows.append(FeedRow(seq, "county-1", SignedOperation(made.raw, made.chain, signature)))

    def pull(self, cursor: int, limit: int = 500, bureau: str | None = None) -> FeedPage:
        assert bureau == COUNTY
        if cursor >= self.cut:
            raise CentreUnreachable("unreachable", "演练", "演练")
        return FeedPage(tuple(self.rows[cursor : cursor + 1]), {"county-1": self.key})

    def greeting(self) -> Greeting:
        readable = {"130600": 5, COUNTY: len(self.rows)}
        return Greeting("c", "epoch", True, 1, 1, NOW, False, readable=readable)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path / "data") as open_desk:
        yield open_desk


def look(desk: Desk, county: Any, **more: Any) -> int:
    """Return how many reports wait after looking."""
    look_below(desk, county, county.greeting(), **more)
    return len(arrived(desk))


def test_that_a_cut_line_goes_on_where_it_was(desk: Desk) -> None:
    county = County(cut=4)
    assert look(desk, county) == 0
    county.cut = 99
    county.rows[:4] = [replace_raw(one) for one in county.rows[:4]]  # what came before is not read again
    assert look(desk, county) == 1 and unreadable(desk) == ()


def test_that_a_person_who_does_not_wait_gets_the_rest_the_next_time(desk: Desk) -> None:
    county = County()
    assert look(desk, county, cancelled=lambda: True) == 0
    assert look(desk, county) == 1


def test_that_what_does_not_fit_its_signature_is_told_of_and_not_read(desk: Desk) -> None:
    county = County()
    county.rows[-1] = replace_raw(county.rows[-1])
    assert look(desk, county) == 0
    assert unreadable(desk) == ("竞秀区档案局",)
    other = County()
    other.key = replace(other.key, public_key=new_key_pair().public.hex())
    desk.store.settings.set("reports_below", {})
    assert look(desk, other) == 0 and unreadable(desk) == ("竞秀区档案局",)


def replace_raw(row: FeedRow) -> FeedRow:
    return row._replace(operation=row.operation._replace(raw=row.operation.raw.replace('"op_id":"o', '"op_id":"p')))
