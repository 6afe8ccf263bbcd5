"""Playing the sample scenarios in this process, and opening what they leave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.services.rehearsal.playing import Rehearsal, rehearse, scenario_from
from app.services.session.opening import OpenDesk, open_desk
from app.services.session.paths import built_in_forms

SAMPLES = built_in_forms() / "inspections" / "electronic-records" / "samples"


def play(folder: Path, scenario: str, until: str = "", **more: Any) -> dict[str, Any]:
    """Return the summary of a sample scenario played into a folder."""
    told = scenario_from(SAMPLES / f"{scenario}.toml")
    return rehearse(Rehearsal(folder, built_in_forms(), told, until, **more))


def opened(folder: Path) -> OpenDesk:
    """Return the desk of a device that a rehearsal left."""
    clock = scenario_from(SAMPLES / "full-day.toml").clock
    return open_desk(folder, forms=built_in_forms(), clock=lambda: clock)


def wrong(summary: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the expectations that were not met."""
    return [one for one in summary["expected"] if not one["ok"]]
