"""The full day played through the services, on two laptops and a real centre."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from app.domain.numbers import CONSUMED, LEASED
from app.services.numbers import ledger
from app.services.rehearsal.playing import STEPS
from app.services.session.opening import close
from app.services.verification.verifying import verify_path
from tests.journeys.rehearsals import opened, play, wrong
from tests.typesetting.archive_rules import faults

KEYS = {"schema", "scenario", "passed", "steps", "documents", "devices", "centre", "expected"}


@pytest.fixture(scope="module")
def full_day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Play the whole day once: its folder and summary."""
    folder = tmp_path_factory.mktemp("rehearsal") / "out"
    return folder, play(folder, "full-day")


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


def test_that_every_paper_keeps_the_rules_of_the_archive_format(full_day: tuple[Path, dict[str, Any]]) -> None:
    folder, summary = full_day
    broken = {one["file"]: faults((folder / one["file"]).read_bytes()) for one in summary["documents"]}
    assert not any(broken.values()), broken


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
