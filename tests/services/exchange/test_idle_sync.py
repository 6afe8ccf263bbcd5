"""A synchronisation that finds nothing new costs little: every laptop makes one every few minutes."""

import re
from typing import Any

import pytest

from app.centre.device.line import Line
from app.services.desk import Desk
from tests.services.exchange.device import Laptop

IDLE = ["hello", "verify", "receipt", "release_get", "rotate_secret"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the calls of the centre, as they are made."""
    real, made = Line.rows, []

    def rows(line: Line, statement: str, *more: Any) -> Any:
        made.extend(re.findall(r"api1\.(\w+)", statement))
        return real(line, statement, *more)

    monkeypatch.setattr(Line, "rows", rows)
    return made


def test_that_an_idle_synchronisation_asks_five_questions(one: Laptop, asked: list[str]) -> None:
    one.sync()
    asked.clear()
    assert one.sync().state == "synced"
    assert asked == IDLE


def test_that_what_is_new_on_either_side_is_still_pulled(pair: tuple[Laptop, Laptop], asked: list[str]) -> None:
    first, second = pair
    for each in (first, second, first):
        each.sync()
    first.answer("q1_1", "符合")
    asked.clear()
    assert first.sync().pushed == 1
    assert asked[:3] == ["hello", "push", "pull_rows"]
    asked.clear()
    assert second.sync().pulled == 1
    assert asked[:2] == ["hello", "pull_rows"]


def test_that_the_officers_are_read_once(one: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    real, read = Desk.officers, []

    def officers(desk: Desk) -> Any:
        read.append(desk)
        return real(desk)

    monkeypatch.setattr(Desk, "officers", officers)
    assert one.sync().state == "synced"
    assert len(read) == 1
