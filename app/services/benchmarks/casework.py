"""What a case with many papers costs: clocks, examination, course and a further paper, against reading it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.domain.procedure.records import Inspection
from app.services.benchmarks.figures import Figure, percentile, timed
from app.services.case_clocks import clocks
from app.services.clocks import board
from app.services.papers.legality import checkup
from app.services.papers.rendering import preview
from app.services.rehearsal.playing import Rehearsal, rehearse, scenario_from
from app.services.session.opening import close, open_desk
from app.services.timeline.telling import timeline

SCENARIO = Path("inspections", "electronic-records", "samples", "seizure-allowed.toml")
ROUNDS = 40


def casework(folder: Path, forms: Path) -> list[Figure]:
    """Return the median of forty rounds each; the baseline is reading the case from the store, of the same run."""
    scenario = scenario_from(forms / SCENARIO)
    rehearse(Rehearsal(folder / "out", forms, scenario, until="served"))
    desk = open_desk(folder / "out" / "devices" / "first", forms=forms, clock=lambda: scenario.clock)
    try:
        (inspection,) = [one.entity_id for one in desk.store.read_all(Inspection.ENTITY)]
        case = desk.case(inspection)
        letter = next(one.id for one in reversed(case.documents) if one.kind == "D22")

        def median(act: Callable[[], object]) -> float:
            act()
            return percentile([timed(act) for _ in range(ROUNDS)], 0.5) * 1000

        reading = median(lambda: desk.case(inspection))
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("clocks p50", lambda: clocks(desk, case)),
            ("examination of 30 rules p50", lambda: checkup(desk, case)),
            ("course p50", lambda: timeline(desk, case)),
            ("board of deadlines p50", lambda: board(desk)),
            ("further paper set p50", lambda: preview(desk, inspection, letter)),
        )
        return [Figure("casework", name, "ms", median(act), reading) for name, act in acts]
    finally:
        close(desk)
