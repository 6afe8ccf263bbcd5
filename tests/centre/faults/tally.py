"""What a soak has done so far, kept in a file: a soak that was interrupted goes on from there."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Count:
    """How often one fault was tried: in rounds that ``seed`` numbers; ``failed`` are the seeds of those that were red.

    Only what stood its comparison is ``done``. ``seed`` is the next one.
    """

    seed: int
    done: int = 0
    rounds: int = 0
    seconds: float = 0.0
    failed: list[int] = field(default_factory=list)


@dataclass
class Tally:
    """The counts by part."""

    file: Path
    first: int
    counts: dict[str, Count] = field(default_factory=dict)
    _kept: str = ""

    @classmethod
    def read(cls, file: Path, first: int) -> Tally:
        """Return the tally of a file, an empty one where there is none; seeds begin with ``first``."""
        text = file.read_text("utf-8") if file.is_file() else ""
        kept = json.loads(text) if text else {}
        return cls(file, first, {part: Count(**one) for part, one in kept.items()}, text)

    def of(self, part: str) -> Count:
        """Return the count of a part."""
        return self.counts.setdefault(part, Count(self.first))

    def add(self, part: str, done: int, took: float) -> None:
        """Count a round that stood its comparison."""
        self._end_round(part, took).done += done
        self._keep()

    def fail(self, part: str, took: float) -> int:
        """Count a red round, and return its seed."""
        seed = self.of(part).seed
        self._end_round(part, took).failed.append(seed)
        self._keep()
        return seed

    def _end_round(self, part: str, took: float) -> Count:
        count = self.of(part)
        count.seed, count.rounds, count.seconds = count.seed + 1, count.rounds + 1, count.seconds + took
        return count

    def _keep(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        if (self.file.read_text("utf-8") if self.file.is_file() else "") != self._kept:
            raise SystemExit(f"another soak counts in {self.file}: each needs a tally of its own (SOAK_TALLY)")
        self._kept = json.dumps({part: asdict(one) for part, one in self.counts.items()}, indent=1)
        beside = self.file.with_suffix(".new")
        beside.write_text(self._kept, "utf-8")
        os.replace(beside, self.file)  # a soak that is killed leaves the one or the other

    def told(self, aims: dict[str, int]) -> str:
        """Return the sum so far, a line for each part."""
        lines = []
        for part, aim in aims.items():
            one = self.of(part)
            rate = f"{one.done / one.seconds:.2f}/s" if one.seconds else "-"
            red = f", RED SEEDS {one.failed}" if one.failed else ""
            lines.append(f"{part:9}{one.done:>9,} of {aim:,} in {one.rounds:,} rounds, {rate}{red}")
        return "\n".join(lines)
