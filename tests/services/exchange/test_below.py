"""Reading on in the feeds of the bureaus below: a cut keeps what came, what does not fit its signatures is not told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.centre.device.transport import DeviceKey, FeedPage, FeedRow, Greeting, SignedOperation
from app.domain.operations import Operation
from app.errors import CentreUnreachable
from app.sealing.canonical import finish
from app.sealing.signing import new_key_pair, sign_transaction
from app.services.desk import Desk
from app.services.exchange.below import look_below
from app.services.registers.arrived import arrived, register_arrived, spoiled, unreadable
from app.services.registers.reports import attach_copy, save_copy
from tests.services.office import office
from ui.models.register_reports import report_register

COUNTY, NOW = "130602", datetime(2026, 6, 8, 9, 0, tzinfo=UTC)
PAPER = b"%PDF-1.7 drill"
PDF = hashlib.sha256(PAPER).hexdigest()
FIELDS = (
    ("document", "i/d", "kind", "D13"), ("entry", "i/d", "audience", "superior"), ("entry", "i/d", "what", "演练"),
    ("document", "i/d", "pdf", PDF),
    ("sending", "i/s", "document", "i/d"), ("sending", "i/s", "to", "保定市档案局"), ("sending", "i/s", "way", "hand"),
    ("sending", "i/s", "at", "2026-06-08T09:00:00+08:00"),
)  # fmt: skip


class County:
    """The feed of a county, a page for each operation; ``cut`` = after so many pages the line is gone."""

    def __init__(self, cut: int = 99) -> None:
        self.cut, key, chain = cut, new_key_pair(), ""
        self.key = DeviceKey(key.public.hex(), None, "演练县一号机")
        self.rows: list[FeedRow] = []
        self.paper: bytes | None = PAPER
        self.fetched, self.epoch = 0, "epoch"
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

    def doubt(self, seq: int, bureau: str | None = None) -> int:
        return 0

    def blob_get(self, sha256: str, first: int, count: int) -> bytes | None:
        if sha256 != PDF or first:
            return None
        self.fetched += 1
        return self.paper

    def greeting(self) -> Greeting:
        readable = {"130600": 5, COUNTY: len(self.rows)}
        return Greeting("c", self.epoch, True, 1, 1, NOW, False, readable=readable)


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


def test_that_the_file_of_a_report_comes_with_it_and_is_registered_as_its_copy(desk: Desk, tmp_path: Path) -> None:
    county = County()
    county.paper = None  # the county has not sent it whole yet
    assert look(desk, county) == 1
    assert arrived(desk)[0].report.copy == ""
    county.paper = PAPER
    look(desk, county)
    (waiting,) = arrived(desk)
    save_copy(desk, waiting.report.id, tmp_path / "waiting.pdf")
    registered = register_arrived(desk, waiting.report.id)
    assert registered.copy == PDF and registered.no_copy == ""
    assert (tmp_path / "waiting.pdf").read_bytes() == PAPER


def test_that_a_spoiled_file_is_fetched_once_until_the_centre_was_restored(desk: Desk) -> None:
    county = County()
    county.paper = b"%PDF-1.7 another"
    for _ in range(3):
        assert look(desk, county) == 1
    assert county.fetched == 1 and not desk.vault.has(PDF)
    assert spoiled(desk, arrived(desk)[0].report)
    county.paper, county.epoch = PAPER, "restored"
    look(desk, county)
    assert desk.vault.has(PDF) and not spoiled(desk, arrived(desk)[0].report)


def test_that_the_register_says_what_to_do_about_a_spoiled_file(desk: Desk, tmp_path: Path) -> None:
    county = County()
    county.paper = b"%PDF-1.7 another"
    look(desk, county)
    (row,) = report_register(desk).rows
    assert dict(row.facts)["请注意"].endswith("请向竞秀区档案局另要一份，登记后用“补附副本”附上")
    registered = register_arrived(desk, row.id)
    assert "请注意" in dict(report_register(desk).rows[0].facts)
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(PAPER + b" by post")
    attach_copy(desk, registered.id, copy, copy.name)
    assert "请注意" not in dict(report_register(desk).rows[0].facts)


def test_that_a_file_that_comes_after_the_registration_is_opened_too(desk: Desk, tmp_path: Path) -> None:
    county = County()
    county.paper = None
    look(desk, county)
    registered = register_arrived(desk, arrived(desk)[0].report.id)
    county.paper = PAPER
    look(desk, county)
    save_copy(desk, registered.id, tmp_path / "late.pdf")
    assert (tmp_path / "late.pdf").read_bytes() == PAPER


def test_that_what_was_gathered_without_files_is_read_anew(desk: Desk) -> None:
    county = County()
    look(desk, county)
    kept = dict(desk.store.settings.get("reports_below"))
    del kept[COUNTY]["reads"]
    kept[COUNTY]["told"]["papers"]["i/d"].pop("pdf")
    desk.store.settings.set("reports_below", kept)
    look(desk, county)
    assert desk.store.settings.get("reports_below")[COUNTY]["told"]["papers"]["i/d"]["pdf"] == PDF


def replace_raw(row: FeedRow) -> FeedRow:
    return row._replace(operation=row.operation._replace(raw=row.operation.raw.replace('"op_id":"o', '"op_id":"p')))
