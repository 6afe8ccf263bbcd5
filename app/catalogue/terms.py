"""Reads forms/legal/terms.toml: how a term is counted whose rule does not say which kind of day it means."""

from __future__ import annotations

from pathlib import Path

from app.catalogue.toml_reader import Problem, read_toml
from app.domain.days import Unstated


def load_unstated(folder: Path) -> tuple[Unstated, list[Problem]]:
    """Return the setting of ``folder`` (forms/legal) and every problem found in it."""
    file = read_toml(folder / "terms.toml", folder.parent)
    counted = file.top.text("unstated", required=file.readable, allowed=("", "d", "wd"))
    why = file.top.text("why", required=file.readable)
    file.top.refuse_unknown_keys()
    return Unstated("wd" if counted == "wd" else "d", why), file.problems
