"""What a whole visit day in the real window takes of memory, and how long its UI thread is busy.

A key waits for one turn of the event loop at most; what it does without a rest is many turns, between which it takes
keys.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.centre.trial.embedded import embedded_server
from app.services.benchmarks.figures import Figure
from tests.journeys.window.centre import Office
from tests.journeys.window.person import ROOT, Person
from tests.journeys.window.screen import missing, screen
from tests.journeys.window.test_visit_day import play

MEMORY, TURN = 200.0, 50.0


def measure(folder: Path, forms: Path) -> list[Figure]:
    """Return memory after the day, with the processes beside, and the longest turn and work in CPU time.

    Nothing where there is no screen server.
    """
    if missing():
        return []
    (folder / "pictures").mkdir()
    with embedded_server(durable=False) as server, screen() as environment:
        person = Person(
            folder / "laptop", {**environment, "XDG_CONFIG_HOME": str(folder / "choices")}, folder / "pictures"
        )
        try:
            play(Office(server, folder), person)
            person.note_spells()
            memory = person.memory_once_quiet()
        finally:
            person.kill()
    turn, spell = (max((float(one[name]) for one in person.spells), default=0.0) for name in ("turn", "cpu"))
    return [
        Figure("visit-day", "memory at its end", "MB", memory, _memory_of_empty_window(), MEMORY),
        Figure("visit-day", "longest turn of the UI thread", "ms", turn, None, TURN),
        Figure("visit-day", "longest work of the UI thread without a rest", "ms", spell, None, TURN),
    ]


def _memory_of_empty_window() -> float:
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.empty_window"], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return int(told.stdout) / 1024
