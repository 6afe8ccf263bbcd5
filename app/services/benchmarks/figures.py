"""One measured figure beside its baseline, and percentiles of timings."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Timer = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: ``value`` and ``baseline`` in ``unit``, lower is better; ``aim`` is the value to stay within.

    ``figure`` names the percentile or the amount; ``baseline`` is None where there is nothing to compare with.
    """

    bench: str
    figure: str
    unit: str
    value: float
    baseline: float | None = None
    aim: float | None = None

    @property
    def ratio(self) -> float | None:
        """Return value / baseline."""
        return self.value / self.baseline if self.baseline else None

    def as_json(self) -> dict[str, Any]:
        """Return the stable keys of ``main.py bench --json``."""
        return {
            "bench": self.bench,
            "figure": self.figure,
            "unit": self.unit,
            "value": _short(self.value),
            "baseline": _short(self.baseline),
            "ratio": _short(self.ratio),
        }


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def percentile(timings: Sequence[float], share: float) -> float:
    """Return the timing that ``share`` (0 to 1) of all do not exceed."""
    ordered = sorted(timings)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def timed(act: Callable[[], object], timer: Timer = time.perf_counter) -> float:
    """Return the seconds that an act takes."""
    begun = timer()
    act()
    return timer() - begun
