"""What somebody leaves behind who retires: open inspections short of officers, named before it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.domain.procedure.mapping import changes_of
from app.services.desk import Desk
from app.services.listing.leaving import left_behind
from app.services.listing.refreshing import refresh
from app.services.preparation.calling_off import call_off
from app.services.registers.officers import suspend_credential
from app.services.registers.standing import retire_officer
from tests.services.office import office, planned
from tests.services.on_site import officer


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path) as held:
        held.commit(changes_of(officer("wai", "演练辛", 8, "officer")))
        yield held


def behind(desk: Desk, who: str) -> list[tuple[str, tuple[str, ...]]]:
    refresh(desk)
    return [(one.inspection, one.others) for one in left_behind(desk, who)]


def test_that_an_inspection_left_with_one_officer_is_named_and_one_left_with_two_is_not(desk: Desk) -> None:
    short = planned(desk).id
    planned(desk, officers=("jia", "yi", "wai"), purpose="演练另一次")
    assert behind(desk, "yi") == [(short, ("演练甲",))]
    assert behind(desk, "ding") == []


def test_that_colleagues_who_cannot_act_do_not_count(desk: Desk) -> None:
    three = planned(desk, officers=("jia", "yi", "wai")).id
    suspend_credential(desk, "wai", "演练暂扣")
    assert behind(desk, "yi") == [(three, ("演练甲",))]
    retire_officer(desk, "yi", "演练调离")
    assert behind(desk, "jia") == [(three, ())]


def test_that_two_entries_of_one_person_are_one(desk: Desk) -> None:
    desk.commit(changes_of(replace(desk.officers()["wai"], credential="演练-0001"), "credential"))
    planned(desk, officers=("jia", "yi"))
    one = planned(desk, officers=("jia", "yi"), purpose="演练另一次").id
    desk.commit([Change("inspection", one, "officers", "wai", "add")])
    assert (one, ("演练甲", "演练辛")) in behind(desk, "yi")


def test_that_what_ended_or_was_never_theirs_is_not_named(desk: Desk) -> None:
    closed, off = planned(desk).id, planned(desk, purpose="演练另一次").id
    desk.commit([Change("course", closed, "closed_at", "2026-06-08T17:00:00+08:00")])
    call_off(desk, off, "演练取消")
    assert behind(desk, "yi") == []


def test_that_those_ended_long_ago_are_not_even_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    closed, short = planned(desk).id, planned(desk, purpose="演练另一次").id
    desk.commit([Change("course", closed, "closed_at", "2026-06-08T17:00:00+08:00")])
    refresh(desk)
    asked: list[str] = []
    whole = desk.store.read
    monkeypatch.setattr(desk.store, "read", lambda kind, one: asked.append(one) or whole(kind, one))
    assert behind(desk, "yi") == [(short, ("演练甲",))]
    assert closed not in asked and short in asked


def test_that_an_inspection_whose_row_is_not_made_yet_is_named_too(desk: Desk) -> None:
    one = planned(desk).id
    assert [found.inspection for found in left_behind(desk, "yi")] == [one]


def test_that_a_sealed_case_is_said_to_be_one(desk: Desk) -> None:
    one = planned(desk).id
    refresh(desk)
    assert [found.sealed for found in left_behind(desk, "yi")] == [False]
    value = {"covers": [], "heads": [], "document": f"{one}/d", "purpose": "D4"}
    desk.commit([Change("seal", f"{one}/s", "seal", value, "seal")])
    assert [found.sealed for found in left_behind(desk, "yi")] == [True]
