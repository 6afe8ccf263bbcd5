"""What came from others is told alike whether little of the log is new, or nearly all as on a new laptop."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.storage.store import Store
from tests.storage.builders import commit, fresh_store, incoming, receive

WAYS = {"little is new": 200, "all is new": 0}


def paper(root: str, number: int) -> Change:
    return Change("document", f"{root}/d{number}", "kind", "D1")


def mixed(mine: Store, theirs: Store, before: int) -> tuple[frozenset[str], Mapping[str, int]]:
    """Return what came where own acts fall between what a colleague recorded, behind so many acts of before."""
    for number in range(before):
        commit(mine, Change("answer", f"old/q{number}", "note", "演练"))
    since = mine.lookup.log_end()
    commit(mine, Change("inspection", "own", "purpose", "演练"), paper("own", 1))
    commit(theirs, Change("inspection", "i", "purpose", "演练"), paper("i", 1), paper("i", 2))
    commit(theirs, Change("answer", "j/q1", "note", "演练"), Change("unit", "u", "name", "演练局"))
    receive(mine, incoming(theirs))
    commit(mine, Change("document", "i/d1", "reason", "演练"), paper("i", 3))
    came = mine.lookup.come(since, mine.device)
    return came.roots, came.entities


@pytest.mark.parametrize("before", WAYS.values(), ids=WAYS)
def test_that_what_others_recorded_is_told_without_the_own(tmp_path: Path, before: int) -> None:
    with fresh_store(tmp_path / "a", "a") as mine, fresh_store(tmp_path / "b", "b") as theirs:
        roots, entities = mixed(mine, theirs, before)
    assert roots == {"i", "j", "u"}
    assert entities == {"inspection": 1, "document": 2, "unit": 1}


def test_that_nothing_came_where_nothing_is_behind(tmp_path: Path) -> None:
    with fresh_store(tmp_path / "a", "a") as mine:
        commit(mine, Change("inspection", "own", "purpose", "演练"))
        assert mine.lookup.come(mine.lookup.log_end(), mine.device).roots == frozenset()


def test_what_was_known_at_a_place(tmp_path: Path) -> None:
    with fresh_store(tmp_path / "a", "a") as mine:
        commit(mine, Change("inspection", "first", "purpose", "演练"))
        place = mine.lookup.log_end()
        commit(mine, Change("inspection", "second", "purpose", "演练"), Change("unit", "third", "name", "演练局"))
        asked = ["first", "second", "third", "never"]
        assert mine.lookup.known_at(place, "inspection", asked) == {"first"}
        assert mine.lookup.known_at(mine.lookup.log_end(), "inspection", asked) == {"first", "second"}


def test_that_the_units_of_inspections_are_found_at_once(tmp_path: Path) -> None:
    with fresh_store(tmp_path / "a", "a") as mine:
        commit(mine, Change("inspection", "i", "unit", "u1"), Change("inspection", "j", "unit", "u2"))
        commit(mine, Change("inspection", "i", "unit", "u3"), Change("inspection", "k", "purpose", "演练"))
        assert mine.lookup.units_of(["i", "j", "k", "never"]) == {"i": "u3", "j": "u2"}
