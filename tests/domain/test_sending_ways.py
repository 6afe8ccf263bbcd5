"""The ways in which papers travel between bodies: named once, and what one bureau sends another can receive."""

from __future__ import annotations

from pathlib import Path

from app.domain.sending_ways import EVERY_WAY, RECEIVING_WAYS, SENDING_WAYS, UNIT_WAYS

ROOT = Path(__file__).parents[2]


def test_that_a_report_is_received_by_the_way_it_was_sent() -> None:
    assert SENDING_WAYS.items() <= RECEIVING_WAYS.items()


def test_that_nothing_in_writing_is_offered_as_a_telephone_call() -> None:
    assert "phone" not in SENDING_WAYS and "phone" not in UNIT_WAYS and "phone" in RECEIVING_WAYS


def test_that_each_way_is_named_in_one_place() -> None:
    modules = [file for folder in ("app", "ui") for file in (ROOT / folder).rglob("*.py")]
    named = [file.name for file in modules if EVERY_WAY["exchange"] in file.read_text(encoding="utf-8")]
    assert named == ["sending_ways.py"]
