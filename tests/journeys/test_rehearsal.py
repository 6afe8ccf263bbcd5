"""The scenarios played whole through the services, on real stores and a real centre."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.domain.numbers import CONSUMED, LEASED
from app.services.numbers import ledger
from app.services.rehearsal.playing import STEPS, Rehearsal, rehearse, scenario_from
from app.services.session.opening import OpenDesk, close, open_desk
from app.services.session.paths import built_in_forms
from app.services.verification.verifying import verify_path

SAMPLES = built_in_forms() / "inspections" / "electronic-records" / "samples"
KEYS = {"schema", "scenario", "passed", "steps", "documents", "devices", "centre", "expected"}


def play(folder: Path, scenario: str, until: str = "") -> dict[str, Any]:
    told = scenario_from(SAMPLES / f"{scenario}.toml")
    return rehearse(Rehearsal(folder, built_in_forms(), told, until))


@pytest.fixture(scope="module")
def full_day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Play the whole day once: its folder and summary."""
    folder = tmp_path_factory.mktemp("rehearsal") / "out"
    return folder, play(folder, "full-day")


@pytest.fixture(scope="module")
def short_day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Play the day on which nothing is found, to the end."""
    folder = tmp_path_factory.mktemp("rehearsal") / "out"
    return folder, play(folder, "nothing-found")


def opened(folder: Path) -> OpenDesk:
    clock = scenario_from(SAMPLES / "full-day.toml").clock
    return open_desk(folder, forms=built_in_forms(), clock=lambda: clock)


def wrong(summary: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in summary["expected"] if not one["ok"]]


def test_that_the_whole_day_ends_as_its_scenario_expects(full_day: tuple[Path, dict[str, Any]]) -> None:
    _, summary = full_day
    assert wrong(summary) == [] and summary["passed"] is True
    assert summary["steps"] == list(STEPS) and summary["scenario"] == "full-day"
    assert len(summary["expected"]) == 12


def test_that_the_summary_has_the_keys_that_other_programs_read(full_day: tuple[Path, dict[str, Any]]) -> None:
    _, summary = full_day
    assert set(summary) == KEYS and summary["schema"] == 1
    assert {frozenset(one) for one in summary["documents"]} == {
        frozenset({"kind", "number", "state", "file", "sha256"})
    }
    assert {frozenset(one) for one in summary["devices"]} == {
        frozenset({"name", "operations", "attachments", "fold_digest"})
    }
    assert set(summary["centre"]) == {"operations", "attachments", "fold_digest"}
    assert {frozenset(one) for one in summary["expected"]} == {frozenset({"check", "want", "got", "ok"})}


def test_that_every_paper_lies_there_with_its_digest(full_day: tuple[Path, dict[str, Any]]) -> None:
    folder, summary = full_day
    for one in summary["documents"]:
        assert hashlib.sha256((folder / one["file"]).read_bytes()).hexdigest() == one["sha256"], one
    states = [(one["kind"], one["number"], one["state"]) for one in summary["documents"]]
    assert sorted(states) == [
        ("D1", "", "approved"), ("D11", "保档执通〔2026〕1号", "served"), ("D2", "保档检通〔2026〕1号", "served"),
        ("D33", "保档送〔2026〕1号", "signed"), ("D33", "保档送〔2026〕2号", "signed"), ("D4", "", "signed"),
    ]  # fmt: skip
    assert sorted(one.name for one in (folder / "documents").iterdir()) == sorted(
        Path(one["file"]).name for one in summary["documents"]
    )


def test_that_both_laptops_and_the_centre_tell_one_state(full_day: tuple[Path, dict[str, Any]]) -> None:
    folder, summary = full_day
    told = {one["name"]: one["fold_digest"] for one in summary["devices"]}
    assert set(told) == {"first", "second"}
    assert set(told.values()) == {summary["centre"]["fold_digest"]}
    for name, digest in told.items():
        desk = opened(folder / "devices" / name)
        assert desk.store.upkeep.fold_digest() == digest
        close(desk)


@pytest.mark.parametrize("name", ["first", "second"])
def test_that_what_is_left_is_found_intact(full_day: tuple[Path, dict[str, Any]], name: str) -> None:
    folder, summary = full_day
    outcome = verify_path(folder / "devices" / name, opened)
    assert outcome.state == "intact", outcome.reasons
    papers = [verify_path(folder / one["file"], opened, data=folder / "devices" / name) for one in summary["documents"]]
    assert {one.state for one in papers} == {"intact"}


def test_that_a_new_morning_finds_the_numbers_as_the_papers_used_them(full_day: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = full_day
    desk = opened(folder / "devices" / "first")
    known = [one for one in ledger.known(desk) if ":执通:" in one.id and one.device == desk.store.device]
    assert [one.state for one in known].count(CONSUMED) == 1 and {one.state for one in known} == {CONSUMED, LEASED}
    close(desk)


def test_that_a_day_on_which_nothing_is_found_needs_no_order(short_day: tuple[Path, dict[str, Any]]) -> None:
    folder, summary = short_day
    assert wrong(summary) == [] and summary["passed"] is True
    assert sorted(one["kind"] for one in summary["documents"]) == ["D1", "D2", "D33", "D4"]
    assert {one["fold_digest"] for one in summary["devices"]} == {summary["centre"]["fold_digest"]}
    assert all((folder / one["file"]).is_file() for one in summary["documents"])


@pytest.mark.parametrize("step", ["arrived", "sealed"])
def test_that_it_stops_where_asked_and_wakes_no_centre(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("a centre was started")

    monkeypatch.setattr("app.services.rehearsal.centring.embedded_server", started)
    monkeypatch.setattr(psycopg, "connect", started)
    summary = play(tmp_path / "out", "nothing-found", until=step)
    kinds = {"arrived": ["D1", "D2", "D33"], "sealed": ["D1", "D2", "D33", "D4"]}[step]
    assert summary["passed"] is True and summary["centre"] is None
    assert summary["steps"] == list(STEPS[: STEPS.index(step) + 1])
    assert [one["name"] for one in summary["devices"]] == ["first"]
    assert sorted(one["kind"] for one in summary["documents"]) == kinds
    assert [one.name for one in (tmp_path / "out" / "devices").iterdir()] == ["first"]
    desk = opened(tmp_path / "out" / "devices" / "first")
    assert desk.store.replication.pending() == summary["devices"][0]["operations"], "left as they are, unsynced"
    close(desk)
